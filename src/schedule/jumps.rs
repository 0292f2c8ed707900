//! Where a schedule may jump.

use num_rational::Ratio;

use super::Schedule;
use super::clock::Instant;
use super::eval::Side;
use super::node::{Interpolation, Node, Subticks};

/// A time at which the value changes at once, and the values on both sides of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// The time, in ticks.
    pub at: Ratio<i128>,
    /// Just before.
    pub before: f64,
    /// At that time.
    pub after: f64,
}

/// How many drops of a staircase and cycles of a repeat are looked at.
const PERIODS: i128 = 64;
/// Just before a time: so small a part of a subtick.
const INSTANT: i128 = 1 << 56;

impl Schedule {
    /// The boundaries of segments, cycles and drops from the tick `first` to the tick `last`, with
    /// the values on both sides, in order. Of what goes on for ever in the same way, the first 64
    /// are listed. A jump inside of a formula is not seen.
    pub fn jumps(&self, first: u64, last: u64) -> impl Iterator<Item = Jump> + '_ {
        let resolution = i128::from(self.resolution());
        let (first, last) = (i128::from(first) * resolution, i128::from(last) * resolution);
        let mut times = Vec::new();
        boundaries(self.root(), last, &mut |time| times.push(time));
        times.retain(|&time| time > first && time <= last);
        times.sort_unstable();
        times.dedup();
        times.into_iter().map(move |time| Jump {
            at: Ratio::new(time, resolution),
            before: self.before(time),
            after: self.at(Instant::at(time), Side::At),
        })
    }

    /// The times up to `last`, in subticks, at which the schedule may change its course, in order.
    /// Of what goes on for ever in the same way, the first 64 are listed.
    pub fn boundaries(&self, last: Subticks) -> Vec<Subticks> {
        let mut times = Vec::new();
        boundaries(self.root(), last, &mut |time| times.push(time));
        times.retain(|time| (0..=last).contains(time));
        times.sort_unstable();
        times.dedup();
        times
    }

    /// The value just before a time.
    pub(super) fn before(&self, time: Subticks) -> f64 {
        if time <= 0 {
            return self.at(Instant::at(0), Side::Left);
        }
        let instant = Instant { num: time.saturating_mul(INSTANT) - 1, scale: INSTANT };
        let (near, left) = (self.at(instant, Side::At), self.at(Instant::at(time), Side::Left));
        let after = self.at(Instant::at(time), Side::At);
        // Where it has arrived is the same but for the last instant, and is exact.
        if (near - left).abs() <= 1e-12 * near.abs().max(after.abs()).max(self.base().abs()) { left } else { near }
    }
}

/// Visits the local times up to `last` at which a node may jump.
pub(super) fn boundaries(node: &Node, last: Subticks, visit: &mut dyn FnMut(Subticks)) {
    let multiples = |of: Subticks, visit: &mut dyn FnMut(Subticks)| {
        (1..=PERIODS).map(|k| of.saturating_mul(k)).take_while(|&time| time <= last).for_each(visit);
    };
    match node {
        Node::Hold(_)
        | Node::Exponential { .. }
        | Node::Factor { .. }
        | Node::InverseSqrt { .. }
        | Node::InverseTime { .. }
        | Node::Noise { .. }
        | Node::Plateau { .. } => {}
        Node::Ramp { length, .. } => visit(*length),
        Node::Step { size, .. } => multiples(*size, visit),
        Node::Multistep { milestones, .. } => milestones.iter().copied().for_each(visit),
        Node::Piecewise { boundaries, interpolation, .. } => {
            if *interpolation == Interpolation::None {
                boundaries.iter().copied().for_each(visit);
            }
        }
        Node::Chain(segments) => {
            for (index, segment) in segments.iter().enumerate() {
                visit(segment.start);
                let end = segments.get(index + 1).map_or(last, |next| next.start.min(last));
                boundaries(&segment.node, end - segment.start, &mut |time| visit(segment.start.saturating_add(time)));
            }
        }
        Node::For { length, body } => {
            visit(*length);
            boundaries(body, *length, visit);
        }
        Node::Skip { by, body } => boundaries(body, last.saturating_add(*by), &mut |time| visit(time - by)),
        Node::Mirror { length, body } => {
            boundaries(body, *length, &mut |time| {
                visit(time);
                visit(2 * length - time);
            });
        }
        Node::Every { by, .. } => multiples(*by, visit),
        Node::Repeat(repeat) => {
            let mut start = 0;
            for _ in 0..repeat.count.map_or(PERIODS, |count| i128::from(count).min(PERIODS)) {
                boundaries(repeat.body(), repeat.period, &mut |time| visit(start + time));
                if repeat.is_stretched() || start > last {
                    break;
                }
                start = start.saturating_add(repeat.period);
                visit(start);
            }
            repeat.boundaries(visit);
        }
        Node::Product { carrier, factors } => {
            boundaries(carrier, last, visit);
            factors.iter().for_each(|factor| boundaries(factor, last, visit));
        }
        Node::Sum(terms) => terms.iter().for_each(|(_, term)| boundaries(term, last, visit)),
        Node::Min(parts) | Node::Max(parts) => parts.iter().for_each(|part| boundaries(part, last, visit)),
        Node::Scale { body, .. } | Node::Based { body, .. } => boundaries(body, last, visit),
    }
}
