//! A call with its arguments bound to the function's parameters.

use super::function::{
    Argument, Arguments, Call, Counts, Function, Kind, Library, Meaning, Parameter, Reason, Source, Translation,
};
use super::tree::{self, literal, made, read, simplified, substitute};
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::is_name;
use crate::units::Ratio;

impl Library {
    /// The function of a name.
    pub fn function(&self, name: &str) -> Option<&'static Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// What a call of a function of this library means.
    ///
    /// # Errors
    ///
    /// Why it cannot be said: arguments that do not fit, one whose value is not known and decides,
    /// or a schedule that the language does not have.
    pub fn translate(&self, function: &str, arguments: &Arguments) -> Result<Translation, Reason> {
        let Some(function) = self.function(function) else {
            return Err(Reason::new(format!("{} has no schedule called `{function}`", self.title)));
        };
        function.translate(function.counts.unwrap_or(self.counts), arguments)
    }
}

impl Function {
    pub(super) fn translate(&'static self, counts: Counts, arguments: &Arguments) -> Result<Translation, Reason> {
        let call = Call::bind(self, counts, arguments)?;
        let mut translation = match self.meaning {
            Meaning::Lehr(text) => call.lehr(text)?,
            Meaning::Code(code) => code(&call)?,
        };
        if !self.note.is_empty() {
            translation.notes.insert(0, self.note.to_string());
        }
        Ok(translation)
    }
}

impl Call {
    fn bind(function: &'static Function, counts: Counts, arguments: &Arguments) -> Result<Self, Reason> {
        let parameters = function.parameters;
        let mut given: Vec<Option<Argument>> = vec![None; parameters.len()];
        if arguments.by_place.len() > parameters.len() {
            return Err(Reason::new(format!("`{}` takes {} arguments", function.name, parameters.len())));
        }
        for (slot, argument) in given.iter_mut().zip(&arguments.by_place) {
            *slot = Some(argument.clone());
        }
        let mut passed_on = Vec::new();
        for (name, argument) in &arguments.by_name {
            match parameters.iter().position(|parameter| parameter.name == name) {
                Some(index) if given[index].is_some() => {
                    return Err(Reason::of(name, format!("`{}` is given `{name}` twice", function.name)));
                }
                Some(index) => given[index] = Some(argument.clone()),
                // Older versions of PyTorch print what they do where this is given.
                None if name == "verbose" => {}
                None if parameters.iter().any(|parameter| parameter.kind == Kind::Rest) => {}
                None if parameters.iter().any(|parameter| parameter.kind == Kind::Settings) => {
                    passed_on.push((Argument::Word(name.clone()), argument.clone()));
                }
                None => return Err(Reason::of(name, format!("`{}` has no parameter `{name}`", function.name))),
            }
        }
        let mut values = Vec::new();
        for (parameter, argument) in parameters.iter().zip(given) {
            let mut value = parameter.value(function, argument)?;
            if parameter.kind == Kind::Settings && !passed_on.is_empty() {
                let mut all = if let Argument::Pairs(pairs) = value { pairs } else { Vec::new() };
                all.append(&mut passed_on);
                value = Argument::Pairs(all);
            }
            values.push(value);
        }
        Ok(Self { function, counts, values, names: Vec::new() })
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> &Argument {
        let index = self.function.parameters.iter().position(|parameter| parameter.name == name);
        debug_assert!(index.is_some(), "`{}` has no parameter `{name}`", self.function.name);
        index.map_or(&Argument::None, |index| &self.values[index])
    }

    /// Whether it is `None`.
    pub(super) fn is_none(&self, name: &str) -> bool {
        matches!(self.get(name), Argument::None)
    }

    /// The word that a parameter is given.
    pub(super) fn word(&self, name: &str) -> Result<&str, Reason> {
        match self.get(name) {
            Argument::Word(word) => Ok(word),
            _ => Err(Reason::of(name, format!("the schedule depends on `{name}`, which is not known"))),
        }
    }

    /// Whether a parameter is `True`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Reason> {
        match self.get(name) {
            Argument::Flag(flag) => Ok(*flag),
            Argument::None => Ok(false),
            _ => Err(Reason::of(name, format!("the schedule depends on `{name}`, which is not known"))),
        }
    }

