//! A first step at a rate of 0.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::format_percent;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroFirstStep,
    name: "First step at 0",
    rationale: "A warmup from 0 makes the first update with a rate of 0, which changes nothing: the checkpoints of step 0 and step 1 are the same (gpt-neox#1373, torchtune#2010, verl#3674). In a run of a thousand steps and more it does not matter, and is not said.",
    bad: "run = 100 steps; lr = 0.1 * (warmup(5 steps) then cosine)",
    good: "run = 100 steps; lr = 0.1 * (warmup(6 steps) skip 1 step then cosine)",
    check: Check::Track(check),
};

/// The share of a run from which on a step counts.
const SHARE: f64 = 1e-3;

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let steps = matches!(subject.program.tick(), None | Some(Unit::Step));
    let Some(run) = subject.run.filter(|_| steps && subject.is_rate()) else { return };
    let waits_once = subject.curve.end() > 0 && subject.curve.first() == 0.0 && subject.curve.value(1) > 0.0;
    if !waits_once || run.to_f64() * SHARE >= 1.0 {
        return;
    }
    let one = subject.program.tick().map_or("tick", Unit::singular);
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
