//! Ramps at many ticks.

use super::formula;
use super::single::check;
use super::ticks::{Exact, Ticks};
use super::wholes::{BLOCK, rounded};
use crate::schedule::clock::{Subticks, to_f64};
use crate::schedule::eval::weights::{self as curve, Passage, Weights, mixed, weights};
use crate::schedule::math::divide::{ByReciprocal, Directly, Divide};
use crate::schedule::math::log_of_quotient;
use crate::schedule::tree::{Curve, Level};

/// Fills `out` with a ramp between two values.
pub(super) fn ramp(curve: &Curve, from: f64, to: f64, length: Subticks, run: Ticks, out: &mut [f64]) {
    let inside = run.before(length, out.len());
    let (ticks, after) = out.split_at_mut(inside);
    after.fill(to);
    match run.exact(inside, run.boundary(length)) {
        Some(times) if run.lanes.fuse() => bulk::<ByReciprocal>(curve, from, to, times, None, run, ticks),
        Some(times) => bulk::<Directly>(curve, from, to, times, None, run, ticks),
        None if run.start >= 0 && !matches!(curve, Curve::Formula(_)) => wide(curve, from, to, length, run, ticks),
        None => {
            for (index, value) in ticks.iter_mut().enumerate() {
                let weights = weights(curve, Level::absolute(from), run.at(index), length, run.resolution, &[]);
                *value = weighed(from, to, weights);
            }
        }
    }
    if matches!(curve, Curve::Geometric | Curve::Formula(_)) {
        check(run, ticks);
    }
    match ticks.first_mut() {
        Some(first) if run.start == 0 && curve.starts_at_from() => *first = from,
        _ => {}
    }
}

/// At times with more digits than a double has: each is rounded by itself, and the rest is done in bulk.
#[inline(never)]
fn wide(curve: &Curve, from: f64, to: f64, length: Subticks, run: Ticks, out: &mut [f64]) {
    let end = run.boundary(length);
    let times = Exact { first: 0.0, step: 0.0, end: to_f64(end) };
    for (index, block) in out.chunks_mut(BLOCK).enumerate() {
        let now = run.at(index * BLOCK).num;
        let passed = rounded(now, run.step, block.len(), run.lanes);
        let left = rounded(end - now, -run.step, block.len(), run.lanes);
        block.copy_from_slice(&passed[..block.len()]);
        bulk::<Directly>(curve, from, to, times, Some(&left), run, block);
    }
}

fn weighed(from: f64, to: f64, weights: Weights) -> f64 {
    match weights {
        Weights::Start => from,
        Weights::End => to,
        Weights::Between(left, gone) => mixed(from, left, to, gone),
        Weights::Geometric(at) => curve::geometric(from, to, at),
    }
}

/// At evenly spaced times, or at those that stand in `out`, each with the time that is left beside it.
fn bulk<D: Divide>(curve: &Curve, from: f64, to: f64, times: Exact, left: Option<&[f64]>, run: Ticks, out: &mut [f64]) {
    let Exact { first, step, end } = times;
    let tick = to_f64(run.scale) * run.resolution as f64;
    // One loop for each curve, which does only what is in the closure.
    macro_rules! each_value {
        ($at:ident => $value:expr) => {
            match left {
                None => run.lanes.tabulate(
                    out,
                    first,
                    step,
                    #[inline(always)]
                    move |passed| {
                        let $at = Passage { passed, left: end - passed, whole: end };
                        $value
                    },
                ),
                Some(left) => run.lanes.fold(
                    out,
                    left,
                    #[inline(always)]
                    move |passed, left| {
                        let $at = Passage { passed, left, whole: end };
                        $value
                    },
                ),
            }
        };
    }
    macro_rules! each {
        ($weights:expr) => {
            each_value!(at => {
                let (left, gone) = $weights(at);
                mixed(from, left, to, gone)
            })
        };
    }
    match *curve {
        Curve::Linear | Curve::Polynomial(1.0) | Curve::PolynomialRise(1.0) => each!(curve::linear::<D>),
        // Its division runs beside its products.
        Curve::Cosine => each!(curve::cosine::<Directly>),
        Curve::Polynomial(2.0) => each!(curve::square::<D>),
        Curve::Polynomial(3.0) => each!(curve::cube::<D>),
        Curve::Polynomial(0.5) => each!(curve::root::<D>),
        Curve::PolynomialRise(2.0) => each!(|at: Passage| curve::swapped(curve::square::<D>(at.backwards()))),
        Curve::PolynomialRise(3.0) => each!(|at: Passage| curve::swapped(curve::cube::<D>(at.backwards()))),
        Curve::PolynomialRise(0.5) => each!(|at: Passage| curve::swapped(curve::root::<D>(at.backwards()))),
        Curve::Polynomial(power) => each!(|at| curve::raised(at, power)),
        Curve::PolynomialRise(power) => each!(|at: Passage| curve::swapped(curve::raised(at.backwards(), power))),
        Curve::Logarithmic => {
            let whole = curve::logarithm(end, tick);
            if from == 0.0 {
                each!(|at| (0.0, curve::risen(at, tick, whole)));
            } else {
                each!(|at| curve::logarithmic(at, tick, whole));
            }
        }
        Curve::OneMinusSqrt => each!(curve::one_minus_sqrt::<D>),
        Curve::OneMinusSqrtRise => each!(|at: Passage| curve::swapped(curve::one_minus_sqrt::<D>(at.backwards()))),
        Curve::ShiftedExponential(ratio) => match curve::Fall::of_ratio(ratio) {
            Some((fall, false)) => each!(|at| fall.weights::<D>(at)),
            Some((fall, true)) => each!(|at: Passage| curve::swapped(fall.weights::<D>(at.backwards()))),
            None => each!(curve::linear::<D>),
        },
        Curve::Rex(beta) => each!(|at| curve::rex::<D>(at, beta)),
        Curve::Tanh(ref bounds) => {
            let bounds = **bounds;
            each!(|at| curve::tanh::<D>(at, bounds));
        }
        Curve::Geometric => {
            let log = log_of_quotient(to, from);
            each_value!(at => curve::geometric_at::<D>(from, to, log, at));
        }
        Curve::Formula(ref falls) => formula::ramp(falls, (from, to), times, &[], run.lanes, out),
    }
}
