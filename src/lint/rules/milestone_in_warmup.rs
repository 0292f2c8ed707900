//! A milestone that falls into the warmup.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Subticks, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::MilestoneInWarmup,
    name: "Milestone in the warmup",
    rationale: "A drop while the rate still climbs cuts the peak: the warmup never reaches its base. Composer's `MultiStepWithWarmup` hides such a milestone.",
    bad: "run = 90; lr = 0.1 * (warmup(10) * multistep([5, 60]))",
    good: "run = 90; lr = 0.1 * (warmup(5) * multistep([30, 60]))",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, product) in subject.nodes().iter().enumerate() {
        let Node::Product { .. } = product.node else { continue };
        let Some(length) = subject.children(index).find_map(rise) else { continue };
        subject.children(index).for_each(|part| drop_in(subject, part, length, findings));
    }
}

/// How long a part of a product rises from its start.
fn rise(part: &Placed<'_>) -> Option<Subticks> {
    match part.node {
        Node::Ramp { from, to, length, .. } if from.at(part.base) < to.at(part.base) => Some(*length),
        _ => None,
    }
}

/// A milestone of a part of a product that falls into its warmup.
fn drop_in(subject: &Subject<'_>, placed: &Placed<'_>, length: Subticks, findings: &mut Found) {
    let Node::Multistep { milestones, gamma, .. } = placed.node else { return };
    let Some(first) = milestones.iter().find(|at| (1..length).contains(*at)) else { return };
    let tick = subject.tick(placed.begin.saturating_add(*first));
    findings.push(
        subject
            .finding(
                Code::MilestoneInWarmup,
                format!(
                    "{} is in the warmup of {}: it drops by a factor of {} there, and the largest value is {}",
                    subject.at(subject.ticks(*first)),
                    subject.count(subject.ticks(length)),
                    format_short(*gamma),
                    format_short(subject.curve.peak().value)
                ),
                placed,
            )
            .at(tick)
            .help("shorten the warmup, or let the first drop come after it"),
    );
}
