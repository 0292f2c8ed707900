//! Arguments bound to parameters.

use super::evaluate::Evaluator;
use super::suggest::did_you_mean;
use crate::catalogue::{Parameter, Signature, Takes};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, ExprKind};
use crate::text::Span;

/// The arguments of a call of a shape, by the names of its parameters.
pub(super) struct Bound<'e> {
    pub(super) signature: &'static Signature,
    args: Vec<Option<&'e Arg>>,
}

impl<'e> Bound<'e> {
    pub(super) fn get(&self, name: &str) -> Option<(&'static Parameter, &'e Arg)> {
        let index = self.signature.parameters.iter().position(|parameter| parameter.name == name)?;
        Some((&self.signature.parameters[index], self.args[index]?))
    }
}

impl Evaluator<'_> {
    /// Binds the arguments of a call of a `def` to its parameters, by place or by name.
    pub(super) fn bind<'e>(&mut self, callee: &str, names: &[&str], args: &'e [Arg]) -> Option<Vec<Option<&'e Arg>>> {
        let mut slots = vec![None; names.len()];
        let mut complete = true;
        let mut place = 0;
        for arg in args {
            let slot = match &arg.name {
                None => {
                    place += 1;
                    if place > names.len() {
                        complete = false;
                        self.diagnostics.push(too_many(callee, names.len(), arg.value.span));
                        continue;
                    }
                    place - 1
                }
                Some(name) => match names.iter().position(|candidate| *candidate == name.text) {
                    Some(slot) => slot,
                    None => {
                        complete = false;
                        let help = did_you_mean(
                            &name.text,
                            names.iter().copied(),
                            format!("its parameters are: {}", names.join(", ")),
                        );
                        self.diagnostics.push(unknown_parameter(callee, &name.text, name.span).help(help));
                        continue;
                    }
                },
            };
            if slots[slot].is_some() {
                complete = false;
                self.diagnostics.push(given_twice(callee, names[slot], arg.value.span));
            }
            slots[slot] = Some(arg);
        }
        complete.then_some(slots)
    }

    pub(super) fn bind_shape<'e>(
        &mut self,
        signature: &'static Signature,
        args: &'e [Arg],
        span: Span,
    ) -> Option<Bound<'e>> {
        let parameters = signature.parameters;
        let mut bound = Bound { signature, args: vec![None; parameters.len()] };
        let mut complete = true;
        let mut pytorch: Option<&str> = None;
        let mut places = (0..parameters.len()).filter(|&index| parameters[index].positional);
        for arg in args {
            let index = match &arg.name {
                None if matches!(arg.value.kind, ExprKind::Lambda { .. }) => {
                    parameters.iter().position(|parameter| parameter.takes == Takes::Function)
                }
                None => places.next(),
                Some(name) => {
                    if let Some(found) = self.constant_lr(signature, &name.text, span) {
                        return found;
                    }
                    let by_name = |parameter: &Parameter| {
                        let alias = parameter.pytorch.as_ref().filter(|alias| alias.word == name.text);
                        if let Some(alias) = alias {
                            pytorch = Some(alias.word);
                        }
                        parameter.name == name.text || alias.is_some()
                    };
                    let found = parameters.iter().position(by_name);
                    if found.is_none() {
                        complete = false;
                        let names = parameters.iter().map(|parameter| parameter.name);
                        let help = match (signature.name, name.text.as_str()) {
                            ("hold", "T" | "total_iters" | "length") => {
                                "`hold` has no length of its own: write `hold for …`".to_string()
                            }
                            _ => did_you_mean(&name.text, names, format!("it is called as `{}`", signature.usage())),
                        };
                        self.diagnostics.push(unknown_parameter(signature.name, &name.text, name.span).help(help));
                        continue;
                    }
                    found
                }
            };
            let Some(index) = index else {
                complete = false;
                let count = parameters.iter().filter(|parameter| parameter.positional).count();
                let mut diagnostic = too_many(signature.name, count, arg.value.span);
                diagnostic.help = Some(format!("it is called as `{}`", signature.usage()));
                self.diagnostics.push(diagnostic);
                continue;
            };
            if bound.args[index].is_some() {
                complete = false;
                self.diagnostics.push(given_twice(signature.name, parameters[index].name, arg.value.span));
            }
            bound.args[index] = Some(arg);
        }
        if let Some(word) = pytorch {
            complete &= self.check_pytorch_defaults(&bound, word, span);
        }
        for (index, parameter) in parameters.iter().enumerate() {
            if parameter.required && bound.args[index].is_none() {
                complete = false;
                let mut diagnostic = Diagnostic::new(
                    Code::Arguments,
                    format!("`{}` needs `{}`, {}", signature.name, parameter.name, parameter.takes.words()),
                    span,
                )
                .help(format!("it is called as `{}`", signature.usage()));
                if let (Some(only), "exponential") = (bound.args[0], signature.name) {
                    let text = only.value.span.of(self.text);
                    diagnostic.help = Some(format!(
                        "write `exponential(gamma={text})`: the first argument is the time between two multiplications"
                    ));
                }
                self.diagnostics.push(diagnostic);
            }
        }
        complete.then_some(bound)
    }

    /// `constant(factor=…, total_iters=…)`, which is PyTorch's `ConstantLR`, is two segments here.
    fn constant_lr<T>(&mut self, signature: &Signature, word: &str, span: Span) -> Option<Option<T>> {
        if signature.name != "hold" || !matches!(word, "factor" | "total_iters") {
            return None;
        }
        Some(self.report(
            Diagnostic::new(
                Code::PytorchDefault,
                "PyTorch's `ConstantLR` holds `factor` (default 1/3) for `total_iters` (default 5), and then the base",
                span,
            )
            .help("write it as the two segments that it is: `hold(1x / 3) for 5 then hold(1x)`"),
        ))
    }

    fn check_pytorch_defaults(&mut self, bound: &Bound<'_>, word: &str, span: Span) -> bool {
        let missing: Vec<_> = bound
            .signature
            .pytorch_defaults
            .iter()
            .filter(|(parameter, _)| bound.get(parameter).is_none())
            .map(|(_, default)| format!("`{default}`"))
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::PytorchDefault,
                format!(
                    "`{word}` is PyTorch's word, and PyTorch has {} where this call gives nothing; here the default is another",
                    missing.join(" and ")
                ),
                span,
            )
            .help(format!("give what is meant, or use the words of `{}`", bound.signature.usage())),
        );
        false
    }
}

fn too_many(callee: &str, count: usize, at: Span) -> Diagnostic {
    let arguments = match count {
        0 => "no arguments by place".to_string(),
        1 => "1 argument by place".to_string(),
        n => format!("{n} arguments by place"),
    };
    Diagnostic::new(Code::Arguments, format!("`{callee}` takes {arguments}"), at).saying("one too many")
}

fn unknown_parameter(callee: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{callee}` has no parameter `{name}`"), span)
}

pub(super) fn given_twice(callee: &str, parameter: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{callee}` is given `{parameter}` twice"), span)
        .help("leave one of them out")
}
