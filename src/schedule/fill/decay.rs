//! Decays without an end, at many ticks.

use super::formula::{self, BLOCK};
use super::powers::powers;
use super::single::{check, each, one};
use super::tables::with_table;
use super::ticks::{EXACT, Exact, Ticks};
use crate::schedule::clock::Subticks;
use crate::schedule::math::{Powers, choose, is_plain, log2, raised_or_nan};
use crate::schedule::tree::{Formula, Node};

/// For fewer ticks than this, a table of powers does not pay off.
const FEW: usize = 16;

/// `from / sqrt(1 + (t + shift) / timescale)`
pub(super) fn inverse_sqrt(node: &Node, from: f64, timescale: Subticks, shift: Subticks, run: Ticks, out: &mut [f64]) {
    let timescale = run.boundary(timescale);
    let later = Ticks { start: run.start.saturating_add(timescale).saturating_add(run.boundary(shift)), ..run };
    match later.exact(out.len(), timescale) {
        Some(Exact { first, step, end }) => run.lanes.tabulate(
            out,
            first,
            step,
            #[inline(always)]
            move |sum| (end / sum).sqrt() * from,
        ),
        None => each(node, run, out),
    }
}

/// `from / (1 + rate * t / every)`
pub(super) fn inverse_time(node: &Node, from: f64, every: Subticks, rate: f64, run: Ticks, out: &mut [f64]) {
    match run.exact(out.len(), run.boundary(every)) {
        Some(Exact { first, step, end }) => run.lanes.tabulate(
            out,
            first,
            step,
            #[inline(always)]
            move |time| 1.0 / (1.0 + rate * (time / end)) * from,
        ),
        None => each(node, run, out),
    }
}

/// `from * formula(t)`, t in ticks.
pub(super) fn factor(node: &Node, from: f64, formula: &Formula, run: Ticks, out: &mut [f64]) {
    match run.exact(out.len(), run.scale.saturating_mul(run.resolution.into())) {
        Some(times) => {
            formula::factor(formula, from, times, &[], run.lanes, out);
            check(run, out);
        }
        None => each(node, run, out),
    }
}

/// `from * gamma ^ (t / every)`.
pub(super) fn exponential(node: &Node, from: f64, every: Subticks, gamma: f64, run: Ticks, out: &mut [f64]) {
    let every = run.boundary(every);
    if out.len() < FEW {
        return each(node, run, out);
    }
    if run.start % every == 0 && run.step == every {
        return powers(node, from, run.start / every, gamma, run, out);
    }
    let parts = u64::try_from(run.start).ok().zip(u64::try_from(run.step).ok()).zip(u64::try_from(every).ok());
    match parts {
        Some(((start, step), every)) if i128::from(every) <= EXACT => {
            with_table(gamma, run.tables, run.lanes, |table| {
                parts_of_powers(table, node, (from, gamma), (start, step, every), run, out);
            });
        }
        _ => each(node, run, out),
    }
}

/// `from * gamma ^ ((start + n * step) / every)`: whole powers, times those of the parts between them.
fn parts_of_powers(
    powers: &mut Powers,
    node: &Node,
    (from, gamma): (f64, f64),
    (start, step, every): (u64, u64, u64),
    run: Ticks,
    out: &mut [f64],
) {
    let (logarithm, end) = (log2(gamma), every as f64);
    let (mut whole, mut rest) = (start / every, start % every);
    let (wholes, rests) = (step / every, step % every);
    let mut last = (whole, powers.get(whole));
    let mut index = 0;
    while index < out.len() {
        let (first, run) = (whole, run.from(index));
        let count = BLOCK.min(out.len() - index);
        let (mut raised, mut parts) = ([1.0; BLOCK], [0.0; BLOCK]);
        for (raised, part) in raised.iter_mut().zip(&mut parts).take(count) {
            if last.0 != whole {
                last = (whole, powers.get(whole));
            }
            (*raised, *part) = (last.1.unwrap_or(f64::NAN), rest as f64);
            (whole, rest) = (whole.saturating_add(wholes), rest + rests);
            if rest >= every {
                (whole, rest) = (whole.saturating_add(1), rest - every);
            }
        }
        run.lanes.fold(
            &mut raised[..count],
            &parts[..count],
            #[inline(always)]
            move |raised, part| {
                let part = part / end;
                raised * choose(part == 0.0, 1.0, raised_or_nan(gamma, logarithm, part))
            },
        );
        let block = &mut out[index..index + count];
        block.iter_mut().zip(&raised).for_each(|(place, power)| *place = power * from);
        if whole == u64::MAX {
            each(node, run, block);
        } else if !raised.iter().all(|power| is_plain(*power)) {
            if powers.is_beyond(first, from) {
                return out[index..].fill(one(node, run, 0));
            }
            let alone = raised.iter().enumerate().filter(|(place, power)| *place < count && !is_plain(**power));
            alone.for_each(|(place, _)| block[place] = one(node, run, place));
        }
        index += count;
    }
}
