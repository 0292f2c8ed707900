//! The value of a node at a time.
//!
//! Evaluation is written once, over an [`Algebra`]: [`Numeric`] for the value at a base, and
//! [`Symbolic`] for what the compiler picks up at a seam, in terms of a base that may not be known.

use super::clock::{Instant, ratio};
use super::curve::{Passage, Weights, geometric, mixed, weights};
use super::formula::{greater, lesser};
use super::math;
use super::node::{Curve, Interpolation, Level, Node, Subticks};
use super::plateau::PlateauState;
use super::state::value_of;

/// From which side a time is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The value at that time.
    At,
    /// Where the schedule has arrived: at a seam or the end of a cycle, the left one's end.
    Left,
}

/// What values are made of.
pub(super) trait Algebra: Copy {
    type Value: Copy;

    fn level(self, level: Level) -> Self::Value;
    /// `from * left + to * gone`
    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Self::Value;
    /// `from ^ left * to ^ gone`
    fn geometric(self, from: Level, to: Level, at: Passage) -> Self::Value;
    fn scale(self, value: Self::Value, by: f64) -> Self::Value;
    /// The value of a plateau.
    fn plateau(self, from: Level, slot: usize, plateaus: &[PlateauState]) -> Self::Value;
    fn add(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn min(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn max(self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// A number that does not scale with the base.
    fn number(self, number: f64) -> Self::Value;
    /// A value at a base times `by`.
    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> Self::Value) -> Self::Value;
}

/// Values at a base.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numeric {
    pub(super) base: f64,
}

impl Algebra for Numeric {
    type Value = f64;

    fn level(self, level: Level) -> f64 {
        level.at(self.base)
    }

    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> f64 {
        mixed(from.at(self.base), left, to.at(self.base), gone)
    }

    fn geometric(self, from: Level, to: Level, at: Passage) -> f64 {
        geometric(from.at(self.base), to.at(self.base), at)
    }

    fn scale(self, value: f64, by: f64) -> f64 {
        by * value
    }

    fn plateau(self, from: Level, slot: usize, plateaus: &[PlateauState]) -> f64 {
        value_of(plateaus, slot, from, self.base)
    }

    fn add(self, a: f64, b: f64) -> f64 {
        a + b
    }

    fn min(self, a: f64, b: f64) -> f64 {
        lesser(a, b)
    }

    fn max(self, a: f64, b: f64) -> f64 {
        greater(a, b)
    }

    fn number(self, number: f64) -> f64 {
        number
    }

    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> f64) -> f64 {
        inner(Self { base: self.base * by })
    }
}

/// Values in terms of the base; `None` where they are none.
#[derive(Clone, Copy, Debug)]
struct Symbolic {
    /// The base, where it is one number.
    base: Option<f64>,
}

impl Symbolic {
    fn choose(self, a: Option<Level>, b: Option<Level>, choose: fn(f64, f64) -> f64) -> Option<Level> {
        let (a, b) = a.zip(b)?;
        let alike = a.abs == 0.0 && b.abs == 0.0 || a.rel == 0.0 && b.rel == 0.0;
        let base = self.base.or(alike.then_some(1.0))?;
        let (left, right) = (a.at(base), b.at(base));
        let chosen = choose(left, right);
        Some(if chosen.to_bits() == left.to_bits() { a } else { b })
    }
}

impl Algebra for Symbolic {
    type Value = Option<Level>;

    fn level(self, level: Level) -> Option<Level> {
        Some(level)
    }

    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Option<Level> {
        Some(Level { rel: mixed(from.rel, left, to.rel, gone), abs: mixed(from.abs, left, to.abs, gone) })
    }

    fn geometric(self, from: Level, to: Level, at: Passage) -> Option<Level> {
        if from.abs == 0.0 && to.abs == 0.0 {
            return Some(Level::relative(geometric(from.rel, to.rel, at)));
        }
        if from.rel == 0.0 && to.rel == 0.0 {
            return Some(Level::absolute(geometric(from.abs, to.abs, at)));
        }
        let base = self.base?;
        Some(Level::absolute(geometric(from.at(base), to.at(base), at)))
    }

    fn scale(self, value: Option<Level>, by: f64) -> Option<Level> {
        value.map(|value| value.scaled(by))
    }

    fn plateau(self, from: Level, _: usize, _: &[PlateauState]) -> Option<Level> {
        Some(from)
    }

