//! Where two schedules part, and by how much.

use super::effort::Effort;
use super::enclose::Encloser;
use super::enclosure::Enclosure;
use super::interval::Interval;
use super::search::{Function, climb, first_where, last_where};
use super::stretch::Stretch;
use super::{Condition, Slack};
use crate::schedule::Schedule;
use crate::schedule::chain::Chain;
use crate::schedule::node::{Curve, Level, Node};

/// Two schedules that the search cannot tell apart or alike are walked through up to so many ticks.
const WALKED: u64 = 1 << 26;
/// With more ticks than that, smaller differences than this are let go.
const COARSE: f64 = 1e-7;
/// So many ticks are walked through at once.
const CHUNK: usize = 1024;
/// The largest differences are found but for so much of them.
const PRECISION: f64 = 1e-4;

/// The values of two schedules at a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The tick, counted from 0.
    pub tick: u64,
    /// The value of the first schedule.
    pub a: f64,
    /// The value of the second one.
    pub b: f64,
}

impl Gap {
    /// How far the values are apart.
    pub fn absolute(self) -> f64 {
        match (self.a.is_nan(), self.b.is_nan()) {
            (true, true) => 0.0,
            (false, false) if self.a == self.b => 0.0,
            (false, false) => (self.a - self.b).abs(),
            _ => f64::INFINITY,
        }
    }

    /// How far they are apart as a share of the one that is further from 0.
    pub fn relative(self) -> f64 {
        let apart = self.absolute();
        if apart == 0.0 || apart == f64::INFINITY { apart } else { apart / self.a.abs().max(self.b.abs()) }
    }
}

/// How two schedules differ over a range of ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first tick at which they differ by more than is tolerated.
    pub first: Gap,
    /// The last one.
    pub last: Gap,
    /// Where they are furthest apart.
    pub absolute: Largest,
    /// Where they are furthest apart as a share of the value that is further from 0.
    pub relative: Largest,
}

/// The largest gap between two schedules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Largest {
    /// The gap.
    pub gap: Gap,
    /// Whether there is no larger one, to four digits; otherwise it is the largest that was found.
    pub exact: bool,
}

/// What became of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// How they differ; `None` where they do not.
    pub difference: Option<Difference>,
    /// What was tolerated: what was asked for, or 1e-7 for two schedules of more than 2^26 ticks
    /// that are written too differently to be told apart or alike to the last bit.
    pub tolerance: f64,
    /// Whether the search came to its end; otherwise there may be more differences than it found.
    pub certain: bool,
}

