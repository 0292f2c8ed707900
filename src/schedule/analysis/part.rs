//! A part of a schedule that counts on a range of ticks.

use super::bounds::{BoundsEvaluator, Enclosure, Interval, Seen, Window};
use super::budget::Budget;
use crate::schedule::Schedule;
use crate::schedule::clock::Subticks;
use crate::schedule::tree::{Chain, Curve, Level, Node};

/// A node, and the window of its time that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Part<'n> {
    pub(super) node: &'n Node,
    pub(super) on: Window,
    pub(super) base: f64,
    pub(super) resolution: u64,
    /// When its formulas see other tracks.
    pub(super) seen: Option<Seen>,
    /// How many subticks a tick has, at least and at most.
    pub(super) rates: Interval,
    /// Looking at it is charged to this.
    pub(super) budget: &'n Budget<'n>,
}

impl PartialEq for Part<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.resolution == other.resolution
            && self.rates == other.rates
            && self.seen == other.seen
            && self.base.to_bits() == other.base.to_bits()
            && self.on == other.on
            && self.node == other.node
    }
}

impl<'n> Part<'n> {
    /// The part of a schedule that counts on a range of ticks.
    pub(super) fn of(schedule: &'n Schedule, first: u64, last: u64, budget: &'n Budget<'n>) -> Self {
        let Schedule { base, resolution, ref root, .. } = *schedule;
        let sizes = schedule.sizes().map_or((1, 1), |sizes| sizes.between(first.into(), last.into()));
        let rates = Interval { lo: sizes.0 as f64, hi: sizes.1 as f64 }.times(resolution as f64);
        let seen = schedule.known.coupled.then_some(Seen::After(0));
        Self { node: root, on: Window::ticks(first, last, schedule), base, resolution, seen, rates, budget }.narrowed()
    }

    fn evaluator(self) -> BoundsEvaluator<'n> {
        BoundsEvaluator { resolution: self.resolution, budget: self.budget, work: 0, seen: self.seen }
    }

    /// Its bounds, with slopes per tick.
    pub(super) fn bounds(self) -> Enclosure {
        let bounds = self.evaluator().node(self.node, self.on, Interval::point(self.base));
        Enclosure { slope: bounds.slope * self.rates, ..bounds }
    }

    /// The innermost part that alone counts in the window.
    pub(super) fn narrowed(self) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "any node may be looked at as a whole")]
        let inner = match self.node {
            Node::Chain(segments) => self.only(segments),
            Node::For { length, body } if self.on.last < self.on.boundary(*length) => Some(Self { node: body, ..self }),
            Node::Skip { by, body } => Some(Self { node: body, on: self.on.ahead(*by), ..self.since(-*by) }),
            Node::Based { base, is_track, body } => {
                let seen = if *is_track { Some(Seen::After(0)) } else { self.seen };
                Some(Self { node: body, base: *base, seen, ..self })
            }
            Node::Product { carrier, factors } if factors.iter().all(|factor| self.is_one(factor)) => {
                Some(Self { node: carrier, ..self })
            }
            _ => None,
        };
        inner.map_or(self, Self::narrowed)
    }

    /// The same in a node that starts at a local time.
    fn since(self, start: Subticks) -> Self {
        Self { seen: self.seen.map(|seen| seen.since(start)), ..self }
    }

    /// Whether it has the same values as another one but for what both multiply, or run between.
    pub(super) fn has_form_of(self, other: Self) -> bool {
        if (self.on, self.resolution, self.rates) != (other.on, other.resolution, other.rates)
            || self.seen != other.seen
        {
            return false;
        }
        match (self.node, other.node) {
            (Node::Ramp { curve, length, .. }, Node::Ramp { curve: other_curve, length: other_length, .. })
                if !matches!(curve, Curve::Geometric) =>
            {
                (curve, length) == (other_curve, other_length)
            }
            (Node::Step { size, gamma, .. }, Node::Step { size: other_size, gamma: other_gamma, .. }) => {
                (size, gamma) == (other_size, other_gamma)
            }
            (
                Node::Multistep { milestones, gamma, .. },
                Node::Multistep { milestones: other_milestones, gamma: other_gamma, .. },
            ) => (milestones, gamma) == (other_milestones, other_gamma),
            (
                Node::Exponential { every, gamma, .. },
                Node::Exponential { every: other_every, gamma: other_gamma, .. },
            ) => (every, gamma) == (other_every, other_gamma),
            (Node::Factor { formula, .. }, Node::Factor { formula: other_formula, .. }) => formula == other_formula,
            (
                Node::InverseSqrt { timescale, shift, .. },
                Node::InverseSqrt { timescale: other_timescale, shift: other_shift, .. },
            ) => (timescale, shift) == (other_timescale, other_shift),
            (Node::InverseTime { every, rate, .. }, Node::InverseTime { every: other_every, rate: other_rate, .. }) => {
                (every, rate) == (other_every, other_rate)
            }
            (Node::Noise { noise, seed, .. }, Node::Noise { noise: other_noise, seed: other_seed, .. }) => {
                (noise, seed) == (other_noise, other_seed)
            }
            (node, other_node) => self.base.to_bits() == other.base.to_bits() && node == other_node,
        }
    }

    /// Whether values that are the same by its formula are the same to the last bit.
    pub(super) fn is_exact(self) -> bool {
        matches!(self.node, Node::Hold(_) | Node::Step { .. } | Node::Multistep { .. } | Node::Piecewise { .. })
    }

    /// The bounds of the difference of two ramps along the same curve, which is such a ramp itself.
    pub(super) fn ramp_between(self, other: Self) -> Option<Enclosure> {
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
        let inside = self.since(segment.start);
        (begun(self.on.last) == index).then(|| Self { node: segment.node, on: self.on.since(segment.start), ..inside })
    }
}
