//! Formulas with the values of tracks, a block of ticks at a time.

use super::formula::{self, BLOCK, Tracks};
use super::single::{check, each};
use super::ticks::{Fill, Ticks};
use crate::schedule::Now;
use crate::schedule::tree::{Formula, Node, OfFormula};

/// Most formulas take the values of no more tracks than this, and a few blocks are quick to clear.
const FEW: usize = 2;

/// A formula with the values that tracks have at these ticks.
pub(super) fn coupled(node: &Node, body: &Node, tracks: &[Node], run: Ticks, out: &mut [f64], fill: impl Fill) {
    if tracks.len() <= FEW {
        blocks(&mut [[0.0; BLOCK]; FEW], node, body, tracks, run, out, fill);
    } else {
        blocks(&mut [[0.0; BLOCK]; Formula::TRACKS], node, body, tracks, run, out, fill);
    }
}

/// It is not inlined: a deep tree would hold the values at each level.
#[inline(never)]
fn blocks(
    values: &mut [[f64; BLOCK]],
    node: &Node,
    body: &Node,
    tracks: &[Node],
    run: Ticks,
    out: &mut [f64],
    fill: impl Fill,
) {
    for (index, block) in out.chunks_mut(BLOCK).enumerate() {
        let run = run.from(index * BLOCK);
        if !block_of(values, body, tracks, run, block, &fill) {
            each(node, run, block);
        }
    }
}

/// Fills a block; whether its times are those of a loop over doubles.
fn block_of(
    values: &mut [[f64; BLOCK]],
    body: &Node,
    tracks: &[Node],
    run: Ticks,
    out: &mut [f64],
    fill: &impl Fill,
) -> bool {
    let Some(there) = of_tracks(run) else { return false };
    for (track, values) in tracks.iter().zip(&mut *values) {
        let values = &mut values[..out.len()];
        fill(track, there, values);
        if !run.lanes.within(values, f64::INFINITY) {
            run.out_of_range.set(true);
        }
    }
    formula_of(body, run, &values[..tracks.len().min(values.len())], out)
}

/// The ticks in the time of the track; `None` where that does not pass evenly and forwards.
fn of_tracks(run: Ticks<'_>) -> Option<Ticks<'_>> {
    let nows = run.nows.filter(|nows| nows.step > 0)?;
    let now = Some(nows.at(0)).filter(Now::is_direct)?;
    let (at, resolution) = now.time();
    // Formulas of the tracks see others at the times of those.
    Some(Ticks { start: at.num, step: nows.step, scale: at.scale, resolution, base: 1.0, nows: None, ..run })
}

/// Fills a block with a formula; whether doubles hold its times.
fn formula_of(body: &Node, run: Ticks, tracks: Tracks<'_>, out: &mut [f64]) -> bool {
    match body.of_formula() {
        Some(OfFormula::Factor { from, formula }) => {
            let tick = run.scale.saturating_mul(run.resolution.into());
            let Some(times) = run.exact(out.len(), tick) else { return false };
            formula::factor(formula, from.at(run.base), times, tracks, run.lanes, out);
        }
        Some(OfFormula::Ramp { formula, from, to, length, .. }) => {
            let (from, to) = (from.at(run.base), to.at(run.base));
            let (inside, after) = out.split_at_mut(run.before(length, out.len()));
            let Some(times) = run.exact(inside.len(), run.boundary(length)) else { return false };
            after.fill(to);
            formula::ramp(formula, (from, to), times, tracks, run.lanes, inside);
        }
        None => out.fill(f64::NAN),
    }
    check(run, out);
    true
}
