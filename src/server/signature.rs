//! What calls take.

use super::view::View;
use crate::reference::{self, Entry, EntryKind, Takes};
use crate::syntax::ast::{Arg, ExprKind, StatementKind};

/// What is called after a segment, in the words of the language.
pub(super) const REPEAT: &str = "repeat";

/// A call with its parameters.
pub(super) struct Signature {
    pub(super) label: String,
    pub(super) about: String,
    pub(super) parameters: Vec<Parameter>,
}

/// A parameter: its name, and what it is.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) pytorch: Option<&'static str>,
    about: String,
    default: Option<String>,
    positional: bool,
    /// What it takes, where that is known.
    pub(super) takes: Option<Takes>,
}

/// The argument of a call that the word is in.
#[derive(Clone, Copy)]
pub(super) struct Argument<'w> {
    pub(super) callee: &'w str,
    pub(super) given: &'w [Arg],
    /// Its place among those that are given.
    pub(super) index: usize,
    /// Where the word is.
    pub(super) at: usize,
}

impl Argument<'_> {
    /// The name that it is given by.
    pub(super) fn name(&self) -> Option<&str> {
        self.given[self.index].name.as_ref().map(|name| name.text.as_str()).filter(|_| !self.is_name())
    }

    /// Whether the word is the name that it is given by.
    pub(super) fn is_name(&self) -> bool {
        self.given[self.index].name.as_ref().is_some_and(|name| name.span.start == self.at)
    }

    /// Whether the word is all of its value.
    pub(super) fn is_word(&self) -> bool {
        !self.is_name() && matches!(self.given[self.index].value.kind, ExprKind::Name(_))
    }

    /// Whether the word is all of it, and may be a name that it is given by.
    pub(super) fn is_open(&self) -> bool {
        self.is_name() || self.is_word() && self.name().is_none()
    }

    /// Whether its value ends with the word, and is nothing that takes numbers of other kinds in it.
    pub(super) fn is_whole(&self) -> bool {
        let value = &self.given[self.index].value;
        let mut inner = value;
        loop {
            inner = match &inner.kind {
                ExprKind::Quantity { unit, .. } => return unit.span.start == self.at,
                ExprKind::List(items) => match items.iter().find(|item| item.span.end > self.at) {
                    Some(item) => item,
                    None => return false,
                },
                ExprKind::Range { first, last } => {
                    if last.span.start <= self.at {
                        last
                    } else {
                        first
                    }
                }
                _ => return false,
            };
        }
    }
}

impl Signature {
    /// That of a name: of a `def` of the file, or else of the language.
    pub(super) fn of(view: View<'_>, name: &str) -> Option<Self> {
        if name == REPEAT {
            return Some(Self::of_repeat());
        }
        Self::of_file(view, name).or_else(|| reference::entry(name).map(Self::of_entry))
    }

    fn of_entry(entry: Entry) -> Self {
        let is_function = entry.kind == EntryKind::Function;
        let parameters = entry.parameters.into_iter().map(|parameter| Parameter {
            name: parameter.name.to_string(),
            pytorch: parameter.pytorch.filter(|word| *word != parameter.name),
            about: parameter.about.to_string(),
            default: parameter.default,
            positional: parameter.positional,
            takes: Some(parameter.takes).filter(|_| !is_function),
        });
        Self { label: entry.usage, about: entry.summary, parameters: parameters.collect() }
    }

    fn of_repeat() -> Self {
        let parameter = |name: &str, about: &str, default: Option<&str>, takes| Parameter {
            name: name.to_string(),
            pytorch: None,
            about: about.to_string(),
            default: default.map(str::to_string),
            positional: true,
            takes: Some(takes),
        };
        let parameters = vec![
            parameter("n", "how many cycles there are; without it they do not end", None, Takes::Count),
            parameter("stretch", "how long a cycle is, over the one before", Some("1"), Takes::Ratio),
            parameter("decay", "what the base and the start are multiplied by, each cycle", Some("1"), Takes::Ratio),
        ];
        let about = "Cycles of a segment, each from the same start.".to_string();
        Self { label: "repeat(n, stretch=1, decay=1)".to_string(), about, parameters }
    }

    /// A `def` of the file, as it was when it could last be read.
    fn of_file(view: View<'_>, name: &str) -> Option<Self> {
        let now = &view.analysis().compilation;
        [Some(now), view.document.good()].into_iter().flatten().find_map(|compilation| {
            compilation.file().statements.iter().find_map(|statement| {
                let StatementKind::Def { name: own, params, body } = &statement.kind else { return None };
                let text = compilation.text().get(own.span.start..body.span.start).filter(|_| own.text == name)?;
                let label = text.trim_end().trim_end_matches('=').trim_end().to_string();
                let parameters = params.iter().map(|param| {
                    let default = param.default.as_ref().map(|default| default.span.of(compilation.text()));
                    Parameter {
                        name: param.name.text.clone(),
                        pytorch: None,
                        about: format!("a parameter of `{name}`"),
                        default: default.map(str::to_string),
                        positional: true,
                        takes: None,
                    }
                });
                let about = statement.span.of(compilation.text()).to_string();
                Some(Self { label, about, parameters: parameters.collect() })
            })
        })
    }

    /// What a parameter is, and its default.
    pub(super) fn about(&self, name: &str) -> Option<(&str, Option<&str>)> {
        let parameter = self.parameters.iter().find(|parameter| parameter.name == name)?;
        Some((&parameter.about, parameter.default.as_deref()))
    }

    /// Which parameter an argument is.
    pub(super) fn index(&self, argument: Argument<'_>) -> Option<usize> {
        let named = |name: &str| self.parameters.iter().position(|parameter| parameter.is_called(name));
        let Argument { given, index, .. } = argument;
        if let Some(name) = argument.name() {
            return named(name);
        }
        let by_place = given[..index].iter().filter(|arg| arg.name.is_none()).count();
        let positional = self.parameters.iter().enumerate().filter(|(_, parameter)| parameter.positional);
        positional.map(|(index, _)| index).nth(by_place)
    }

    /// The parameter that an argument is.
    pub(super) fn parameter(&self, argument: Argument<'_>) -> Option<&Parameter> {
        self.parameters.get(self.index(argument)?)
    }

    /// The parameters that a call gives nowhere but in one argument.
    pub(super) fn left(&self, argument: Argument<'_>) -> impl Iterator<Item = &Parameter> {
        let others = (0..argument.given.len()).filter(|index| *index != argument.index);
        let given: Vec<_> = others.filter_map(|index| self.index(Argument { index, ..argument })).collect();
        let parameters = self.parameters.iter().enumerate();
        parameters.filter(move |(index, _)| !given.contains(index)).map(|(_, parameter)| parameter)
    }
}

impl Parameter {
    /// What it is, with its default.
    pub(super) fn detail(&self) -> String {
        match &self.default {
            Some(default) => format!("{}, by default {default}", self.about),
            None => self.about.clone(),
        }
    }

    /// Whether it has a name, or PyTorch has it for it.
    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.pytorch == Some(name)
    }
}