impl Schedule {
    /// Compares two schedules over the ticks from `first` to `last`, both included. Two values are
    /// the same where they are within `tolerance`, from 0 on, of the one that is further from 0.
    pub fn compare(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> Comparison {
        let last = last.max(first);
        if self == other {
            return Comparison { difference: None, tolerance, certain: true };
        }
        let searched = self.search(other, first, last, tolerance);
        if searched.certain {
            return searched;
        }
        if last - first < WALKED {
            return Comparison { difference: self.walk(other, first, last, tolerance), tolerance, certain: true };
        }
        if tolerance < COARSE { self.search(other, first, last, COARSE) } else { searched }
    }

    fn search(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> Comparison {
        let by = |measure, to_the_bit| Pair { a: self, b: other, measure, to_the_bit };
        let (absolute, relative) = (by(Measure::Absolute, false), by(Measure::Relative, false));
        let sought = by(Measure::Relative, tolerance == 0.0);
        let beyond = Condition::Above(tolerance);
        let (start, start_found) = first_where(&sought, first, last, beyond);
        let (end, end_found) = last_where(&sought, first, last, beyond);
        let certain = start_found && end_found;
        let (Some(start), Some(end)) = (start, end) else {
            return Comparison { difference: None, tolerance, certain };
        };
        let largest = |measure: &Pair<'_>| {
            let (point, exact) = climb(measure, start.tick, end.tick, Slack::NONE, PRECISION, &measure.effort());
            Largest { gap: self.gap(other, point.tick), exact }
        };
        let difference = Difference {
            first: self.gap(other, start.tick),
            last: self.gap(other, end.tick),
            absolute: largest(&absolute),
            relative: largest(&relative),
        };
        Comparison { difference: Some(difference), tolerance, certain }
    }

    fn gap(&self, other: &Self, tick: u64) -> Gap {
        Gap { tick, a: self.value(tick), b: other.value(tick) }
    }

    fn walk(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> Option<Difference> {
        let (mut a, mut b) = ([0.0; CHUNK], [0.0; CHUNK]);
        let mut found: Option<Difference> = None;
        let mut start = first;
        loop {
            let count = usize::try_from(last - start).map_or(CHUNK, |left| left.saturating_add(1).min(CHUNK));
            self.fill(start, &mut a[..count]);
            other.fill(start, &mut b[..count]);
            for (tick, (&a, &b)) in (start..).zip(a[..count].iter().zip(&b[..count])) {
                let gap = Gap { tick, a, b };
                if gap.relative() > tolerance {
                    let largest = Largest { gap, exact: true };
                    let only = Difference { first: gap, last: gap, absolute: largest, relative: largest };
                    let known = found.get_or_insert(only);
                    known.last = gap;
                    if gap.absolute() > known.absolute.gap.absolute() {
                        known.absolute = largest;
                    }
                    if gap.relative() > known.relative.gap.relative() {
                        known.relative = largest;
                    }
                }
            }
            match start.checked_add(count as u64) {
                Some(next) if next <= last => start = next,
                _ => return found,
            }
        }
    }
}

/// How far two values are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Absolute,
    Relative,
}

/// How far two schedules are apart, as a function of the tick.
struct Pair<'s> {
    a: &'s Schedule,
    b: &'s Schedule,
    measure: Measure,
    /// Whether rounding counts.
    to_the_bit: bool,
}

/// A node with the stretch of its time that is looked at.
#[derive(Clone, Copy)]
struct Part<'n> {
    node: &'n Node,
    on: Stretch,
    base: f64,
    resolution: u64,
    /// What it costs to look at it is taken from this.
    effort: &'n Effort,
}

impl Function for Pair<'_> {
    fn value(&self, tick: u64) -> f64 {
        let gap = self.a.gap(self.b, tick);
        match self.measure {
            Measure::Absolute => gap.absolute(),
            Measure::Relative => gap.relative(),
        }
    }

    fn effort(&self) -> Effort {
        let both = self.a.effort();
        both.restore(&self.b.effort());
        both
    }

    fn enclose(&self, first: u64, last: u64, effort: &Effort) -> Enclosure {
        let part = |schedule| Part::of(schedule, first, last, effort);
        let (a, b) = (part(self.a), part(self.b));
        if a == b {
            return Enclosure::constant(Interval::ZERO);
        }
        let rounded = self.to_the_bit && !(a.is_exact() && b.is_exact());
        let ramp = a.ramp_between(b);
        let (a, b) = (a.bounds(), b.bounds());
        let apart = ramp.unwrap_or_else(|| {
            let middle = first + (last - first) / 2;
            a.minus(b).around(
                self.a.value(middle) - self.b.value(middle),
                Interval { lo: -((middle - first) as f64), hi: (last - middle) as f64 },
            )
        });
        let mut apart = apart.abs();
        if rounded {
            // What is the same by its formula may still differ in the last digits, here and there.
            let reach = [a.value.lo, a.value.hi, b.value.lo, b.value.hi].map(f64::abs).into_iter().fold(0.0, f64::max);
            apart.value.hi += 4.0 * f64::EPSILON * reach;
            apart.slope = Interval::ALL;
        }
        if self.measure == Measure::Absolute || apart.value == Interval::ZERO {
            return apart;
        }
        let greater = a.abs().greater(b.abs());
        if greater.value.lo <= 0.0 {
            return Enclosure { value: Interval { lo: 0.0, hi: 2.0 }, slope: Interval::ALL, ..apart };
        }
        apart.quotient(greater)
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.a.seam(first, last).or_else(|| self.b.seam(first, last))
    }

    fn noise(&self, tick: u64) -> f64 {
        let gap = self.a.gap(self.b, tick);
        match self.measure {
            Measure::Absolute => 4.0 * f64::EPSILON * gap.a.abs().max(gap.b.abs()),
            Measure::Relative => 4.0 * f64::EPSILON,
        }
    }
}

