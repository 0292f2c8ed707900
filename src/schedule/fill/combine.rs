//! Several parts at once: a part at a time, a block at a time.

use super::lanes::Lanes;
use super::single::check;
use super::ticks::{Fill, Ticks};
use crate::schedule::eval::LIMIT;
use crate::schedule::math::{greater, lesser};
use crate::schedule::tree::{Node, Rounding};

/// The number of values of a part that are held beside those of the whole, at each level of the tree.
const SCRATCH: usize = 256;

/// The factors among themselves first, then times the carrier.
pub(super) fn product(carrier: &Node, factors: &[Node], run: Ticks, out: &mut [f64], fill: impl Fill) {
    blocks(run, out, |run, values, part| {
        let of_factors = Ticks { base: 1.0, ..run };
        let within = match factors.split_first() {
            Some((first, rest)) => {
                fill(first, of_factors, values);
                let mut within = run.lanes.within(values, LIMIT);
                for factor in rest {
                    fill(factor, of_factors, part);
                    within &= run.lanes.multiply(values, part, LIMIT);
                }
                fill(carrier, run, part);
                within & run.lanes.multiply(values, part, LIMIT)
            }
            None => {
                fill(carrier, run, values);
                run.lanes.within(values, LIMIT)
            }
        };
        if !within {
            run.out_of_range.set(true);
        }
    });
}

/// The terms, each times its sign, from left to right.
pub(super) fn sum(terms: &[(f64, Node)], run: Ticks, out: &mut [f64], fill: impl Fill) {
    let Some(((sign, first), rest)) = terms.split_first() else { return out.fill(0.0) };
    let sign = *sign;
    blocks(run, out, |run, values, part| {
        fill(first, run, values);
        scale(sign, run.lanes, values);
        for (sign, term) in rest {
            fill(term, run, part);
            let sign = *sign;
            run.lanes.fold(
                values,
                part,
                #[inline(always)]
                move |sum, term| sum + sign * term,
            );
        }
        check(run, values);
    });
}

/// The least of the parts, from left to right.
pub(super) fn least(parts: &[Node], run: Ticks, out: &mut [f64], fill: impl Fill) {
    extremum(parts, run, out, fill, |lanes, values, part| {
        lanes.fold(values, part, lesser);
    });
}

/// The greatest of the parts, from left to right.
pub(super) fn greatest(parts: &[Node], run: Ticks, out: &mut [f64], fill: impl Fill) {
    extremum(parts, run, out, fill, |lanes, values, part| {
        lanes.fold(values, part, greater);
    });
}

fn extremum(parts: &[Node], run: Ticks, out: &mut [f64], fill: impl Fill, choose: impl Fn(Lanes, &mut [f64], &[f64])) {
    let Some((first, rest)) = parts.split_first() else { return out.fill(f64::NAN) };
    blocks(run, out, |run, values, part| {
        fill(first, run, values);
        for node in rest {
            fill(node, run, part);
            choose(run.lanes, values, part);
        }
    });
}

/// The body times a number.
pub(super) fn scaled(by: f64, body: &Node, run: Ticks, out: &mut [f64], fill: impl Fill) {
    fill(body, run, out);
    scale(by, run.lanes, out);
    check(run, out);
}

/// The multiples of a number for the body, in a loop of its own for each way to round.
pub(super) fn rounded(how: Rounding, to: f64, body: &Node, run: Ticks, out: &mut [f64], fill: impl Fill) {
    fill(body, run, out);
    macro_rules! each {
        ($($known:ident)+) => {
            match how {
                $(Rounding::$known => run.lanes.map(
                    out,
                    #[inline(always)]
                    move |value| Rounding::$known.apply(value, to),
                ),)+
            }
        };
    }
    each!(Floor Ceil Round);
}

/// Every value times a number.
fn scale(by: f64, lanes: Lanes, out: &mut [f64]) {
    lanes.map(
        out,
        #[inline(always)]
        move |value| by * value,
    );
}

/// Calls for each block, with room for as many values of a part. A block fits into a cache, and the room is
/// on the stack, so nothing is allocated.
fn blocks(run: Ticks, out: &mut [f64], mut block: impl FnMut(Ticks, &mut [f64], &mut [f64])) {
    let mut scratch = [0.0; SCRATCH];
    for (index, values) in out.chunks_mut(SCRATCH).enumerate() {
        let part = &mut scratch[..values.len()];
        block(run.from(index * SCRATCH), values, part);
    }
}
