//! What is asked of a value.

use super::bounds::{Enclosure, Interval};

/// What is asked of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// It is greater.
    Above(f64),
    /// It is less.
    Below(f64),
    /// It is greater or equal.
    AtLeast(f64),
    /// It is less or equal.
    AtMost(f64),
    /// It is any other value.
    Differs(f64),
    /// It is infinite or NaN.
    NotFinite,
    /// It is NaN.
    NotANumber,
}

/// Bounds on the values of a schedule over a range of ticks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds(pub(super) Enclosure);

impl Bounds {
    /// Whether a value within them may meet a condition.
    pub(crate) fn allow(&self, condition: Condition) -> bool {
        condition.is_possible(&self.0)
    }

    /// Whether all values within them are no greater than a limit.
    pub(crate) fn are_at_most(&self, limit: f64) -> bool {
        self.0.value.hi <= limit
    }
}

impl Condition {
    /// Whether a value meets it.
    pub(crate) fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(limit) => value > limit,
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
            Self::Differs(other) => value != other,
            Self::NotFinite => !value.is_finite(),
            Self::NotANumber => value.is_nan(),
        }
    }

    pub(super) fn is_possible(self, enclosure: &Enclosure) -> bool {
        let Interval { lo, hi } = enclosure.value;
        match self {
            Self::Above(limit) => hi > limit,
            Self::Below(limit) => lo < limit,
            Self::AtLeast(limit) => hi >= limit,
            Self::AtMost(limit) => lo <= limit,
            Self::Differs(other) => !(enclosure.defined && lo == other && hi == other),
            // A sum of infinities is no number.
            Self::NotFinite | Self::NotANumber => !enclosure.defined || !enclosure.value.is_finite(),
        }
    }
}
