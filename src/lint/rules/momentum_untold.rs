//! A one-cycle rate without a momentum.

use crate::diagnostic::Code;
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::MomentumUntold,
    name: "Momentum untold",
    rationale: "PyTorch's `OneCycleLR` also moves the momentum, or the first beta of Adam, from 0.95 to 0.85 and back, unless `cycle_momentum` is off. A schedule of the rate alone leaves it where the optimizer has it (AdaBins#44).",
    bad: "run = 100; lr = 0.1 * onecycle",
    good: "run = 100; lr = 0.1 * onecycle; momentum = cosine(29, from=0.95, to=0.85) then cosine(to=0.95)",
    check: Check::Tracks(check),
};

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    if subjects.iter().any(Subject::is_momentum) {
        return;
    }
    for subject in subjects.iter().filter(|subject| subject.is_rate()) {
        let of_preset = subject.nodes.iter().find(|placed| {
            subject.source.call(placed.origin.span).is_some_and(|call| call.name.starts_with("onecycle"))
        });
        let Some(placed) = of_preset else { continue };
        let peak = subject.curve.peak().tick;
        let length = subject.written(Time::whole(peak.into()));
        let mut finding = subject
            .finding(
                Code::MomentumUntold,
                "a one-cycle moves the momentum too, against the rate, and this file has no track for it".to_string(),
                placed,
            )
            .at(peak)
            .help(format!(
                "PyTorch's would be `momentum = cosine({length}, from=0.95, to=0.85) then cosine(to=0.95)`; `momentum = hold(0.9)` says that it stays"
            ));
        finding.track = Some(subject.name.to_string());
        findings.push(finding);
        return;
    }
}
