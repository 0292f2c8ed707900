//! Decays without an end, at many ticks.

use super::formula;
use super::single::{check, each};
use super::ticks::{Exact, Ticks};
use crate::schedule::clock::Subticks;
use crate::schedule::math::{Double, POWERS, power};
use crate::schedule::tree::{Formula, Node};

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
            formula::factor(formula, from, times, run.lanes, out);
            check(node, run, out);
        }
        None => each(node, run, out),
    }
}

/// `from * gamma ^ (t / every)`. Where each tick multiplies once, the powers of a block of 256 ticks are one
/// power times those up to 255, which are computed once.
pub(super) fn exponential(node: &Node, from: f64, every: Subticks, gamma: f64, run: Ticks, out: &mut [f64]) {
    let every = run.boundary(every);
    let whole = run.start % every == 0 && run.step == every;
    let (Ok(first), true) = (u64::try_from(run.start / every), whole && out.len() >= POWERS) else {
        return each(node, run, out);
    };
    let mut powers = [Double { high: 1.0, low: 0.0 }; POWERS];
    for (exponent, place) in (0..).zip(&mut powers) {
        match power(gamma, exponent) {
            Some(power) => *place = power,
            None => return each(node, run, out),
        }
    }
    let mut index = 0;
    while index < out.len() {
        let exponent = first.saturating_add(index as u64);
        let skipped = usize::try_from(exponent % POWERS as u64).unwrap_or(0);
        let count = (POWERS - skipped).min(out.len() - index);
        let block = &mut out[index..index + count];
        // The least and the greatest of a block are at its ends.
        let high = power(gamma, exponent - skipped as u64)
            .filter(|high| high.times(powers[POWERS - 1]).in_range().is_some() && exponent < u64::MAX - POWERS as u64);
        match high {
            Some(high) => block_of_powers(high, &powers[skipped..], from, run, block),
            None => each(node, run.from(index), block),
        }
        index += count;
    }
}

fn block_of_powers(high: Double, powers: &[Double], from: f64, run: Ticks, out: &mut [f64]) {
    run.lanes.combine(
        out,
        powers,
        #[inline(always)]
        move |&low| high.times(low).rounded() * from,
    );
}
