//! A staircase whose first stair is behind the run.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::DecayNeverHappens,
    name: "Decay never happens",
    rationale: "A step size as long as the run leaves the rate constant (Unet-NestofUnets#14).",
    bad: "run = 30; lr = 0.1 * step(40)",
    good: "run = 30; lr = 0.1 * step(10)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    for placed in &subject.nodes {
        let (Node::Step { size, gamma, .. }, Some(start)) = (placed.node, placed.start()) else { continue };
        let first = start.saturating_add(*size);
        if first >= end && *gamma != 1.0 && placed.end.is_none_or(|own| own >= end) {
            findings.push(
                subject.finding(
                    Code::DecayNeverHappens,
                    format!(
                        "the first drop is at {}, and the run ends after {}",
                        subject.at(subject.ticks(first)),
                        subject.count(subject.ticks(end))
                    ),
                    placed)
                .help("take a shorter step size, or leave the decay out"),
            );
        }
    }
}
