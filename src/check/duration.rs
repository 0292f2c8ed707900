//! Durations that are given from outside of a file.

use super::evaluate::{Evaluator, Locals};
use super::resolve::check_expression;
use super::scope::Scope;
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::parse_expression;
use crate::text::Span;
use crate::units::{Duration, Time, Unit, Units};

/// A duration written by itself, in units that are known, in ticks.
pub(crate) fn duration(text: &str, units: &Units, tick: Option<Unit>, run: Option<Time>) -> Result<Time, Diagnostic> {
    let whole = Span::new(0, text.len());
    let expected = || {
        Diagnostic::new(Code::KindMismatch, format!("`{}` is not a duration", text.trim()), whole)
            .help("write a count of ticks, or one with a unit: `100`, `5 epochs`")
    };
    let Some(expr) = parse_expression(text)? else { return Err(expected()) };
    let scope = Scope::with_units(units.own().chain(tick));
    let mut unknown = Vec::new();
    check_expression(&expr, text, &scope, &mut unknown);
    if let Some(diagnostic) = unknown.into_iter().next() {
        return Err(diagnostic);
    }
    let mut evaluator = Evaluator::new(&scope, text);
    evaluator.units = units.clone();
    evaluator.tick = tick;
    let found = match evaluator.evaluate_number(&expr, &Locals::default()) {
        // From outside, a bare number counts ticks without a warning.
        Some(Value::Number(number)) => number.ratio().map(|ratio| Duration::ticks(Time::new(ratio))),
        Some(value) => evaluator.coerce_duration(&value, expr.span, "this"),
        None => None,
    };
    let resolved = found.and_then(|duration| in_ticks(&duration, units, run));
    match (resolved, evaluator.diagnostics.into_iter().next()) {
        (_, Some(diagnostic)) => Err(diagnostic),
        (Some(time), None) if !time.is_negative() => Ok(time),
        _ => Err(expected()),
    }
}

/// A duration in ticks, a share of the run with it.
pub(super) fn in_ticks(duration: &Duration, units: &Units, run: Option<Time>) -> Option<Time> {
    if !duration.is_relative() {
        return units.in_ticks(duration.ticks, duration.side);
    }
    let share = run?.times(duration.share.ratio())?;
    share.plus(units.in_ticks(duration.ticks, duration.side)?)
}
