//! A range of ticks in the local time of a node.

use num_integer::Integer;

use super::interval::Interval;
use crate::schedule::Schedule;
use crate::schedule::clock::{Instant, Subticks, to_f64};
use crate::schedule::sizes::Crossing;
use crate::schedule::tree::Cycle;

/// The times from `first` to `last` that are `phase` more than a multiple of `step`, in parts of a subtick.
/// Every tick of the schedule in the window falls on one of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) first: i128,
    pub(crate) last: i128,
    /// The number of parts in a subtick.
    scale: i128,
    step: i128,
    phase: i128,
    /// How much local time passes in a subtick of the schedule; below 0 where it runs backwards.
    pub(crate) rate: f64,
}

impl Window {
    /// The ticks of a schedule from `first` to `last`. Where they are not all of one size on its clock, the rate is
    /// that of this clock.
    pub(crate) fn ticks(first: u64, last: u64, schedule: &Schedule) -> Self {
        let (start, end) = (schedule.start_of(first), schedule.start_of(last));
        let unit = i128::from(schedule.resolution());
        let (least, most) = schedule.sizes().map_or((1, 1), |sizes| sizes.between(first.into(), last.into()));
        let step = if least == most { least.saturating_mul(unit) } else { unit };
        Self { first: start, last: end, scale: 1, step, phase: start.rem_euclid(step), rate: 1.0 }
    }

    /// Every subtick of a schedule from `first` to `last`.
    pub(crate) fn between(first: Subticks, last: Subticks) -> Self {
        Self { first, last, scale: 1, step: 1, phase: 0, rate: 1.0 }
    }

    /// The same times on another clock, from where the two are crossed, and how fast it goes at least and at most. The
    /// rate is that of this clock, forwards or backwards. `None` for times too fine to be told.
    pub(crate) fn crossed(self, crossing: &Crossing, resolution: u64) -> Option<(Self, Interval)> {
        let (first, last) = (self.instant(self.first), self.instant(self.last));
        let pace = crossing.pace(first, last, resolution);
        let (first, last) = (crossing.at(first, resolution), crossing.at(last, resolution));
        let scale = first.scale.checked_mul(last.scale / first.scale.gcd(&last.scale))?;
        // A tick between the two may fall on a finer fraction, but no nearer to a whole subtick than a part.
        let parts = if self.first == self.last { 1 } else { Integer::div_ceil(&pace.parts?, &scale) };
        let scale = scale.checked_mul(parts)?;
        let in_parts = |at: Instant| at.num.checked_mul(scale / at.scale);
        let (first, last) = (in_parts(first)?, in_parts(last)?);
        let on = Self { first, last, scale, step: 1, phase: 0, ..self };
        Some((on, Interval { lo: pace.least, hi: pace.most }))
    }

    pub(crate) fn instant(&self, num: i128) -> Instant {
        Instant { num, scale: self.scale }
    }

    pub(crate) fn boundary(&self, at: Subticks) -> i128 {
        self.instant(0).boundary(at)
    }

    /// The first and the last time, in subticks.
    pub(crate) fn bounds(&self) -> (f64, f64) {
        let scale = to_f64(self.scale);
        (to_f64(self.first) / scale, to_f64(self.last) / scale)
    }

    /// The time between two of its points, in subticks of the schedule.
    pub(crate) fn distance(&self, from: i128, to: i128) -> f64 {
        to_f64(to - from) / to_f64(self.scale) / self.rate
    }

    /// On a clock that starts at a boundary.
    pub(crate) fn since(self, start: Subticks) -> Self {
        self.shifted(-self.boundary(start))
    }

    /// On a clock that is ahead.
    pub(crate) fn ahead(self, by: Subticks) -> Self {
        self.shifted(self.boundary(by))
    }

    fn shifted(self, by: i128) -> Self {
        // Mostly a tick is one subtick.
        let phase = if self.step == 1 { 0 } else { (self.phase + by.rem_euclid(self.step)).rem_euclid(self.step) };
        Self { first: self.first.saturating_add(by), last: self.last.saturating_add(by), phase, ..self }
    }

    /// Both sides of a boundary, the second one with the boundary itself; `None` where a side has no time.
    pub(crate) fn split(self, at: Subticks) -> (Option<Self>, Option<Self>) {
        let at = self.boundary(at);
        if self.last < at {
            return (Some(self), None);
        }
        if self.first >= at {
            return (None, Some(self));
        }
        let next = if self.step == 1 { at } else { at.saturating_add((self.phase - at).rem_euclid(self.step)) };
        let part = |first: i128, last: i128| (first <= last).then_some(Self { first, last, ..self });
        (part(self.first, next - self.step), part(next, self.last))
    }

    /// Backwards from a turning point.
    pub(crate) fn mirrored(self, turn: Subticks) -> Self {
        let twice = self.boundary(turn).saturating_mul(2);
        Self {
            first: twice.saturating_sub(self.last).max(0),
            last: twice.saturating_sub(self.first).max(0),
            phase: (twice.rem_euclid(self.step) - self.phase).rem_euclid(self.step),
            rate: -self.rate,
            ..self
        }
    }

    /// The multiples of an interval at which these times are sampled.
    pub(crate) fn sampled(self, by: Subticks) -> Self {
        let by = self.boundary(by);
        let sample = |num: i128| num - num.rem_euclid(by);
        Self { first: sample(self.first), last: sample(self.last), step: by, phase: 0, ..self }
    }

    /// The same times in a cycle that both ends are in.
    pub(crate) fn in_cycle(self, first: &Cycle, last: &Cycle, stretch: f64) -> Self {
        let plain = first.local.scale == self.scale;
        let step = if plain { self.step } else { 1 };
        Self {
            first: first.local.num,
            last: last.local.num,
            scale: first.local.scale,
            step,
            phase: first.local.num.rem_euclid(step),
            rate: self.rate / stretch,
        }
    }

    /// All times of all cycles of a length, on the clock of one.
    pub(crate) fn of_cycles(self, period: Subticks) -> Self {
        let period = self.boundary(period);
        let step = self.step.gcd(&period);
        let phase = self.phase.rem_euclid(step);
        Self { first: phase, last: period - step + phase, step, phase, ..self }
    }

    /// All times of a cycle of a length, wherever in it ticks may fall.
    pub(crate) fn of_any_cycle(self, period: Subticks) -> Self {
        let period = self.boundary(period);
        Self { first: 0, last: period, step: 1, phase: 0, ..self }
    }
}
