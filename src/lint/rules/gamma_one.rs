//! A decay by a factor of 1.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::GammaOne,
    name: "Gamma one",
    rationale: "timm's `decay_rate` is 1 by default: a staircase that never goes down.",
    bad: "lr = 0.1 * step(30, 1)",
    good: "lr = 0.1 * step(30, 0.1)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        let gamma = match placed.node {
            Node::Step { gamma, .. } | Node::Multistep { gamma, .. } | Node::Exponential { gamma, .. } => *gamma,
            _ => continue,
        };
        if gamma == 1.0 {
            findings.push(
                subject.finding(
                    Code::GammaOne,
                    "a decay by a factor of 1 never changes anything",
                    placed)
                .help("give a `gamma` below 1, or leave the decay out"),
            );
        }
    }
}
