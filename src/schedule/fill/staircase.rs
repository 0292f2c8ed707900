//! Values that are held for a while: one evaluation each.

use super::decay::{powers, table};
use super::ramp::ramp;
use super::single::one;
use super::ticks::{Fill, Nows, Ticks};
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::eval::raised;
use crate::schedule::math::Power;
use crate::schedule::tree::{Curve, Interpolation, Level, Node};

/// For fewer drops than this, a table of their powers does not pay off.
const FEW: usize = 16;
/// The number of samples that are taken at once.
const SAMPLES: usize = 64;

/// A drop every `size`: the node's value, held until the next one. It is not inlined: a deep tree would hold the
/// table at each level.
#[inline(never)]
pub(super) fn step(node: &Node, from: f64, size: Subticks, gamma: f64, run: Ticks, out: &mut [f64]) {
    let size = run.boundary(size);
    if run.start % size == 0 && run.step == size && out.len() > FEW {
        return powers(node, from, run.start / size, gamma, run, out);
    }
    let drops = run.at(out.len()).num / size - run.start / size;
    let mut table = (drops > FEW as i128).then(|| table(gamma, run.lanes));
    let mut index = 0;
    while index < out.len() {
        let now = run.at(index).num;
        let count = run.from(index).short_of(next_multiple(now, size), out.len() - index).max(1);
        let power = table.as_mut().zip(u64::try_from(now / size).ok()).and_then(|(table, drop)| table.get(drop));
        let value = power.map_or_else(|| one(node, run, index), |power| power * from);
        out[index..index + count].fill(value);
        index += count;
    }
}

/// The body's value at multiples of `by`, each held until the next one.
pub(super) fn every(by: Subticks, body: &Node, run: Ticks, out: &mut [f64], fill: impl Fill) {
    let by = run.boundary(by);
    if run.start % by == 0 && run.step % by == 0 {
        return fill(body, run, out);
    }
    let mut index = 0;
    // The samples have equal distances, and so are filled in bulk.
    let mut samples = [0.0; SAMPLES];
    let evenly = run.nows.is_none_or(|nows| nows.at(0).is_steady(run.scale));
    while index < out.len() && by > run.step && evenly {
        let first = run.at(index).num - run.at(index).num % by;
        let left = run.at(out.len() - 1).num.saturating_sub(first) / by;
        let count = usize::try_from(left).map_or(SAMPLES, |left| left.saturating_add(1).min(SAMPLES));
        let now = run.now(index).map(|now| now.later(first - run.at(index).num));
        let nows = now.as_ref().map(|start| Nows { start, step: by, skipped: 0 });
        fill(body, Ticks { start: first, step: by, nows, ..run }, &mut samples[..count]);
        let mut end = first;
        for &sample in &samples[..count] {
            end = end.saturating_add(by);
            let rest = &mut out[index..];
            let held = run.from(index).short_of(end, rest.len()).max(1).min(rest.len());
            rest[..held].fill(sample);
            index += held;
        }
    }
    while index < out.len() {
        let now = run.at(index).num;
        let count = run.from(index).short_of(next_multiple(now, by), out.len() - index).max(1);
        let since = Instant { num: now % by, scale: run.scale };
        let sample = run.now(index).map(|now| now.earlier(since));
        let nows = sample.as_ref().and_then(|start| Some(Nows { start, skipped: 0, ..run.nows? }));
        let sampled = Ticks { start: now - now % by, nows, ..run };
        out[index..index + count].fill(one(body, sampled, 0));
        index += count;
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
