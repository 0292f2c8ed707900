//! What a tree has to be, so that its evaluation neither fails nor runs on.

use std::fmt;

use super::clock::Subticks;
use super::tree::{Curve, Formula, Level, Node, Noise, too_many_cycles};

/// The longest time; 2^64 ticks of 2^32 subticks fit.
const TIME_LIMIT: Subticks = 1 << 96;
/// How deep nodes nest.
const DEPTH_LIMIT: u32 = 512;

/// Why a tree is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(&'static str);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Invalid {}

pub(super) fn validate(base: f64, resolution: u64, length: Option<Subticks>, root: &Node) -> Result<(), Invalid> {
    finite(base)?;
    if resolution == 0 || resolution > u64::from(u32::MAX) {
        return Err(Invalid("the resolution is not between 1 and 2^32 - 1"));
    }
    if let Some(length) = length {
        time(length)?;
    }
    node(root, resolution, 0)
}

fn node(this: &Node, resolution: u64, depth: u32) -> Result<(), Invalid> {
    if depth >= DEPTH_LIMIT {
        return Err(Invalid("nodes nest more than 512 deep"));
    }
    let inner = |body: &Node| node(body, resolution, depth + 1);
    match this {
        Node::Hold(value) => level(*value),
        Node::Ramp { curve, from, to, length } => {
            time(*length)?;
            level(*from)?;
            level(*to)?;
            match curve {
                Curve::Formula(function) => formula(function),
                Curve::Polynomial(power) | Curve::PolynomialRise(power) if !(power.is_finite() && *power > 0.0) => {
                    Err(Invalid("a power is not above 0"))
                }
                Curve::Rex(beta) if !(0.0..1.0).contains(beta) => {
                    Err(Invalid("the beta of a rex is not from 0 to below 1"))
                }
                Curve::Tanh(bounds) if !(bounds.lb.is_finite() && bounds.ub.is_finite()) => {
                    Err(Invalid("a number is not finite"))
                }
                _ => Ok(()),
            }
        }
        Node::Step { from, size, gamma } => {
            level(*from)?;
            finite(*gamma)?;
            interval(*size)
        }
        Node::Multistep { from, milestones, gamma } => {
            level(*from)?;
            finite(*gamma)?;
            ascending(milestones)
        }
        Node::Exponential { from, every, gamma } => {
            level(*from)?;
            interval(*every)?;
            if gamma.is_finite() && *gamma > 0.0 {
                Ok(())
            } else {
                Err(Invalid("the gamma of an exponential is not above 0"))
            }
        }
        Node::Piecewise { boundaries, values, .. } => {
            ascending(boundaries)?;
            values.iter().try_for_each(|value| level(*value))?;
            if values.len() == boundaries.len() + 1 {
                Ok(())
            } else {
                Err(Invalid("there is not one value more than boundaries"))
            }
        }
        Node::Factor { from, formula: function } => {
            level(*from)?;
            formula(function)
        }
        Node::InverseSqrt { from, timescale, shift } => {
            level(*from)?;
            interval(*timescale)?;
            time(*shift)
        }
        Node::InverseTime { from, every, rate } => {
            level(*from)?;
            interval(*every)?;
            not_negative(*rate)
        }
        Node::Noise { from, noise, .. } => {
            level(*from)?;
            match noise {
                Noise::Normal { limit: Some(limit), .. } if !(limit.is_finite() && *limit > 0.0) => {
                    Err(Invalid("the limit of a noise is not above 0"))
                }
                Noise::Normal { std: scale, .. } | Noise::Uniform { range: scale } => not_negative(*scale),
            }
        }
        Node::Plateau { from, rule, .. } => {
            level(*from)?;
            level(rule.min)?;
            not_negative(rule.threshold)?;
            not_negative(rule.eps)?;
            if (0.0..1.0).contains(&rule.factor) {
                Ok(())
            } else {
                Err(Invalid("the factor of a plateau is not from 0 to below 1"))
            }
        }
        Node::Mirror { body, .. } | Node::Every { body, .. } if body.has_plateau() => Err(MISPLACED_PLATEAU),
        Node::Repeat(repeat) if repeat.body().has_plateau() => Err(MISPLACED_PLATEAU),
        Node::Chain(segments) => {
            if segments.get(0).is_none_or(|first| first.start != 0) {
                return Err(Invalid("a chain does not start at 0"));
            }
            let starts: Vec<_> = segments.iter().map(|segment| segment.start).collect();
            ascending(&starts)?;
            segments.iter().try_for_each(|segment| inner(segment.node))
        }
        Node::For { length: by, body } | Node::Skip { by, body } | Node::Mirror { length: by, body } => {
            time(*by)?;
            inner(body)
        }
        Node::Every { by, body } => {
            interval(*by)?;
            inner(body)
        }
        Node::Repeat(repeat) => {
            interval(repeat.period)?;
            finite(repeat.decay)?;
            if repeat.count == Some(0) {
                return Err(Invalid("a repeat has no cycle"));
            }
            let (p, q) = repeat.stretch;
            if p == 0 || q == 0 || p < q && repeat.count.is_none() {
                return Err(Invalid("a stretch is not above 0, or shrinks for ever"));
            }
            if too_many_cycles(repeat.period, repeat.stretch, repeat.count, resolution) {
                return Err(Invalid("there are more than 4096 stretched cycles"));
            }
            inner(&repeat.body)
        }
        Node::Product { carrier, factors } => {
            inner(carrier)?;
            factors.iter().try_for_each(inner)
        }
        Node::Sum(terms) => terms.iter().try_for_each(|(sign, term)| {
            finite(*sign)?;
            inner(term)
        }),
        Node::Min(parts) | Node::Max(parts) => {
            if parts.is_empty() {
                return Err(Invalid("a minimum or maximum of nothing"));
            }
            parts.iter().try_for_each(inner)
        }
        Node::Scale { by, body } | Node::Based { base: by, body } => {
            finite(*by)?;
            inner(body)
        }
    }
}

const MISPLACED_PLATEAU: Invalid = Invalid("a plateau is in what does not go on tick by tick");

fn not_negative(number: f64) -> Result<(), Invalid> {
    finite(number)?;
    if number >= 0.0 { Ok(()) } else { Err(Invalid("a number is below 0")) }
}

fn finite(number: f64) -> Result<(), Invalid> {
    if number.is_finite() { Ok(()) } else { Err(Invalid("a number is not finite")) }
}

fn level(level: Level) -> Result<(), Invalid> {
    finite(level.rel)?;
    finite(level.abs)
}

fn time(time: Subticks) -> Result<(), Invalid> {
    if (0..=TIME_LIMIT).contains(&time) { Ok(()) } else { Err(Invalid("a time is below 0 or above 2^96 subticks")) }
}

fn interval(interval: Subticks) -> Result<(), Invalid> {
    time(interval)?;
    if interval == 0 { Err(Invalid("an interval is 0")) } else { Ok(()) }
}

fn ascending(times: &[Subticks]) -> Result<(), Invalid> {
    times.iter().try_for_each(|&at| time(at))?;
    if times.is_sorted() { Ok(()) } else { Err(Invalid("boundaries are not in order")) }
}

fn formula(formula: &Formula) -> Result<(), Invalid> {
    formula.check().map_err(Invalid)
}
