//! A whole epoch at a rate of 0.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::format_short;
use crate::units::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroFirstEpoch,
    name: "First epoch at 0",
    rationale: "A warmup from 0 that is counted in epochs trains the whole first epoch at 0: it changes nothing (barlowtwins#45, big_transfer#58). Counted in steps it is one step.",
    bad: "run = 90 epochs; lr = 0.1 * (warmup(5 epochs) then cosine)",
    good: "run = 90 epochs; lr = 0.1 * (warmup(6 epochs) skip 1 epoch then cosine)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let waits = subject.program.tick() == Some(Unit::EPOCH);
    // A rate that stays at 0 is frozen, which is another finding.
    if !waits || subject.curve.first() != 0.0 || subject.curve.value(1) == 0.0 {
        return;
    }
    findings.push(
        subject
            .finding(
                Code::ZeroFirstEpoch,
                format!(
                    "the first epoch has a rate of 0, and trains nothing; the second one has {}",
                    format_short(subject.curve.value(1))
                ),
                subject.segment_at(0),
            )
            .at(0)
            .help("make the warmup an epoch longer and leave its first one out with `skip`, or let a tick be a step: `epoch = … steps`"),
    );
}
