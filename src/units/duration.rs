//! Lengths of time as they are written: ticks, or what another clock counts, and shares of a span that is not known yet.

use super::{Ratio, Side, Time};

/// A length of time: an exact count and a share of the enclosing span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Duration {
    /// The part that does not depend on the span, in ticks, or in what the other clock counts.
    pub(crate) ticks: Time,
    /// The clock that counts it.
    pub(crate) side: Side,
    /// The share of the enclosing span, 1 for all of it.
    pub(crate) share: Time,
    /// Whether it came from numbers without a unit.
    pub(crate) bare: bool,
}

impl Duration {
    /// No time.
    pub(crate) const ZERO: Self = Self { ticks: Time::ZERO, side: Side::Tick, share: Time::ZERO, bare: false };

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

    /// The clock that it is told by in a span of a clock; no time at all is told by any.
    pub(crate) fn clock(&self, span: Side) -> Option<Side> {
        if self.ticks.is_zero() { self.is_relative().then_some(span) } else { Some(self.side) }
    }

    /// Whether both are told by the same clock, as far as it counts.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        self.ticks.is_zero() || other.ticks.is_zero() || self.side == other.side
    }

    /// The sum of two that agree.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            ticks: self.ticks.plus(other.ticks)?,
            side: if self.ticks.is_zero() { other.side } else { self.side },
            share: self.share.plus(other.share)?,
            bare: self.bare && other.bare,
        })
    }

    /// The product with a number.
    pub(crate) fn times(self, factor: Ratio) -> Option<Self> {
        Some(Self { ticks: self.ticks.times(factor)?, share: self.share.times(factor)?, ..self })
    }
}
