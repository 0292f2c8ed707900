//! Formulas at many ticks: an operation at a time, a block of ticks at a time.

use super::lanes::Lanes;
use super::ticks::Exact;
use crate::schedule::eval::weights::mixed;
use crate::schedule::math::{choose, log, log2, pow, pow_or_nan, raised_or_nan, reciprocal_root};
use crate::schedule::tree::{Formula, Op, apply};

/// The number of ticks that go through the operations together.
pub(super) const BLOCK: usize = 32;
/// Most formulas hold no more intermediate results than this, and a small stack is quick to clear.
const SHALLOW: usize = 6;

/// The values of tracks at the ticks of a block.
pub(super) type Tracks<'t> = &'t [[f64; BLOCK]];

/// A ramp by a formula of the share that has passed, which gives the weight of its start. With tracks, there is one
/// block of ticks.
pub(super) fn ramp(
    formula: &Formula,
    (from, to): (f64, f64),
    times: Exact,
    tracks: Tracks<'_>,
    lanes: Lanes,
    out: &mut [f64],
) {
    evaluate(formula, times, tracks, lanes, out);
    lanes.map(
        out,
        #[inline(always)]
        move |left| mixed(from, left, to, 1.0 - left),
    );
}

/// `from * formula(time / end)`; with tracks, at the ticks of one block.
pub(super) fn factor(formula: &Formula, from: f64, times: Exact, tracks: Tracks<'_>, lanes: Lanes, out: &mut [f64]) {
    evaluate(formula, times, tracks, lanes, out);
    lanes.map(
        out,
        #[inline(always)]
        move |factor| factor * from,
    );
}

/// A formula of each time over `end`. It is not inlined: a deep tree would hold the stack at each level.
#[inline(never)]
fn evaluate(formula: &Formula, times: Exact, tracks: Tracks<'_>, lanes: Lanes, out: &mut [f64]) {
    match formula.depth() {
        Ok(depth) if depth <= SHALLOW => evaluate_in(&mut [[0.0; BLOCK]; SHALLOW], formula, times, tracks, lanes, out),
        Ok(_) => evaluate_in(&mut [[0.0; BLOCK]; Formula::STACK], formula, times, tracks, lanes, out),
        Err(_) => out.fill(f64::NAN),
    }
}

fn evaluate_in(
    stack: &mut [[f64; BLOCK]],
    formula: &Formula,
    times: Exact,
    tracks: Tracks<'_>,
    lanes: Lanes,
    out: &mut [f64],
) {
    let Exact { mut first, step, end } = times;
    for block in out.chunks_mut(BLOCK) {
        lanes.tabulate(
            block,
            first,
            step,
            #[inline(always)]
            move |time| time / end,
        );
        let mut top = 0;
        for &op in formula.ops() {
            let (below, above) = stack.split_at_mut(top);
            top = top - op.arity().0 + 1;
            match op.arity().0 {
                0 => push(op, block, tracks, &mut above[0]),
                1 => unary(op, lanes, &mut below[top - 1]),
                _ => {
                    let (a, b) = below.split_at_mut(top);
                    binary(op, lanes, &mut a[top - 1], &b[0]);
                }
            }
        }
        block.copy_from_slice(&stack[0][..block.len()]);
        first += BLOCK as f64 * step;
    }
}

/// What pushes a number: an argument, the value of a track, or a number of its own.
fn push(op: Op, arguments: &[f64], tracks: Tracks<'_>, place: &mut [f64; BLOCK]) {
    if let Op::Track(index) = op {
        *place = tracks.get(index).copied().unwrap_or([f64::NAN; BLOCK]);
    } else if op == Op::Argument {
        place[..arguments.len()].copy_from_slice(arguments);
    } else {
        place.fill(apply(op, 0.0, 0.0, 0.0));
    }
}

