//! Milestones that are not written in order.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::units::Number;

pub(super) const RULE: Rule = Rule {
    code: Code::UnsortedMilestones,
    name: "Unsorted milestones",
    rationale: "`multistep` counts the milestones that have passed, in whatever order they are written; a list out of order is usually a slip in one of the numbers, and elsewhere it is another curve: timm drops at once to the last rate, Keras' piecewise constant never leaves the first.",
    bad: "run = 90; lr = 0.1 * multistep([60, 30])",
    good: "run = 90; lr = 0.1 * multistep([30, 60])",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes().iter().filter(|placed| placed.origin.unsorted) {
        let Node::Multistep { milestones, .. } = placed.node else { continue };
        let order: Vec<_> = milestones.iter().map(|at| subject.ticks(*at).to_string()).collect();
        findings.push(
            subject
                .finding(
                    Code::UnsortedMilestones,
                    format!("the milestones are not in order; they happen at {}", order.join(", ")),
                    placed,
                )
                .help("write them in order, and check that each is the one you meant")
                .fix(sorted(subject, placed)),
        );
    }
}

/// The list with its numbers in order.
fn sorted(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let items = subject.milestones(placed)?;
    let texts: Vec<_> = items.iter().map(|item| item.of(subject.source.text)).collect();
    let mut numbers = Vec::with_capacity(texts.len());
    for text in &texts {
        numbers.push((Number::parse(text)?.value(), *text));
    }
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let edits = items.iter().zip(numbers).map(|(item, (_, text))| Edit::replace(*item, text));
    Some(Fix::safe("put them in order", edits.collect()))
}
