//! A milestone that is given twice.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::shown;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::DuplicateMilestone,
    name: "Duplicate milestone",
    rationale: "A milestone that is given twice drops twice at once: PyTorch's `MultiStepLR` counts its milestones as a multiset, and so does `multistep`.",
    bad: "lr = 0.1 * multistep([30, 30, 60])",
    good: "lr = 0.1 * multistep([30, 60])",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        let Node::Multistep { milestones, gamma, .. } = placed.node else { continue };
        let Some(pair) = milestones.windows(2).find(|pair| pair[0] == pair[1]) else { continue };
        findings.push(
            subject.finding(
                Code::DuplicateMilestone,
                format!(
                    "{} is given twice, and multiplies by {} at once",
                    subject.at(subject.ticks(pair[0])),
                    shown(gamma * gamma)
                ),
                placed)
            .help("give each milestone once"),
        );
    }
}