    /// The number that a parameter is given, where it is one.
    pub(super) fn number(&self, name: &str) -> Option<Ratio> {
        self.value(name).ok().as_ref().and_then(literal)
    }

    /// Whether a parameter is this number.
    pub(super) fn is(&self, name: &str, number: i128) -> bool {
        self.number(name) == Some(Ratio::from_integer(number))
    }

    /// The items of a list.
    pub(super) fn items(&self, name: &str) -> Result<&[Argument], Reason> {
        match self.get(name) {
            Argument::List(items) => Ok(items),
            _ => Err(Reason::of(name, format!("`{name}` is not known"))),
        }
    }

    /// The schedules of a list.
    pub(super) fn schedules(&self, name: &str) -> Result<Vec<&Translation>, Reason> {
        self.items(name)?.iter().map(|item| scheduled(name, item)).collect()
    }

    /// The value of a parameter as an expression. A word is a name there, with a `_` for what no name has: `val/loss`.
    pub(super) fn value(&self, name: &str) -> Result<Expr, Reason> {
        if let Some((_, value)) = self.names.iter().find(|(bound, _)| *bound == name) {
            return Ok(value.clone());
        }
        let kind = self.function.parameters.iter().find(|parameter| parameter.name == name).map(|found| found.kind);
        let several = matches!(kind, Some(Kind::Lengths | Kind::Rates | Kind::Steps));
        match self.get(name) {
            Argument::List(_) if !several => {
                Err(Reason::of(name, format!("`{name}` is a list, one for each parameter group")))
            }
            Argument::Word(word) if matches!(kind, Some(Kind::Word(_))) => {
                let in_a_name = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
                let spelt: String = word.chars().map(in_a_name).collect();
                let wrong = || Reason::of(name, format!("`\"{word}\"` cannot be the name of a metric"));
                is_name(&spelt).then(|| tree::name(&spelt)).ok_or_else(wrong)
            }
            argument => expression(name, argument),
        }
    }

    /// The same call with a name for an expression of its parameters.
    pub(super) fn with(&self, name: &'static str, value: Expr) -> Self {
        let mut names = self.names.clone();
        names.push((name, value));
        Self { function: self.function, counts: self.counts, values: self.values.clone(), names }
    }

    /// The same call with a parameter set to something else.
    pub(super) fn setting(&self, name: &str, value: Argument) -> Self {
        let mut values = self.values.clone();
        if let Some(index) = self.function.parameters.iter().position(|parameter| parameter.name == name) {
            values[index] = value;
        }
        Self { function: self.function, counts: self.counts, values, names: self.names.clone() }
    }

    /// An expression of the language in which the parameters are names.
    pub(super) fn tree(&self, text: &str) -> Result<Expr, Reason> {
        let Some(mut expr) = read(text) else {
            debug_assert!(false, "`{text}` does not parse");
            return Err(Reason::new(format!("`{text}` does not parse")));
        };
        let mut wrong = None;
        substitute(&mut expr, &mut |found| {
            let named = self.names.iter().any(|(bound, _)| *bound == found);
            if !named && !self.function.parameters.iter().any(|parameter| parameter.name == found) {
                return None;
            }
            match self.value(found) {
                Ok(value) => Some(value),
                Err(reason) => {
                    wrong.get_or_insert(reason);
                    None
                }
            }
        });
        wrong.map_or_else(|| Ok(simplified(expr)), Err)
    }

    /// A translation whose rate is an expression in which the parameters are names.
    pub(super) fn lehr(&self, text: &str) -> Result<Translation, Reason> {
        Ok(self.driving(self.tree(text)?))
    }

