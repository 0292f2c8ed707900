//! The tree of combinators that a schedule is compiled to.

use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::noise::Noise;
use super::plateau::Plateau;
use super::repeat::Repeat;

/// A value in terms of the base: `rel * base + abs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// How many times the base.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rel: f64,
    /// What does not scale with the base.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub abs: f64,
}

/// A length of time in subticks: whole fractions of a tick, as many to a tick as the schedule's
/// `resolution` says. All boundaries of a schedule are whole subticks.
pub type Subticks = i128;

/// A function of the base and of time. Time 0 is where the node starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Node {
    /// One value, for ever.
    Hold(Level),
    /// From one value to another over a length, then held.
    Ramp {
        /// How it gets there.
        curve: Curve,
        /// The value at time 0.
        from: Level,
        /// The value at `length` and after.
        to: Level,
        /// How long it takes; 0 is just `to`.
        length: Subticks,
    },
    /// `from * gamma ^ floor(t / size)`.
    Step {
        /// The value at time 0.
        from: Level,
        /// Time between two drops, above 0.
        size: Subticks,
        /// What each drop multiplies by.
        gamma: f64,
    },
    /// `from * gamma ^ (number of milestones ≤ t)`.
    Multistep {
        /// The value before the first milestone.
        from: Level,
        /// Ascending; a duplicate counts twice.
        milestones: Vec<Subticks>,
        /// What each milestone multiplies by.
        gamma: f64,
    },
    /// `from * gamma ^ (t / every)`.
    Exponential {
        /// The value at time 0.
        from: Level,
        /// Time in which it is multiplied by gamma once, above 0.
        every: Subticks,
        /// What it is multiplied by, above 0.
        gamma: f64,
    },
    /// `values[i]` where i boundaries are ≤ t, or interpolated between knots.
    Piecewise {
        /// Ascending; one fewer than `values`.
        boundaries: Vec<Subticks>,
        /// The values. Interpolated: `values[0]` stands at time 0, `values[i]` at `boundaries[i - 1]`.
        values: Vec<Level>,
        /// How to get from one value to the next.
        interpolation: Interpolation,
    },
    /// `from * formula(t)`, t in ticks.
    Factor {
        /// What the formula multiplies.
        from: Level,
        /// A function of t in ticks.
        formula: Formula,
    },
    /// `from / sqrt(1 + (t + shift) / timescale)`
    InverseSqrt {
        /// What is divided.
        from: Level,
        /// How fast it falls, above 0.
        timescale: Subticks,
        /// How much of it has passed at time 0.
        shift: Subticks,
    },
    /// `from / (1 + rate * t / every)`
    InverseTime {
        /// The value at time 0.
        from: Level,
        /// Time in which the rate applies once, above 0.
        every: Subticks,
        /// How much is added to the divisor in that time, 0 or more.
        rate: f64,
    },
    /// `from * (1 + deviate(tick))`, the tick being the whole ticks since time 0.
    Noise {
        /// What the noise is around.
        from: Level,
        /// How the deviates are distributed.
        noise: Noise,
        /// Which noise of that distribution.
        seed: u64,
    },
    /// `from`, lowered whenever a metric has not improved for a while.
    Plateau {
        /// The value before any reduction.
        from: Level,
        /// When it is lowered, and by how much.
        rule: Box<Plateau>,
        /// Its place among the plateaus of the schedule, which the schedule gives it.
        #[serde(skip)]
        slot: usize,
    },
    /// Segments one after another; the last one goes on.
    Chain(Chain),
    /// The body up to `length`, then held where it has arrived.
    For {
        /// How long it is.
        length: Subticks,
        /// What runs.
        body: Box<Node>,
    },
    /// The body from its time `by` on.
    Skip {
        /// How much of it is left out.
        by: Subticks,
        /// What runs.
        body: Box<Node>,
    },
    /// The body up to `length`, then backwards, then held at its time 0.
    Mirror {
        /// The turning point.
        length: Subticks,
        /// What runs.
        body: Box<Node>,
    },
    /// The body sampled at multiples of `by` and held.
    Every {
        /// The sampling interval, above 0.
        by: Subticks,
        /// What runs.
        body: Box<Node>,
    },
    /// The body again and again.
    Repeat(Box<Repeat>),
    /// The product at every tick: the factors among themselves first, from left to right, then
    /// times the carrier.
    Product {
        /// What carries the base.
        carrier: Box<Node>,
        /// Multipliers, each evaluated at base 1.
        factors: Vec<Node>,
    },
    /// The sum of the terms, each times its coefficient (1 or -1), from left to right.
    Sum(Vec<(f64, Node)>),
    /// The least at every tick.
    Min(Vec<Node>),
    /// The greatest at every tick.
    Max(Vec<Node>),
    /// The body times a number, at every tick.
    Scale {
        /// The number.
        by: f64,
        /// What is scaled.
        body: Box<Node>,
    },
    /// The body at a base of its own, whatever the base around it is.
    Based {
        /// The body's base.
        base: f64,
        /// What runs.
        body: Box<Node>,
    },
}

