//! The value of a schedule at a time, as slowly and plainly as the page says it.

use super::number::{Big, Q, Value};
use super::place::{From, Node};
use super::program::{Curve, Formula, Level};

/// From which side a time is looked at where a schedule jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Side {
    At,
    /// Where it has arrived.
    Arrived,
}

/// A finished track: its base, and its schedule.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) base: Q,
    pub(super) node: Node,
}

/// What a schedule is a function of, besides time.
#[derive(Clone, Debug)]
pub(super) struct Around<'t> {
    pub(super) base: Value,
    pub(super) start: Value,
    pub(super) tracks: &'t [Option<Track>],
    /// The time of the track, and how much of it passes in a unit of local time.
    pub(super) now: Q,
    pub(super) rate: Q,
    /// What is observed at each tick, the time of the run, and the time from which on it is observed here.
    pub(super) metrics: &'t [Option<Q>],
    pub(super) tick: Q,
    pub(super) since: Q,
}

impl<'t> Around<'t> {
    /// That of a track at a time of its own.
    pub(super) fn track(track: &Track, tracks: &'t [Option<Track>], t: Q) -> Self {
        let base = Value::exactly(track.base);
        let rate = Q::from_integer(1);
        Self { base: base.clone(), start: base, tracks, now: t, rate, metrics: &[], tick: t, since: zero() }
    }
}

fn zero() -> Q {
    Q::from_integer(0)
}

fn one() -> Value {
    Value::exactly(Q::from_integer(1))
}

impl Around<'_> {
    fn level(&self, level: Level) -> Value {
        let absolute = Value::exactly(level.absolute);
        match level.relative {
            None => absolute,
            Some(relative) => {
                let relative = Value::exactly(relative).times(&self.base);
                if level.has_absolute { relative.plus(&absolute) } else { relative }
            }
        }
    }

    fn from(&self, from: From) -> Value {
        match from {
            From::Start => self.start.clone(),
            From::Level(level) => self.level(level),
        }
    }

    /// At a base of its own, from it.
    fn at(&self, base: &Value) -> Self {
        Self { base: base.clone(), start: base.clone(), ..self.clone() }
    }

    /// Another local time later, or before.
    fn later(&self, by: Q) -> Self {
        Self { now: self.now + self.rate * by, tick: self.tick + by, ..self.clone() }
    }

    /// What has been observed here before now.
    fn observed(&self) -> Vec<Q> {
        let ticks = (0..).map(Q::from_integer).zip(self.metrics);
        ticks.filter(|(tick, _)| *tick >= self.since && *tick < self.tick).filter_map(|(_, metric)| *metric).collect()
    }

    /// What a track is now.
    fn value_of(&self, index: usize) -> Value {
        let track = self.tracks[index].as_ref().expect("it is placed before");
        value(&track.node, &Around::track(track, self.tracks, self.now), self.now, Side::At)
    }
}

