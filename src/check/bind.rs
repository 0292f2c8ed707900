//! Arguments bound to parameters.

use std::marker::PhantomData;
use std::ops::Range;

use super::corrections::meant_parameter;
use super::evaluate::{Evaluator, Locals};
use super::resolve::{SUGGESTION_LIMIT, follows_metric, named_metric};
use super::suggest::closest;
use crate::catalogue::{self, Default, Key, Parameter, ShapeName};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Arg, ExprKind, Ident};
use crate::text::Span;

/// What can be called with arguments.
trait Callee {
    /// Its name.
    fn name(&self) -> &str;

    /// The names of its parameters, those that may be given by place first.
    fn parameters(&self) -> Vec<&str>;

    /// How many parameters may be given by place.
    fn places(&self) -> usize {
        self.parameters().len()
    }

    /// The parameter that an argument without a name is for; `next` counts the places.
    fn place(&self, _argument: &Arg, next: &mut Range<usize>) -> Option<usize> {
        next.next()
    }

    /// The parameter of a name.
    fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters().iter().position(|parameter| *parameter == name)
    }

    /// The call as it is documented, if it is.
    fn usage(&self) -> Option<String> {
        None
    }

    /// What to write instead of a name that is no parameter, where that is known.
    fn instead(&self, _name: &str) -> Option<String> {
        None
    }

    /// The parameter that a name was meant to be, one of those that are free.
    fn meant(&self, name: &str, free: &[&str]) -> Option<&str> {
        let found = closest(name, free.iter().copied())?;
        self.parameters().into_iter().find(|known| *known == found)
    }

    /// The shape that is called, if it is one.
    fn shape(&self) -> Option<ShapeName> {
        None
    }
}

/// What is called by no more than its name and those of its parameters: a preset, a `def`.
struct Plain<'n> {
    name: &'n str,
    parameters: &'n [&'n str],
}

impl Callee for Plain<'_> {
    fn name(&self) -> &str {
        self.name
    }

    fn parameters(&self) -> Vec<&str> {
        self.parameters.to_vec()
    }
}

/// The arguments of a call of a shape.
pub(super) struct Bound<'e, S> {
    /// One for each parameter.
    pub(super) arguments: Vec<Option<&'e Arg>>,
    /// What names in the arguments stand for.
    pub(super) locals: &'e Locals,
    shape: PhantomData<S>,
}

impl<'e, S: catalogue::Shape> Bound<'e, S> {
    /// What the call gives for a parameter.
    pub(super) fn given<K: Key>(&self, _: K) -> Option<&'e Arg> {
        self.arguments[S::index::<K>()]
    }
}

/// A call of a shape as it is written.
#[derive(Clone, Copy)]
pub(super) struct Call<'e> {
    pub(super) args: &'e [Arg],
    pub(super) span: Span,
    pub(super) locals: &'e Locals,
}

impl Callee for ShapeName {
    fn name(&self) -> &str {
        self.entry().name
    }

    fn parameters(&self) -> Vec<&str> {
        self.entry().parameters.iter().map(|parameter| parameter.name).collect()
    }

    fn places(&self) -> usize {
        self.entry().parameters.iter().filter(|parameter| parameter.positional).count()
    }

    /// A function is told by itself, wherever it stands.
    fn place(&self, argument: &Arg, next: &mut Range<usize>) -> Option<usize> {
        match argument.value.kind {
            ExprKind::Lambda { .. } => {
                self.entry().parameters.iter().position(|parameter| parameter.takes.is_function())
            }
            _ => next.next(),
        }
    }

    fn parameter(&self, name: &str) -> Option<usize> {
        let name = super::pytorch::parameter(*self, name).unwrap_or(name);
        self.entry().parameters.iter().position(|parameter| parameter.name == name)
    }

    fn usage(&self) -> Option<String> {
        Some(self.entry().usage())
    }

    fn instead(&self, name: &str) -> Option<String> {
        let found = self.entry().misnomers.iter().find(|(misnomer, _)| *misnomer == name);
        found.map(|(_, instead)| (*instead).to_string())
    }

    fn meant(&self, name: &str, free: &[&str]) -> Option<&str> {
        let word = meant_parameter(*self, name).filter(|meant| free.contains(meant));
        let found = word.or_else(|| closest(name, free.iter().copied()))?;
        self.parameters().into_iter().find(|known| *known == found)
    }

    fn shape(&self) -> Option<ShapeName> {
        Some(*self)
    }
}

