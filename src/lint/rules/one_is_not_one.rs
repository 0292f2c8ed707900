//! A length of 1 that may mean all of it.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::OneIsNotOne,
    name: "One is not one",
    rationale: "Where a length may be a share of the run or a count, 1 means either: levanter reads 1 as 100 %, and Transformers takes what is below 1 for a share and 1 for a step. Here a bare 1 is one tick; in a file that names units it has to say which.",
    bad: "run = 1000; lr = 0.1 * (warmup(1) then cosine)",
    good: "run = 1000 steps; lr = 0.1 * (warmup(1 step) then cosine)",
    check: Check::Track(check),
};

/// In a run of no more ticks a single one is a share worth having.
const SHORT: u64 = 20;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    if subject.curve.end() < SHORT || subject.program.tick().is_some() {
        return;
    }
    for placed in subject.nodes().iter().filter(|placed| placed.origin.bare) {
        let Node::Ramp { length, .. } = placed.node else { continue };
        if subject.ticks(*length) != Time::whole(1) {
            continue;
        }
        let name = subject.source.call(placed.origin.span).map_or("a length", |call| call.name);
        let all = subject.count(Time::whole(i128::from(subject.curve.end()) + 1));
        findings.push(
            subject
                .finding(
                    Code::OneIsNotOne,
                    format!("a 1 without a unit is one tick: `{name}` takes one of {all}, and not all of them"),
                    placed,
                )
                .at(subject.tick(placed.begin.max(0)))
                .help("name the unit, here and for the run; all of the time is `100%`"),
        );
    }
}
