//! A decay that grows.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::GammaAboveOne,
    name: "Gamma above 1",
    rationale: "A `gamma` above 1 raises the rate with every drop: 1.1 for 0.1 is a typo, and 10 for 0.1 a factor that was meant as a divisor.",
    bad: "lr = 0.1 * step(30, 1.1)",
    good: "lr = 0.1 * step(30, 0.1)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let gamma = match placed.node {
            Node::Step { gamma, .. } | Node::Multistep { gamma, .. } | Node::Exponential { gamma, .. } => *gamma,
            _ => continue,
        };
        if gamma <= 1.0 {
            continue;
        }
        let reached = match subject.run {
            Some(run) => {
                format!(": over {} it comes to {}", subject.count(run), format_short(subject.curve.last()))
            }
            None => String::new(),
        };
        findings.push(
            subject
                .finding(
                    Code::GammaAboveOne,
                    format!("a `gamma` of {} makes the value grow{reached}", format_short(gamma)),
                    placed,
                )
                .at(subject.curve.end())
                .help(format!(
                    "a decay has a `gamma` below 1; the reverse of this one is {}",
                    format_short(1.0 / gamma)
                )),
        );
    }
}
