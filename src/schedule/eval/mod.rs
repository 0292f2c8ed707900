//! The value of a node at a time.
//!
//! Evaluation is written once, over an [`Algebra`]: [`Numeric`] for the value at a base, and
//! [`Symbolic`] for what the compiler picks up at a seam, in terms of a base that may not be known.

mod algebra;
pub(super) mod weights;

pub(super) use algebra::{Algebra, LIMIT, Numeric, raised};
use algebra::{Symbolic, WideNumeric};
use weights::{Weights, weights};

use super::clock::{Instant, Subticks, ratio};
use super::math::{Power, Wide, is_plain};
use super::now::{Now, Through};
use super::sizes::Crossing;
use super::tree::{ControllerState, Curve, Formula, Interpolation, Level, Node, OfFormula, Repeat, Stage, running};

/// The side from which a function is evaluated at a time where it jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The value at that time.
    At,
    /// The value that the schedule arrives at: at a seam or the end of a cycle, where the left side ends.
    Left,
}

/// What evaluation depends on besides the tree and the time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'s> {
    /// Subticks to a tick.
    pub(crate) resolution: u64,
    pub(crate) side: Side,
    /// What the controllers have seen; empty where they have not seen anything.
    pub(crate) controllers: &'s [ControllerState],
    /// The time of the track; `None` where no formula takes the values of others.
    pub(crate) now: Option<&'s Now<'s>>,
}

