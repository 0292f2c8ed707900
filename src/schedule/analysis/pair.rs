//! How far two schedules are apart, as a function of the tick that can be bounded.

use super::bounds::{BoundsEvaluator, Enclosure, Interval, Window};
use super::budget::Budget;
use super::search::Function;
use crate::schedule::Schedule;
use crate::schedule::tree::{Chain, Curve, Level, Node};

/// How far two values are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Absolute,
    Relative,
}

/// How far two schedules are apart, as a function of the tick.
pub(super) struct Pair<'s> {
    pub(super) a: &'s Schedule,
    pub(super) b: &'s Schedule,
    pub(super) measure: Measure,
    /// Whether rounding counts.
    pub(super) to_the_bit: bool,
    pub(super) budget: &'s Budget<'s>,
}

/// A node, and the window of its time that is looked at.
#[derive(Clone, Copy)]
struct Part<'n> {
    node: &'n Node,
    on: Window,
    base: f64,
    resolution: u64,
    /// How many subticks a tick has, at least and at most.
    rates: Interval,
    /// Looking at it is charged to this.
    budget: &'n Budget<'n>,
}

impl Function for Pair<'_> {
    fn value(&self, tick: u64) -> f64 {
        let gap = self.a.gap(self.b, tick);
        match self.measure {
            Measure::Absolute => gap.absolute(),
            Measure::Relative => gap.relative(),
        }
    }

    fn budget(&self) -> &Budget<'_> {
        self.budget
    }

    fn size(&self) -> usize {
        self.a.known.size + self.b.known.size
    }

    /// There are two schedules, and no file of them: it is enough that their bounds are counted.
    fn work(&self) -> usize {
        0
    }

    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure {
        let part = |schedule| Part::of(schedule, first, last, budget);
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
            // Values that are the same by their formulas may still differ in their last digits.
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
            && self.rates == other.rates
            && self.base.to_bits() == other.base.to_bits()
            && self.on == other.on
            && self.node == other.node
    }
}

impl<'n> Part<'n> {
    /// The part of a schedule that counts on a range of ticks.
    fn of(schedule: &'n Schedule, first: u64, last: u64, budget: &'n Budget<'n>) -> Self {
        let Schedule { base, resolution, ref root, .. } = *schedule;
        let sizes = schedule.sizes().map_or((1, 1), |sizes| sizes.between(first.into(), last.into()));
        let rates = Interval { lo: sizes.0 as f64, hi: sizes.1 as f64 }.times(resolution as f64);
        Self { node: root, on: Window::ticks(first, last, schedule), base, resolution, rates, budget }.narrowed()
    }

    fn evaluator(self) -> BoundsEvaluator<'n> {
        BoundsEvaluator { resolution: self.resolution, budget: self.budget, work: 0 }
    }

    /// Its bounds, with slopes per tick.
    fn bounds(self) -> Enclosure {
        let bounds = self.evaluator().node(self.node, self.on, Interval::point(self.base));
        Enclosure { slope: bounds.slope * self.rates, ..bounds }
    }

    /// The innermost part that alone counts in the window.
    fn narrowed(self) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "any node may be looked at as a whole")]
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

    /// Whether values that are the same by its formula are the same to the last bit.
    fn is_exact(self) -> bool {
        matches!(self.node, Node::Hold(_) | Node::Step { .. } | Node::Multistep { .. } | Node::Piecewise { .. })
    }

    /// The bounds of the difference of two ramps along the same curve, which is such a ramp itself.
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

    /// Whether a factor is 1 throughout the window.
    fn is_one(self, factor: &Node) -> bool {
        let one = Interval::point(1.0);
        let bounds = self.evaluator().node(factor, self.on, one);
        bounds.defined && bounds.value == one && bounds.slope == Interval::ZERO
    }

    /// The only segment of a chain in the window, if there is only one.
    fn only(self, segments: &'n Chain) -> Option<Self> {
        let begun = |num: i128| segments.begun(self.on.instant(num), false);
        let index = begun(self.on.first);
        let segment = segments.get(index.checked_sub(1)?)?;
        (begun(self.on.last) == index).then(|| Self { node: segment.node, on: self.on.since(segment.start), ..self })
    }
}