/// One loop for each operation that registers have an instruction for, or a formula.
fn unary(op: Op, lanes: Lanes, a: &mut [f64; BLOCK]) {
    if op == Op::Log && a.iter().all(|a| a.is_normal() && *a > 0.0) {
        return lanes.map(a, log);
    }
    macro_rules! each {
        ($($known:ident)+) => {
            match op {
                $(Op::$known => lanes.map(a, #[inline(always)] |a| apply(Op::$known, 0.0, a, 0.0)),)+
                _ => lanes.map(a, |a| apply(op, 0.0, a, 0.0)),
            }
        };
    }
    each!(Negate Sqrt Abs Floor Ceil);
}

/// Powers, each by the exponent that stands beside it, which it takes the place of.
pub(super) fn raise(bases: &[f64; BLOCK], exponents: &mut [f64; BLOCK], lanes: Lanes) {
    let mut powers = [0.0; BLOCK];
    lanes.run(
        #[inline(always)]
        || {
            if exponents.iter().all(|exponent| exponent.to_bits() == (-0.5_f64).to_bits()) {
                for (place, &base) in powers.iter_mut().zip(bases) {
                    *place = choose(base > 0.0, reciprocal_root(base), f64::NAN);
                }
                return;
            }
            let one = bases[0];
            if bases.iter().all(|base| base.to_bits() == one.to_bits()) {
                // Powers of one number have one logarithm.
                let logarithm = log2(one);
                for (place, &exponent) in powers.iter_mut().zip(&*exponents) {
                    *place = raised_or_nan(one, logarithm, exponent);
                }
                return;
            }
            for ((place, &base), &exponent) in powers.iter_mut().zip(bases).zip(&*exponents) {
                *place = pow_or_nan(base, exponent);
            }
        },
    );
    if lanes.within(&powers, f64::MAX) {
        *exponents = powers;
        return;
    }
    for ((exponent, &base), &power) in exponents.iter_mut().zip(bases).zip(&powers) {
        *exponent = if power.is_nan() { pow(base, *exponent) } else { power };
    }
}

/// The same, for two operands.
fn binary(op: Op, lanes: Lanes, a: &mut [f64; BLOCK], b: &[f64; BLOCK]) {
    if op == Op::Power {
        let mut powers = *b;
        raise(a, &mut powers, lanes);
        *a = powers;
        return;
    }
    macro_rules! each {
        ($($known:ident)+) => {
            match op {
                $(Op::$known => lanes.fold(a, b, #[inline(always)] |a, b| apply(Op::$known, 0.0, a, b)),)+
                _ => lanes.fold(a, b, |a, b| apply(op, 0.0, a, b)),
            }
        };
    }
    each!(Add Subtract Multiply Divide Min Max);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// Exponents that have rules of their own, and any others.
    fn exponent() -> impl Strategy<Value = f64> {
        let special = vec![0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, 1e300, f64::INFINITY, f64::NAN];
        prop_oneof![select(special), -3.0..3.0_f64, any::<f64>()]
    }

    fn base() -> impl Strategy<Value = f64> {
        let special =
            vec![0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        prop_oneof![select(special), 0.0..3.0_f64, any::<f64>()]
    }

    fn block<S: Strategy<Value = f64>>(of: impl Fn() -> S) -> impl Strategy<Value = [f64; BLOCK]> {
        let same = of().prop_map(|number| [number; BLOCK]);
        let several = proptest::collection::vec(of(), BLOCK).prop_map(|numbers| std::array::from_fn(|at| numbers[at]));
        prop_oneof![same, several]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_block_of_powers_has_the_bits_of_each(bases in block(base), exponents in block(exponent)) {
            for lanes in Lanes::available() {
                let mut found = exponents;
                raise(&bases, &mut found, lanes);
                for ((&base, &exponent), &found) in bases.iter().zip(&exponents).zip(&found) {
                    let expected = pow(base, exponent);
                    let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
                    prop_assert!(same, "{} ^ {} is {}, and not {}", base, exponent, found, expected);
                }
            }
        }
    }
}
