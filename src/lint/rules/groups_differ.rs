//! Groups that end at different times.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::GroupsDiffer,
    name: "Groups differ",
    rationale: "Two groups whose schedules end at different times are most often one schedule that was changed in one place only.",
    bad: "run = 100; lr = 0.1 * cosine; lr.head = cosine(60, from=1.0, to=0.1) then hold for 10",
    good: "run = 100; lr = 0.1 * cosine; lr.head = 1.0 * cosine",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some((root, _)) = subject.name.split_once('.') else { return };
    let Some(whole) = subject.program.track(root) else { return };
    let (Some(own), Some(other)) = (subject.schedule.len(), whole.len()) else { return };
    let (own, other) = (Time::new(own.ratio()), Time::new(other.ratio()));
    let longer = subject.run.unwrap_or_else(|| own.max(other)).to_f64();
    if (own.to_f64() - other.to_f64()).abs() > 0.01 * longer {
        findings.push(
            subject
                .finding_about_all(
                    Code::GroupsDiffer,
                    format!("`{}` ends at {}, and `{root}` at {}", subject.name, subject.at(own), subject.at(other)),
                )
                .help(format!("write it as a multiple, `k * {root}`, or let both fill the run")),
        );
    }
}
