//! Taking a range of ticks apart before a search.

use num_integer::Integer;

use super::ticks::Ticks;
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::tree::{Node, Repeat};

/// The most cycles at either end of a repeat that stand for all of them.
const CYCLES: i128 = 1024;

/// Takes a range apart along the seams of chains, and leaves out the cycles of a repeat that are like
/// others.
pub(super) fn parts_of(node: &Node, start: Subticks, ticks: Ticks<'_>, found: &mut Vec<(u64, u64)>) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "a range as a whole is always right")]
    match node {
        Node::Chain(segments) => {
            let begun = |tick| segments.begun(Instant::at(ticks.begin_of(tick).saturating_sub(start)), false);
            for segment in (begun(ticks.first).max(1) - 1..begun(ticks.last)).filter_map(|index| segments.get(index)) {
                let begin = start.saturating_add(segment.start);
                let end = segment.end.map_or(Subticks::MAX, |end| start.saturating_add(end));
                if let Some(ticks) = ticks.within(begin, end) {
                    parts_of(segment.node, begin, ticks, found);
                }
            }
        }
        Node::For { length, body } => {
            let end = start.saturating_add(*length);
            if let Some(ticks) = ticks.within(start, end) {
                parts_of(body, start, ticks, found);
            }
            found.extend(ticks.within(end, Subticks::MAX).map(|ticks| (ticks.first, ticks.last)));
        }
        Node::Skip { by, body } => parts_of(body, start.saturating_sub(*by), ticks, found),
        Node::Rounded { body, .. } | Node::Scale { body, .. } | Node::Based { body, .. } => {
            parts_of(body, start, ticks, found);
        }
        Node::Repeat(repeat) if !repeat.is_stretched() && ticks.schedule.sizes().is_none() => {
            cycles_of(repeat, start, ticks, found);
        }
        _ => found.push((ticks.first, ticks.last)),
    }
}

/// The cycles of a repeat that have its extremes: those at both ends, until the ticks fall on the same times
/// of a cycle again. Cycles that decay are greatest and least at one of the ends.
fn cycles_of(repeat: &Repeat, start: Subticks, ticks: Ticks<'_>, found: &mut Vec<(u64, u64)>) {
    let resolution = i128::from(ticks.schedule.resolution());
    let (period, again) = (repeat.period(), resolution / resolution.gcd(&repeat.period()));
    let cycle = |tick: u64| (i128::from(tick) * resolution).saturating_sub(start).max(0) / period;
    let (first, last) = (cycle(ticks.first), cycle(ticks.last));
    if again > CYCLES || last - first <= 2 * again + 2 || !(0.0..=1.0).contains(&repeat.decay()) {
        found.push((ticks.first, ticks.last));
        return;
    }
    let ends = |from: i128, to: i128| {
        let time = |index: i128| start.saturating_add(period.saturating_mul(index));
        ticks.within(time(from), time(to)).map(|ticks| (ticks.first, ticks.last))
    };
    found.extend(ends(first, first + 1 + again));
    let count = repeat.count().map_or(i128::MAX, i128::from);
    let end = last.min(count);
    found.extend(ends(end - again, end + 1));
    if last >= count {
        found.extend(ends(count, i128::MAX));
    }
}
