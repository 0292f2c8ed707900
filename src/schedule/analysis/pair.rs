//! How far two schedules are apart, as a function of the tick that can be bounded.

use super::bounds::{Enclosure, Interval};
use super::budget::Budget;
use super::part::Part;
use super::search::Function;
use crate::schedule::Schedule;

/// How far two values are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Absolute,
    Relative,
}

/// How far two schedules are apart, as a function of the tick.
pub(super) struct Pair<'s> {
    pub(super) a: &'s Schedule,
    pub(super) b: &'s Schedule,
    pub(super) measure: Measure,
    /// Whether rounding counts.
    pub(super) to_the_bit: bool,
    pub(super) budget: &'s Budget<'s>,
}

impl Function for Pair<'_> {
    fn value(&self, tick: u64) -> f64 {
        let gap = self.a.gap(self.b, tick);
        match self.measure {
            Measure::Absolute => gap.absolute(),
            Measure::Relative => gap.relative(),
        }
    }

    fn budget(&self) -> &Budget<'_> {
        self.budget
    }

    fn size(&self) -> usize {
        self.a.known.size + self.b.known.size
    }

    /// There are two schedules, and no file of them: it is enough that their bounds are counted.
    fn work(&self) -> usize {
        0
    }

    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        let part = |schedule| Part::of(schedule, first, last, budget);
        let (a, b) = (part(self.a), part(self.b));
        if a == b {
            return Enclosure::constant(Interval::ZERO);
        }
        let rounded = self.to_the_bit && !(a.is_exact() && b.is_exact());
        let ramp = a.ramp_between(b);
        let (a, b) = (a.bounds(), b.bounds());
        let apart = ramp.unwrap_or_else(|| {
            let middle = first + (last - first) / 2;
            a.minus(b).around(
                self.a.value(middle) - self.b.value(middle),
                Interval { lo: -((middle - first) as f64), hi: (last - middle) as f64 },
            )
        });
        let mut apart = apart.abs();
        if rounded {
            // Values that are the same by their formulas may still differ in their last digits.
            let reach = [a.value.lo, a.value.hi, b.value.lo, b.value.hi].map(f64::abs).into_iter().fold(0.0, f64::max);
            apart.value.hi += 4.0 * f64::EPSILON * reach;
            apart.slope = Interval::ALL;
        }
        if self.measure == Measure::Absolute || apart.value == Interval::ZERO {
            return apart;
        }
        let greater = a.abs().greater(b.abs());
        if greater.value.lo <= 0.0 {
            return Enclosure { value: Interval { lo: 0.0, hi: 2.0 }, slope: Interval::ALL, ..apart };
        }
        apart.quotient(greater)
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.a.seam(first, last).or_else(|| self.b.seam(first, last))
    }

    fn noise(&self, tick: u64) -> f64 {
        let gap = self.a.gap(self.b, tick);
        match self.measure {
            Measure::Absolute => 4.0 * f64::EPSILON * gap.a.abs().max(gap.b.abs()),
            Measure::Relative => 4.0 * f64::EPSILON,
        }
    }
}