impl PartialEq for Part<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.resolution == other.resolution
            && self.base.to_bits() == other.base.to_bits()
            && self.on == other.on
            && self.node == other.node
    }
}

impl<'n> Part<'n> {
    /// What counts of a schedule on a stretch of ticks.
    fn of(schedule: &'n Schedule, first: u64, last: u64, effort: &'n Effort) -> Self {
        let Schedule { base, resolution, ref root, .. } = *schedule;
        Self { node: root, on: Stretch::ticks(first, last, resolution), base, resolution, effort }.narrowed()
    }

    fn encloser(self) -> Encloser<'n> {
        Encloser { resolution: self.resolution, effort: self.effort }
    }

    /// Its bounds, with slopes per tick.
    fn bounds(self) -> Enclosure {
        let bounds = self.encloser().node(self.node, self.on, Interval::point(self.base));
        Enclosure { slope: bounds.slope.times(self.resolution as f64), ..bounds }
    }

    /// The part inside of it that is all that counts on the stretch.
    fn narrowed(self) -> Self {
        let inner = match self.node {
            Node::Chain(segments) => self.only(segments),
            Node::For { length, body } if self.on.last < self.on.boundary(*length) => Some(Self { node: body, ..self }),
            Node::Skip { by, body } => Some(Self { node: body, on: self.on.ahead(*by), ..self }),
            Node::Based { base, body } => Some(Self { node: body, base: *base, ..self }),
            Node::Product { carrier, factors } if factors.iter().all(|factor| self.is_one(factor)) => {
                Some(Self { node: carrier, ..self })
            }
            _ => None,
        };
        inner.map_or(self, Self::narrowed)
    }

    /// Whether values that are the same by its formula are so to the last bit.
    fn is_exact(self) -> bool {
        matches!(self.node, Node::Hold(_) | Node::Step { .. } | Node::Multistep { .. } | Node::Piecewise { .. })
    }

    /// The bounds of what lies between two ramps along the same curve, which is such a ramp itself.
    fn ramp_between(self, other: Self) -> Option<Enclosure> {
        let Node::Ramp { curve, from, to, length } = self.node else { return None };
        let Node::Ramp { curve: other_curve, from: other_from, to: other_to, length: other_length } = other.node else {
            return None;
        };
        let alike =
            (curve, length, self.on, self.resolution) == (other_curve, other_length, other.on, other.resolution);
        if !alike || matches!(curve, Curve::Geometric) {
            return None;
        }
        let between = |a: Level, b: Level| Level::absolute(a.at(self.base) - b.at(other.base));
        let (from, to) = (between(*from, *other_from), between(*to, *other_to));
        let node = Node::Ramp { curve: curve.clone(), from, to, length: *length };
        Some(Part { node: &node, ..self }.bounds())
    }

    /// Whether a factor changes nothing on the stretch.
    fn is_one(self, factor: &Node) -> bool {
        let one = Interval::point(1.0);
        let bounds = self.encloser().node(factor, self.on, one);
        bounds.defined && bounds.value == one && bounds.slope == Interval::ZERO
    }

    /// The only segment of a chain on the stretch.
    fn only(self, segments: &'n Chain) -> Option<Self> {
        let begun = |num: i128| segments.begun(self.on.instant(num), false);
        let index = begun(self.on.first);
        let segment = segments.get(index.checked_sub(1)?)?;
        (begun(self.on.last) == index).then(|| Self { node: segment.node, on: self.on.since(segment.start), ..self })
    }
}
