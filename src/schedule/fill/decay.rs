//! Decays without an end, at many ticks.

use super::formula::{self, BLOCK};
use super::lanes::Lanes;
use super::single::{check, each, one};
use super::ticks::{EXACT, Exact, Ticks};
use crate::schedule::clock::Subticks;
use crate::schedule::math::{Double, POWERS, Powers, is_plain};
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
            parts_of_powers(node, from, gamma, (start, step, every), run, out);
        }
        _ => each(node, run, out),
    }
}

/// `from * gamma ^ n`, by an n that goes up by 1 from tick to tick. It is not inlined: a deep tree would hold the
/// table at each level.
#[inline(never)]
pub(super) fn powers(node: &Node, from: f64, first: i128, gamma: f64, run: Ticks, out: &mut [f64]) {
    let Ok(first) = u64::try_from(first) else { return each(node, run, out) };
    let mut powers = table(gamma, run.lanes);
    let mut index = 0;
    while index < out.len() {
        let exponent = first.saturating_add(index as u64);
        let rest = &mut out[index..];
        if powers.is_beyond(exponent, from) {
            return rest.fill(one(node, run, index));
        }
        let most = POWERS - usize::try_from(exponent % POWERS as u64).unwrap_or(0);
        let count = most.min(rest.len());
        let block = &mut rest[..count];
        match powers.block(exponent, count).filter(|_| exponent < u64::MAX - POWERS as u64) {
            Some((factor, high, low)) => run.lanes.run(
                #[inline(always)]
                || {
                    for ((place, &high), &low) in block.iter_mut().zip(high).zip(low) {
                        *place = factor.times(Double { high, low }).rounded() * from;
                    }
                },
            ),
            None => each(node, run.from(index), block),
        }
        index += count;
    }
}

/// The table of the powers of a number.
pub(super) fn table(gamma: f64, lanes: Lanes) -> Powers {
    let mut powers = None;
    lanes.run(
        #[inline(always)]
        || powers = Some(Powers::of(gamma)),
    );
    powers.unwrap_or_else(|| Powers::of(gamma))
}

/// `from * gamma ^ ((start + n * step) / every)`: whole powers, times those of the parts between them.
#[inline(never)]
fn parts_of_powers(
    node: &Node,
    from: f64,
    gamma: f64,
    (start, step, every): (u64, u64, u64),
    run: Ticks,
    out: &mut [f64],
) {
    let mut powers = table(gamma, run.lanes);
    let (mut whole, mut rest) = (start / every, start % every);
    let (wholes, rests) = (step / every, step % every);
    let mut index = 0;
    while index < out.len() {
        let count = BLOCK.min(out.len() - index);
        if powers.is_beyond(whole, from) {
            return out[index..].fill(one(node, run, index));
        }
        let block = &mut out[index..index + count];
        let (mut raised, mut parts) = ([0.0; BLOCK], [0.0; BLOCK]);
        let mut last = None;
        for (raised, part) in raised.iter_mut().zip(&mut parts).take(count) {
            let power = last
                .filter(|(exponent, _)| *exponent == whole)
                .map_or_else(|| powers.get(whole), |(_, power)| Some(power));
            *raised = power.unwrap_or(f64::NAN);
            last = power.map(|power| (whole, power));
            *part = rest as f64 / every as f64;
            (whole, rest) = (whole.saturating_add(wholes), rest + rests);
            if rest >= every {
                (whole, rest) = (whole.saturating_add(1), rest - every);
            }
        }
        formula::raise(&[gamma; BLOCK], &mut parts, run.lanes);
        let mut plain = true;
        for ((place, raised), part) in block.iter_mut().zip(&raised).zip(&parts) {
            let power = raised * part;
            plain &= is_plain(power);
            *place = power * from;
        }
        if !plain || whole == u64::MAX {
            each(node, run.from(index), block);
        }
        index += count;
    }
}
