//! The weights of a ramp's ends at a time: one function for each curve, for single values and for many.
//!
//! Each is plain arithmetic on doubles, without a branch where possible, so that the loops of
//! [`fill`](super::super::fill) are compiled from the same function that gives a single value. Both weights are
//! computed without cancellation: the first and the last ticks of a long ramp are accurate.

#![expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]

use crate::schedule::clock::{Instant, Subticks, to_f64};
use crate::schedule::math::divide::{Directly, Divide};
use crate::schedule::math::{self, Double, Share, exp_and_lack, exp_times, log_of_quotient, log_of_ratio};
use crate::schedule::tree::{Curve, Level, TanhBounds};

/// The weights of a ramp's ends at a time.
pub(crate) enum Weights {
    Start,
    End,
    /// The weight of the start, and that of the end.
    Between(f64, f64),
    /// Equal ratios in equal times.
    Geometric(Passage),
}

/// A time of a ramp, as doubles: the time that has passed, the time that is left, and their sum.
#[derive(Clone, Copy)]
pub(crate) struct Passage {
    pub(crate) passed: f64,
    pub(crate) left: f64,
    pub(crate) whole: f64,
}

impl Passage {
    #[inline(always)]
    fn gone<D: Divide>(self) -> f64 {
        D::divide(self.passed, self.whole)
    }

    #[inline(always)]
    fn remaining<D: Divide>(self) -> f64 {
        D::divide(self.left, self.whole)
    }
}

/// The weights of a ramp, by the values of the tracks of its formula; a tick is `scale * resolution` units of its
/// passage.
#[inline]
pub(crate) fn weights(
    curve: &Curve,
    from: Level,
    at: Instant,
    length: Subticks,
    resolution: u64,
    tracks: &[f64],
) -> Weights {
    let end = at.boundary(length);
    if at.num >= end {
        return Weights::End;
    }
    if at.num <= 0 && curve.starts_at_from() {
        return Weights::Start;
    }
    let passage = Passage { passed: to_f64(at.num), left: to_f64(end - at.num), whole: to_f64(end) };
    let tick = to_f64(at.scale) * resolution as f64;
    let (left, gone) = match curve {
        Curve::Linear => linear::<Directly>(passage),
        Curve::Cosine => cosine::<Directly>(passage),
        Curve::Polynomial(power) => polynomial(passage, *power),
        Curve::PolynomialRise(power) => swapped(polynomial(passage.backwards(), *power)),
        Curve::Geometric => return Weights::Geometric(passage),
        // From 0 on, the weight of the start does not count.
        Curve::Logarithmic if from == Level::ZERO => (0.0, risen(passage, tick, logarithm(passage.whole, tick))),
        Curve::Logarithmic => logarithmic(passage, tick, logarithm(passage.whole, tick)),
        Curve::OneMinusSqrt => one_minus_sqrt::<Directly>(passage),
        Curve::OneMinusSqrtRise => swapped(one_minus_sqrt::<Directly>(passage.backwards())),
        Curve::ShiftedExponential(ratio) => shifted_exponential(passage, *ratio),
        Curve::Rex(beta) => rex::<Directly>(passage, *beta),
        Curve::Tanh(bounds) => tanh::<Directly>(passage, **bounds),
        Curve::Formula(formula) => {
            let left = formula.evaluate(passage.gone::<Directly>(), tracks);
            (left, 1.0 - left)
        }
    };
    Weights::Between(left, gone)
}

impl Passage {
    /// The same with its ends exchanged.
    #[inline(always)]
    pub(crate) fn backwards(self) -> Self {
        Self { passed: self.left, left: self.passed, whole: self.whole }
    }
}

#[inline(always)]
pub(crate) fn swapped((left, gone): (f64, f64)) -> (f64, f64) {
    (gone, left)
}

#[inline(always)]
pub(crate) fn linear<D: Divide>(at: Passage) -> (f64, f64) {
    (at.remaining::<D>(), at.gone::<D>())
}

/// Half a cosine. The weight of the farther end is the lesser one, and has all its bits.
#[inline(always)]
pub(crate) fn cosine<D: Divide>(at: Passage) -> (f64, f64) {
    let early = at.passed <= at.left;
    let near = if early { at.passed } else { at.left };
    // Up to 2^26 both squares are exact, and the quotient is rounded once.
    let lesser = math::half_versine(D::divide(near * near, at.whole * at.whole));
    let greater = 1.0 - lesser;
    if early { (greater, lesser) } else { (lesser, greater) }
}

#[inline(always)]
pub(crate) fn one_minus_sqrt<D: Divide>(at: Passage) -> (f64, f64) {
    let root = at.gone::<D>().sqrt();
    (at.remaining::<D>() / (1.0 + root), root)
}

fn shifted_exponential(at: Passage, ratio: f64) -> (f64, f64) {
    match Fall::of_ratio(ratio) {
        Some((fall, false)) => fall.weights::<Directly>(at),
        Some((fall, true)) => swapped(fall.weights::<Directly>(at.backwards())),
        None => linear::<Directly>(at),
    }
}

