//! Numbers as they would be written in the language.

use crate::schedule::format_value;
use crate::syntax::ast::{Expr, ExprKind, Ident, ProductOp};
use crate::text::Span;
use crate::units::{Time, Unit};

pub(super) fn number(value: f64) -> Expr {
    let digits = literal(format_value(value.abs()));
    if value.is_sign_negative() { expr(ExprKind::Negate(Box::new(digits))) } else { digits }
}

/// A count of ticks, as a fraction where it is one.
pub(super) fn time(ticks: Time) -> Expr {
    let size = literal(ticks.numerator().unsigned_abs().to_string());
    let numerator = if ticks.is_negative() { expr(ExprKind::Negate(Box::new(size))) } else { size };
    if ticks.is_whole() {
        return numerator;
    }
    let denominator = literal(ticks.denominator().to_string());
    expr(ExprKind::Product { first: Box::new(numerator), rest: vec![(ProductOp::Divide, denominator)] })
}

pub(super) fn quantity(count: u64, unit: Unit) -> Expr {
    let unit = Ident { text: unit.plural().to_string(), span: Span::default() };
    expr(ExprKind::Quantity { value: Box::new(literal(count.to_string())), unit })
}

fn literal(digits: String) -> Expr {
    expr(ExprKind::Number(digits))
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}
