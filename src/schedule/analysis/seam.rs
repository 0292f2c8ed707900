//! Where to take a range of ticks apart: between two pieces of a schedule, if there are two.

use super::Ticks;
use crate::schedule::node::{Node, Segment, Subticks};
use crate::schedule::repeat::Repeat;

/// The first tick of a piece that begins among the ticks but the first one, and nearest to their
/// middle of those on its level; `None` where one piece has them all, as far as that is told apart.
pub(super) fn nearest_to_middle(node: &Node, start: Subticks, ticks: Ticks) -> Option<u64> {
    let last = ticks.begin_of(ticks.last);
    match node {
        Node::Chain(segments) => {
            let begin = |segment: &Segment| start.saturating_add(segment.start);
            // Without a start among the ticks, all are in the last segment that has begun.
            ticks.nearest_start(segments, begin).or_else(|| {
                let index = segments.partition_point(|segment| begin(segment) <= last).checked_sub(1)?;
                nearest_to_middle(&segments[index].node, begin(&segments[index]), ticks)
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
        Node::Scale { body, .. } | Node::Based { body, .. } => nearest_to_middle(body, start, ticks),
        Node::Repeat(repeat) => between_cycles(repeat, start, ticks),
        Node::Piecewise { boundaries, .. } => {
            ticks.nearest_start(boundaries, |boundary| start.saturating_add(*boundary))
        }
        Node::Product { .. } | Node::Sum(_) | Node::Min(_) | Node::Max(_) => {
            let mut found = None;
            node.for_each_child(&mut |child| found = found.or_else(|| nearest_to_middle(child, start, ticks)));
            found
        }
        _ => None,
    }
}

/// The same for a repeat: at the start of a cycle, or within the only one.
fn between_cycles(repeat: &Repeat, start: Subticks, ticks: Ticks) -> Option<u64> {
    if repeat.is_stretched() {
        return ticks.nearest_start(repeat.starts(), |begin| start.saturating_add(*begin));
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

impl Ticks {
    fn middle(self) -> u64 {
        self.first + (self.last - self.first) / 2
    }

    fn begin_of(self, tick: u64) -> Subticks {
        i128::from(tick) * i128::from(self.resolution)
    }

    /// The first tick that is not before a time, if it is one of those behind the first.
    fn starting(self, time: Subticks) -> Option<u64> {
        let tick = self.ceil(time);
        (self.first < tick && tick <= self.last).then_some(tick)
    }

    /// Of things that start one after another, the start that is nearest to the middle.
    fn nearest_start<T>(self, things: &[T], start: impl Fn(&T) -> Subticks) -> Option<u64> {
        let middle = self.begin_of(self.middle());
        let next = things.partition_point(|thing| start(thing) <= middle);
        let starting = |index: Option<usize>| self.starting(start(things.get(index?)?));
        self.nearest([starting(next.checked_sub(1)), starting(Some(next))])
    }

    /// That of two which is nearer to the middle.
    fn nearest(self, ticks: [Option<u64>; 2]) -> Option<u64> {
        ticks.into_iter().flatten().min_by_key(|tick| tick.abs_diff(self.middle()))
    }
}