    fn add(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        a.zip(b).map(|(a, b)| Level { rel: a.rel + b.rel, abs: a.abs + b.abs })
    }

    fn min(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        self.choose(a, b, lesser)
    }

    fn max(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        self.choose(a, b, greater)
    }

    fn number(self, number: f64) -> Option<Level> {
        Some(Level::absolute(number))
    }

    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> Option<Level>) -> Option<Level> {
        let base = self.base.map(|base| base * by);
        inner(Self { base }).map(|value| Level { rel: value.rel * by, abs: value.abs })
    }
}

/// What else evaluation has to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'s> {
    /// Subticks to a tick.
    pub(super) resolution: u64,
    pub(super) side: Side,
    /// What the plateaus have seen; empty where they have seen nothing.
    pub(super) plateaus: &'s [PlateauState],
}

/// Where a node has arrived at a time, in terms of the base; `None` where that is no level: a
/// minimum of a relative and an absolute part, say, at a base that is not known.
pub fn arrive(node: &Node, at: Subticks, resolution: u64, base: Option<f64>) -> Option<Level> {
    let context = Context { resolution, side: Side::Left, plateaus: &[] };
    eval(node, Instant::at(at), Symbolic { base }, context)
}

/// The value of a node at a time. It takes time in proportion to the depth of the tree and to the
/// logarithm of its width.
pub(super) fn eval<A: Algebra>(node: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    match node {
        Node::Hold(level) => algebra.level(*level),
        Node::Ramp { curve, from, to, length } => match weights(curve, at, *length, context.resolution) {
            Weights::Start => algebra.level(*from),
            Weights::End => algebra.level(*to),
            Weights::Between(left, gone) => algebra.mix(*from, left, *to, gone),
            Weights::Geometric(at) => algebra.geometric(*from, *to, at),
        },
        Node::Step { from, size, gamma } => {
            let drops = u64::try_from(at.num / at.boundary(*size)).unwrap_or(u64::MAX);
            algebra.scale(algebra.level(*from), math::pow_int(*gamma, drops))
        }
        Node::Multistep { from, milestones, gamma } => {
            let passed = milestones.partition_point(|&milestone| at.boundary(milestone) <= at.num);
            algebra.scale(algebra.level(*from), math::pow_int(*gamma, passed as u64))
        }
        Node::Exponential { from, every, gamma } => {
            algebra.scale(algebra.level(*from), exponential(at, *every, *gamma))
        }
        Node::Piecewise { boundaries, values, interpolation } => {
            piecewise(boundaries, values, *interpolation, at, algebra)
        }
        Node::Factor { from, formula } => {
            algebra.scale(algebra.level(*from), formula.evaluate(ticks(at, context.resolution)))
        }
        Node::InverseSqrt { from, timescale, shift } => {
            algebra.scale(algebra.level(*from), inverse_sqrt(at, *timescale, *shift))
        }
        Node::InverseTime { from, every, rate } => algebra.scale(algebra.level(*from), inverse_time(at, *every, *rate)),
        Node::Noise { from, noise, seed } => {
            let tick = at.num / at.scale.saturating_mul(context.resolution.into());
            let deviate = noise.deviate(*seed, u64::try_from(tick).unwrap_or(u64::MAX));
            algebra.scale(algebra.level(*from), 1.0 + deviate)
        }
        Node::Plateau { from, slot, .. } => algebra.plateau(*from, *slot, context.plateaus),
        Node::Chain(segments) => {
            // At its very beginning there is nothing on the left.
            let left = context.side == Side::Left && at.num > 0;
            match segments.at(at, left) {
                Some((node, start)) => eval(node, at.since(start), algebra, context),
                None => algebra.number(f64::NAN),
            }
        }
        Node::For { length, body } => {
            if at.num >= at.boundary(*length) {
                let context = Context { side: Side::Left, ..context };
                return eval(body, Instant::at(*length), algebra, context);
            }
            eval(body, at, algebra, context)
        }
        Node::Skip { by, body } => eval(body, at.ahead(*by), algebra, context),
        Node::Mirror { length, body } => {
            let turn = at.boundary(*length);
            if at.num < turn || at.num == turn && context.side == Side::At {
                return eval(body, at, algebra, context);
            }
            let back = (turn - (at.num - turn)).max(0);
            let context = if at.num == turn { context } else { Context { side: Side::At, ..context } };
            eval(body, at.with(back), algebra, context)
        }
        Node::Every { by, body } => {
            let by = at.boundary(*by);
            let num = match context.side {
                Side::At => at.num,
                Side::Left => (at.num - 1).max(0),
            };
            let context = Context { side: Side::At, ..context };
            eval(body, at.with(num - num % by), algebra, context)
        }
        Node::Repeat(repeat) => {
            let left = context.side == Side::Left;
            let (index, local, context) = match repeat.cycle(at, left) {
                Some(cycle) => (cycle.index, cycle.local, context),
                None => {
                    let last = repeat.count.map_or(0, |count| count - 1);
                    (last, Instant::at(repeat.period), Context { side: Side::Left, ..context })
                }
            };
            if repeat.decay == 1.0 {
                return eval(&repeat.body, local, algebra, context);
            }
            let decay = math::pow_int(repeat.decay, index);
            algebra.decayed(decay, |algebra| eval(&repeat.body, local, algebra, context))
        }
        Node::Product { carrier, factors } => {
            let product =
                factors.iter().fold(1.0, |product, factor| product * eval(factor, at, Numeric { base: 1.0 }, context));
            algebra.scale(eval(carrier, at, algebra, context), product)
        }
        Node::Sum(terms) => {
            let mut terms = terms.iter().map(|(sign, term)| algebra.scale(eval(term, at, algebra, context), *sign));
            match terms.next() {
                Some(first) => terms.fold(first, |sum, term| algebra.add(sum, term)),
                None => algebra.number(0.0),
            }
        }
        Node::Min(parts) => extremum(parts, at, algebra, context, A::min),
        Node::Max(parts) => extremum(parts, at, algebra, context, A::max),
        Node::Scale { by, body } => algebra.scale(eval(body, at, algebra, context), *by),
        Node::Based { base, body } => algebra.number(eval(body, at, Numeric { base: *base }, context)),
    }
}

