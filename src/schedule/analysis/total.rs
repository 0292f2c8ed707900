//! The sum of several schedules, as a function of the tick that can be bounded.

use super::bounds::{Enclosure, Interval};
use super::budget::Budget;
use super::part::Part;
use super::search::Function;
use super::terms::Terms;
use crate::schedule::{Schedule, Time};

/// The sum of several schedules at every tick.
#[derive(Debug)]
pub(crate) struct Total<'s> {
    schedules: Vec<&'s Schedule>,
    budget: &'s Budget<'s>,
    size: usize,
    work: usize,
}

impl<'s> Total<'s> {
    /// The sum of some schedules, from left to right. What is asked of it spends the budget.
    pub(crate) fn new(schedules: Vec<&'s Schedule>, budget: &'s Budget<'s>) -> Self {
        let sum = |of: fn(&Schedule) -> usize| schedules.iter().map(|schedule| of(schedule)).sum();
        let (size, work) = (sum(|schedule| schedule.known.size), sum(|schedule| schedule.known.work));
        Self { schedules, budget, size, work }
    }

    /// The value at a tick.
    pub(crate) fn value(&self, tick: u64) -> f64 {
        self.budget.spend_on_value(self.work);
        Function::value(self, tick)
    }

    /// The value at an exact time.
    pub(crate) fn value_at(&self, time: Time) -> f64 {
        self.budget.spend_on_value(self.work);
        self.schedules.iter().map(|schedule| schedule.value_at(time)).sum()
    }

    /// The mean over the ticks from `first` to `last`, both included.
    pub(crate) fn mean(&self, first: u64, last: u64) -> f64 {
        self.schedules.iter().map(|schedule| schedule.analysis(self.budget).mean(first, last)).sum()
    }
}

impl Function for Total<'_> {
    fn value(&self, tick: u64) -> f64 {
        self.schedules.iter().map(|schedule| schedule.value(tick)).sum()
    }

    fn fill(&self, start: u64, values: &mut [f64]) {
        let mut part = vec![0.0; values.len()];
        values.fill(0.0);
        for schedule in &self.schedules {
            schedule.fill(start, &mut part);
            values.iter_mut().zip(&part).for_each(|(sum, value)| *sum += value);
        }
    }

    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        let mut terms = Terms::new(budget);
        self.schedules.iter().for_each(|schedule| terms.add(Part::of(schedule, first, last, budget), 1.0));
        let bounds = terms.bounds();
        if bounds.slope == Interval::ZERO || first == last {
            return bounds;
        }
        let middle = first + (last - first) / 2;
        budget.spend_on_value(self.work);
        let times = Interval { lo: -((middle - first) as f64), hi: (last - middle) as f64 };
        bounds.around(Function::value(self, middle), times)
    }

    fn budget(&self) -> &Budget<'_> {
        self.budget
    }

    fn size(&self) -> usize {
        self.size
    }

    fn work(&self) -> usize {
        self.work
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.schedules.iter().find_map(|schedule| schedule.seam(first, last))
    }
}
