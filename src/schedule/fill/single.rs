//! Values one at a time, where there is no loop for them.

use super::ticks::Ticks;
use crate::schedule::eval::{Context, Side, value};
use crate::schedule::tree::Node;

/// One tick after the other.
pub(super) fn each(node: &Node, run: Ticks, out: &mut [f64]) {
    for (index, value) in out.iter_mut().enumerate() {
        *value = one(node, run, index);
    }
}

/// The value at one tick.
pub(super) fn one(node: &Node, run: Ticks, index: usize) -> f64 {
    let now = run.now(index);
    let context = Context { resolution: run.resolution, side: Side::At, controllers: &[], now: now.as_ref() };
    value(node, run.at(index), run.base, context)
}

/// Where values are not finite, numbers on the way to them may only have left the range of a double.
pub(super) fn check(run: Ticks, values: &[f64]) {
    if !run.lanes.within(values, f64::MAX) {
        run.out_of_range.set(true);
    }
}
