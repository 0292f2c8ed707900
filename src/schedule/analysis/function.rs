//! A schedule as a function of the tick that can be bounded.

use super::bounds::{BoundsEvaluator, Enclosure, Interval, Seen, Window};
use super::budget::Budget;
use super::parts::parts_of;
use super::seam::nearest_to_middle;
use super::search::Function;
use super::ticks::Ticks;
use crate::schedule::Schedule;

/// Searches of a schedule that have one budget together. One that comes to the end of it gives the best answer
/// that it has found.
#[derive(Clone, Copy, Debug)]
pub struct Analysis<'s> {
    pub(super) schedule: &'s Schedule,
    pub(super) budget: &'s Budget<'s>,
}

impl Schedule {
    /// Searches of it that spend a budget.
    pub fn analysis<'s>(&'s self, budget: &'s Budget<'s>) -> Analysis<'s> {
        Analysis { schedule: self, budget }
    }

    pub(super) fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        let enclosure = self.enclose_on(Window::ticks(first, last, self), budget);
        if enclosure.slope == Interval::ZERO && enclosure.defined {
            return Enclosure { value: Interval::point(self.value(first)), ..enclosure };
        }
        enclosure
    }

    pub(super) fn enclose_on(&self, on: Window, budget: &Budget<'_>) -> Enclosure {
        let seen = self.known.coupled.then_some(Seen::After(0));
        let evaluator = BoundsEvaluator { resolution: self.resolution, budget, work: self.known.work, seen };
        evaluator.node(&self.root, on, Interval::point(self.base))
    }

    pub(super) fn seam(&self, first: u64, last: u64) -> Option<u64> {
        nearest_to_middle(&self.root, 0, Ticks { first, last, schedule: self })
    }
}

impl Function for Analysis<'_> {
    fn value(&self, tick: u64) -> f64 {
        self.schedule.value(tick)
    }

    fn fill(&self, start: u64, values: &mut [f64]) {
        self.schedule.fill(start, values);
    }

    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        self.schedule.enclose(first, last, budget)
    }

    fn parts(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        let mut parts = Vec::new();
        let schedule = self.schedule;
        parts_of(&schedule.root, 0, Ticks { first, last, schedule }, &mut parts);
        if parts.is_empty() { vec![(first, last)] } else { parts }
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.schedule.seam(first, last)
    }

    fn budget(&self) -> &Budget<'_> {
        self.budget
    }

    fn size(&self) -> usize {
        self.schedule.known.size
    }

    fn work(&self) -> usize {
        self.schedule.known.work
    }
}

/// A function upside down.
pub(super) struct Negated<'f, F>(pub(super) &'f F);

impl<F: Function> Function for Negated<'_, F> {
    fn value(&self, tick: u64) -> f64 {
        -self.0.value(tick)
    }

    fn fill(&self, start: u64, values: &mut [f64]) {
        self.0.fill(start, values);
        values.iter_mut().for_each(|value| *value = -*value);
    }

    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        let Enclosure { value, slope, defined } = self.0.enclose(first, last, budget);
        Enclosure { value: -value, slope: -slope, defined }
    }

    fn parts(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        self.0.parts(first, last)
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.0.seam(first, last)
    }

    fn budget(&self) -> &Budget<'_> {
        self.0.budget()
    }

    fn size(&self) -> usize {
        self.0.size()
    }

    fn work(&self) -> usize {
        self.0.work()
    }
}
