//! What can be asked of a schedule over a range of ticks.

use super::answers::{Extremes, Point, Trend};
use super::bounds::Window;
use super::budget::Budget;
use super::condition::{Bounds, Condition};
use super::function::{Analysis, Negated};
use super::search::{Course, ROUNDING, climb, courses, first_where, greatest, last_where};
use super::tolerance::Tolerance;
use crate::schedule::clock::Subticks;
use crate::schedule::{Schedule, Time};

/// Each by itself, with a budget of its own.
impl Schedule {
    pub(super) fn alone<T>(&self, ask: impl FnOnce(Analysis<'_>) -> T) -> T {
        ask(self.analysis(&Budget::boundless()))
    }

    /// The least and the greatest value over the ticks from `first` to `last`, both included;
    /// NaN does not count.
    pub fn extremes(&self, first: u64, last: u64) -> Extremes {
        self.alone(|analysis| analysis.extremes(first, last))
    }

    /// The greatest value over the ticks from `first` to `last`, both included, and the first tick that
    /// has it; NaN does not count.
    pub fn highest(&self, first: u64, last: u64) -> Point {
        self.alone(|analysis| analysis.highest(first, last))
    }

    /// The extremes to within a tolerance: no value is further beyond them than that. The ticks need not be the
    /// first ones with those values. This is enough for a drawing, and quick where there are many extremes that
    /// are almost alike. If the budget is spent, these are the best values that were found, `exact: false`.
    pub fn extremes_within(&self, first: u64, last: u64, tolerance: Tolerance, budget: &Budget<'_>) -> Extremes {
        self.alone(|analysis| analysis.extremes_within(first, last, tolerance, budget))
    }

    /// What the values do over the ticks from `first` to `last`, both included.
    pub fn trend(&self, first: u64, last: u64) -> Trend {
        self.alone(|analysis| analysis.trend(first, last))
    }

    /// Where the values turn over the ticks from `first` to `last`: the first tick of each range on which they
    /// rise, fall or stay, and which of these they do, in order, up to `most` of them.
    pub fn turns(&self, first: u64, last: u64, most: usize) -> Vec<(Point, Trend)> {
        self.alone(|analysis| analysis.turns(first, last, most))
    }

    /// The first of the ticks from `first` to `last` whose value meets a condition.
    pub fn first_where(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        self.alone(|analysis| analysis.first_where(first, last, condition))
    }

    /// The last of the ticks from `first` to `last` whose value meets a condition.
    pub fn last_where(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        self.alone(|analysis| last_where(&analysis, first, last.max(first), condition).0)
    }

    /// The first tick, from `first` on, from which on the value is what it is at `last`.
    pub fn settles(&self, first: u64, last: u64) -> u64 {
        let end = self.value(last);
        self.last_where(first, last, Condition::Differs(end)).map_or(first, |point| point.tick + 1)
    }
}

/// The same with a budget for all of them together.
impl Analysis<'_> {
    /// As [`Schedule::value`].
    pub fn value(self, tick: u64) -> f64 {
        self.budget.spend_on_value(self.schedule.known.work);
        self.schedule.value(tick)
    }

    /// As [`Schedule::value_at`].
    pub fn value_at(self, time: Time) -> f64 {
        self.budget.spend_on_value(self.schedule.known.work);
        self.schedule.value_at(time)
    }

    /// As [`Schedule::extremes`].
    pub fn extremes(self, first: u64, last: u64) -> Extremes {
        let last = last.max(first);
        let (max, max_exact) = greatest(&self, first, last);
        let (min, min_exact) = greatest(&Negated(&self), first, last);
        let min = Point { value: self.schedule.value(min.tick), ..min };
        Extremes { min, max, exact: max_exact && min_exact }
    }

    /// As [`Schedule::extremes_within`], by a part of the budget.
    pub fn extremes_within(self, first: u64, last: u64, tolerance: Tolerance, part: &Budget<'_>) -> Extremes {
        let last = last.max(first);
        let half = part.share(2);
        let (max, max_exact) = climb(&self, first, last, tolerance, ROUNDING, &half);
        let (min, min_exact) = climb(&Negated(&self), first, last, tolerance, ROUNDING, part);
        let min = Point { value: self.schedule.value(min.tick), ..min };
        Extremes { min, max, exact: max_exact && min_exact }
    }

    /// As [`Schedule::highest`].
    pub fn highest(self, first: u64, last: u64) -> Point {
        greatest(&self, first, last.max(first)).0
    }

    /// What bounds alone say of the values over the ticks from `first` to `last`, which takes a part of the time of a
    /// search; `None` where the budget is spent.
    pub(crate) fn bounds(self, first: u64, last: u64) -> Option<Bounds> {
        let look = self.budget.look(self.schedule.known.size);
        (!look.is_spent()).then(|| Bounds(self.schedule.enclose(first, last.max(first), &look)))
    }

    /// The same at all times from one to another, between the ticks too; `None` also where its formulas see other tracks.
    pub(crate) fn bounds_between(self, first: Subticks, last: Subticks) -> Option<Bounds> {
        let look = self.budget.look(self.schedule.known.size);
        let is_seen = !self.schedule.known.coupled && !look.is_spent();
        is_seen.then(|| Bounds(self.schedule.enclose_on(Window::between(first, last), &look)))
    }

    /// As [`Schedule::trend`].
    pub fn trend(self, first: u64, last: u64) -> Trend {
        let has = |courses: &[Course], trend: Trend| courses.iter().any(|(_, found)| *found == trend);
        let both = |courses: &[Course]| has(courses, Trend::Rising) && has(courses, Trend::Falling);
        let (courses, complete) = courses(&self, first, last.max(first), both);
        match (has(&courses, Trend::Rising), has(&courses, Trend::Falling)) {
            (true, true) => Trend::Mixed,
            (true, false) => Trend::Rising,
            (false, true) => Trend::Falling,
            (false, false) if complete => Trend::Constant,
            // Who has not seen it all takes nothing for constant.
            (false, false) => Trend::Mixed,
        }
    }

    /// As [`Schedule::turns`].
    pub fn turns(self, first: u64, last: u64, most: usize) -> Vec<(Point, Trend)> {
        let (courses, _) = courses(&self, first, last.max(first), |courses: &[Course]| courses.len() > most);
        let value = |tick| self.schedule.value(tick);
        courses.into_iter().take(most).map(|(tick, trend)| (Point { tick, value: value(tick) }, trend)).collect()
    }

    /// As [`Schedule::first_where`].
    pub fn first_where(self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        first_where(&self, first, last.max(first), condition).0
    }
}
