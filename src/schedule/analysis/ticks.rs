//! A range of ticks, and the times at which they begin.

use crate::schedule::Schedule;
use crate::schedule::clock::Subticks;

/// Ticks, and how many subticks each has.
#[derive(Clone, Copy)]
pub(super) struct Ticks<'s> {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) schedule: &'s Schedule,
}

impl Ticks<'_> {
    /// Those from one time up to another, in subticks.
    pub(super) fn within(self, start: Subticks, end: Subticks) -> Option<Self> {
        let (first, last) = (self.first.max(self.ceil(start)), self.last.min(self.ceil(end).checked_sub(1)?));
        (first <= last).then_some(Self { first, last, ..self })
    }

    /// The first tick that is not before a time.
    pub(super) fn ceil(self, time: Subticks) -> u64 {
        let time = time.max(0);
        if self.schedule.sizes().is_some() {
            return u64::try_from(self.schedule.time(time).ceil()).unwrap_or(u64::MAX);
        }
        let resolution = i128::from(self.schedule.resolution());
        u64::try_from(time.saturating_add(resolution - 1) / resolution).unwrap_or(u64::MAX)
    }

    pub(super) fn middle(self) -> u64 {
        self.first + (self.last - self.first) / 2
    }

    pub(super) fn begin_of(self, tick: u64) -> Subticks {
        self.schedule.start_of(tick)
    }

    /// The first tick that is not before a time, if it is one of these but the first.
    pub(super) fn starting(self, time: Subticks) -> Option<u64> {
        let tick = self.ceil(time);
        (self.first < tick && tick <= self.last).then_some(tick)
    }

    /// The tick of the time nearest to the middle, of times in order that are counted from a start.
    pub(super) fn nearest_start(self, times: &[Subticks], start: Subticks) -> Option<u64> {
        let begin = |time: Subticks| start.saturating_add(time);
        let middle = self.begin_of(self.middle());
        let next = times.partition_point(|&time| begin(time) <= middle);
        self.nearest_of(next, |index| times.get(index).copied().map(begin))
    }

    /// The last time before the middle or the first one after it, given how many are not after it.
    pub(super) fn nearest_of(self, next: usize, begin: impl Fn(usize) -> Option<Subticks>) -> Option<u64> {
        let starting = |index: Option<usize>| self.starting(begin(index?)?);
        self.nearest([starting(next.checked_sub(1)), starting(Some(next))])
    }

    /// The one of two that is nearer to the middle.
    pub(super) fn nearest(self, ticks: [Option<u64>; 2]) -> Option<u64> {
        ticks.into_iter().flatten().min_by_key(|tick| tick.abs_diff(self.middle()))
    }
}
