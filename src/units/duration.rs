//! Lengths of time as they are written: ticks, and shares of a span that is not known yet.

use super::{Ratio, Time};

/// A length of time: exact ticks and a share of the enclosing span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Duration {
    /// The part that does not depend on the span.
    pub(crate) ticks: Time,
    /// The share of the enclosing span, 1 for all of it.
    pub(crate) share: Time,
    /// Whether it came from numbers without a unit.
    pub(crate) bare: bool,
}

impl Duration {
    /// No time.
    pub(crate) const ZERO: Self = Self { ticks: Time::ZERO, share: Time::ZERO, bare: false };

    /// A number of ticks.
    pub(crate) fn ticks(ticks: Time) -> Self {
        Self { ticks, ..Self::ZERO }
    }

    /// A share of the enclosing span.
    pub(crate) fn share(share: Ratio) -> Self {
        Self { share: Time::new(share), ..Self::ZERO }
    }

    /// Whether it depends on the enclosing span.
    pub(crate) fn is_relative(&self) -> bool {
        !self.share.is_zero()
    }

    /// The sum.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            ticks: self.ticks.plus(other.ticks)?,
            share: self.share.plus(other.share)?,
            bare: self.bare && other.bare,
        })
    }

    /// The product with a number.
    pub(crate) fn times(self, factor: Ratio) -> Option<Self> {
        Some(Self { ticks: self.ticks.times(factor)?, share: self.share.times(factor)?, ..self })
    }
}
