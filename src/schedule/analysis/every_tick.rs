//! Answers that hold at every tick of a range: where bounds do not tell, the ticks are walked through.

use super::answers::Point;
use super::condition::Condition;
use super::function::Negated;
use super::search::{Function, first_where, greatest_value};

/// The number of ticks that are walked through at once.
const CHUNK: usize = 1024;

/// A function of the tick that is asked about every tick from `first` to `last`, both included. Where these are too many
/// to be walked through, the budget [has refused](super::Budget::has_refused) it, and the answer is the best one that was
/// found.
pub(crate) trait EveryTick {
    /// The greatest value, and a tick that has it: the first one, unless the ticks are too many. NaN does not count.
    fn highest_of_all(&self, first: u64, last: u64) -> Point;

    /// The least value, in the same way.
    fn lowest_of_all(&self, first: u64, last: u64) -> Point;

    /// The first tick whose value meets a condition.
    fn first_of_all(&self, first: u64, last: u64, condition: Condition) -> Option<Point>;
}

impl<F: Function> EveryTick for F {
    fn highest_of_all(&self, first: u64, last: u64) -> Point {
        let (found, is_certain) = greatest_value(self, first, last);
        if is_certain || !is_affordable(self, first, last) {
            return found;
        }
        let mut best = found;
        walk(self, first, last, &mut |tick, value| {
            if value > best.value || (value == best.value && tick < best.tick) {
                best = Point { tick, value };
            }
            false
        });
        best
    }

    fn lowest_of_all(&self, first: u64, last: u64) -> Point {
        let point = Negated(self).highest_of_all(first, last);
        Point { value: self.value(point.tick), ..point }
    }

    fn first_of_all(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        let (mut found, is_certain) = first_where(self, first, last, condition);
        if is_certain || !is_affordable(self, first, last) {
            return found;
        }
        walk(self, first, last, &mut |tick, value| {
            let holds = condition.holds(value);
            found = holds.then_some(Point { tick, value });
            holds
        });
        found
    }
}

/// Whether the budget is enough for all values of a range; where it is not, it says so, and is kept for others.
fn is_affordable(function: &impl Function, first: u64, last: u64) -> bool {
    let budget = function.budget();
    let affordable = last.saturating_sub(first) < budget.left() / cost(function);
    if !affordable {
        budget.refuse();
    }
    affordable
}

/// What a value costs, with all the nodes that it looks at.
fn cost(function: &impl Function) -> u64 {
    (function.work() as u64).max(1)
}

/// Visits the values of a range in order, until `visit` has seen enough.
fn walk(function: &impl Function, first: u64, last: u64, visit: &mut dyn FnMut(u64, f64) -> bool) {
    let mut values = [0.0; CHUNK];
    let mut start = Some(first);
    while let Some(tick) = start {
        let count = usize::try_from(last - tick).map_or(CHUNK, |left| left.saturating_add(1).min(CHUNK));
        function.budget().spend(cost(function).saturating_mul(count as u64));
        let values = &mut values[..count];
        function.fill(tick, values);
        if (tick..).zip(&*values).any(|(tick, value)| visit(tick, *value)) {
            return;
        }
        start = tick.checked_add(count as u64).filter(|next| *next <= last);
    }
}
