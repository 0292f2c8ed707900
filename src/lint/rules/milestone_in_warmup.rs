//! A milestone that falls into the warmup.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::MilestoneInWarmup,
    name: "Milestone in the warmup",
    rationale: "A drop while the rate still climbs cuts the peak: the warmup never reaches its base. Composer's `MultiStepWithWarmup` hides such a milestone.",
    bad: "run = 90; lr = 0.1 * (warmup(10) * multistep([5, 60]))",
    good: "run = 90; lr = 0.1 * (warmup(5) * multistep([30, 60]))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in subject.nodes.iter().filter(|placed| placed.once) {
        let Node::Multistep { milestones, gamma, .. } = placed.node else { continue };
        let Some(product) = subject.parent(placed) else { continue };
        let Node::Product { carrier, factors } = product.node else { continue };
        let rises = [(&**carrier, product.base)].into_iter().chain(factors.iter().map(|factor| (factor, 1.0)));
        let mut lengths = rises.filter_map(|(node, base)| match node {
            Node::Ramp { from, to, length, .. } if from.at(base) < to.at(base) => Some(*length),
            _ => None,
        });
        let Some(length) = lengths.next() else { continue };
        let Some(first) = milestones.iter().find(|at| (1..length).contains(*at)) else { continue };
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
                .help("shorten the warmup, or let the first drop come behind it"),
        );
    }
}
