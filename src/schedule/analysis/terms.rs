//! Bounds of a sum, in which terms that cancel each other out do so.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::bounds::{Enclosure, Interval};
use super::budget::Budget;
use super::part::Part;
use crate::schedule::clock::Subticks;
use crate::schedule::tree::{Curve, Level, Node};

/// With how many others a term is compared at most, among those that look alike.
const COMPARED: usize = 8;
/// What is left of two numbers of which one is taken from the other is rounding, where it is a smaller share.
const ROUNDING: f64 = 1e-15;

/// The terms of a sum in a window. Those of one form are one term.
pub(super) struct Terms<'n> {
    constant: f64,
    parts: Vec<Term<'n>>,
    /// By what is quickly compared of them.
    alike: HashMap<(Discriminant<Node>, Subticks, i128), Vec<usize>>,
    budget: &'n Budget<'n>,
}

/// A part, and how often it is in the sum.
struct Term<'n> {
    part: Part<'n>,
    times: Times,
}

/// How often a part is in a sum.
enum Times {
    /// As a multiple of the part.
    Whole(f64),
    /// As a multiple of what the part multiplies its first value by; here of that value itself.
    From(f64),
    /// As a ramp along the same curve between two other values.
    Ramp { from: f64, to: f64, reach: f64 },
}

impl<'n> Terms<'n> {
    pub(super) fn new(budget: &'n Budget<'n>) -> Self {
        Self { constant: 0.0, parts: Vec::new(), alike: HashMap::new(), budget }
    }

    /// Adds a multiple of a part.
    pub(super) fn add(&mut self, part: Part<'n>, times: f64) {
        self.budget.spend(1);
        if self.budget.is_spent() {
            return self.parts.push(Term { part, times: Times::Whole(times) });
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "any other node is a term")]
        match part.node {
            Node::Sum(terms) => {
                for (sign, node) in terms {
                    self.add(Part { node, ..part }.narrowed(), times * sign);
                }
            }
            Node::Scale { by, body } => self.add(Part { node: body, ..part }.narrowed(), times * by),
            Node::Hold(level) => self.constant += times * level.at(part.base),
            _ => self.add_term(part, times),
        }
    }

    fn add_term(&mut self, part: Part<'n>, times: f64) {
        let length = if let Node::Ramp { length, .. } = part.node { *length } else { 0 };
        let key = (discriminant(part.node), length, part.on.first);
        let alike = self.alike.entry(key).or_default();
        let value = |level: Level| times * level.at(part.base);
        for &at in alike.iter().take(COMPARED) {
            let term = &mut self.parts[at];
            if part.has_form_of(term.part) {
                match (&mut term.times, part.node) {
                    (Times::Ramp { from, to, reach }, Node::Ramp { from: start, to: end, .. }) => {
                        *from += value(*start);
                        *to += value(*end);
                        *reach += value(*start).abs().max(value(*end).abs());
                    }
                    (Times::From(sum), node) => *sum += first_value(node).map_or(0.0, value),
                    (Times::Whole(sum), _) => *sum += times,
                    (Times::Ramp { .. }, _) => continue,
                }
                return;
            }
        }
        let is_multiple = first_value(part.node).is_none_or(|from| from.at(part.base) != 0.0);
        alike.extend(is_multiple.then_some(self.parts.len()));
        let times = match (part.node, first_value(part.node)) {
            (Node::Ramp { curve, from, to, .. }, _) if !matches!(curve, Curve::Geometric) => {
                let (from, to) = (value(*from), value(*to));
                Times::Ramp { from, to, reach: from.abs().max(to.abs()) }
            }
            (_, Some(from)) if is_multiple => Times::From(value(from)),
            _ => Times::Whole(times),
        };
        self.parts.push(Term { part, times });
    }

    /// The bounds of the sum, with slopes per tick.
    pub(super) fn bounds(self) -> Enclosure {
        let constant = Enclosure::constant(Interval::point(self.constant));
        self.parts.into_iter().map(Term::bounds).fold(constant, Enclosure::plus)
    }
}

impl Term<'_> {
    fn bounds(self) -> Enclosure {
        let Self { part, times } = self;
        let multiple = |times: f64| {
            if times == 0.0 { Enclosure::constant(Interval::ZERO) } else { part.bounds().times(Interval::point(times)) }
        };
        match times {
            Times::Whole(times) => multiple(times),
            Times::From(value) => {
                let own = first_value(part.node).map_or(1.0, |from| from.at(part.base));
                multiple(value / own)
            }
            Times::Ramp { from, to, reach } => {
                if (to - from).abs() <= ROUNDING * reach {
                    return Enclosure::constant(Interval::between(from, to));
                }
                let Node::Ramp { curve, length, .. } = part.node else { return Enclosure::unknown() };
                let (from, to) = (Level::absolute(from), Level::absolute(to));
                let node = Node::Ramp { curve: curve.clone(), from, to, length: *length };
                Part { node: &node, ..part }.bounds()
            }
        }
    }
}

/// What a node multiplies, where its value is a multiple of that.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other node is a whole")]
fn first_value(node: &Node) -> Option<Level> {
    match node {
        Node::Step { from, .. }
        | Node::Multistep { from, .. }
        | Node::Exponential { from, .. }
        | Node::Factor { from, .. }
        | Node::InverseSqrt { from, .. }
        | Node::InverseTime { from, .. }
        | Node::Noise { from, .. } => Some(*from),
        _ => None,
    }
}
