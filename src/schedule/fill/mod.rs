//! The values of a node at many ticks at once, the same bits as one by one.
//!
//! A run of ticks is cut where the tree changes its course. Each piece is one loop over doubles without a
//! branch, in [`lanes`]; whether doubles are exact is checked before the loop.

mod combine;
mod coupled;
mod cursor;
mod cycles;
mod decay;
mod formula;
mod lanes;
mod noise;
mod powers;
mod ramp;
mod single;
mod staircase;
mod tables;
#[cfg(test)]
mod tests;
mod ticks;
mod wholes;

use std::cell::Cell;

pub use cursor::{Cursor, Iter};
pub(super) use cycles::longest_copied;

use super::Schedule;
use super::clock::Instant;
use super::now::{Now, Through};
use super::sizes::Crossing;
use super::tree::{Chain, Node};
use lanes::Lanes;
use single::{each, each_whole, held};
use tables::Tables;
use ticks::{Nows, Ticks};

/// The number of values that are rounded at once.
const ROUNDED: usize = 1024;
/// The number of values that are filled before it is looked whether one needs to be found by itself, while they are
/// in the cache.
const LOOKED_AT: usize = 1 << 14;
/// There are more where they are copies of a longer cycle, as many as it takes for copying to pay off.
const COPIED: usize = 16;
/// The number of values that are found one by one where one of them needs it.
const CHECKED: usize = 256;
/// The number of values that one task fills.
#[cfg(feature = "parallel")]
const TASK: usize = 1 << 16;

impl Schedule {
    /// The values at consecutive ticks from `start` on, one for each place of `out`. Time goes on after the
    /// last tick, 2^64 - 1. Nothing is allocated, but for the clocks of stretched cycles the first time.
    pub fn fill(&self, start: u64, out: &mut [f64]) {
        #[cfg(test)]
        super::work::count(out.len().saturating_mul(self.known.work));
        self.fill_run(start, 0, out);
    }

    /// The same, with tables from the ticks before, which it adds to.
    fn fill_keeping(&self, tables: &Tables, start: u64, out: &mut [f64]) {
        self.fill_by(Lanes::widest(), Some(tables), start, 0, out);
    }

    /// The same in single precision: each value of [`fill`](Self::fill), rounded once.
    pub fn fill_f32(&self, start: u64, out: &mut [f32]) {
        let lanes = Lanes::widest();
        let mut values = [0.0; ROUNDED];
        for (index, out) in out.chunks_mut(ROUNDED).enumerate() {
            let values = &mut values[..out.len()];
            self.fill_run(start, index * ROUNDED, values);
            lanes.round(values, out);
        }
    }

    /// The same as [`fill`](Self::fill), on all cores. It pays off from some 100,000 values on.
    #[cfg(feature = "parallel")]
    pub fn par_fill(&self, start: u64, out: &mut [f64]) {
        use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};
        out.par_chunks_mut(TASK).enumerate().for_each(|(index, out)| self.fill_run(start, index * TASK, out));
    }

    /// The values from `index` ticks after `start` on.
    fn fill_run(&self, start: u64, index: usize, out: &mut [f64]) {
        self.fill_by(Lanes::widest(), None, start, index, out);
    }

    fn fill_by(&self, lanes: Lanes, tables: Option<&Tables>, start: u64, index: usize, out: &mut [f64]) {
        let out_of_range = Cell::new(false);
        let unit = i128::from(self.resolution);
        let cycle = usize::try_from(self.known.longest_copied / unit).unwrap_or(usize::MAX);
        let most = if cycle > LOOKED_AT / COPIED { cycle.saturating_mul(COPIED) } else { LOOKED_AT };
        let mut tick = i128::from(start) + index as i128;
        let mut rest = out;
        while !rest.is_empty() {
            // Ticks of one size.
            let (begin, size, end) = match &self.sizes {
                None => (tick, 1, None),
                Some(sizes) => (sizes.start(tick), sizes.between(tick, tick).0, sizes.end(tick)),
            };
            let alike = end.and_then(|end| usize::try_from(end - tick).ok()).unwrap_or(usize::MAX);
            let count = alike.min(most).min(rest.len());
            let (now, later) = rest.split_at_mut(count);
            let (start, step) = (begin.saturating_mul(unit), size.saturating_mul(unit));
            let first = Now::of_track(Instant::at(start), self.resolution);
            let run = Ticks {
                start,
                step,
                scale: 1,
                resolution: self.resolution,
                base: self.base,
                nows: self.known.coupled.then_some(Nows { start: &first, step, skipped: 0 }),
                lanes,
                out_of_range: &out_of_range,
                tables,
            };
            fill(&self.root, run, now);
            if out_of_range.take() || has_nan(run, now) {
                self.fill_checked(run, now);
            }
            tick += count as i128;
            rest = later;
        }
    }

    /// The same, a block at a time: where a number has left the range of a double, one by one.
    #[cold]
    fn fill_checked(&self, run: Ticks, out: &mut [f64]) {
        for (index, block) in out.chunks_mut(CHECKED).enumerate() {
            let run = run.from(index * CHECKED);
            fill(&self.root, run, block);
            if run.out_of_range.take() || has_nan(run, block) {
                each_whole(&self.root, run, block);
            }
        }
    }
}

