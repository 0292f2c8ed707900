//! The length of the run.

use super::declared::Declared;
use super::evaluate::{Evaluator, Locals};
use super::scope::Definition;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::Expr;
use crate::text::Span;
use crate::units::{Side, Time};

/// How long the run is, and where the file says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// In ticks, or in what the other clock counts.
    pub(crate) length: Time,
    /// The clock that it is told by.
    pub(crate) side: Side,
    pub(crate) span: Span,
}

impl Evaluator<'_> {
    /// The run that the file declares.
    pub(super) fn run(&mut self) -> Declared<Run> {
        match self.scope.definitions.get("run") {
            Some(Definition::Run(expr)) => Declared::of(self.run_length(expr)),
            _ => Declared::Nothing,
        }
    }

    fn run_length(&mut self, expr: &Expr) -> Option<Run> {
        let value = self.evaluate_number(expr, &Locals::default())?;
        let length = self.coerce_duration(&value, expr.span, "the run")?;
        if length.is_relative() {
            return self.report(
                Diagnostic::new(Code::KindMismatch, "the run cannot be a share of itself", expr.span)
                    .help("write a length: `run = …`"),
            );
        }
        let length = self.above_zero(length, expr.span, "the run")?;
        Some(Run { length: length.ticks, side: length.side, span: expr.span })
    }
}