    /// A translation with this rate.
    pub(super) fn driving(&self, lr: Expr) -> Translation {
        self.with_tracks(vec![("lr", lr)])
    }

    /// A translation with these tracks.
    pub(super) fn with_tracks(&self, tracks: Vec<(&'static str, Expr)>) -> Translation {
        Translation {
            function: self.function,
            counts: self.counts,
            tracks,
            base: Source::Optimizer,
            notes: Vec::new(),
            span: None,
        }
    }

    /// What another function makes of arguments; the call is still that of this one.
    pub(super) fn through(&self, function: &'static Function, arguments: &Arguments) -> Result<Translation, Reason> {
        let counts = function.counts.unwrap_or(self.counts);
        Ok(Translation { function: self.function, ..function.translate(counts, arguments)? })
    }
}

fn scheduled<'a>(name: &str, item: &'a Argument) -> Result<&'a Translation, Reason> {
    match item {
        Argument::Schedule(translation) => Ok(translation),
        Argument::Unknown(why) => Err(Reason::of(name, why.clone())),
        _ => Err(Reason::of(name, format!("not every part of `{name}` is a schedule"))),
    }
}

/// An argument as an expression.
pub(super) fn expression(parameter: &str, argument: &Argument) -> Result<Expr, Reason> {
    let wrong = |why: String| Err(Reason::of(parameter, why));
    match argument {
        Argument::Lehr(text) => match read(text) {
            Some(expr) => Ok(simplified(expr)),
            None => wrong(format!("`{text}` cannot be written in the language")),
        },
        Argument::Word(word) => wrong(format!("`\"{word}\"` is a string, and not a number")),
        Argument::List(items) => {
            let items = items.iter().map(|item| expression(parameter, item)).collect::<Result<_, _>>()?;
            Ok(made(ExprKind::List(items)))
        }
        Argument::None => wrong(format!("`{parameter}` is not given")),
        Argument::Flag(_) => wrong(format!("`{parameter}` is not a number")),
        Argument::Pairs(_) => wrong(format!("`{parameter}` is a dictionary")),
        Argument::Schedule(_) => wrong(format!("`{parameter}` is a schedule")),
        Argument::Unknown(why) => wrong(why.clone()),
    }
}

impl Parameter {
    /// The argument, or the default, in the kind of the parameter.
    fn value(&self, function: &Function, argument: Option<Argument>) -> Result<Argument, Reason> {
        let Some(argument) = argument else {
            return match self.default {
                Some(default) => Ok(self.default_of(default)),
                None if self.kind == Kind::Optimizer => Ok(Argument::None),
                None => Err(Reason::of(self.name, format!("`{}` needs `{}`", function.name, self.name))),
            };
        };
        match (self.kind, argument) {
            // A word with hyphens, such as `1-sqrt`, reads as a difference.
            (Kind::Word(words), Argument::Lehr(text))
                if words.is_empty() || words.contains(&text.replace(' ', "").as_str()) =>
            {
                Ok(Argument::Word(text.replace(' ', "")))
            }
            (Kind::Word(words), Argument::Word(word)) if !words.is_empty() && !words.contains(&word.as_str()) => {
                let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                Err(Reason::of(self.name, format!("`{}` takes {}, and not `{word}`", self.name, words.join(", "))))
            }
            (Kind::Start, argument) => match (expression(self.name, &argument), self.default.and_then(read)) {
                (Ok(given), Some(default)) if super::tree::same(&given, &simplified(default.clone())) => Ok(argument),
                _ => Err(Reason::of(self.name, format!("`{}` starts in the middle of the schedule", self.name))),
            },
            (_, argument) => Ok(argument),
        }
    }

    fn default_of(&self, default: &str) -> Argument {
        match (default, self.kind) {
            ("None", _) => Argument::None,
            (_, Kind::Flag) => Argument::Flag(default == "True"),
            (_, Kind::Word(_)) => Argument::Word(default.to_string()),
            _ => Argument::Lehr(default.to_string()),
        }
    }
}
