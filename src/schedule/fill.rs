//! The values of a node at many ticks at once, the same bits as one by one.

use super::clock::Instant;
use super::eval::{Context, Numeric, Side, Weights, eval, mixed, weights};
use super::formula::{greater, lesser};
use super::math::geometric;
use super::node::{Node, Segment, Subticks};

/// So many values of a part are held beside those of the whole.
const SCRATCH: usize = 512;

/// Where a run of ticks starts, and at which base.
#[derive(Clone, Copy)]
pub(super) struct Ticks {
    /// Local time of the first tick, 0 or more.
    pub(super) start: Subticks,
    pub(super) resolution: u64,
    pub(super) base: f64,
}

impl Ticks {
    fn at(self, index: usize) -> Instant {
        Instant::at(self.start.saturating_add(self.offset(index)))
    }

    fn offset(self, index: usize) -> Subticks {
        index as i128 * i128::from(self.resolution)
    }

    fn from(self, index: usize) -> Self {
        Self { start: self.start.saturating_add(self.offset(index)), ..self }
    }

    fn since(self, start: Subticks) -> Self {
        Self { start: self.start.saturating_sub(start), ..self }
    }

    /// How many of `count` ticks come before a time.
    fn before(self, time: Subticks, count: usize) -> usize {
        let left = time.saturating_sub(self.start);
        if left <= 0 {
            return 0;
        }
        let resolution = i128::from(self.resolution);
        usize::try_from((left - 1) / resolution + 1).unwrap_or(usize::MAX).min(count)
    }
}

/// Fills `out` with the values of a node at consecutive ticks.
pub(super) fn fill(node: &Node, run: Ticks, out: &mut [f64]) {
    match node {
        Node::Hold(level) | Node::Plateau { from: level, .. } => out.fill(level.at(run.base)),
        Node::Ramp { curve, from, to, length } => {
            let (from, to) = (from.at(run.base), to.at(run.base));
            for (index, value) in out.iter_mut().enumerate() {
                *value = match weights(curve, run.at(index), *length, run.resolution) {
                    Weights::Start => from,
                    Weights::End => to,
                    Weights::Geometric(left, gone) => geometric(from, to, gone, left),
                    Weights::Between(left, gone) => mixed(from, left, to, gone),
                };
            }
        }
        Node::Chain(segments) => chain(segments, run, out),
        Node::For { length, body } => {
            let inside = run.before(*length, out.len());
            fill(body, run, &mut out[..inside]);
            if inside < out.len() {
                let value = one(node, run, inside);
                out[inside..].fill(value);
            }
        }
        Node::Skip { by, body } => fill(body, Ticks { start: run.start.saturating_add(*by), ..run }, out),
        Node::Step { size, .. } => {
            let mut index = 0;
            while index < out.len() {
                let now = run.at(index).num;
                let next = now - now % size + size;
                let count = run.from(index).before(next, out.len() - index);
                out[index..index + count].fill(one(node, run, index));
                index += count;
            }
        }
        Node::Repeat(repeat) if !repeat.is_stretched() => {
            let mut index = 0;
            while index < out.len() {
                let Some(cycle) = repeat.cycle(run.at(index), false) else {
                    let value = one(node, run, index);
                    out[index..].fill(value);
                    return;
                };
                let local = Ticks { start: cycle.local.num, ..run };
                let count = local.before(repeat.period, out.len() - index).max(1);
                let base = if repeat.decay == 1.0 {
                    run.base
                } else {
                    run.base * super::math::pow_int(repeat.decay, cycle.index)
                };
                fill(&repeat.body, Ticks { base, ..local }, &mut out[index..index + count]);
                index += count;
            }
        }
        Node::Scale { by, body } => {
            fill(body, run, out);
            out.iter_mut().for_each(|value| *value *= by);
        }
        Node::Based { base, body } => fill(body, Ticks { base: *base, ..run }, out),
        Node::Product { carrier, factors } => {
            let mut scratch = [0.0; SCRATCH];
            for (chunk, values) in out.chunks_mut(SCRATCH).enumerate() {
                let run = run.from(chunk * SCRATCH);
                let part = &mut scratch[..values.len()];
                values.fill(1.0);
                for factor in factors {
                    fill(factor, Ticks { base: 1.0, ..run }, part);
                    values.iter_mut().zip(&*part).for_each(|(value, factor)| *value *= factor);
                }
                fill(carrier, run, part);
                values.iter_mut().zip(&*part).for_each(|(value, carrier)| *value *= carrier);
            }
        }
        Node::Sum(terms) => combine(terms.iter().map(|(sign, term)| (*sign, term)), run, out, |sum, term| sum + term),
        Node::Min(parts) => combine(parts.iter().map(|part| (1.0, part)), run, out, lesser),
        Node::Max(parts) => combine(parts.iter().map(|part| (1.0, part)), run, out, greater),
        _ => {
            for (index, value) in out.iter_mut().enumerate() {
                *value = one(node, run, index);
            }
        }
    }
}

/// The value at one tick.
fn one(node: &Node, run: Ticks, index: usize) -> f64 {
    let context = Context { resolution: run.resolution, side: Side::At, plateaus: &[] };
    eval(node, run.at(index), Numeric { base: run.base }, context)
}

fn chain(segments: &[Segment], run: Ticks, out: &mut [f64]) {
    let mut index = 0;
    let mut next = segments.partition_point(|segment| segment.start <= run.start);
    while index < out.len() {
        let end = segments.get(next).map_or(i128::MAX, |segment| segment.start);
        let count = run.from(index).before(end, out.len() - index);
        if let Some(segment) = segments.get(next.max(1) - 1) {
            fill(&segment.node, run.from(index).since(segment.start), &mut out[index..index + count]);
        }
        index += count;
        next += 1;
    }
}

/// Folds the parts from left to right.
fn combine<'n>(
    parts: impl Iterator<Item = (f64, &'n Node)> + Clone,
    run: Ticks,
    out: &mut [f64],
    fold: impl Fn(f64, f64) -> f64,
) {
    let mut scratch = [0.0; SCRATCH];
    for (chunk, values) in out.chunks_mut(SCRATCH).enumerate() {
        let run = run.from(chunk * SCRATCH);
        for (index, (sign, part)) in parts.clone().enumerate() {
            let scratch = &mut scratch[..values.len()];
            fill(part, run, scratch);
            for (value, &term) in values.iter_mut().zip(&*scratch) {
                *value = if index == 0 { sign * term } else { fold(*value, sign * term) };
            }
        }
    }
}
