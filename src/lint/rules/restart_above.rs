//! A restart, or a later rise, to a level above all before it.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Point, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::RestartAbove,
    name: "Restart above the peak",
    rationale: "A warm restart goes back to the rate before it, or to less (Loshchilov and Hutter, arXiv:1608.03983; Gupta et al., arXiv:2308.04014, re-warm at most to the peak of the pretraining). One that goes above all that was there before is usually an absolute rate from another recipe. The factor is `jump` in `lehr.toml`.",
    bad: "run = 1000; base = 1e-4; lr = cosine(490, to=1e-6) then cosine(from=1e-3, to=1e-6)",
    good: "run = 1000; base = 1e-4; lr = cosine(490, to=1e-6) then cosine(from=1x, to=1e-6)",
    check: Check::Rate(check),
};

/// A rate has decayed where no more than this much of its peak is left.
const DECAYED: f64 = 0.5;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let mut summits = Summits { subject, known: vec![None; subject.nodes().len()] };
    for (index, placed) in subject.curve.within_budget(subject.nodes().iter().enumerate()) {
        // A single segment has nothing before it.
        if matches!(placed.node, Node::Chain(_)) && subject.children(index).nth(1).is_some() {
            chain(subject, index, &mut summits, findings);
        }
    }
}

/// The first segment of a chain that goes above all before it, after a decay.
fn chain(subject: &Subject<'_>, index: usize, summits: &mut Summits<'_, '_>, findings: &mut Found) {
    let mut peak: Option<Point> = None;
    for at in subject.curve.within_budget(subject.children_from(index)) {
        let segment = &subject.nodes()[at];
        let Some((first, highest)) = ticks(subject, segment).map(|(first, _)| first).zip(summits.of(at)) else {
            continue;
        };
        if let Some(before) = peak {
            let left = || subject.curve.value(first.saturating_sub(1)).min(subject.curve.value(first));
            let is_above = highest.value > subject.settings.thresholds.jump * before.value;
            if is_above && before.value > 0.0 && left() <= DECAYED * before.value {
                findings.push(
                    subject
                        .finding(
                            Code::RestartAbove,
                            format!(
                                "this goes to {}, above the {} of {}, the highest value before it",
                                format_short(highest.value),
                                format_short(before.value),
                                subject.at(Time::whole(before.tick.into()))
                            ),
                            segment,
                        )
                        .at(highest.tick)
                        .help("go back to the rate before it, or to less: `1x` is the base"),
                );
                return;
            }
        }
        peak = higher(peak, Some(highest));
    }
}

/// The first and the last tick of a node in its place; `None` where it has none.
fn ticks(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<(u64, u64)> {
    let first = subject.tick(placed.begin.max(0));
    let last = placed.end.map_or(subject.curve.end(), |end| subject.tick(end).saturating_sub(1));
    (first <= last && placed.end.is_none_or(|end| end > placed.begin)).then_some((first, last))
}

/// The higher one of two points, or else the first one.
fn higher(a: Option<Point>, b: Option<Point>) -> Option<Point> {
    match (a, b) {
        (Some(a), Some(b)) if b.value > a.value => Some(b),
        (None, b) => b,
        (a, _) => a,
    }
}

/// The highest points of nodes in their places, each looked for once: chains in chains share theirs.
struct Summits<'s, 'p> {
    subject: &'s Subject<'p>,
    /// By the place among all nodes.
    known: Vec<Option<Point>>,
}

impl Summits<'_, '_> {
    /// The highest point of a node; `None` where it has no tick.
    fn of(&mut self, index: usize) -> Option<Point> {
        if self.known[index].is_none() {
            self.known[index] = self.found(index);
        }
        self.known[index]
    }

    fn found(&mut self, index: usize) -> Option<Point> {
        let subject = self.subject;
        let placed = &subject.nodes()[index];
        let (first, last) = ticks(subject, placed)?;
        if self.is_filled(index) {
            let parts: Vec<_> = subject.children_from(index).collect();
            return parts.into_iter().map(|part| self.of(part)).fold(None, higher);
        }
        if !matches!(placed.node, Node::Hold(_) | Node::Ramp { .. }) {
            return Some(subject.curve.highest(first, last));
        }
        let [start, end] = [first, last].map(|tick| Point { tick, value: subject.curve.value(tick) });
        higher(Some(start), Some(end))
    }

    /// Whether the nodes right in one have all of its ticks, each after the other.
    fn is_filled(&self, index: usize) -> bool {
        let placed = &self.subject.nodes()[index];
        let is_sequence = matches!(placed.node, Node::Chain(_) | Node::For { .. });
        let mut next = Some(placed.begin);
        is_sequence
            && self.subject.children(index).all(|part| std::mem::replace(&mut next, part.end) == Some(part.begin))
            && next == placed.end
    }
}
