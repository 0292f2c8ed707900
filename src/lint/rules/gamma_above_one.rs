//! A decay that grows.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::shown;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::GammaAboveOne,
    name: "Gamma above one",
    rationale: "A `gamma` above 1 multiplies the rate up; 1.1 for 0.1 is a slip of a key.",
    bad: "lr = 0.1 * step(30, 1.1)",
    good: "lr = 0.1 * step(30, 0.1)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        let gamma = match placed.node {
            Node::Step { gamma, .. } | Node::Multistep { gamma, .. } | Node::Exponential { gamma, .. } => *gamma,
            _ => continue,
        };
        if gamma > 1.0 {
            findings.push(
                subject.finding(
                    Code::GammaAboveOne,
                    format!("a `gamma` of {} makes the value grow", shown(gamma)),
                    placed)
                .help("a decay has a `gamma` below 1"),
            );
        }
    }
}
