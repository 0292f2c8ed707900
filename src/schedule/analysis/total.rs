//! The sum of several schedules, as a function of the tick that can be bounded.

use super::answers::Point;
use super::bounds::{Enclosure, Interval};
use super::budget::Budget;
use super::condition::Condition;
use super::function::Negated;
use super::part::Part;
use super::search::{Function, first_where, greatest};
use super::terms::Terms;
use crate::schedule::{Schedule, Time};

/// The number of ticks that are walked through at once.
const CHUNK: usize = 1024;

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

    /// The greatest value over the ticks from `first` to `last`, both included, and the first tick that has it.
    pub(crate) fn highest(&self, first: u64, last: u64) -> Point {
        greatest(self, first, last).0
    }

    /// The least value, and the first tick that has it.
    pub(crate) fn lowest(&self, first: u64, last: u64) -> Point {
        let point = greatest(&Negated(self), first, last).0;
        Point { value: self.value(point.tick), ..point }
    }

    /// The mean over the ticks from `first` to `last`, both included.
    pub(crate) fn mean(&self, first: u64, last: u64) -> f64 {
        self.schedules.iter().map(|schedule| schedule.analysis(self.budget).mean(first, last)).sum()
    }

    /// The first of the ticks from `first` to `last` whose value meets a condition. Where bounds do not tell, the ticks
    /// are walked through; where they are too many for that, the budget is spent.
    pub(crate) fn first_where(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        let (found, is_certain) = first_where(self, first, last, condition);
        if is_certain {
            return found;
        }
        if self.budget.values(self.work) <= last - first {
            self.budget.spend(u64::MAX);
            return found;
        }
        self.walk(first, last, condition)
    }

    fn walk(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        let (mut sums, mut values) = ([0.0; CHUNK], [0.0; CHUNK]);
        let mut start = first;
        loop {
            let count = usize::try_from(last - start).map_or(CHUNK, |left| left.saturating_add(1).min(CHUNK));
            (0..count).for_each(|_| self.budget.spend_on_value(self.work));
            let (sums, values) = (&mut sums[..count], &mut values[..count]);
            sums.fill(0.0);
            for schedule in &self.schedules {
                schedule.fill(start, values);
                sums.iter_mut().zip(&*values).for_each(|(sum, value)| *sum += value);
            }
            let found = (start..).zip(&*sums).find(|(_, value)| condition.holds(**value));
            if let Some((tick, value)) = found {
                return Some(Point { tick, value: *value });
            }
            start = start.checked_add(count as u64).filter(|next| *next <= last)?;
        }
    }
}

impl Function for Total<'_> {
    fn value(&self, tick: u64) -> f64 {
        self.schedules.iter().map(|schedule| schedule.value(tick)).sum()
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
