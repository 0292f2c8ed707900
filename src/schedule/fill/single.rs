//! Values one at a time, where there is no loop for them.

use super::ticks::Ticks;
use crate::schedule::clock::Instant;
use crate::schedule::eval::{Context, Numeric, Side, eval, value};
use crate::schedule::tree::Node;

/// A part, one tick after the other.
pub(super) fn each(node: &Node, run: Ticks, out: &mut [f64]) {
    for (index, value) in out.iter_mut().enumerate() {
        *value = one(node, run, index);
    }
}

/// The value of a part at one tick; NaN where the whole has to be found beyond the range of a double: rounded to a
/// double here, the part would be another one there.
pub(super) fn one(node: &Node, run: Ticks, index: usize) -> f64 {
    found(run, index, |at, context| eval(node, at, Numeric { base: run.base }, context))
}

/// A part that is held from one tick on: one value for all of them, but where local time was cut.
pub(super) fn held(node: &Node, run: Ticks, index: usize, out: &mut [f64]) {
    match out {
        [] => {}
        out if run.now(index).is_some_and(|now| now.is_cut()) => each(node, run.from(index), out),
        out => out.fill(one(node, run, index)),
    }
}

/// The whole, one tick after the other.
pub(super) fn each_whole(root: &Node, run: Ticks, out: &mut [f64]) {
    for (index, place) in out.iter_mut().enumerate() {
        *place = found(run, index, |at, context| value(root, at, run.base, context));
    }
}

fn found(run: Ticks, index: usize, find: impl FnOnce(Instant, Context<'_>) -> f64) -> f64 {
    let now = run.now(index);
    find(run.at(index), Context { resolution: run.resolution, side: Side::At, controllers: &[], now: now.as_ref() })
}

/// Where values are not finite, numbers on the way to them may only have left the range of a double.
pub(super) fn check(run: Ticks, values: &[f64]) {
    if !run.lanes.within(values, f64::MAX) {
        run.out_of_range.set(true);
    }
}