impl Evaluator<'_> {
    /// Binds the arguments of a call to the parameters of these names, by place or by name.
    pub(super) fn bind<'e>(
        &mut self,
        name: &str,
        parameters: &[&str],
        args: &'e [Arg],
    ) -> Option<Vec<Option<&'e Arg>>> {
        let (slots, complete) = self.slots(&Plain { name, parameters }, args);
        complete.then_some(slots)
    }

    /// The arguments by their parameters, and whether each stands for one.
    fn slots<'e>(&mut self, callee: &dyn Callee, args: &'e [Arg]) -> (Vec<Option<&'e Arg>>, bool) {
        let names = callee.parameters();
        let mut slots = vec![None; names.len()];
        let mut given_again = false;
        let mut places = 0..callee.places();
        let (mut too_many, mut unknown) = (Vec::new(), Vec::new());
        for arg in args {
            let slot = match &arg.name {
                None => callee.place(arg, &mut places),
                Some(name) => callee.parameter(&name.text),
            };
            match (slot, &arg.name) {
                (Some(slot), _) => {
                    if slots[slot].is_some() {
                        given_again = true;
                        self.diagnostics.push(given_twice(callee.name(), names[slot], arg.value.span));
                    }
                    slots[slot] = Some(arg);
                }
                (None, None) => too_many.push(arg),
                (None, Some(name)) => unknown.push((name, arg)),
            }
        }
        if let [first, ..] = too_many[..] {
            let found = self.too_many(callee, args, first, too_many.len());
            self.diagnostics.push(found);
        }
        let free = names.iter().zip(&slots).filter(|(_, slot)| slot.is_none());
        let free: Vec<_> = free.map(|(name, _)| *name).collect();
        for (name, arg) in &unknown {
            let found = self.no_such_parameter(callee, &free, name, arg);
            self.diagnostics.push(found);
        }
        let complete = !given_again && too_many.is_empty() && unknown.is_empty();
        (slots, complete)
    }

    /// Binds the arguments of a call of a shape, none that is required left out.
    pub(super) fn bind_shape<'e, S: catalogue::Shape>(&mut self, call: Call<'e>) -> Option<Bound<'e, S>> {
        let Call { args, span, locals } = call;
        let shape = S::NAME;
        self.check_constant(shape, args, span)?;
        let (arguments, mut complete) = self.slots(&shape, args);
        // An argument that stands for nothing is likely the one that is missing.
        let are_known = complete;
        complete &= self.check_pytorch_defaults(shape, args, &arguments, span);
        for (parameter, argument) in S::ENTRY.parameters.iter().zip(&arguments) {
            if parameter.default == Default::Required && argument.is_none() && are_known {
                complete = false;
                let missing = self.missing(shape, call, parameter);
                self.diagnostics.push(missing);
            }
        }
        complete.then_some(Bound { arguments, locals, shape: PhantomData })
    }

    /// More arguments without a name than there are places for, from this one on.
    fn too_many(&self, callee: &dyn Callee, args: &[Arg], first: &Arg, count: usize) -> Diagnostic {
        let places = match callee.places() {
            0 => "no arguments by place".to_string(),
            1 => "1 argument by place".to_string(),
            n => format!("{n} arguments by place"),
        };
        let label = if count == 1 { "one too many".to_string() } else { format!("the first of {count} too many") };
        let message = format!("`{}` takes {places}", callee.name());
        let diagnostic = Diagnostic::new(Code::Arguments, message, first.value.span).saying(label);
        let shape = callee.shape();
        let is_metric_free = args.iter().all(|arg| arg.name.as_ref().is_none_or(|name| name.text != "metric"));
        if let (ExprKind::Name(name), true) = (&first.value.kind, is_metric_free && shape.is_some_and(follows_metric)) {
            return diagnostic.suggest(named_metric(name));
        }
        match shape.and_then(|shape| self.as_function(shape, first).or_else(|| self.as_list(shape, args))) {
            Some(fix) => diagnostic.suggest(fix),
            None => diagnostic.help(usage(callee)),
        }
    }

    /// An argument whose name is that of no parameter; `free` are those that nothing else is given for.
    fn no_such_parameter(&self, callee: &dyn Callee, free: &[&str], name: &Ident, arg: &Arg) -> Diagnostic {
        let message = format!("`{}` has no parameter `{}`", callee.name(), name.text);
        let diagnostic = Diagnostic::new(Code::Arguments, message, name.span);
        if let Some(instead) = callee.instead(&name.text) {
            return diagnostic.help(instead);
        }
        if self.diagnostics.len() >= SUGGESTION_LIMIT {
            return diagnostic;
        }
        let Some(meant) = callee.meant(&name.text, free) else {
            return diagnostic.help(usage(callee));
        };
        let title = format!("write `{meant}={}`", arg.value.span.of(self.text));
        diagnostic
            .help(format!("did you mean `{meant}`? {}", usage(callee)))
            .fix(Fix::unsafely(title, vec![Edit::replace(name.span, meant)]))
    }

    fn missing(&self, shape: ShapeName, call: Call<'_>, parameter: &Parameter) -> Diagnostic {
        let entry = shape.entry();
        let what = parameter.takes.words();
        let message = format!("`{}` needs `{}`, {what}", entry.name, parameter.name);
        let missing = Diagnostic::new(Code::Arguments, message, call.span);
        let help = match call.args {
            [only] if shape == ShapeName::Exponential && only.name.is_none() => {
                // Where units are named, the time between two multiplications has to be said.
                let time = self.tick.map_or(String::new(), |unit| format!("1 {}, ", unit.singular()));
                let now = format!("exponential({time}gamma={})", only.value.span.of(self.text));
                let title = format!("write `{now}`: the first argument is the time between two multiplications");
                let edit = Edit::insert(only.value.span.start, format!("{time}gamma="));
                return missing.suggest(Fix::unsafely(title, vec![edit]));
            }
            [] if shape == ShapeName::Step && call.span.of(self.text) == entry.name => format!(
                "`step` is a staircase, `{}`; the time has a name in a function, `factor(t -> …)`",
                entry.usage()
            ),
            _ => format!("it is called as `{}`", entry.usage()),
        };
        missing.help(help)
    }
}

/// How it is called, for a help.
fn usage(callee: &dyn Callee) -> String {
    match callee.usage() {
        Some(usage) => format!("it is called as `{usage}`"),
        None => format!("its parameters are: {}", callee.parameters().join(", ")),
    }
}

pub(super) fn given_twice(callee: &str, parameter: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{callee}` is given `{parameter}` twice"), span)
        .help("leave one of them out")
}