/// An exponential that falls from 1, over its whole length.
#[derive(Clone, Copy)]
pub(crate) struct Fall {
    /// The logarithm of what it falls to.
    log: Double,
    /// How far it falls.
    depth: f64,
}

impl Fall {
    /// That of a ratio, and whether the ratio is that of its end to its start; `None` for a straight line.
    pub(crate) fn of_ratio(ratio: f64) -> Option<(Self, bool)> {
        if ratio == 1.0 {
            return None;
        }
        let Double { high, low } = log_of_quotient(ratio, 1.0);
        let rises = high > 0.0;
        let log = if rises { Double { high: -high, low: -low } } else { Double { high, low } };
        Some((Self { log, depth: exp_and_lack(log).1 }, rises))
    }

    /// How much of it is left to fall, and how far it has fallen.
    #[inline(always)]
    pub(crate) fn weights<D: Divide>(self, at: Passage) -> (f64, f64) {
        let part = |time: f64| {
            let Share { high, low } = Share::of::<D>(time, at.whole);
            exp_and_lack(self.log.times(Double { high, low }))
        };
        let ((height, fallen), (_, rest)) = (part(at.passed), part(at.left));
        (height * rest / self.depth, fallen / self.depth)
    }
}

#[inline(always)]
pub(crate) fn rex<D: Divide>(at: Passage, beta: f64) -> (f64, f64) {
    let (left, gone) = (at.remaining::<D>(), (1.0 - beta) * at.gone::<D>());
    let under = left + gone;
    (left / under, gone / under)
}

#[inline(always)]
pub(crate) fn tanh<D: Divide>(at: Passage, TanhBounds { lb, ub }: TanhBounds) -> (f64, f64) {
    math::half_tanh(lb, ub, Share::of::<D>(at.passed, at.whole), Share::of::<D>(at.left, at.whole))
}

/// The logarithm of 1 plus a time in ticks.
#[inline(always)]
pub(crate) fn logarithm(time: f64, tick: f64) -> f64 {
    log_of_ratio(tick + time, tick, time).rounded()
}

/// The weights, given the logarithm of the whole.
#[inline(always)]
pub(crate) fn logarithmic(at: Passage, tick: f64, whole: f64) -> (f64, f64) {
    let left = log_of_ratio(tick + at.whole, tick + at.passed, at.left).rounded();
    (left / whole, risen(at, tick, whole))
}

/// The weight of the end alone.
#[inline(always)]
pub(crate) fn risen(at: Passage, tick: f64, whole: f64) -> f64 {
    logarithm(at.passed, tick) / whole
}

/// `from ^ left * to ^ gone`, both of one sign and not 0.
pub(crate) fn geometric(from: f64, to: f64, at: Passage) -> f64 {
    geometric_at::<Directly>(from, to, log_of_quotient(to, from), at)
}

/// The same with the logarithm of `to / from`: from the nearer end.
#[inline(always)]
pub(crate) fn geometric_at<D: Divide>(from: f64, to: f64, log: Double, at: Passage) -> f64 {
    let early = at.passed <= at.left;
    let (near, passed) = if early { (from, at.passed) } else { (to, at.left) };
    let Share { high, low } = Share::of::<D>(passed, at.whole);
    let sign = if early { 1.0 } else { -1.0 };
    exp_times(near, log.times(Double { high: sign * high, low: sign * low }))
}

fn polynomial(at: Passage, power: f64) -> (f64, f64) {
    match power {
        1.0 => linear::<Directly>(at),
        2.0 => square::<Directly>(at),
        3.0 => cube::<Directly>(at),
        0.5 => root::<Directly>(at),
        _ => raised(at, power),
    }
}

/// A power of the share that is left, and 1 minus it.
#[inline(always)]
pub(crate) fn raised(at: Passage, power: f64) -> (f64, f64) {
    // After one of 2^53 ticks, any greater power is 0 too.
    let power = Double { high: power.min(1e20), low: 0.0 };
    exp_and_lack(log_of_ratio(at.left, at.whole, -at.passed).times(power))
}

#[inline(always)]
pub(crate) fn square<D: Divide>(at: Passage) -> (f64, f64) {
    let (x, lack) = (at.remaining::<D>(), at.gone::<D>());
    (x * x, lack * (1.0 + x))
}

#[inline(always)]
pub(crate) fn cube<D: Divide>(at: Passage) -> (f64, f64) {
    let (x, lack) = (at.remaining::<D>(), at.gone::<D>());
    let squared = x * x;
    (squared * x, lack * (1.0 + x + squared))
}

#[inline(always)]
pub(crate) fn root<D: Divide>(at: Passage) -> (f64, f64) {
    let root = at.remaining::<D>().sqrt();
    (root, at.gone::<D>() / (1.0 + root))
}

/// `from * left + to * gone`; an end that is 0 adds nothing, whatever its weight.
#[inline(always)]
pub(crate) fn mixed(from: f64, left: f64, to: f64, gone: f64) -> f64 {
    if to == 0.0 {
        from * left
    } else if from == 0.0 {
        to * gone
    } else {
        from * left + to * gone
    }
}
