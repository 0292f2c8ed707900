//! What a curve does over the ticks that are looked at: the run, where there is one.

use std::cell::{Cell, OnceCell};

use crate::schedule::{Analysis, Bounds, Budget, Condition, Extremes, Jump, Point, Schedule, Subticks, Total, Trend};
use crate::units::Time;

/// What is above 0 and below this is subnormal in single precision.
const TINY: f64 = f32::MIN_POSITIVE as f64;

/// The most stretches at 0 that are told apart.
const STRETCHES: usize = 8;

/// The values of a schedule from tick 0 to a last one.
#[derive(Debug)]
pub(super) struct Curve<'p> {
    schedule: &'p Schedule,
    /// What its searches may cost, with those of all curves of the file.
    budget: &'p Budget<'p>,
    end: u64,
    /// The value that was asked for last: of many nodes, that at the same end.
    known: Cell<Option<Point>>,
    /// Those after the first tick, where many a warmup is at 0.
    bounds: OnceCell<Option<Bounds>>,
    peak: OnceCell<Point>,
    extremes: OnceCell<Extremes>,
    lows: OnceCell<Lows>,
}

/// Where the values are not above 0 by a normal number of single precision.
#[derive(Debug, Default)]
pub(super) struct Lows {
    /// The first stretches at exactly 0, up to the first negative value.
    pub(super) zeros: Vec<Zeros>,
    /// The first negative value.
    pub(super) negative: Option<Point>,
    /// The first subnormal value before that.
    pub(super) subnormal: Option<Point>,
}

/// Ticks in a row at exactly 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zeros {
    pub(super) first: u64,
    /// The tick after them; `None` where they go on to the end.
    pub(super) after: Option<u64>,
}

impl<'p> Curve<'p> {
    /// The curve over the ticks from 0 to `end`, included.
    pub(super) fn new(schedule: &'p Schedule, budget: &'p Budget<'p>, end: u64) -> Self {
        Self {
            schedule,
            budget,
            end,
            known: Cell::new(None),
            bounds: OnceCell::new(),
            peak: OnceCell::new(),
            extremes: OnceCell::new(),
            lows: OnceCell::new(),
        }
    }

    /// The value at a tick.
    pub(super) fn value(&self, tick: u64) -> f64 {
        let known = self.known.get().filter(|known| known.tick == tick);
        let point = known.unwrap_or_else(|| Point { tick, value: self.analysis().value(tick) });
        self.known.set(Some(point));
        point.value
    }

    /// The value at an exact time.
    pub(super) fn value_at(&self, time: Time) -> f64 {
        self.analysis().value_at(time)
    }

    /// The values on both sides of a time, which is one of the boundaries.
    pub(super) fn jump(&self, time: Subticks) -> Jump {
        self.analysis().jump(time)
    }

    /// Whether no more is to be found out, as the budget of the file is spent.
    pub(super) fn is_given_up(&self) -> bool {
        self.budget.is_spent()
    }

