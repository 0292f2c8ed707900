//! Exact local time.

use super::node::Subticks;

/// A point in the local time of a node, `num / scale` subticks. The scale is 1 but inside of
/// stretched cycles, where time is a fraction of subticks, and for times between two ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant {
    /// 0 or more.
    pub(super) num: i128,
    /// 1 or more.
    pub(super) scale: i128,
}

impl Instant {
    pub(super) fn at(subticks: Subticks) -> Self {
        Self { num: subticks, scale: 1 }
    }

    /// A boundary in the units of this instant. One beyond all bounds is never reached.
    pub(super) fn boundary(self, at: Subticks) -> i128 {
        if self.scale == 1 { at } else { at.saturating_mul(self.scale) }
    }

    /// The same instant on a clock that starts at a boundary.
    pub(super) fn since(self, start: Subticks) -> Self {
        Self { num: self.num.saturating_sub(self.boundary(start)), ..self }
    }

    /// The same instant on a clock that is ahead.
    pub(super) fn ahead(self, by: Subticks) -> Self {
        Self { num: self.num.saturating_add(self.boundary(by)), ..self }
    }

    pub(super) fn with(self, num: i128) -> Self {
        Self { num, ..self }
    }
}

/// The quotient of two whole numbers, each rounded to a double once; exact operands up to 2^53
/// give the correctly rounded quotient.
pub(super) fn ratio(numerator: i128, denominator: i128) -> f64 {
    to_f64(numerator) / to_f64(denominator)
}

/// The nearest double; by the short way where it is the same.
pub(super) fn to_f64(number: i128) -> f64 {
    i64::try_from(number).map_or_else(|_| wide_to_f64(number), |number| number as f64)
}

/// The long way, a call of its own: it would be taken ahead of the choice otherwise.
#[cold]
#[inline(never)]
fn wide_to_f64(number: i128) -> f64 {
    number as f64
}
