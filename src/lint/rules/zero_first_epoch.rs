//! A whole epoch at a rate of 0.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::syntax::ast::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroFirstEpoch,
    name: "Zero first epoch",
    rationale: "A warmup from 0 that is counted in epochs trains the whole first epoch at 0: it changes nothing. Counted in steps it is one step.",
    bad: "run = 90 epochs; lr = 0.1 * (warmup(5 epochs) then cosine)",
    good: "run = 90 epochs; lr = 0.1 * (warmup(6 epochs) skip 1 epoch then cosine)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let waits = subject.program.tick() == Some(Unit::Epoch) && subject.is_rate();
    if waits && subject.curve.first() == 0.0 && subject.curve.peak().value > 0.0 {
        findings.push(
            subject.finding(
                Code::ZeroFirstEpoch,
                "the first epoch has a rate of 0, and trains nothing",
                subject.segment_at(0),
            )
            .help("start at the second tick of the warmup, `skip 1 epoch`, or let a tick be a step: `epoch = … steps`"),
        );
    }
}