    /// Items for each of which something is asked of it, up to where no more is to be found out.
    pub(super) fn within_budget<T>(&self, items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        items.take_while(|_| !self.is_given_up())
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

    /// Whether it has the same value all along.
    pub(super) fn is_constant(&self) -> bool {
        self.analysis().trend(0, self.end) == Trend::Constant
    }

    /// The highest value of all.
    pub(super) fn peak(&self) -> Point {
        *self.peak.get_or_init(|| self.highest(0, self.end))
    }

    /// The highest value from a tick to another, and the first tick that has it.
    pub(super) fn highest(&self, first: u64, last: u64) -> Point {
        self.analysis().highest(first, last)
    }

    /// The lowest value and the highest one.
    pub(super) fn extremes(&self) -> Extremes {
        *self.extremes.get_or_init(|| self.analysis().extremes(0, self.end))
    }

    /// Whether no value is above a limit.
    pub(super) fn is_at_most(&self, limit: f64) -> bool {
        let is_bounded = || {
            let later = self.end == 0 || self.bounds().is_some_and(|bounds| bounds.are_at_most(limit));
            later && self.first() <= limit
        };
        match self.peak.get() {
            Some(peak) => peak.value <= limit,
            None => is_bounded() || self.peak().value <= limit,
        }
    }

    /// Whether bounds alone say that no value from one time to another is above a limit, between the ticks either.
    pub(super) fn is_bounded_between(&self, first: Subticks, last: Subticks, limit: f64) -> bool {
        self.analysis().bounds_between(first, last).is_some_and(|bounds| bounds.are_at_most(limit))
    }

    /// Bounds on the values after the first tick; `None` where there are none, or no more is to be found out.
    fn bounds(&self) -> Option<Bounds> {
        *self.bounds.get_or_init(|| if self.end == 0 { None } else { self.analysis().bounds(1, self.end) })
    }

    /// Where the values turn from a tick to another, up to `most` of them.
    pub(super) fn turns(&self, first: u64, last: u64, most: usize) -> Vec<(Point, Trend)> {
        self.analysis().turns(first, last, most)
    }

    /// Searches of it, which spend the budget of the file.
    pub(super) fn analysis(&self) -> Analysis<'p> {
        self.schedule.analysis(self.budget)
    }

    /// The sum of some schedules; its searches spend the same budget.
    pub(super) fn total(&self, schedules: Vec<&'p Schedule>) -> Total<'p> {
        Total::new(schedules, self.budget)
    }

    /// Searches of another schedule, which spend it too.
    pub(super) fn analysis_of<'s>(&'s self, schedule: &'s Schedule) -> Analysis<'s> {
        schedule.analysis(self.budget)
    }

    /// Where the last value lies between the lowest one, 0, and the highest one, 1; 0 where all are the same.
    pub(super) fn last_share(&self) -> f64 {
        let all = self.extremes();
        let range = all.max.value - all.min.value;
        if range > 0.0 { (self.last() - all.min.value) / range } else { 0.0 }
    }

    /// The first tick whose value meets a condition.
    pub(super) fn first_where(&self, condition: Condition) -> Option<Point> {
        self.first_from(0, condition)
    }

    /// Where the values are 0, negative or subnormal.
    pub(super) fn lows(&self) -> &Lows {
        self.lows.get_or_init(|| self.find_lows())
    }

    fn find_lows(&self) -> Lows {
        let mut lows = Lows::default();
        let mut from = 0;
        while lows.zeros.len() < STRETCHES {
            let Some(mut low) = self.first_from(from, Condition::Below(TINY)) else { return lows };
            if low.value > 0.0 {
                lows.subnormal.get_or_insert(low);
                let Some(lower) = self.first_from(low.tick, Condition::AtMost(0.0)) else { return lows };
                low = lower;
            }
            if low.value < 0.0 {
                lows.negative = Some(low);
                return lows;
            }
            let after = self.after_zeros(low.tick);
            lows.zeros.push(Zeros { first: low.tick, after });
            let Some(after) = after else { return lows };
            from = after;
        }
        lows.negative = self.first_from(from, Condition::Below(0.0));
        lows
    }

    /// The first tick that is not 0 any more, after one that is.
    fn after_zeros(&self, zero: u64) -> Option<u64> {
        // Mostly it is the next one: a warmup from 0.
        let next = zero.checked_add(1).filter(|next| *next <= self.end)?;
        if self.value(next) != 0.0 {
            return Some(next);
        }
        self.first_from(next, Condition::Differs(0.0)).map(|point| point.tick)
    }

    fn first_from(&self, first: u64, condition: Condition) -> Option<Point> {
        // Mostly there is no such tick, which the same bounds say of every condition.
        if first <= 1 && self.bounds().is_some_and(|bounds| !bounds.allow(condition)) {
            let point = Point { tick: first, value: self.value(first) };
            return Some(point).filter(|point| condition.holds(point.value));
        }
        self.analysis().first_where(first, self.end, condition)
    }
}
