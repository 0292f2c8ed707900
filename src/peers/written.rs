//! Calls of other libraries in the spelling of the language: `StepLR(step_size=2, gamma=0.5)`.

use super::function::{Argument, Arguments, Kind, Library, Reason, Translation};
use super::libraries::LIBRARIES;
use super::print::print;
use super::tree;
use crate::syntax::ast::{Arg, Expr, ExprKind};

impl Library {
    /// What a call in the spelling of the language means: `StepLR(step_size=2, gamma=0.5)`. The optimizer
    /// may be left out.
    ///
    /// # Errors
    ///
    /// Why it cannot be said, or that it is no call.
    pub fn read(&self, call: &str) -> Result<Translation, Reason> {
        match tree::read(call).map(|expr| expr.kind) {
            Some(ExprKind::Call { name, args, .. }) => self.translate_call(&name.text, &args),
            _ => Err(Reason::new(format!("`{call}` is not a call"))),
        }
    }

    /// What a call that is written in the language means: `StepLR(step_size=2, gamma=0.5)`.
    pub(crate) fn translate_call(&self, callee: &str, args: &[Arg]) -> Result<Translation, Reason> {
        let Some(function) = self.function(callee) else {
            return Err(Reason::new(format!("{} has no schedule `{callee}`", self.title)));
        };
        let mut arguments = Arguments::default();
        for arg in args {
            let value = self.argument(&arg.value)?;
            match &arg.name {
                Some(name) => arguments.by_name.push((name.text.clone(), value)),
                None => {
                    let place = function.parameters.get(arguments.by_place.len());
                    let optimizer = matches!(&value, Argument::Lehr(text) if ["optimizer", "opt", "optim", "o"].contains(&text.as_str()));
                    if place.is_some_and(|parameter| parameter.kind == Kind::Optimizer) && !optimizer {
                        arguments.by_place.push(Argument::None);
                    }
                    arguments.by_place.push(value);
                }
            }
        }
        self.translate(callee, &arguments)
    }

    /// The library of a function that is called inside: this one, or else the first that has it.
    fn home(&self, function: &str) -> Option<&Self> {
        let others = LIBRARIES.iter().copied();
        std::iter::once(self).chain(others).find(|library| library.function(function).is_some())
    }

    fn argument(&self, value: &Expr) -> Result<Argument, Reason> {
        Ok(match &value.kind {
            ExprKind::Name(name) if name.text == "None" => Argument::None,
            ExprKind::Name(name) if ["True", "False"].contains(&name.text.as_str()) => {
                Argument::Flag(name.text == "True")
            }
            ExprKind::List(items) => {
                Argument::List(items.iter().map(|item| self.argument(item)).collect::<Result<_, _>>()?)
            }
            ExprKind::Call { name, args, .. } if name.text == "dict" => {
                let pair = |arg: &Arg| {
                    let name = arg.name.as_ref().map(|name| name.text.clone()).unwrap_or_default();
                    Ok((Argument::Word(name), self.argument(&arg.value)?))
                };
                Argument::Pairs(args.iter().map(pair).collect::<Result<_, Reason>>()?)
            }
            ExprKind::Call { name, args, .. } => match self.home(&name.text) {
                Some(library) => Argument::Schedule(Box::new(library.translate_call(&name.text, args)?)),
                None => Argument::Lehr(print(value)),
            },
            _ => Argument::Lehr(print(value)),
        })
    }
}
