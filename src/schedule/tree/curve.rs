//! The curves of ramps.

use serde::{Deserialize, Serialize};

use super::formula::Formula;

/// How a ramp gets from its first value to its last. With u = t / length, from 0 to 1, the value
/// is `from * (1 - g(u)) + to * g(u)`, but for `Geometric`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Curve {
    /// g = u.
    Linear,
    /// g = (1 - cos πu) / 2.
    Cosine,
    /// g = 1 - (1 - u)^power: the decay of a polynomial schedule.
    Polynomial(f64),
    /// g = u^power: a polynomial warmup.
    PolynomialRise(f64),
    /// `from^(1-u) * to^u`: equal ratios in equal times. Both ends have one sign and are not 0.
    Geometric,
    /// g = log(1 + t) / log(1 + T), t and T in ticks: a logarithmic warmup.
    Logarithmic,
    /// g = sqrt(u): a decay by 1 - sqrt.
    OneMinusSqrt,
    /// g = 1 - sqrt(1 - u): a warmup by 1 - sqrt.
    OneMinusSqrtRise,
    /// g = (1 - ratio^u) / (1 - ratio), or u where the ratio is 1; the ratio is above 0.
    ShiftedExponential(f64),
    /// g = 1 - (1 - u) / (1 - beta u), beta from 0 to below 1: a reflected exponential.
    Rex(f64),
    /// g = (1 + tanh(lb + (ub - lb) u)) / 2, also at time 0: it starts a little below its first
    /// value and jumps to its last.
    Tanh(Box<TanhBounds>),
    /// g = 1 - f(u), with f a formula of u that falls from 1 to 0, also at time 0.
    Formula(Box<Formula>),
}

impl Curve {
    /// Whether its value at time 0 is its first one, and not what its formula gives.
    pub(crate) fn starts_at_from(&self) -> bool {
        !matches!(self, Self::Tanh(_) | Self::Formula(_))
    }
}

/// The part of a hyperbolic tangent that a ramp goes along.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TanhBounds {
    /// The argument at time 0.
    pub lb: f64,
    /// The argument at the end.
    pub ub: f64,
}

/// How a piecewise schedule gets from one value to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Interpolation {
    /// It jumps at the boundary.
    #[default]
    None,
    /// A straight line.
    Linear,
    /// Half a cosine.
    Cosine,
}
