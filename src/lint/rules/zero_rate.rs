//! A rate that stays at 0.

use crate::diagnostic::Code;
use crate::lint::curve::Zeros;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroRate,
    name: "Rate of 0",
    rationale: "A rate of 0 costs what any other does and trains nothing: MaxText's tail after its schedule is 50 steps of it, and a float schedule can round to it long before its end (sd-scripts#141).",
    bad: "base = 0.1; lr = warmup(10) then hold(0) for 50 then cosine(90, from=1x)",
    good: "base = 0.1; lr = warmup(10) then hold for 50 then cosine(90)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let explained =
        [Code::ClimbsBack, Code::EndsBeforeRun, Code::WrongUnit, Code::DecayVanishes, Code::SegmentNeverRuns];
    if findings.has_any(&explained) {
        return;
    }
    let length = |zeros: &&Zeros| zeros.after.unwrap_or(subject.curve.end().saturating_add(1)) - zeros.first;
    let Some(zeros) = subject.curve.lows().zeros.iter().find(|zeros| length(zeros) >= 2) else { return };
    let start = subject.at(Time::whole(zeros.first.into()));
    let until = match zeros.after {
        Some(after) => format!("from {start} to {}", subject.at(Time::whole(after.into()))),
        None => format!("from {start} to the end"),
    };
    let all = subject.count(Time::whole(length(&zeros).into()));
    let placed = subject.segment_at(zeros.first);
    findings.push(
        subject
            .finding(Code::ZeroRate, format!("the rate is exactly 0 {until}: {all} train nothing"), placed)
            .at(zeros.first)
            .note_if(others_train(subject, zeros.first, length(&zeros)))
            .help(match zeros.after {
                Some(_) => "hold a rate above 0 there: `hold` by itself keeps the one before it",
                None if matches!(placed.node, Node::Ramp { .. }) => {
                    "end the run there, or keep a floor above 0: `to=1%`"
                }
                None => "end the run there, or keep it above 0: `max(…, …)`",
            }),
    );
}

/// The most groups of a family that are looked at.
const GROUPS: usize = 64;

/// Whether another group trains while this one is at 0, which is then frozen on purpose.
fn others_train(subject: &Subject<'_>, first: u64, length: u64) -> bool {
    let is_other = |name: &str| name != subject.name && name.split('.').next() == Some(subject.family());
    let others = subject.program.tracks().iter().filter(|track| is_other(&track.name)).take(GROUPS);
    others.into_iter().any(|track| track.schedule.value(first.saturating_add(length / 2)) > 0.0)
}