/// Whether one of some values is NaN, which may be a number once the whole is found beyond the range of a double.
fn has_nan(run: Ticks, values: &[f64]) -> bool {
    !run.lanes.within(values, f64::INFINITY)
}

/// Fills `out` with the values of a node.
fn fill(node: &Node, run: Ticks, out: &mut [f64]) {
    match node {
        Node::Hold(level) | Node::Driven { from: level, .. } => out.fill(level.at(run.base)),
        Node::Ramp { curve, from, to, length } => {
            ramp::ramp(curve, from.at(run.base), to.at(run.base), *length, run, out);
        }
        Node::Step { from, size, gamma } => {
            staircase::step(node, from.at(run.base), *size, *gamma, run, out);
        }
        Node::Multistep { from, milestones, gamma } => staircase::multistep(*from, milestones, *gamma, run, out),
        Node::Piecewise { boundaries, values, interpolation } => {
            staircase::piecewise(boundaries, values, *interpolation, run, out);
        }
        Node::Chain(segments) => chain(segments, run, out),
        // Without readings, nothing says what runs.
        Node::Stages { .. } => out.fill(f64::NAN),
        Node::For { length, body } => {
            let inside = run.before(*length, out.len());
            let (inside, after) = out.split_at_mut(inside);
            fill(body, run, inside);
            held(node, run, inside.len(), after);
        }
        Node::Skip { by, body } => match run.ahead(*by, out.len()) {
            Some(run) => fill(body, run, out),
            None => each(node, run, out),
        },
        Node::Mirror { length, body } => cycles::mirror(node, *length, body, run, out, fill),
        Node::Every { by, body } => staircase::every(*by, body, run, out, fill),
        Node::Repeat(repeat) => cycles::repeat(node, repeat, run, out, fill),
        Node::Product { carrier, factors } => combine::product(carrier, factors, run, out, fill),
        Node::Sum(terms) => combine::sum(terms, run, out, fill),
        Node::Min(parts) => combine::least(parts, run, out, fill),
        Node::Max(parts) => combine::greatest(parts, run, out, fill),
        Node::Rounded { how, to, body } => combine::rounded(*how, *to, body, run, out, fill),
        Node::Scale { by, body } => combine::scaled(*by, body, run, out, fill),
        Node::Clock { crossing, body } => crossed(node, crossing, body, run, out),
        Node::Based { base, is_track: false, body } => fill(body, Ticks { base: *base, ..run }, out),
        Node::Based { base, is_track: true, body } => track(*base, body, run, out),
        Node::Coupled { body, tracks } => coupled::coupled(node, body, tracks, run, out, fill),
        Node::InverseSqrt { from, timescale, shift } => {
            decay::inverse_sqrt(node, from.at(run.base), *timescale, *shift, run, out);
        }
        Node::InverseTime { from, every, rate } => {
            decay::inverse_time(node, from.at(run.base), *every, *rate, run, out);
        }
        Node::Exponential { from, every, gamma } => {
            decay::exponential(node, from.at(run.base), *every, *gamma, run, out);
        }
        Node::Factor { from, formula } => decay::factor(node, from.at(run.base), formula, run, out),
        Node::Noise { from, noise, seed } => noise::noise(node, from.at(run.base), *noise, *seed, run, out),
    }
}

/// A track, whose formulas see others at its own time. It is not inlined: a deep tree would hold that time at each level.
#[inline(never)]
fn track(base: f64, body: &Node, run: Ticks, out: &mut [f64]) {
    let first = Now::of_track(run.at(0), run.resolution);
    let nows = Some(Nows { start: &first, step: run.step, skipped: 0 });
    fill(body, Ticks { base, nows, ..run }, out);
}

/// Piece by piece of the other clock, in each of which it goes evenly.
fn crossed(node: &Node, crossing: &Crossing, body: &Node, run: Ticks, out: &mut [f64]) {
    let mut index = 0;
    while index < out.len() {
        let (rest, left) = (run.from(index), out.len() - index);
        let piece = crossing.evenly_at(rest.at(0), run.resolution);
        let first = piece.at(rest.at(0));
        let count = piece.end().map_or(left, |end| rest.before(end, left)).max(1);
        let last = piece.at(rest.at(count - 1));
        let step = if count > 1 { piece.at(rest.at(1)).num - first.num } else { 1 };
        let through = |now| Through { crossing, outer: rest.at(0), resolution: run.resolution, inner: first, now };
        let through = rest.now(0).map(through);
        let inner_now = through.as_ref().map(Now::crossed);
        let nows = inner_now.as_ref().map(|start| Nows { start, step, skipped: 0 });
        let inner = Ticks { start: first.num, step, scale: 1, resolution: crossing.resolution, nows, ..run };
        let now = &mut out[index..index + count];
        if step > 0 && first.scale == 1 && inner.at(count - 1) == last {
            fill(body, inner, now);
        } else {
            each(node, rest, now);
        }
        index += count;
    }
}

fn chain(segments: &Chain, run: Ticks, out: &mut [f64]) {
    let mut index = 0;
    let mut next = segments.begun(run.at(0), false);
    while index < out.len() {
        let rest = run.from(index);
        let left = out.len() - index;
        let count = segments.get(next).map_or(left, |segment| rest.before(segment.start, left));
        if let Some(segment) = segments.get(next.max(1) - 1) {
            fill(segment.node, rest.since(segment.start), &mut out[index..index + count]);
        }
        index += count;
        next += 1;
    }
}