pub(super) fn value(node: &Node, around: &Around<'_>, t: Q, side: Side) -> Value {
    let raised = |from: From, gamma: Q, drops: Q| {
        let power = Big::rounded(gamma).power(drops);
        around.from(from).times(&Value::new(power))
    };
    match node {
        Node::Hold(from) => around.from(*from),
        Node::Ramp { curve, from, to, length } => {
            if t >= *length {
                return around.level(*to);
            }
            let (from, to) = (around.from(*from), around.level(*to));
            match curve {
                Curve::Track(index) => {
                    let left = Value::exactly(Q::from_integer(1) - t / *length);
                    let before = around.value_of(*index).times(&left);
                    let after = one().minus(&before);
                    from.times(&before).plus(&to.times(&after))
                }
                curve => ramp(*curve, &from, &to, t, *length),
            }
        }
        Node::Step { size, gamma, from } => raised(*from, *gamma, (t / size).floor()),
        Node::Multistep { milestones, gamma, from } => {
            let passed = milestones.iter().filter(|milestone| **milestone <= t).count();
            raised(*from, *gamma, Q::from_integer(passed as i128))
        }
        Node::Exponential { every, gamma, from } => raised(*from, *gamma, t / every),
        Node::Piecewise { boundaries, values, interpolate } => {
            let passed = boundaries.iter().filter(|boundary| **boundary <= t).count();
            let (Some(curve), true) = (interpolate, passed < boundaries.len()) else {
                return around.level(values[passed]);
            };
            let start = if passed == 0 { zero() } else { boundaries[passed - 1] };
            let (from, to) = (around.level(values[passed]), around.level(values[passed + 1]));
            ramp(*curve, &from, &to, t - start, boundaries[passed] - start)
        }
        Node::InverseSqrt { timescale, shift, from } => {
            let under = Big::exactly(Q::from_integer(1) + (t + shift) / timescale).sqrt();
            around.from(*from).times(&Value::new(Big::of(1.0).over(&under)))
        }
        Node::InverseTime { every, rate, from } => {
            let under = Big::of(1.0).plus(&Big::rounded(*rate).times(&Big::exactly(t / every)));
            around.from(*from).times(&Value::new(Big::of(1.0).over(&under)))
        }
        Node::Factor { formula: Formula::Track(index, k), from } => {
            let factor = around.value_of(*index).times(&formula(Formula::Inverse(*k), t));
            around.from(*from).times(&factor)
        }
        Node::Factor { formula: of, from } => around.from(*from).times(&formula(*of, t)),
        Node::Driven { by, from } => {
            let observed = around.observed();
            let value = by.value(around.from(*from), &|level| around.level(level), &observed);
            // Each change is rounded.
            Value { size: value.size.times(&Big::of(1.0 + observed.len() as f64)), ..value }
        }
        Node::Chain(segments) => chain(segments, around, t, side),
        Node::For(length, body) if t >= *length => value(body, &around.later(*length - t), *length, Side::Arrived),
        Node::For(_, body) => value(body, around, t, side),
        Node::Skip(by, body) => value(body, around, t + by, side),
        Node::Every(by, end, body) => {
            let arrived = side == Side::Arrived || end.is_some_and(|end| t >= end);
            let last = end.map_or(t, |end| t.min(end));
            // The last sample before, or the last one.
            let sample = if arrived { (last / by).ceil() - Q::from_integer(1) } else { (last / by).floor() };
            let sample = sample.max(zero()) * by;
            value(body, &around.later(sample - t), sample, Side::At)
        }
        Node::Mirror(length, body) => match t.cmp(length) {
            std::cmp::Ordering::Greater => {
                let end = length + length;
                let held = around.later((end - t).min(zero()));
                value(body, &Around { rate: -held.rate, ..held }, (end - t).max(zero()), Side::At)
            }
            std::cmp::Ordering::Less | std::cmp::Ordering::Equal => value(body, around, t, side),
        },
        Node::Repeat { .. } => repeat(node, around, t, side),
        Node::Product { carrier, factors } => {
            let carried = value(carrier, around, t, side);
            let unit = around.at(&one());
            factors.iter().fold(carried, |product, factor| product.times(&value(factor, &unit, t, side)))
        }
        Node::Based(base, body) => value(body, &around.at(&Value::exactly(*base)), t, side),
        Node::Scale(by, body) => value(body, around, t, side).times(&Value::exactly(*by)),
        Node::Sum(terms) => terms.iter().fold(Value::exactly(zero()), |sum, (negative, term)| {
            let term = value(term, around, t, side);
            if *negative { sum.minus(&term) } else { sum.plus(&term) }
        }),
        Node::Min(parts) => {
            let parts = parts.iter().map(|part| value(part, around, t, side));
            parts.reduce(Value::lesser).expect("one or more")
        }
        Node::Max(parts) => {
            let parts = parts.iter().map(|part| value(part, around, t, side));
            parts.reduce(Value::greater).expect("one or more")
        }
        Node::Rounded(how, to, body) => value(body, around, t, side).rounded(how, *to),
        Node::Track(index) => {
            let track = around.tracks[*index].as_ref().expect("it is placed before");
            let Around { metrics, tick, since, .. } = *around;
            value(&track.node, &Around { metrics, tick, since, ..Around::track(track, around.tracks, t) }, t, side)
        }
    }
}

fn chain(segments: &[(Q, Option<Q>, Node)], around: &Around<'_>, t: Q, side: Side) -> Value {
    let mut start = around.start.clone();
    for (index, (begin, length, node)) in segments.iter().enumerate() {
        let since = around.since.max(around.tick - (t - begin));
        let here = Around { start, since, ..around.clone() };
        let next = segments.get(index + 1);
        // The next one has begun, or, looked at from the left, begins before or is over at once.
        let goes_on = next.is_some_and(|(next, length, _)| match side {
            Side::At => *next <= t,
            Side::Arrived => *next < t || *next == t && *length == Some(zero()),
        });
        if !goes_on {
            return value(node, &here, t - begin, side);
        }
        let length = length.expect("more follows");
        start = value(node, &here.later(begin + length - t), length, Side::Arrived);
    }
    start
}