/// An algebra that nodes are evaluated in, and how it goes from one base to another.
pub(crate) trait Evaluate: Algebra {
    /// A node at the base times `by`.
    fn decayed(self, by: Power, node: &Node, at: Instant, context: Context<'_>) -> Self::Value;
    /// A node at a base of its own.
    fn based(self, base: f64, node: &Node, at: Instant, context: Context<'_>) -> Self::Value;
    /// A track, as a number; one that is no double may be NaN where the whole is looked at again.
    fn track(self, node: &Node, at: Instant, context: Context<'_>) -> f64;
    /// The product of a carrier and of factors, each of them at base 1: the factors first.
    fn product(self, carrier: &Node, factors: &[Node], at: Instant, context: Context<'_>) -> Self::Value;
    /// What arithmetic gave, or NaN where numbers on the way may have left the range of a double.
    fn checked(self, value: Self::Value) -> Self::Value {
        value
    }
}

impl Evaluate for Numeric {
    fn decayed(self, by: Power, node: &Node, at: Instant, context: Context<'_>) -> f64 {
        let base = self.base * by.to_f64();
        if is_plain(base) {
            return eval(node, at, Self { base }, context);
        }
        wide(self, |wide| wide.decayed(by, node, at, context))
    }

    fn based(self, base: f64, node: &Node, at: Instant, context: Context<'_>) -> f64 {
        eval(node, at, Self { base }, context)
    }

    fn track(self, node: &Node, at: Instant, context: Context<'_>) -> f64 {
        eval(node, at, Self { base: 1.0 }, context)
    }

    #[inline(never)]
    fn product(self, carrier: &Node, factors: &[Node], at: Instant, context: Context<'_>) -> f64 {
        let (mut product, mut within) = (1.0, true);
        for factor in factors {
            let factor = eval(factor, at, Self { base: 1.0 }, context);
            within &= factor.abs() <= LIMIT;
            product *= factor;
        }
        let carried = eval(carrier, at, self, context);
        if within && carried.abs() <= LIMIT {
            return product * carried;
        }
        f64::NAN
    }

    fn checked(self, value: f64) -> f64 {
        if value.is_finite() { value } else { f64::NAN }
    }
}

/// A value by way of numbers that may leave the range of a double, which they rarely do.
#[cold]
#[inline(never)]
fn wide(numeric: Numeric, value: impl FnOnce(WideNumeric) -> Wide) -> f64 {
    value(WideNumeric::of(numeric)).to_f64()
}

impl Evaluate for WideNumeric {
    fn decayed(self, by: Power, node: &Node, at: Instant, context: Context<'_>) -> Wide {
        eval(node, at, Self { base: self.base.times(by.wide()) }, context)
    }

    fn based(self, base: f64, node: &Node, at: Instant, context: Context<'_>) -> Wide {
        eval(node, at, Self { base: Wide::from(base) }, context)
    }

    fn track(self, node: &Node, at: Instant, context: Context<'_>) -> f64 {
        value(node, at, 1.0, context)
    }

    fn product(self, carrier: &Node, factors: &[Node], at: Instant, context: Context<'_>) -> Wide {
        product_of(factors, at, context).times(eval(carrier, at, self, context))
    }
}

impl Evaluate for Symbolic {
    fn decayed(self, by: Power, node: &Node, at: Instant, context: Context<'_>) -> Option<Level> {
        let base = self.base.map(|base| raised(base, by));
        let value = eval(node, at, Self { base }, context)?;
        Some(Level { rel: raised(value.rel, by), abs: value.abs })
    }

    fn based(self, base: f64, node: &Node, at: Instant, context: Context<'_>) -> Option<Level> {
        Some(Level::absolute(value(node, at, base, context)))
    }

    fn track(self, node: &Node, at: Instant, context: Context<'_>) -> f64 {
        value(node, at, 1.0, context)
    }

    fn product(self, carrier: &Node, factors: &[Node], at: Instant, context: Context<'_>) -> Option<Level> {
        let product = product_of(factors, at, context);
        let times = |number: f64| product.times(Wide::from(number)).to_f64();
        let carried = eval(carrier, at, self, context)?;
        Some(Level { rel: times(carried.rel), abs: times(carried.abs) })
    }
}

fn product_of(factors: &[Node], at: Instant, context: Context<'_>) -> Wide {
    let one = WideNumeric { base: Wide::from(1.0) };
    factors.iter().fold(one.base, |product, factor| product.times(eval(factor, at, one, context)))
}

/// The level that a node arrives at, at a time of its track; `None` where there is no such level, as for the minimum
/// of a relative and an absolute part at an unknown base.
pub(crate) fn arrive(
    node: &Node,
    at: Subticks,
    resolution: u64,
    base: Option<f64>,
    now: Option<&Now<'_>>,
) -> Option<Level> {
    let context = Context { resolution, side: Side::Left, controllers: &[], now };
    eval(node, Instant::at(at), Symbolic { base }, context)
}

/// The level that the last of some cycles of length 0 arrives at, each at the base of the one before it times
/// `decay`.
pub(crate) fn arrive_decayed(
    cycle: &Node,
    resolution: u64,
    base: Option<f64>,
    decay: f64,
    cycles_before: u64,
) -> Option<Level> {
    let context = Context { resolution, side: Side::Left, controllers: &[], now: None };
    Symbolic { base }.decayed(Power::whole(decay, cycles_before), cycle, Instant::at(0), context)
}

/// The value of a node at a time and a base. Where numbers on the way to it have left the range of a double, which
/// arithmetic says by NaN, and no node takes NaN for a number, the whole is found once more without that range: once,
/// so that it takes no more time the deeper the tree is.
pub(crate) fn value(node: &Node, at: Instant, base: f64, context: Context<'_>) -> f64 {
    let numeric = Numeric { base };
    let value = eval(node, at, numeric, context);
    if value.is_nan() { wide(numeric, |wide| eval(node, at, wide, context)) } else { value }
}

/// The value of a node at a time in an algebra. It takes time in proportion to the depth of the tree and to the
/// logarithm of its width.
pub(crate) fn eval<A: Evaluate>(node: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    #[cfg(test)]
    super::work::count(1);
    match node {
        Node::Hold(level) => algebra.level(*level),
        Node::Ramp { curve, from, to, length } => ramp(curve, (*from, *to), *length, at, algebra, context, &[]),
        Node::Step { from, size, gamma } => {
            let drops = u64::try_from(at.num / at.boundary(*size)).unwrap_or(u64::MAX);
            algebra.raised(*from, Power::whole(*gamma, drops))
        }
        Node::Multistep { from, milestones, gamma } => {
            let passed = milestones.partition_point(|&milestone| at.boundary(milestone) <= at.num);
            algebra.raised(*from, Power::whole(*gamma, passed as u64))
        }
        Node::Exponential { from, every, gamma } => algebra.raised(*from, exponential(at, *every, *gamma)),
        Node::Piecewise { boundaries, values, interpolation } => {
            piecewise(boundaries, values, *interpolation, at, algebra)
        }
        Node::Factor { from, formula } => factor(*from, formula, at, algebra, context, &[]),
        Node::InverseSqrt { from, timescale, shift } => {
            algebra.scale(algebra.level(*from), inverse_sqrt(at, *timescale, *shift))
        }
        Node::InverseTime { from, every, rate } => algebra.scale(algebra.level(*from), inverse_time(at, *every, *rate)),
        Node::Noise { from, noise, seed } => {
            let tick = at.num / at.scale.saturating_mul(context.resolution.into());
            let deviate = noise.deviate(*seed, u64::try_from(tick).unwrap_or(u64::MAX));
            algebra.scale(algebra.level(*from), 1.0 + deviate)
        }
        Node::Driven { from, by, slot } => algebra.level(by.level(context.controllers.get(*slot), *from)),
        Node::Chain(segments) => match segments.at(at, context.side == Side::Left) {
            Some((node, start)) => eval(node, at.since(start), algebra, context),
            None => algebra.number(f64::NAN),
        },
        Node::Stages { stages, slot } => staged(stages, *slot, at, algebra, context),
        Node::For { length, body } => {
            if at.num >= at.boundary(*length) {
                return held(body, *length, at, algebra, context);
            }
            eval(body, at, algebra, context)
        }
        Node::Skip { by, body } => eval(body, at.ahead(*by), algebra, context),
        Node::Mirror { length, body } => mirror(*length, body, at, algebra, context),
        Node::Every { by, body } => every(*by, body, at, algebra, context),
        Node::Repeat(cycles) => repeat(cycles, at, algebra, context),
        Node::Product { carrier, factors } => algebra.product(carrier, factors, at, context),
        Node::Sum(terms) => sum(terms, at, algebra, context),
        Node::Min(parts) => extremum(parts, at, algebra, context, A::min),
        Node::Max(parts) => extremum(parts, at, algebra, context, A::max),
        Node::Rounded { how, to, body } => algebra.rounded(eval(body, at, algebra, context), *how, *to),
        Node::Scale { by, body } => scaled(*by, body, at, algebra, context),
        Node::Clock { crossing, body } => crossed(crossing, body, at, algebra, context),
        Node::Based { base, is_track: true, body } if context.now.is_some() => track(*base, body, at, algebra, context),
        Node::Based { base, body, .. } => algebra.based(*base, body, at, context),
        Node::Coupled { body, tracks } => coupled(body, tracks, at, algebra, context),
    }
}

fn ramp<A: Evaluate>(
    curve: &Curve,
    (from, to): (Level, Level),
    length: Subticks,
    at: Instant,
    algebra: A,
    context: Context<'_>,
    tracks: &[f64],
) -> A::Value {
    match weights(curve, from, at, length, context.resolution, tracks) {
        Weights::Start => algebra.level(from),
        Weights::End => algebra.level(to),
        Weights::Between(left, gone) => algebra.mix(from, left, to, gone),
        Weights::Geometric(at) => algebra.geometric(from, to, at),
    }
}

fn factor<A: Evaluate>(
    from: Level,
    formula: &Formula,
    at: Instant,
    algebra: A,
    context: Context<'_>,
    tracks: &[f64],
) -> A::Value {
    algebra.factored(from, formula, ticks(at, context.resolution), tracks)
}

/// A node that is held from its end on, at the time that its track had then.
#[inline(never)]
fn held<A: Evaluate>(body: &Node, end: Subticks, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let now = context.now.map(|now| now.earlier(at.since(end)));
    let context = Context { side: Side::Left, now: now.as_ref(), ..context };
    eval(body, Instant::at(end), algebra, context)
}

/// A track, whose formulas see others at its own time.
#[inline(never)]
fn track<A: Evaluate>(base: f64, body: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let now = Now::of_track(at, context.resolution);
    algebra.based(base, body, at, Context { now: Some(&now), ..context })
}

/// A formula with the values of tracks: at a jump, those after it.
#[inline(never)]
fn coupled<A: Evaluate>(body: &Node, tracks: &[Node], at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let Some((time, resolution)) = context.now.map(Now::time) else { return algebra.number(f64::NAN) };
    let mut values = [0.0; Formula::TRACKS];
    for (value, node) in values.iter_mut().zip(tracks) {
        let now = Now::of_track(time, resolution);
        let there = Context { resolution, side: Side::At, now: Some(&now), ..context };
        *value = algebra.track(node, time, there);
        if value.is_nan() {
            return algebra.number(f64::NAN);
        }
    }
    let values = &values[..tracks.len().min(Formula::TRACKS)];
    match body.of_formula() {
        Some(OfFormula::Factor { from, formula }) => factor(from, formula, at, algebra, context, values),
        Some(OfFormula::Ramp { curve, from, to, length, .. }) => {
            ramp(curve, (from, to), length, at, algebra, context, values)
        }
        None => algebra.number(f64::NAN),
    }
}

#[inline(never)]
fn crossed<A: Evaluate>(crossing: &Crossing, body: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let inner = crossing.at(at, context.resolution);
    let through = |now: &_| Through { crossing, outer: at, resolution: context.resolution, inner, now: *now };
    let through = context.now.map(through);
    let now = through.as_ref().map(Now::crossed);
    let context = Context { resolution: crossing.resolution, now: now.as_ref(), ..context };
    eval(body, inner, algebra, context)
}

/// What runs of some stages; without a state, nothing says what that is.
#[inline(never)]
fn staged<A: Evaluate>(stages: &[Stage], slot: usize, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let state = match context.controllers.get(slot) {
        Some(ControllerState::Stages(state)) => state.as_ref(),
        _ => None,
    };
    let Some((stage, local)) = running(stages, state, at) else { return algebra.number(f64::NAN) };
    let resolution = stage.by.as_ref().map_or(context.resolution, |by| by.resolution);
    eval(&stage.node, local, algebra, Context { resolution, ..context })
}

fn mirror<A: Evaluate>(length: Subticks, body: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let turn = at.boundary(length);
    if at.num <= turn {
        return eval(body, at, algebra, context);
    }
    let back = turn - (at.num - turn);
    // After its end it is held.
    let now = context.now.map(|now| now.earlier(at.with((-back).max(0))).backwards());
    eval(body, at.with(back.max(0)), algebra, Context { side: Side::At, now: now.as_ref(), ..context })
}

fn every<A: Evaluate>(by: Subticks, body: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let by = at.boundary(by);
    let num = match context.side {
        Side::At => at.num,
        Side::Left => (at.num - 1).max(0),
    };
    let sample = num - num % by;
    let now = context.now.map(|now| now.earlier(at.with(at.num - sample)));
    eval(body, at.with(sample), algebra, Context { side: Side::At, now: now.as_ref(), ..context })
}

#[inline(never)]
fn repeat<A: Evaluate>(repeat: &Repeat, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let left = context.side == Side::Left;
    let (cycle, now, side) = match repeat.cycle(at, left) {
        Some(cycle) => (cycle, context.now.copied(), context.side),
        None => (repeat.last(), context.now.map(|now| now.earlier(repeat.over(at))), Side::Left),
    };
    let now = now.map(|now| now.in_cycle(repeat, &cycle));
    let context = Context { side, now: now.as_ref(), ..context };
    if repeat.decay() == 1.0 {
        return eval(repeat.body(), cycle.local, algebra, context);
    }
    algebra.decayed(Power::whole(repeat.decay(), repeat.decays(cycle.index)), repeat.body(), cycle.local, context)
}

// What is done with a value that comes back is not inlined: all other nodes, which have nothing left to do then, would
// make room for it.
#[inline(never)]
fn scaled<A: Evaluate>(by: f64, body: &Node, at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    algebra.checked(algebra.scale(eval(body, at, algebra, context), by))
}

#[inline(never)]
fn sum<A: Evaluate>(terms: &[(f64, Node)], at: Instant, algebra: A, context: Context<'_>) -> A::Value {
    let mut terms = terms.iter().map(|(sign, term)| algebra.scale(eval(term, at, algebra, context), *sign));
    let sum = match terms.next() {
        Some(first) => terms.fold(first, |sum, term| algebra.add(sum, term)),
        None => algebra.number(0.0),
    };
    algebra.checked(sum)
}

#[inline(never)]
fn extremum<A: Evaluate>(
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

fn exponential(at: Instant, every: Subticks, gamma: f64) -> Power {
    let every = at.boundary(every);
    let whole = u64::try_from(at.num / every).unwrap_or(u64::MAX);
    Power { base: gamma, whole, part: ratio(at.num % every, every) }
}

/// The square root of a quotient of whole numbers.
pub(crate) fn inverse_sqrt(at: Instant, timescale: Subticks, shift: Subticks) -> f64 {
    let timescale = at.boundary(timescale);
    ratio(timescale, timescale.saturating_add(at.num).saturating_add(at.boundary(shift))).sqrt()
}

pub(crate) fn inverse_time(at: Instant, every: Subticks, rate: f64) -> f64 {
    1.0 / (1.0 + rate * ratio(at.num, at.boundary(every)))
}

/// The time in ticks.
pub(crate) fn ticks(at: Instant, resolution: u64) -> f64 {
    ratio(at.num, at.scale.saturating_mul(resolution.into()))
}

#[inline(never)]
fn piecewise<A: Evaluate>(
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
    match weights(&curve, value(passed), at.since(start), boundaries[passed] - start, 1, &[]) {
        Weights::Start => algebra.level(value(passed)),
        Weights::End => algebra.level(value(passed + 1)),
        Weights::Between(left, gone) => algebra.mix(value(passed), left, value(passed + 1), gone),
        Weights::Geometric(at) => algebra.geometric(value(passed), value(passed + 1), at),
    }
}
