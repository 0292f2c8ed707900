//! Bounds of ramps: each curve by the derivative of its formula.

use std::f64::consts::{FRAC_PI_2, PI};

use super::enclose::{Encloser, amount, formula_on};
use super::enclosure::Enclosure;
use super::interval::Interval;
use super::stretch::Stretch;
use crate::schedule::clock::to_f64;
use crate::schedule::node::{Curve, Level, Node, Subticks, TanhBounds};

/// Bounds of a ramp on a stretch before its end.
pub(super) fn ramp(
    encloser: Encloser<'_>,
    node: &Node,
    curve: &Curve,
    (from, to): (Level, Level),
    length: Subticks,
    on: Stretch,
    base: Interval,
) -> Enclosure {
    let length = to_f64(length);
    let (first, last) = on.bounds();
    let (a, b) = (first / length, (last / length).min(1.0));
    let (start, end) = (amount(from, base), amount(to, base));
    if let Curve::Formula(formula) = curve {
        encloser.effort.spend(formula.0.len() as u64);
        let share = Enclosure::new(Interval::between(a, b), Interval::point(on.rate / length));
        return formula_on(formula, share).times(start - end).plus(Enclosure::constant(end));
    }
    let value = encloser.ends(node, on, base);
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
            let slope = value * (end * start.reciprocal()).through(libm::log);
            return Enclosure::new(value, slope.times(on.rate / length));
        }
        Curve::Logarithmic => {
            let ticks = length / encloser.resolution as f64;
            ends(&|u| ticks / ((1.0 + u * ticks) * libm::log1p(ticks)))
        }
        Curve::OneMinusSqrt => ends(&|u| 0.5 / u.sqrt()),
        Curve::OneMinusSqrtRise => ends(&|u| 0.5 / (1.0 - u).sqrt()),
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
        Curve::Formula(_) => Interval::ALL,
    };
    Enclosure::new(value, gone * rise.times(on.rate / length))
}

/// The derivative of half a cosine, `(1 - cos πu) / 2`, between two shares of its length.
pub(super) fn cosine_slope(a: f64, b: f64) -> Interval {
    let derivative = |u: f64| FRAC_PI_2 * libm::sin(PI * u).max(0.0);
    let ends = Interval::between(derivative(a), derivative(b));
    if a <= 0.5 && 0.5 <= b { ends.hull(Interval::point(FRAC_PI_2)) } else { ends }
}