fn extremum<A: Algebra>(
    parts: &[Node],
    at: Instant,
    algebra: A,
    context: Context<'_>,
    choose: fn(A, A::Value, A::Value) -> A::Value,
) -> A::Value {
    let mut parts = parts.iter().map(|part| eval(part, at, algebra, context));
    match parts.next() {
        Some(first) => parts.fold(first, |best, part| choose(algebra, best, part)),
        None => algebra.number(f64::NAN),
    }
}

pub(super) fn exponential(at: Instant, every: Subticks, gamma: f64) -> f64 {
    let every = at.boundary(every);
    let whole = u64::try_from(at.num / every).unwrap_or(u64::MAX);
    math::pow_split(gamma, whole, ratio(at.num % every, every))
}

/// The square root of a quotient of whole numbers.
pub(super) fn inverse_sqrt(at: Instant, timescale: Subticks, shift: Subticks) -> f64 {
    let timescale = at.boundary(timescale);
    ratio(timescale, timescale.saturating_add(at.num).saturating_add(at.boundary(shift))).sqrt()
}

pub(super) fn inverse_time(at: Instant, every: Subticks, rate: f64) -> f64 {
    1.0 / (1.0 + rate * ratio(at.num, at.boundary(every)))
}

/// The time in ticks.
pub(super) fn ticks(at: Instant, resolution: u64) -> f64 {
    ratio(at.num, at.scale.saturating_mul(resolution.into()))
}

fn piecewise<A: Algebra>(
    boundaries: &[Subticks],
    values: &[Level],
    interpolation: Interpolation,
    at: Instant,
    algebra: A,
) -> A::Value {
    let passed = boundaries.partition_point(|&boundary| at.boundary(boundary) <= at.num);
    let value = |index: usize| values.get(index).copied().unwrap_or_default();
    if interpolation == Interpolation::None || passed == boundaries.len() {
        return algebra.level(value(passed));
    }
    let start = if passed == 0 { 0 } else { boundaries[passed - 1] };
    let curve = if interpolation == Interpolation::Linear { Curve::Linear } else { Curve::Cosine };
    match weights(&curve, at.since(start), boundaries[passed] - start, 1) {
        Weights::Start => algebra.level(value(passed)),
        Weights::End => algebra.level(value(passed + 1)),
        Weights::Between(left, gone) => algebra.mix(value(passed), left, value(passed + 1), gone),
        Weights::Geometric(at) => algebra.geometric(value(passed), value(passed + 1), at),
    }
}
