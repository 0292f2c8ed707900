//! The local times of consecutive ticks.

use std::cell::Cell;

use super::lanes::Lanes;
use super::tables::Tables;
use crate::schedule::Now;
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::tree::Node;

/// Whole numbers up to this one are exact as doubles.
pub(super) const EXACT: i128 = 1 << 53;

/// Up to this time, adding or subtracting boundaries does not overflow.
const FAR: i128 = i128::MAX / 4;

/// Where a run of ticks starts in a node, and at which base.
#[derive(Clone, Copy)]
pub(super) struct Ticks<'a> {
    /// Local time of the first tick, 0 or more.
    pub(super) start: i128,
    /// From one tick to the next, above 0.
    pub(super) step: i128,
    /// How many units of both there are to a subtick; 1 except inside of stretched cycles.
    pub(super) scale: i128,
    /// Subticks to a tick of the schedule.
    pub(super) resolution: u64,
    pub(super) base: f64,
    /// The time of the track at each; `None` where no formula takes the values of others.
    pub(super) nows: Option<Nows<'a>>,
    pub(super) lanes: Lanes,
    /// Set where a number on the way to a value may have left the range of a double: the values are then found one
    /// by one, of the whole tree.
    pub(super) out_of_range: &'a Cell<bool>,
    /// Tables that are kept from one run of ticks to the next; `None` where there is no next one.
    pub(super) tables: Option<&'a Tables>,
}

/// The time of a track at consecutive ticks.
#[derive(Clone, Copy)]
pub(super) struct Nows<'a> {
    /// At a tick that is not after the first one.
    pub(super) start: &'a Now<'a>,
    /// From one tick to the next, in parts of a subtick.
    pub(super) step: i128,
    /// How many ticks after that the first one is.
    pub(super) skipped: usize,
}

impl<'a> Nows<'a> {
    pub(super) fn at(self, index: usize) -> Now<'a> {
        self.start.later((self.skipped.saturating_add(index) as i128).saturating_mul(self.step))
    }
}

/// Times that are whole numbers below 2^53, as doubles.
#[derive(Clone, Copy)]
pub(super) struct Exact {
    pub(super) first: f64,
    pub(super) step: f64,
    pub(super) end: f64,
}

/// Fills a slice with the values of a node: what combinators are handed for their parts.
pub(super) trait Fill: Fn(&Node, Ticks, &mut [f64]) {}

impl<F: Fn(&Node, Ticks, &mut [f64])> Fill for F {}

impl<'a> Ticks<'a> {
    pub(super) fn at(self, index: usize) -> Instant {
        Instant { num: self.start.saturating_add(self.offset(index)), scale: self.scale }
    }

    /// From the first of them to another one.
    pub(super) fn offset(self, index: usize) -> i128 {
        (index as i128).saturating_mul(self.step)
    }

    /// The same without the first ones.
    pub(super) fn from(self, index: usize) -> Self {
        let later = |nows: Nows<'a>| Nows { skipped: nows.skipped.saturating_add(index), ..nows };
        Self { start: self.start.saturating_add(self.offset(index)), nows: self.nows.map(later), ..self }
    }

    /// The time of the track at one of them.
    pub(super) fn now(self, index: usize) -> Option<Now<'a>> {
        self.nows.map(|nows| nows.at(index))
    }

    /// The same on a clock that starts at a boundary.
    pub(super) fn since(self, start: Subticks) -> Self {
        Self { start: self.start.saturating_sub(self.boundary(start)), ..self }
    }

    /// The same on a clock that is ahead; `None` where one of `count` ticks comes to a time at which single
    /// values saturate.
    pub(super) fn ahead(self, by: Subticks, count: usize) -> Option<Self> {
        let start = self.start.checked_add(by.checked_mul(self.scale)?)?;
        let end = (count as i128).checked_mul(self.step)?.checked_add(start)?;
        (end <= FAR).then_some(Self { start, ..self })
    }

    /// A boundary in the units of these times.
    pub(super) fn boundary(self, at: Subticks) -> i128 {
        Instant { num: 0, scale: self.scale }.boundary(at)
    }

    /// How many of `count` ticks come before a time.
    pub(super) fn before(self, time: Subticks, count: usize) -> usize {
        self.short_of(self.boundary(time), count)
    }

    /// How many of `count` ticks come before a time in the units of these.
    pub(super) fn short_of(self, time: i128, count: usize) -> usize {
        let left = time.saturating_sub(self.start);
        if left <= 0 {
            return 0;
        }
        let ticks = match (u64::try_from(left - 1), u64::try_from(self.step)) {
            (Ok(left), Ok(1)) => usize::try_from(left).ok(),
            (Ok(left), Ok(step)) => usize::try_from(left / step).ok(),
            _ => usize::try_from((left - 1) / self.step).ok(),
        };
        ticks.map_or(count, |ticks| ticks.saturating_add(1).min(count))
    }

    /// The times of the first `count` ticks, all of them before `end`, as doubles; `None` where
    /// doubles do not hold them.
    pub(super) fn exact(self, count: usize, end: i128) -> Option<Exact> {
        let last = self.start.checked_add((count as i128).checked_mul(self.step)?)?;
        let fits = self.start >= 0 && last <= EXACT && end <= EXACT;
        fits.then_some(Exact { first: self.start as f64, step: self.step as f64, end: end as f64 })
    }
}
