//! The tree of combinators that a schedule is compiled to.

use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::controller::Controller;
use super::curve::{Curve, Interpolation};
use super::formula::Formula;
use super::level::Level;
use super::noise::Noise;
use super::repeat::Repeat;
use super::rounding::Rounding;
use super::stage::{End, ReadUnit};
use crate::schedule::clock::Subticks;
use crate::schedule::sizes::{Crossing, Sizes};

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
    /// `from`, changed by what is observed of a metric.
    Driven {
        /// The value before any change.
        from: Level,
        /// When it changes, and how.
        by: Box<Controller>,
        /// Its place among the controllers of the schedule, which the schedule gives it.
        #[serde(skip)]
        slot: usize,
    },
    /// Segments one after another; the last one goes on.
    Chain(Chain),
    /// Segments that end at ticks, one after another.
    Stages {
        /// The segments, one or more.
        stages: Vec<Stage>,
        /// Its place among what the schedule keeps the state of, which the schedule gives it.
        #[serde(skip)]
        slot: usize,
    },
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
    /// The multiple of a number for the body, at every tick.
    Rounded {
        /// Which multiple.
        how: Rounding,
        /// What it is a multiple of, above 0.
        to: f64,
        /// What is rounded.
        body: Box<Node>,
    },
    /// The body times a number, at every tick.
    Scale {
        /// The number.
        by: f64,
        /// What is scaled.
        body: Box<Node>,
    },
    /// The body on another clock than the one around it.
    Clock {
        /// From this clock to the other one, where the body starts.
        crossing: Box<Crossing>,
        /// What runs, from time 0 of the other clock at the crossing.
        body: Box<Node>,
    },
    /// The body at a base of its own, whatever the base around it is.
    Based {
        /// The body's base.
        base: f64,
        /// Whether it is a track: its formulas see other tracks at its own time.
        #[serde(default, skip_serializing_if = "is_false")]
        is_track: bool,
        /// What runs.
        body: Box<Node>,
    },
    /// A formula with the values that tracks have at the time of the track around it.
    Coupled {
        /// What runs: a `Factor`, or a `Ramp` along a formula.
        body: Box<Node>,
        /// The tracks, each from its own time 0, in the order of their places.
        tracks: Vec<Node>,
    },
}

/// A part of a chain, as a chain is made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// When it starts, ascending from 0; it ends where the next one starts.
    pub start: Subticks,
    /// Its text in the source; a long one is cut.
    pub text: Box<str>,
    /// What runs, from its own time 0.
    pub node: Node,
}

/// A segment that ends at the first tick at which its clock has come to its end. The next one begins at that tick, at
/// its own time 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its text in the source.
    pub text: Box<str>,
    /// The unit whose readings tell its time; `None` where time goes on as around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ReadUnit>,
    /// Where it ends.
    pub end: End,
    /// What runs.
    pub node: Node,
}

