//! The lengths that a scheduler is given, and what they are compared with.

use super::subject::Subject;
use crate::peers::Kind;
use crate::scripts::{Expression, Given, Operation};
use crate::text::Span;

/// A length of a scheduler.
pub(super) struct Length {
    /// The parameter: `T_max`.
    pub(super) parameter: String,
    /// The value with its `name=`.
    pub(super) whole: Span,
    /// The value.
    pub(super) span: Span,
    /// How long.
    pub(super) expression: Expression,
}

/// The parameters that are as long as the run is meant to be, of classes where they are.
const HORIZONS: &[&str] = &["T_max", "total_steps", "num_training_steps", "t_initial", "max_iters", "max_epochs"];

/// The parameters of periods and waits: shorter than the run by design.
const PERIODS: &[&str] = &["T_0", "patience"];

impl Subject<'_> {
    /// The length that is meant to be that of the run.
    pub(super) fn horizon(&self) -> Option<Length> {
        let schedule = self.schedule;
        let given = schedule.arguments.iter().find(|given| {
            HORIZONS.contains(&given.parameter.as_str())
                || given.parameter == "total_iters" && schedule.callee == "PolynomialLR"
        });
        if let Some(length) = given.and_then(length) {
            return Some(length);
        }
        // The length of a one-cycle is the product of two.
        let epochs = length(schedule.argument("epochs").filter(|_| self.is("OneCycleLR"))?)?;
        let steps = schedule.argument("steps_per_epoch")?.expression.clone()?;
        Some(Length { expression: epochs.expression.times(steps), ..epochs })
    }

    /// The period or the wait that it has instead.
    pub(super) fn period(&self) -> Option<Length> {
        let given = self.schedule.arguments.iter().find(|given| PERIODS.contains(&given.parameter.as_str()));
        given.and_then(length)
    }

    /// Every length that it is given, those of the schedules inside of it too.
    pub(super) fn lengths(&self) -> Vec<Length> {
        let of = |callee: &str, given: &Given| {
            let (library, _) = self.schedule.function?;
            let function = library.function(callee)?;
            let parameter = function.parameters.iter().find(|parameter| parameter.name == given.parameter)?;
            (parameter.kind == Kind::Length && given.parameter != "patience" && given.parameter != "cooldown")
                .then(|| length(given))
                .flatten()
        };
        let own = self.schedule.arguments.iter().filter_map(|given| of(&self.schedule.callee, given));
        let parts = self.schedule.parts.iter();
        let inner = parts.flat_map(|part| part.arguments.iter().filter_map(|given| of(&part.callee, given)));
        own.chain(inner).collect()
    }

    /// The run, where the script says it.
    pub(super) fn run(&self) -> Option<&Expression> {
        self.schedule.run.count.as_ref()
    }
}

fn length(given: &Given) -> Option<Length> {
    Some(Length {
        parameter: given.parameter.clone(),
        whole: given.whole,
        span: given.span,
        expression: given.expression.clone()?,
    })
}

/// An expression without its rounding: `epochs // 2` is half of `epochs`.
pub(super) fn unrounded(expression: &Expression) -> Expression {
    match expression {
        Expression::Call("floor" | "ceil" | "round", arguments) if arguments.len() == 1 => unrounded(&arguments[0]),
        Expression::Call(name, arguments) => Expression::Call(name, arguments.iter().map(unrounded).collect()),
        Expression::Binary(operation, a, b) => Expression::binary(*operation, unrounded(a), unrounded(b)),
        other => other.clone(),
    }
}

/// How many times a length is another, whatever the parameters are, but for rounding.
pub(super) fn ratio(length: &Expression, of: &Expression) -> Option<f64> {
    unrounded(length).ratio_to(&unrounded(of))
}

/// How many times it is, in words: "half of", "twice", "a third of", "0.3 times".
pub(super) fn times(ratio: f64) -> String {
    let inverse = 1.0 / ratio;
    let is = |value: f64, of: f64| (value - of).abs() < 1e-9 * of;
    match () {
        () if is(ratio, 2.0) => "twice".to_string(),
        () if is(inverse, 2.0) => "half of".to_string(),
        () if is(inverse, 3.0) => "a third of".to_string(),
        () if is(inverse, 4.0) => "a quarter of".to_string(),
        () => format!("{} times", crate::scripts::expression::float((ratio * 1e6).round() / 1e6)),
    }
}

/// Whether two operands are divided somewhere in an expression.
pub(super) fn divides(expression: &Expression) -> bool {
    match expression {
        Expression::Binary(Operation::Divide, ..) => true,
        Expression::Binary(_, a, b) => divides(a) || divides(b),
        Expression::Call(_, arguments) => arguments.iter().any(divides),
        _ => false,
    }
}
