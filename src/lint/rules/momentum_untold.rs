//! A one-cycle rate without a momentum.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::MomentumUntold,
    name: "Momentum left alone",
    rationale: "PyTorch's `OneCycleLR` also moves the momentum, or the first beta of Adam, from 0.95 to 0.85 and back, unless `cycle_momentum` is off. A schedule of the rate alone leaves it where the optimizer has it (AdaBins#44).",
    bad: "run = 100; lr = 0.1 * onecycle",
    good: "run = 100; lr = 0.1 * onecycle; momentum = cosine(29, from=0.95, to=0.85) then cosine(to=0.95)",
    check: Check::Tracks(check),
};

/// What the names of one-cycle presets start with.
const PRESET: &str = "onecycle";

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let names_preset = |subject: &Subject<'_>| subject.source.text.contains(PRESET);
    if !subjects.first().is_some_and(names_preset) || subjects.iter().any(Subject::is_momentum) {
        return;
    }
    for subject in subjects.iter().filter(|subject| subject.is_rate()) {
        let of_preset = subject
            .nodes()
            .iter()
            .find(|placed| subject.source.call(placed.origin.span).is_some_and(|call| call.name.starts_with(PRESET)));
        let Some(placed) = of_preset else { continue };
        let peak = subject.curve.peak().tick;
        let rise = Time::whole(peak.into());
        let line = format!("momentum = cosine({}, from=0.95, to=0.85) then cosine(to=0.95)", subject.written(rise));
        // Only a statement stands beside others, and the second part fills a run.
        let text = subject.source.text;
        let editable = subject.run.is_some() && subject.source.assigned(subject.name).is_some();
        let line = Some(line).filter(|_| editable);
        let edit = line.as_ref().map(|line| {
            let end = if text.ends_with('\n') { "" } else { "\n" };
            Edit::insert(text.len(), format!("{end}{line}\n"))
        });
        let would_be = match &line {
            Some(line) => format!("`{line}`"),
            None => format!("from 0.95 to 0.85 in {} and back", subject.count(rise)),
        };
        let mut finding = subject
            .finding(
                Code::MomentumUntold,
                "a one-cycle moves the momentum too, against the rate, and this file has no track for it".to_string(),
                placed,
            )
            .at(peak)
            .help(format!("PyTorch's would be {would_be}; `momentum = hold(…)` says that it stays"))
            .fix(edit.map(|edit| Fix::unsafely("add PyTorch's momentum", vec![edit])));
        finding.track = Some(subject.name.into());
        findings.push(finding);
        return;
    }
}
