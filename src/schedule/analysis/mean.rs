//! Means over ranges of ticks, by quadrature where a function is smooth.

use num_rational::Ratio;

use super::budget::Budget;
use super::function::Analysis;
use super::search::search;
use crate::schedule::{Schedule, Time};

/// A range of fewer ticks than this is summed tick by tick.
const EXACT: u64 = 1 << 20;
/// A part of at most this many ticks is summed tick by tick.
const SUMMED: u16 = 1024;
/// An estimate is good enough if the two halves agree with it to this share.
const TOLERANCE: f64 = 1e-12;
/// The nodes and weights of Gauss-Legendre quadrature with five points on -1 to 1.
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
    (-0.538_469_310_105_683, 0.478_628_670_499_366_47),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
];
/// What summing a part costs, in looks at each of the nodes that run.
const SUM: u64 = 16;
/// The resolution of the points of a quadrature, in parts of a tick.
const FINE: i128 = 1 << 20;

impl Schedule {
    /// The mean over the ticks from `first` to `last`, both included: exact to rounding up to 2^20
    /// ticks, and beyond that to about twelve digits, by quadrature on each smooth part. The mean of a longer
    /// range that turns or jumps more than some ten thousand times is an estimate.
    pub fn mean(&self, first: u64, last: u64) -> f64 {
        self.alone(|analysis| analysis.mean(first, last))
    }

    /// The sum of a few values.
    fn summed(&self, first: u64, last: u64, budget: &Budget<'_>) -> f64 {
        budget.spend(SUM.saturating_mul(self.known.work as u64));
        let mut values = [0.0; SUMMED as usize];
        let values = &mut values[..usize::try_from(last - first + 1).unwrap_or(0)];
        self.fill(first, values);
        values.iter().sum()
    }

    /// The sum of the values, refined where the halves do not agree with the whole.
    fn sum(&self, first: u64, last: u64, estimate: f64, budget: &Budget<'_>) -> f64 {
        if last - first < SUMMED.into() {
            return self.summed(first, last, budget);
        }
        let middle = first + (last - first) / 2 + 1;
        let (left, right) = (self.quadrature(first, middle - 1), self.quadrature(middle, last));
        let halves = left + right;
        if budget.is_spent() || !halves.is_finite() {
            return halves;
        }
        let is_good = (halves - estimate).abs() <= TOLERANCE * (left.abs() + right.abs());
        if is_good && self.enclose(first, last, budget).slope.is_finite() {
            return halves;
        }
        self.sum(first, middle - 1, left, budget) + self.sum(middle, last, right, budget)
    }

    /// The sum of the values of more than a few ticks as an integral.
    fn quadrature(&self, first: u64, last: u64) -> f64 {
        let count = (last - first) as f64 + 1.0;
        let (half, start) = (0.5 * count, i128::from(first) * FINE - FINE / 2);
        let value = |node: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a point between two ticks of the range")]
            let offset = ((1.0 + node) * half * FINE as f64) as i128;
            self.value_at(Time::new(Ratio::new(start + offset, FINE)))
        };
        let integral = GAUSS.iter().map(|(node, weight)| weight * value(*node)).sum::<f64>() * half;
        // The midpoint rule by Euler and Maclaurin: the integral less a part of the change of the slope from
        // end to end. The slopes are those of ticks inside, since another piece may begin right outside.
        let ends =
            [[last, last - 1, last - 2], [first, first + 1, first + 2]].map(|end| end.map(|tick| self.value(tick)));
        let change: f64 = ends.map(|[near, next, far]| 2.0 * near - 3.0 * next + far).iter().sum();
        // Where one of these values is infinite or NaN there is no slope, and the sum is infinite or NaN as well.
        if change.is_finite() { integral - change / 24.0 } else { integral + ends.iter().flatten().sum::<f64>() }
    }
}

impl Analysis<'_> {
    /// As [`Schedule::mean`].
    pub fn mean(self, first: u64, last: u64) -> f64 {
        let last = last.max(first);
        let Self { schedule, budget } = self;
        let sum = if last - first < EXACT && !budget.is_spent() {
            (first..=last)
                .step_by(SUMMED.into())
                .take_while(|_| !budget.is_spent())
                .map(|start| schedule.summed(start, last.min(start.saturating_add(u64::from(SUMMED) - 1)), budget))
                .sum()
        } else {
            schedule.sum(first, last, schedule.quadrature(first, last), &search(&self))
        };
        sum / ((last - first) as f64 + 1.0)
    }
}
