//! Calls in PyTorch's words: what the words stand for, and what has to be said beside them.

use super::elsewhere::{self, Place};
use super::evaluate::Evaluator;
use crate::catalogue::ShapeName;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::peers::spelling::{defaults, word, words};
use crate::syntax::ast::Arg;
use crate::text::Span;

/// The parameter that PyTorch has a word for.
pub(super) fn parameter(shape: ShapeName, text: &str) -> Option<&'static str> {
    word(shape, text).map(|word| word.parameter)
}

/// Whether a number given by this name is a multiple of the base.
pub(super) fn is_relative(shape: ShapeName, arg: &Arg) -> bool {
    arg.name.as_ref().and_then(|name| word(shape, &name.text)).is_some_and(|word| word.relative)
}

impl Evaluator<'_> {
    /// Reports a `hold` in the words of PyTorch's `ConstantLR`, which has two levels.
    pub(super) fn check_constant(&mut self, shape: ShapeName, args: &[Arg], span: Span) -> Option<()> {
        if shape != ShapeName::Hold || args.iter().all(|arg| arg.name.is_none()) {
            return Some(());
        }
        let parameters = defaults("ConstantLR");
        let is_given = |word: &str| args.iter().filter_map(|arg| arg.name.as_ref()).any(|name| name.text == word);
        if !parameters.iter().any(|(word, _)| is_given(word)) {
            return Some(());
        }
        let shown: Vec<_> = parameters
            .iter()
            .map(|(word, default)| format!("`{word}` (default {})", default.as_deref().unwrap_or("none")))
            .collect();
        let message = format!("PyTorch's `ConstantLR` holds {}, and then the base", shown.join(" for "));
        let diagnostic = Diagnostic::new(Code::PytorchDefault, message, span);
        self.report(match elsewhere::advice("ConstantLR", args, Place { is_whole: true, has_base: false }) {
            Some(advice) => {
                let fix = |now: String| Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(span, now)]);
                diagnostic.help(advice.help).fix(advice.instead.map(fix))
            }
            None => diagnostic,
        })
    }

    /// A call in PyTorch's words gives whatever has another default there. `arguments` are those bound
    /// to each of the parameters.
    pub(super) fn check_pytorch_defaults(
        &mut self,
        shape: ShapeName,
        args: &[Arg],
        arguments: &[Option<&Arg>],
        span: Span,
    ) -> bool {
        let names = arguments.iter().flatten().filter_map(|arg| arg.name.as_ref());
        let Some(given) = names.filter_map(|name| word(shape, &name.text)).next_back() else { return true };
        let entry = shape.entry();
        let is_missing = |name: &str| {
            let mut bound = entry.parameters.iter().zip(arguments);
            bound.any(|(parameter, argument)| parameter.name == name && argument.is_none())
        };
        let missing: Vec<_> = words(shape)
            .iter()
            .filter(|word| is_missing(word.parameter))
            .filter_map(|word| Some(format!("{}={}", word.text, word.default.as_ref()?)))
            .collect();
        if missing.is_empty() {
            return true;
        }
        let shown: Vec<_> = missing.iter().map(|argument| format!("`{argument}`")).collect();
        let message = format!(
            "`{}` is PyTorch's word, and where this call gives nothing PyTorch has {}; the default here is different",
            given.text,
            shown.join(" and ")
        );
        let diagnostic = Diagnostic::new(Code::PytorchDefault, message, span);
        let given: Vec<_> =
            args.iter().map(|arg| arg.span().of(self.text)).chain(missing.iter().map(String::as_str)).collect();
        let call = format!("{}({})", entry.name, given.join(", "));
        let edit = args.last().map(|arg| Edit::insert(arg.span().end, format!(", {}", missing.join(", "))));
        let fix = edit.map(|edit| Fix::safe(format!("write `{call}`"), vec![edit]));
        self.diagnostics.push(
            diagnostic
                .help(format!("as PyTorch has it: `{call}`; in the words of the language: `{}`", entry.usage()))
                .fix(fix),
        );
        false
    }
}
