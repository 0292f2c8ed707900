//! Calls in PyTorch's words: what the words stand for, and what has to be said beside them.

use super::evaluate::Evaluator;
use crate::catalogue::ShapeName;
use crate::catalogue::pytorch::{Alias, Spelling, spelling};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::Arg;
use crate::text::Span;

/// The parameter that PyTorch has a word for.
pub(super) fn parameter(shape: ShapeName, word: &str) -> Option<&'static str> {
    spelling(shape)?.word(word).map(|word| word.parameter)
}

/// Whether a number given by this name is a multiple of the base.
pub(super) fn is_relative(shape: ShapeName, arg: &Arg) -> bool {
    spelling(shape).and_then(|spelling| word(spelling, arg)).is_some_and(|word| word.relative)
}

fn word(spelling: &Spelling, arg: &Arg) -> Option<&'static Alias> {
    spelling.word(&arg.name.as_ref()?.text)
}

impl Evaluator<'_> {
    /// Reports a call that is one in PyTorch, and more than one shape here.
    pub(super) fn check_compound(&mut self, shape: ShapeName, args: &[Arg], span: Span) -> Option<()> {
        let Some(compound) = spelling(shape).and_then(|spelling| spelling.compound) else { return Some(()) };
        let mut names = args.iter().filter_map(|arg| arg.name.as_ref());
        if !names.any(|name| compound.words.contains(&name.text.as_str())) {
            return Some(());
        }
        self.report(Diagnostic::new(Code::PytorchDefault, compound.message, span).help(compound.help))
    }

    /// A call in PyTorch's words gives whatever has another default there. `arguments` are those bound
    /// to each of the parameters.
    pub(super) fn check_pytorch_defaults(&mut self, shape: ShapeName, arguments: &[Option<&Arg>], span: Span) -> bool {
        let Some(spelling) = spelling(shape) else { return true };
        let given = || arguments.iter().flatten();
        let Some(word) = given().filter_map(|arg| word(spelling, arg)).next_back() else { return true };
        let entry = shape.entry();
        let is_missing = |name: &str| {
            let mut bound = entry.parameters.iter().zip(arguments);
            bound.any(|(parameter, argument)| parameter.name == name && argument.is_none())
        };
        let missing: Vec<_> = spelling
            .defaults
            .iter()
            .filter(|(parameter, _)| is_missing(parameter))
            .map(|(_, default)| format!("`{default}`"))
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::PytorchDefault,
                format!(
                    "`{}` is PyTorch's word, and where this call gives nothing PyTorch has {}; the default here is different",
                    word.word,
                    missing.join(" and ")
                ),
                span,
            )
            .help(format!("give what is meant, or use the words of `{}`", entry.usage())),
        );
        false
    }
}
