//! A length of 1 that may mean all of it.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::syntax::ast::ExprKind;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::OneIsNotOne,
    name: "One is not one",
    rationale: "Where a length may be a share of the run or a count, 1 means either: levanter reads 1 as 100 %, and Transformers takes what is below 1 for a share and 1 for a step. Here a bare 1 is one tick.",
    bad: "run = 1000; lr = 0.1 * (warmup(1) then cosine)",
    good: "run = 1000; lr = 0.1 * (warmup(tick) then cosine)",
    check: Check::Track(check),
};

/// In a run of no more ticks a single one is a share worth having.
const SHORT: u64 = 20;

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if subject.curve.end() < SHORT || subject.program.tick().is_some() {
        return;
    }
    for placed in subject.nodes.iter().filter(|placed| placed.origin.bare) {
        let Node::Ramp { length, .. } = placed.node else { continue };
        if subject.ticks(*length) != Time::whole(1) {
            continue;
        }
        let call = subject.source.call(placed.origin.span);
        let given = call.and_then(|call| call.argument("T"));
        let is_one = given.is_some_and(|given| matches!(&given.kind, ExprKind::Number(_)));
        let name = call.map_or("a length", |call| call.name);
        let edits = subject.call(placed).filter(|_| is_one).map(|call| call.with("T", "tick"));
        findings.push(
            subject
                .finding(
                    Code::OneIsNotOne,
                    format!(
                        "`{name}(1)` takes one tick of {}, and not all of them",
                        subject.count(Time::whole(i128::from(subject.curve.end()) + 1))
                    ),
                    placed,
                )
                .at(subject.tick(placed.begin.max(0)))
                .help(format!("write `{name}(tick)` if one tick is meant, `{name}(100%)` if all of the time is"))
                .fix(edits.map(|edits| Fix::safe("write `tick`", edits))),
        );
    }
}
