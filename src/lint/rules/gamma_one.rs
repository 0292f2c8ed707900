//! A decay by a factor of 1.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::GammaOne,
    name: "Gamma of 1",
    rationale: "timm's `decay_rate` is 1 by default, and optax's `exponential_decay` with a rate of 0 is constant with no more than a log line: a staircase that never goes down. Where the whole schedule is constant it may be meant, and is a note.",
    bad: "lr = 0.1 * (warmup(5) then step(30, 1))",
    good: "lr = 0.1 * (warmup(5) then step(30, 0.1))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    // Of a schedule that is constant as a whole it is a common way to say so.
    let mut is_off = None;
    for placed in subject.nodes() {
        let what = match placed.node {
            Node::Step { gamma, .. } | Node::Multistep { gamma, .. } | Node::Exponential { gamma, .. } => {
                (*gamma == 1.0).then_some("a decay by a factor of 1 never changes anything")
            }
            Node::InverseTime { rate, .. } => (*rate == 0.0).then_some("a decay at a rate of 0 never changes anything"),
            _ => None,
        };
        let Some(what) = what else { continue };
        let is_off = *is_off.get_or_insert_with(|| subject.curve.is_constant());
        findings.push(
            subject
                .finding(Code::GammaOne, what, placed)
                .at(subject.tick(placed.begin.max(0)))
                .note_if(is_off)
                .help("give a `gamma` below 1, such as 0.1, or write `hold`")
                .fix(held(subject, placed)),
        );
    }
}

/// The same as a `hold`, where it is not a factor and starts from what it picks up.
fn held(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let call = subject.call(placed).filter(|_| !placed.origin.from && !placed.is_factor)?;
    let is_last = placed.end == subject.run_end() && placed.once;
    (is_last && !call.span.of(subject.source.text).contains('#'))
        .then(|| Fix::safe("write `hold`", vec![Edit::replace(call.span, "hold")]))
}
