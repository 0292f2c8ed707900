//! Where to take a range of ticks apart: between two pieces of a schedule, if there are two.

use super::ticks::Ticks;
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::tree::{Node, Repeat};

/// The first tick of a piece that begins after the first of these ticks; of several on one level of the tree,
/// the one nearest to the middle. `None` where one piece has all the ticks, or where that is not known.
pub(super) fn nearest_to_middle(node: &Node, start: Subticks, ticks: Ticks<'_>) -> Option<u64> {
    let last = ticks.begin_of(ticks.last);
    match node {
        Node::Chain(segments) => {
            let begun = |time: Subticks| segments.begun(Instant::at(time.saturating_sub(start)), false);
            let next = begun(ticks.begin_of(ticks.middle()));
            let begin = |index| Some(start.saturating_add(segments.get(index)?.start));
            // Without a start among the ticks, all are in the last segment that has begun.
            ticks.nearest_of(next, begin).or_else(|| {
                let segment = segments.get(begun(last).checked_sub(1)?)?;
                nearest_to_middle(segment.node, start.saturating_add(segment.start), ticks)
            })
        }
        Node::For { length, body } => {
            let end = start.saturating_add(*length);
            if end <= ticks.begin_of(ticks.first) {
                return None;
            }
            ticks.starting(end).or_else(|| nearest_to_middle(body, start, ticks))
        }
        Node::Mirror { length, body } => {
            let (turn, end) = (start.saturating_add(*length), start.saturating_add(length.saturating_mul(2)));
            ticks.nearest([ticks.starting(turn), ticks.starting(end)]).or_else(|| {
                let forwards = last < turn;
                if forwards { nearest_to_middle(body, start, ticks) } else { None }
            })
        }
        Node::Ramp { length, .. } => ticks.starting(start.saturating_add(*length)),
        Node::Skip { by, body } => nearest_to_middle(body, start.saturating_sub(*by), ticks),
        Node::Rounded { body, .. } | Node::Scale { body, .. } | Node::Based { body, .. } => {
            nearest_to_middle(body, start, ticks)
        }
        Node::Repeat(repeat) => between_cycles(repeat, start, ticks),
        Node::Piecewise { boundaries, .. } => ticks.nearest_start(boundaries, start),
        Node::Product { .. } | Node::Sum(_) | Node::Min(_) | Node::Max(_) => {
            let mut found = None;
            node.for_each_child(&mut |child| found = found.or_else(|| nearest_to_middle(child, start, ticks)));
            found
        }
        Node::Hold(_)
        | Node::Step { .. }
        | Node::Multistep { .. }
        | Node::Exponential { .. }
        | Node::Factor { .. }
        | Node::InverseSqrt { .. }
        | Node::InverseTime { .. }
        | Node::Noise { .. }
        | Node::Driven { .. }
        | Node::Stages { .. }
        | Node::Clock { .. }
        | Node::Coupled { .. }
        | Node::Every { .. } => None,
    }
}

/// The same for a repeat: at the start of a cycle, or within the only one.
fn between_cycles(repeat: &Repeat, start: Subticks, ticks: Ticks<'_>) -> Option<u64> {
    if repeat.is_stretched() {
        return ticks.nearest_start(repeat.starts(), start);
    }
    let middle = ticks.begin_of(ticks.middle()).saturating_sub(start);
    let count = repeat.count().map_or(i128::MAX, i128::from);
    let cycle = (middle.max(0) / repeat.period()).min(count);
    let begin = |index: i128| start.saturating_add(repeat.period().saturating_mul(index.min(count)));
    let around = [begin(cycle), begin(cycle.saturating_add(1))].map(|time| ticks.starting(time));
    ticks.nearest(around).or_else(|| {
        let runs = cycle < count;
        if runs { nearest_to_middle(repeat.body(), begin(cycle), ticks) } else { None }
    })
}
