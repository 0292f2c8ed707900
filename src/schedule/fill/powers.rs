//! Whole powers at many ticks.

use super::lanes::Lanes;
use super::single::{each, one};
use super::tables::with_table;
use super::ticks::Ticks;
use crate::schedule::math::{Double, POWERS, Powers, pow_int};
use crate::schedule::tree::Node;

/// `from * gamma ^ n`, by an n that goes up by 1 from tick to tick.
pub(super) fn powers(node: &Node, from: f64, first: i128, gamma: f64, run: Ticks, out: &mut [f64]) {
    with_table(gamma, run.tables, run.lanes, |table| powers_of(table, node, from, first, run, out));
}

/// The same by a table.
pub(super) fn powers_of(table: &mut Powers, node: &Node, from: f64, first: i128, run: Ticks, out: &mut [f64]) {
    match u64::try_from(first) {
        Ok(first) => raise(table, from, first, run.lanes, out, |index| one(node, run, index)),
        Err(_) => each(node, run, out),
    }
}

/// `from * decay ^ n` for consecutive n.
pub(super) fn bases(from: f64, first: u64, decay: f64, run: Ticks, out: &mut [f64]) {
    let alone = |index: usize| from * pow_int(decay, first.saturating_add(index as u64));
    with_table(decay, run.tables, run.lanes, |table| raise(table, from, first, run.lanes, out, alone));
}

/// A number times powers by consecutive exponents; what exact arithmetic does not give is found alone.
fn raise(powers: &mut Powers, from: f64, first: u64, lanes: Lanes, out: &mut [f64], alone: impl Fn(usize) -> f64) {
    let mut index = 0;
    while index < out.len() {
        let exponent = first.saturating_add(index as u64);
        let rest = &mut out[index..];
        if powers.is_beyond(exponent, from) {
            return rest.fill(alone(index));
        }
        let most = POWERS - usize::try_from(exponent % POWERS as u64).unwrap_or(0);
        let count = most.min(rest.len());
        let block = &mut rest[..count];
        match powers.block(exponent, count).filter(|_| exponent < u64::MAX - POWERS as u64) {
            Some((factor, high, low)) => lanes.run(
                #[inline(always)]
                || {
                    for ((place, &high), &low) in block.iter_mut().zip(high).zip(low) {
                        *place = factor.times(Double { high, low }).rounded() * from;
                    }
                },
            ),
            None => block.iter_mut().enumerate().for_each(|(place, value)| *value = alone(index + place)),
        }
        index += count;
    }
}