/// A part of a schedule that has a state.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stateful<'n> {
    Controller(&'n Controller),
    Stages(&'n [Stage]),
}

/// A node that is a formula.
pub(crate) enum OfFormula<'n> {
    Factor { from: Level, formula: &'n Formula },
    Ramp { curve: &'n Curve, formula: &'n Formula, from: Level, to: Level, length: Subticks },
}

/// Visits the nodes right below one, to look at them or, with `mut`, to change them.
macro_rules! for_each_child {
    ($node:expr, $visit:ident, $nodes:ident, $iter:ident $(, $mut:ident)?) => {
        match $node {
            Self::Chain(segments) => segments.$nodes().for_each($visit),
            Self::Stages { stages, .. } => stages.$iter().for_each(|stage| $visit(&$($mut)? stage.node)),
            Self::For { body, .. }
            | Self::Skip { body, .. }
            | Self::Mirror { body, .. }
            | Self::Every { body, .. }
            | Self::Rounded { body, .. }
            | Self::Scale { body, .. }
            | Self::Clock { body, .. }
            | Self::Based { body, .. } => $visit(body),
            Self::Repeat(repeat) => $visit(&$($mut)? repeat.body),
            Self::Product { carrier, factors } => {
                $visit(carrier);
                factors.$iter().for_each($visit);
            }
            Self::Coupled { body, tracks } => {
                $visit(body);
                tracks.$iter().for_each($visit);
            }
            Self::Sum(terms) => terms.$iter().for_each(|(_, term)| $visit(term)),
            Self::Min(parts) | Self::Max(parts) => parts.$iter().for_each($visit),
            Self::Hold(_)
            | Self::Ramp { .. }
            | Self::Step { .. }
            | Self::Multistep { .. }
            | Self::Exponential { .. }
            | Self::Piecewise { .. }
            | Self::Factor { .. }
            | Self::InverseSqrt { .. }
            | Self::InverseTime { .. }
            | Self::Noise { .. }
            | Self::Driven { .. } => {}
        }
    };
}

impl Node {
    /// Visits the nodes right below this one, in order.
    pub fn for_each_child<'n>(&'n self, visit: &mut dyn FnMut(&'n Self)) {
        for_each_child!(self, visit, nodes, iter);
    }

    /// The same, to change them.
    pub(super) fn for_each_child_mut(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        for_each_child!(self, visit, nodes_mut, iter_mut, mut);
    }

    /// Whether it is told to have a length of 0.
    pub(crate) fn is_momentary(&self) -> bool {
        let node = if let Self::Coupled { body, .. } = self { body } else { self };
        matches!(node, Self::Ramp { length: 0, .. } | Self::For { length: 0, .. })
    }

    /// The number of nodes in it, itself included.
    pub fn size(&self) -> usize {
        let mut size = 1;
        self.for_each_child(&mut |child| size += child.size());
        size
    }

    /// The most nodes that are looked at for a value of it; an operation of a formula is as much as a node.
    pub(crate) fn work(&self) -> usize {
        let mut work = 1;
        if let Self::Factor { formula, .. } = self {
            work += formula.ops().len();
        }
        if let Self::Ramp { curve: Curve::Formula(formula), .. } = self {
            work += formula.ops().len();
        }
        let mut longest = 0;
        // One segment of a chain runs at a time.
        let runs_one = matches!(self, Self::Chain(_) | Self::Stages { .. });
        self.for_each_child(&mut |child| {
            let child = child.work();
            longest = longest.max(child);
            work += if runs_one { 0 } else { child };
        });
        work + if runs_one { longest } else { 0 }
    }

    /// What it keeps the state of itself.
    fn own_state(&self) -> Option<Stateful<'_>> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "all others follow from the time alone")]
        match self {
            Self::Driven { by, .. } => Some(Stateful::Controller(by)),
            Self::Stages { stages, .. } => Some(Stateful::Stages(stages)),
            _ => None,
        }
    }

    fn for_each_stateful<'n>(&'n self, visit: &mut dyn FnMut(Stateful<'n>)) {
        if let Some(stateful) = self.own_state() {
            visit(stateful);
        }
        self.for_each_child(&mut |child| child.for_each_stateful(visit));
    }

    /// What a schedule of it keeps the state of, in the order of the slots.
    pub(crate) fn stateful(&self) -> Vec<Stateful<'_>> {
        let mut found = Vec::new();
        self.for_each_stateful(&mut |stateful| found.push(stateful));
        found
    }

    /// Its controllers, in the order of their slots.
    pub(crate) fn controllers(&self) -> Vec<&Controller> {
        let mut found = Vec::new();
        self.for_each_stateful(&mut |stateful| found.extend(stateful.controller()));
        found
    }

    /// Whether a part of it is rounded.
    pub(crate) fn has_rounding(&self) -> bool {
        let mut found = matches!(self, Self::Rounded { .. });
        self.for_each_child(&mut |child| found = found || child.has_rounding());
        found
    }

    /// Whether a part of it runs on another clock.
    pub(crate) fn has_clock(&self) -> bool {
        let mut found = matches!(self, Self::Clock { .. });
        self.for_each_child(&mut |child| found = found || child.has_clock());
        found
    }

    /// Has both clocks of every part go by other sizes.
    pub(crate) fn set_sizes(&mut self, sizes: &Sizes) {
        if let Self::Clock { crossing, .. } = self {
            crossing.sizes = sizes.clone();
        }
        self.for_each_child_mut(&mut |child| child.set_sizes(sizes));
    }

    /// The first part of it that has a state, be it of another track that a formula takes.
    pub(crate) fn first_stateful(&self) -> Option<Stateful<'_>> {
        self.stateful().first().copied()
    }

    /// The first part of it that has a state and goes on by its local time.
    pub(crate) fn own_stateful(&self) -> Option<Stateful<'_>> {
        if let Self::Coupled { .. } = self {
            return None;
        }
        let mut found = self.own_state();
        self.for_each_child(&mut |child| found = found.or_else(|| child.own_stateful()));
        found
    }

    /// Whether a formula in it takes the values of tracks.
    pub(crate) fn has_coupled(&self) -> bool {
        let mut found = matches!(self, Self::Coupled { .. });
        self.for_each_child(&mut |child| found = found || child.has_coupled());
        found
    }

    /// Whether its values follow from the time of the track that it is in.
    pub(crate) fn is_coupled(&self) -> bool {
        let mut found = matches!(self, Self::Coupled { .. });
        if !matches!(self, Self::Based { is_track: true, .. }) {
            self.for_each_child(&mut |child| found = found || child.is_coupled());
        }
        found
    }

    /// The formula that it is.
    pub(crate) fn of_formula(&self) -> Option<OfFormula<'_>> {
        if let Self::Factor { from, formula } = self {
            return Some(OfFormula::Factor { from: *from, formula });
        }
        if let Self::Ramp { curve: curve @ Curve::Formula(formula), from, to, length } = self {
            return Some(OfFormula::Ramp { curve, formula, from: *from, to: *to, length: *length });
        }
        None
    }

    /// Gives each part of it that has a state a slot of its own, from `next` on.
    pub(crate) fn number_controllers(&mut self, next: &mut usize) {
        if let Self::Driven { slot, .. } | Self::Stages { slot, .. } = self {
            *slot = *next;
            *next += 1;
        }
        self.for_each_child_mut(&mut |child| child.number_controllers(next));
    }

    /// Leaves out what its segments are called in the source.
    pub(crate) fn clear_texts(&mut self) {
        #[expect(clippy::wildcard_enum_match_arm, reason = "no other has a text")]
        match self {
            Self::Chain(segments) => segments.clear_texts(),
            Self::Stages { stages, .. } => stages.iter_mut().for_each(|stage| stage.text = Box::default()),
            _ => {}
        }
        self.for_each_child_mut(&mut Self::clear_texts);
    }

    /// The longest time that it compares its local time with.
    pub(crate) fn longest_time(&self) -> Subticks {
        let mut longest = match self {
            Self::Ramp { length: time, .. }
            | Self::For { length: time, .. }
            | Self::Step { size: time, .. }
            | Self::Exponential { every: time, .. }
            | Self::InverseTime { every: time, .. }
            | Self::Skip { by: time, .. }
            | Self::Every { by: time, .. } => *time,
            Self::Mirror { length, .. } => length.saturating_mul(2),
            Self::InverseSqrt { timescale, shift, .. } => timescale.saturating_add(*shift),
            Self::Multistep { milestones: times, .. } | Self::Piecewise { boundaries: times, .. } => {
                times.last().copied().unwrap_or_default()
            }
            // A tick, which has no more subticks than that.
            Self::Factor { .. } | Self::Noise { .. } => u32::MAX.into(),
            Self::Chain(segments) => segments.last().map_or(0, |last| last.start),
            Self::Stages { stages, .. } => stages.iter().map(|stage| stage.end.longest()).max().unwrap_or(0),
            Self::Repeat(repeat) => repeat.period(),
            Self::Clock { crossing, .. } => crossing.outer.saturating_add(crossing.inner),
            Self::Hold(_)
            | Self::Driven { .. }
            | Self::Product { .. }
            | Self::Sum(_)
            | Self::Min(_)
            | Self::Max(_)
            | Self::Rounded { .. }
            | Self::Scale { .. }
            | Self::Coupled { .. }
            | Self::Based { .. } => 0,
        };
        self.for_each_child(&mut |child| longest = longest.max(child.longest_time()));
        longest
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
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
