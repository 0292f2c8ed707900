//! A count that is not a whole number.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Point, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::NotWhole,
    name: "Not a whole number",
    rationale: "A batch, or a sequence, has a whole number of elements: a ramp of the batch size, as of GPT-3 (Brown et al., arXiv:2005.14165), goes up in whole samples, and Megatron's in an increment. What a loop makes of 48.6 samples is up to it.",
    bad: "run = 1000; lr = 0.1 * cosine; batch = linear(100, from=32, to=256)",
    good: "run = 1000; lr = 0.1 * cosine; batch = round(linear(100, from=32, to=256), to=8)",
    check: Check::Track(check),
};

/// What is counted, as a track or the last part of its name.
const COUNTS: &[&str] = &[
    "batch",
    "batch_size",
    "global_batch_size",
    "micro_batch_size",
    "bs",
    "seq_len",
    "seqlen",
    "seq_length",
    "sequence_length",
    "context",
    "context_length",
    "accumulation",
    "grad_accum",
    "gradient_accumulation_steps",
];
/// The most ticks that are looked at after the start, and after each boundary.
const LOOKED_AT: u64 = 16;
/// The most boundaries that are.
const BOUNDARIES: usize = 1024;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let name = subject.name.rsplit('.').next().unwrap_or(subject.name);
    if !COUNTS.contains(&name) {
        return;
    }
    let starts = std::iter::once(0).chain(subject.boundaries().iter().map(|time| subject.tick(*time)).take(BOUNDARIES));
    let ticks = starts.flat_map(|start| start..start.saturating_add(LOOKED_AT).min(subject.curve.end() + 1));
    let mut points = subject.curve.within_budget(ticks).map(|tick| Point { tick, value: subject.curve.value(tick) });
    let Some(point) = points.find(|point| point.value.is_finite() && point.value.fract() != 0.0) else { return };
    let mut finding = subject.finding(
        Code::NotWhole,
        format!(
            "at {} `{}` is {}, and a count is a whole number",
            subject.at(Time::whole(point.tick.into())),
            subject.name,
            format_short(point.value)
        ),
        subject.segment_at(point.tick),
    );
    finding = finding.at(point.tick);
    findings.push(finding.help(
        "round it, `round(…)`, or to a multiple, `round(…, to=8)`; or write down where it changes, `piecewise([…], […])`",
    ));
}