fn repeat(node: &Node, around: &Around<'_>, t: Q, side: Side) -> Value {
    let Node::Repeat { period, count, stretch, decay, body } = node else { return around.start.clone() };
    let (mut index, mut begin, mut length) = (0_u64, zero(), *period);
    let (local, side, over) = loop {
        let end = begin + length;
        let is_last = count.is_some_and(|count| index + 1 == count);
        if t < end || t == end && side == Side::Arrived && length > zero() {
            break ((t - begin) / (length / period), side, zero());
        }
        if is_last {
            break (*period, Side::Arrived, t - end);
        }
        (index, begin, length) = (index + 1, end, length * stretch);
    };
    let decay = Value::new(Big::rounded(*decay).power(Q::from_integer(index.into())));
    let then = around.later(-over);
    let stretched = if *period > zero() { length / period } else { Q::from_integer(1) };
    let (base, start) = (around.base.times(&decay), around.start.times(&decay));
    value(body, &Around { base, start, rate: then.rate * stretched, ..then }, local, side)
}

fn formula(formula: Formula, t: Q) -> Value {
    let one = Q::from_integer(1);
    let whole = |number: i128| Q::from_integer(number);
    match formula {
        Formula::Inverse(k) => Value::exactly((one + t / whole(k)).recip()),
        Formula::Power(c, k) => {
            let power = Big::rounded(c).power(t / whole(k));
            // The exponent is rounded, and its error grows with it.
            let exponent = Big::rounded(c).ln().times(&Big::exactly(t / whole(k))).to_f64().abs();
            Value::within(power, 1.0 + exponent)
        }
        Formula::Line(k) => Value::exactly(one).minus(&Value::exactly(t / whole(k))),
        Formula::Exp(k) => {
            let exponent = Big::exactly(-t / whole(k));
            Value::within(exponent.exp(), 1.0 + exponent.to_f64().abs())
        }
        Formula::Floor(k) => Value::exactly((one + (t / whole(k)).floor()).recip()),
        Formula::Track(..) => unreachable!("it depends on a track"),
    }
}

/// From one value to another, at a time before the end.
fn ramp(curve: Curve, from: &Value, to: &Value, t: Q, length: Q) -> Value {
    let one = Q::from_integer(1);
    let (u, left) = (t / length, one - t / length);
    let (u_big, left_big) = (Big::exactly(u), Big::exactly(left));
    let unit = Big::of(1.0);
    let half = |big: Big| big.over(&Big::of(2.0));
    // The weights of both ends.
    let (before, after) = match curve {
        Curve::Linear => (left_big, u_big),
        Curve::Cosine => {
            let cosine = u_big.cos_pi();
            (half(unit.plus(&cosine)), half(unit.minus(&cosine)))
        }
        Curve::OneMinusSqrt => (unit.minus(&u_big.sqrt()), u_big.sqrt()),
        Curve::OneMinusSqrtRise => (left_big.sqrt(), unit.minus(&left_big.sqrt())),
        Curve::Poly(power) => {
            let before = left_big.power(power);
            (before.clone(), unit.minus(&before))
        }
        Curve::Rise(power) => {
            let after = u_big.power(power);
            (unit.minus(&after), after)
        }
        Curve::Log => {
            let after = Big::exactly(one + t).ln().over(&Big::exactly(one + length).ln());
            (unit.minus(&after), after)
        }
        Curve::ShiftedExp(ratio) => {
            let ratio_big = Big::rounded(ratio);
            let after = unit.minus(&ratio_big.power(u)).over(&unit.minus(&ratio_big));
            (unit.minus(&after), after)
        }
        Curve::Rex(beta) => {
            let before = Big::exactly(left / (one - beta * u));
            (before.clone(), unit.minus(&before))
        }
        Curve::Tanh => {
            let at = Big::exactly(Q::from_integer(-7) * left + Q::from_integer(3) * u).tanh();
            (half(unit.minus(&at)), half(unit.plus(&at)))
        }
        Curve::Geometric => {
            let log = to.exact.over(&from.exact).ln().times(&u_big);
            let exact = from.exact.times(&log.exp());
            return Value::within(exact, from.doubt().max(to.doubt()));
        }
        Curve::Track(_) => unreachable!("it depends on a track"),
        Curve::Formula(_) | Curve::Flat(_) => {
            let before = match curve {
                Curve::Formula(power) => left_big.power(power),
                Curve::Flat(level) => Big::exactly(level),
                _ => unit.clone(),
            };
            // It is computed in doubles, and so is what is missing from 1.
            let after = unit.minus(&before);
            let before = Value { size: before.abs().times(&Big::of(8.0)).plus(&unit), exact: before };
            let after = Value { size: unit.plus(&before.size), exact: after };
            return from.times(&before).plus(&to.times(&after));
        }
    };
    from.times(&Value::new(before)).plus(&to.times(&Value::new(after)))
}
