//! Bounds of ramps: each curve by the derivative of its formula.

use std::f64::consts::{FRAC_PI_2, PI};

use super::enclosure::{Enclosure, amount};
use super::formula::formula_on;
use super::interval::Interval;
use super::window::Window;
use crate::schedule::clock::{Subticks, to_f64};
use crate::schedule::tree::{Curve, Level, TanhBounds};

/// Bounds of a ramp in a window before its end; `tracks` are the values of those that its formula takes, and `value` gives
/// the values that it has there.
pub(super) fn ramp(
    (curve, tracks): (&Curve, &[Enclosure]),
    (from, to): (Level, Level),
    length: Subticks,
    resolution: u64,
    on: Window,
    base: Interval,
    value: impl FnOnce() -> Interval,
) -> Enclosure {
    let length = to_f64(length);
    let (first, last) = on.bounds();
    let (a, b) = (first / length, (last / length).min(1.0));
    let (start, end) = (amount(from, base), amount(to, base));
    let rise = if base.lo == base.hi {
        Interval::point(to.at(base.lo) - from.at(base.lo))
    } else {
        let difference = |base: f64| to.at(base) - from.at(base);
        base.through(difference)
    };
    let ends = |derivative: &dyn Fn(f64) -> f64| Interval::between(derivative(a), derivative(b));
    let gone = match curve {
        Curve::Linear => Interval::point(1.0),
        Curve::Cosine => cosine_slope(a, b),
        Curve::Polynomial(power) => ends(&|u| power * libm::pow(1.0 - u, power - 1.0)),
        Curve::PolynomialRise(power) => ends(&|u| power * libm::pow(u, power - 1.0)),
        Curve::Geometric => {
            let value = value();
            let slope = value * (end * start.reciprocal()).through(libm::log);
            return Enclosure::new(value, slope.times(on.rate / length));
        }
        Curve::Logarithmic => {
            let ticks = length / resolution as f64;
            ends(&|u| ticks / ((1.0 + u * ticks) * libm::log1p(ticks)))
        }
        Curve::OneMinusSqrt => ends(&|u| 0.5 / u.sqrt()),
        Curve::OneMinusSqrtRise => ends(&|u| 0.5 / (1.0 - u).sqrt()),
        Curve::ShiftedExponential(1.0) => Interval::point(1.0),
        Curve::ShiftedExponential(ratio) => {
            let steepness = libm::log(*ratio) / (ratio - 1.0);
            ends(&|u| steepness * libm::pow(*ratio, u))
        }
        Curve::Rex(beta) => ends(&|u| (1.0 - beta) * libm::pow(1.0 - beta * u, -2.0)),
        Curve::Tanh(bounds) => {
            let TanhBounds { lb, ub } = **bounds;
            let derivative = |u: f64| {
                let tanh = libm::tanh(lb + (ub - lb) * u);
                0.5 * (ub - lb) * (1.0 - tanh * tanh)
            };
            let steepest = (-lb / (ub - lb)).clamp(a, b);
            ends(&derivative).hull(Interval::point(derivative(steepest)))
        }
        Curve::Formula(formula) => {
            let share = Enclosure::new(Interval::between(a, b), Interval::point(on.rate / length));
            return formula_on(formula, share, tracks).times(start - end).plus(Enclosure::constant(end));
        }
    };
    Enclosure::new(value(), gone * rise.times(on.rate / length))
}

/// The derivative of half a cosine, `(1 - cos πu) / 2`, between two shares of its length.
pub(crate) fn cosine_slope(a: f64, b: f64) -> Interval {
    let derivative = |u: f64| FRAC_PI_2 * libm::sin(PI * u).max(0.0);
    let ends = Interval::between(derivative(a), derivative(b));
    if a <= 0.5 && 0.5 <= b { ends.hull(Interval::point(FRAC_PI_2)) } else { ends }
}