/// A part of a chain, as a chain is made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// When it starts, ascending from 0; it ends where the next one starts.
    pub start: Subticks,
    /// Its text in the source.
    pub text: Box<str>,
    /// What runs, from its own time 0.
    pub node: Node,
}

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
    /// g = 1 - (1 - u) / (1 - beta u), beta from 0 to below 1: a reflected exponential.
    Rex(f64),
    /// g = (1 + tanh(lb + (ub - lb) u)) / 2, also at time 0: it starts a little below its first
    /// value and jumps to its last.
    Tanh(Box<TanhBounds>),
    /// g = 1 - f(u), with f a formula of u that falls from 1 to 0.
    Formula(Box<Formula>),
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

/// An arithmetic function of one number, in postfix order on a stack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Formula(pub Vec<Op>);

/// One operation of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Op {
    /// Pushes the argument of the formula.
    Argument,
    /// Pushes a number.
    Number(f64),
    /// a b → a + b
    Add,
    /// a b → a - b
    Subtract,
    /// a b → a * b
    Multiply,
    /// a b → a / b
    Divide,
    /// a b → a ^ b
    Power,
    /// a b → the lesser
    Min,
    /// a b → the greater
    Max,
    /// a → -a
    Negate,
    /// a → its square root
    Sqrt,
    /// a → e ^ a
    Exp,
    /// a → its natural logarithm
    Log,
    /// a → its sine
    Sin,
    /// a → its cosine
    Cos,
    /// a → its hyperbolic tangent
    Tanh,
    /// a → its absolute value
    Abs,
    /// a → the greatest whole number not above it
    Floor,
    /// a → the least whole number not below it
    Ceil,
    /// a → the nearest whole number, halves away from 0
    Round,
}

impl Node {
    /// Visits the nodes right below this one.
    pub fn for_each_child<'n>(&'n self, visit: &mut dyn FnMut(&'n Self)) {
        match self {
            Self::Chain(segments) => segments.iter().for_each(|segment| visit(segment.node)),
            Self::For { body, .. }
            | Self::Skip { body, .. }
            | Self::Mirror { body, .. }
            | Self::Every { body, .. }
            | Self::Scale { body, .. }
            | Self::Based { body, .. } => visit(body),
            Self::Repeat(repeat) => visit(repeat.body()),
            Self::Product { carrier, factors } => {
                visit(carrier);
                factors.iter().for_each(visit);
            }
            Self::Sum(terms) => terms.iter().for_each(|(_, term)| visit(term)),
            Self::Min(parts) | Self::Max(parts) => parts.iter().for_each(visit),
            _ => {}
        }
    }

    /// The number of nodes in it, itself included.
    pub fn size(&self) -> usize {
        let mut size = 1;
        self.for_each_child(&mut |child| size += child.size());
        size
    }
}

impl Level {
    /// The base itself.
    pub const BASE: Self = Self { rel: 1.0, abs: 0.0 };
    /// Zero, both relative and absolute.
    pub const ZERO: Self = Self { rel: 0.0, abs: 0.0 };

    /// A multiple of the base.
    pub fn relative(rel: f64) -> Self {
        Self { rel, abs: 0.0 }
    }

    /// A number.
    pub fn absolute(abs: f64) -> Self {
        Self { rel: 0.0, abs }
    }

    /// The value at a base. A part that is 0 adds nothing, so that each kind keeps its bits.
    pub fn at(self, base: f64) -> f64 {
        if self.abs == 0.0 {
            self.rel * base
        } else if self.rel == 0.0 {
            self.abs
        } else {
            self.rel * base + self.abs
        }
    }

    /// Both parts times a number.
    #[must_use]
    pub fn scaled(self, by: f64) -> Self {
        Self { rel: self.rel * by, abs: self.abs * by }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &f64) -> bool {
    // Zero with a sign is another double.
    number.to_bits() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_has_the_size_of_a_cache_line() {
        // A tick at random in a schedule of many segments waits for the memory of one of them.
        assert_eq!(size_of::<Node>(), 64);
    }
}
