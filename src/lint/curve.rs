//! What a curve does over the ticks that are looked at: the run, where there is one.

use std::cell::OnceCell;

use crate::schedule::{Condition, Point, Schedule};

/// The values of a schedule from tick 0 to a last one.
#[derive(Debug)]
pub(super) struct Curve<'p> {
    schedule: &'p Schedule,
    end: u64,
    peak: OnceCell<Point>,
}

impl<'p> Curve<'p> {
    /// The curve over the ticks from 0 to `end`, included.
    pub(super) fn new(schedule: &'p Schedule, end: u64) -> Self {
        Self { schedule, end, peak: OnceCell::new() }
    }

    /// The value at a tick.
    pub(super) fn value(&self, tick: u64) -> f64 {
        self.schedule.value(tick)
    }

    /// The last tick.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// The value at the first tick.
    pub(super) fn first(&self) -> f64 {
        self.value(0)
    }

    /// The value at the last tick.
    pub(super) fn last(&self) -> f64 {
        self.value(self.end)
    }

    /// The highest value of all.
    pub(super) fn peak(&self) -> Point {
        *self.peak.get_or_init(|| self.highest(0, self.end))
    }

    /// The highest value from a tick to another, and the first tick that has it.
    pub(super) fn highest(&self, first: u64, last: u64) -> Point {
        self.schedule.highest(first, last)
    }

    /// The first tick whose value meets a condition.
    pub(super) fn first_where(&self, condition: Condition) -> Option<Point> {
        self.schedule.first_where(0, self.end, condition)
    }
}
