//! Values that are held for a while: one evaluation each.

use super::powers::{powers, powers_of};
use super::ramp::ramp;
use super::single::one;
use super::tables::with_table;
use super::ticks::{Fill, Nows, Ticks};
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::eval::raised;
use crate::schedule::math::Power;
use crate::schedule::tree::{Curve, Interpolation, Level, Node};

/// For fewer drops than this, a table of their powers that is not kept does not pay off.
const FEW: i128 = 16;
/// The number of samples that are taken at once.
const SAMPLES: usize = 64;

/// A drop every `size`: the node's value, held until the next one.
pub(super) fn step(node: &Node, from: f64, size: Subticks, gamma: f64, run: Ticks, out: &mut [f64]) {
    let size = run.boundary(size);
    let first = run.start / size;
    if run.start % size == 0 && run.step == size && out.len() as i128 > FEW {
        return powers(node, from, first, gamma, run, out);
    }
    if run.tables.is_none() && run.at(out.len()).num / size - first <= FEW {
        let mut index = 0;
        while index < out.len() {
            let count = run.from(index).short_of(next_multiple(run.at(index).num, size), out.len() - index).max(1);
            out[index..index + count].fill(one(node, run, index));
            index += count;
        }
    } else if size > run.step {
        let drops = Ticks { start: first * size, step: size, ..run };
        with_table(gamma, run.tables, run.lanes, |table| {
            sampled(drops, run, out, |drop, run, samples| {
                powers_of(table, node, from, first + drop, run, samples);
            });
        });
    } else {
        with_table(gamma, run.tables, run.lanes, |table| {
            for (index, place) in out.iter_mut().enumerate() {
                let power = u64::try_from(run.at(index).num / size).ok().and_then(|drop| table.get(drop));
                *place = power.map_or_else(|| one(node, run, index), |power| power * from);
            }
        });
    }
}

/// The body's value at multiples of `by`, each held until the next one.
pub(super) fn every(by: Subticks, body: &Node, run: Ticks, out: &mut [f64], fill: impl Fill) {
    let by = run.boundary(by);
    if run.start % by == 0 && run.step % by == 0 {
        return fill(body, run, out);
    }
    let since = run.start % by;
    // A sample from before the start of the track is taken at that start, nearer to the next one than others are.
    let is_steady = |nows: Nows| nows.at(0).is_steady(run.scale) && nows.at(0).is_after(since);
    if by > run.step && run.nows.is_none_or(is_steady) {
        let now = run.now(0).map(|now| now.later(-since));
        let nows = now.as_ref().map(|start| Nows { start, step: by, skipped: 0 });
        // The samples have equal distances, and so are filled in bulk.
        let samples = Ticks { start: run.start - since, step: by, nows, ..run };
        return sampled(samples, run, out, |_, run, out| fill(body, run, out));
    }
    let mut index = 0;
    while index < out.len() {
        let now = run.at(index).num;
        let held = run.from(index).short_of(next_multiple(now, by), out.len() - index).max(1);
        let count = if run.now(index).is_some_and(|now| now.is_cut()) { 1 } else { held };
        let since = Instant { num: now % by, scale: run.scale };
        let sample = run.now(index).map(|now| now.earlier(since));
        let nows = sample.as_ref().and_then(|start| Some(Nows { start, skipped: 0, ..run.nows? }));
        let sampled = Ticks { start: now - now % by, nows, ..run };
        out[index..index + count].fill(one(body, sampled, 0));
        index += count;
    }
}

/// Values at the times of `samples`, which are further apart than ticks, each held until the next one. The first is
/// at the first tick or before it. `fill` is called for some at a time, with the number of those before them.
fn sampled(samples: Ticks, run: Ticks, out: &mut [f64], mut fill: impl FnMut(i128, Ticks, &mut [f64])) {
    let mut values = [0.0; SAMPLES];
    let (ticks, rest) = (samples.step / run.step, samples.step % run.step);
    // How long before the next tick its sample is.
    let mut since = run.start - samples.start;
    let (mut index, mut taken) = (0, 0);
    while index < out.len() {
        let left = (run.at(out.len() - 1).num - samples.at(taken).num) / samples.step;
        let count = usize::try_from(left).map_or(SAMPLES, |left| left.saturating_add(1).min(SAMPLES));
        fill(taken as i128, samples.from(taken), &mut values[..count]);
        for &value in &values[..count] {
            let held = if since < run.step {
                ticks + i128::from(rest > since)
            } else {
                (samples.step - since - 1) / run.step + 1
            };
            since += held * run.step - samples.step;
            let rest = &mut out[index..];
            let held = usize::try_from(held).map_or(rest.len(), |held| held.min(rest.len()));
            rest[..held].fill(value);
            index += held;
        }
        taken += count;
    }
}

fn next_multiple(now: i128, of: i128) -> i128 {
    (now - now % of).saturating_add(of)
}

/// A drop at each milestone.
pub(super) fn multistep(from: Level, milestones: &[Subticks], gamma: f64, run: Ticks, out: &mut [f64]) {
    let from = from.at(run.base);
    pieces(milestones, run, out, |passed, _, out| out.fill(raised(from, Power::whole(gamma, passed as u64))));
}

/// From one value to the next at boundaries.
pub(super) fn piecewise(
    boundaries: &[Subticks],
    values: &[Level],
    interpolation: Interpolation,
    run: Ticks,
    out: &mut [f64],
) {
    let value = |index: usize| values.get(index).copied().unwrap_or_default().at(run.base);
    let curve = match interpolation {
        Interpolation::None => None,
        Interpolation::Linear => Some(Curve::Linear),
        Interpolation::Cosine => Some(Curve::Cosine),
    };
    pieces(boundaries, run, out, |passed, run, out| match (&curve, boundaries.get(passed)) {
        (Some(curve), Some(end)) => {
            let start = if passed == 0 { 0 } else { boundaries[passed - 1] };
            ramp(curve, value(passed), value(passed + 1), end - start, run.since(start), out);
        }
        _ => out.fill(value(passed)),
    });
}

/// Calls for each piece between boundaries that has a tick, with the number of boundaries before it.
fn pieces(boundaries: &[Subticks], run: Ticks, out: &mut [f64], mut piece: impl FnMut(usize, Ticks, &mut [f64])) {
    let mut index = 0;
    let mut passed = boundaries.partition_point(|&boundary| run.boundary(boundary) <= run.start);
    while index < out.len() {
        let rest = run.from(index);
        let end = boundaries.get(passed).copied();
        let count = end.map_or(out.len() - index, |end| rest.before(end, out.len() - index));
        if count > 0 {
            piece(passed, rest, &mut out[index..index + count]);
        }
        index += count;
        passed += 1;
    }
}
