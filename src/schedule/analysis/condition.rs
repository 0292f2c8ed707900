//! What is asked of a value.

use super::bounds::{Enclosure, Interval};

/// What is asked of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// It is greater.
    Above(f64),
    /// It is less.
    Below(f64),
    /// It is not less.
    AtLeast(f64),
    /// It is not greater.
    AtMost(f64),
    /// It is another one.
    Differs(f64),
    /// It is infinite, or no number.
    NotFinite,
}

impl Condition {
    pub(super) fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(limit) => value > limit,
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
            Self::Differs(other) => value != other,
            Self::NotFinite => !value.is_finite(),
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
            Self::NotFinite => !enclosure.defined || !enclosure.value.is_finite(),
        }
    }
}
