//! A first step at a rate of 0.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::format_percent;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroFirstStep,
    name: "First step at 0",
    rationale: "A warmup from 0 makes the first update with a rate of 0, which changes nothing: the checkpoints of step 0 and step 1 are the same (gpt-neox#1373, torchtune#2010, verl#3674). In a run of fifty steps and more it does not matter, and is not reported.",
    bad: "run = 40 steps; lr = 0.1 * (warmup(5 steps) then cosine)",
    good: "run = 40 steps; lr = 0.1 * (warmup(6 steps) skip 1 step then cosine)",
    check: Check::Rate(check),
};

/// In a run of this many ticks a single one does not matter.
const LONG: i128 = 50;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let steps = matches!(subject.program.tick(), None | Some(Unit::STEP));
    let Some(run) = subject.run.filter(|run| steps && *run < Time::whole(LONG)) else { return };
    let waits_once = subject.curve.end() > 0 && subject.curve.first() == 0.0 && subject.curve.value(1) > 0.0;
    if !waits_once {
        return;
    }
    let [one, _] = subject.program.tick_words();
    let rise = subject.segment_at(0);
    findings.push(
        subject
            .finding(
                Code::ZeroFirstStep,
                format!(
                    "the rate of the first {one} is 0, which changes nothing: {} of the run of {}",
                    format_percent(1.0 / run.to_f64()),
                    subject.count(run)
                ),
                rise,
            )
            .at(0)
            .help(format!(
                "make the warmup a {one} longer and leave its first one out: `warmup(…) skip {}`",
                subject.written(Time::whole(1))
            )),
    );
}
