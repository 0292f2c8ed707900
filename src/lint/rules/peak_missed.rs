//! A peak that no tick has.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Subticks, format_short};
use crate::units::{Ratio, Time};

pub(super) const RULE: Rule = Rule {
    code: Code::PeakMissed,
    name: "Peak missed",
    rationale: "Where a rising piece ends between two ticks, the rate goes over the peak between them: PyTorch's one-cycle of 7 steps with `pct_start=0.3` never exceeds 0.981 of its maximum, and with a `pct_start` of less than a step it has no warmup at all.",
    bad: "lr = 0.1 * onecycle(7); momentum = hold(0.9)",
    good: "lr = 0.1 * onecycle(10); momentum = hold(0.9)",
    check: Check::Rate(check),
};

/// The end of a piece between two ticks, and its value.
#[derive(Clone, Copy)]
struct Summit {
    boundary: Subticks,
    value: f64,
}

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let boundaries = subject.boundaries().iter().copied();
    let between: Vec<_> = boundaries.filter(|boundary| !subject.ticks(*boundary).is_whole()).collect();
    if between.is_empty() {
        return;
    }
    let peak = subject.curve.peak();
    let Some(Summit { boundary, value }) = highest(subject, &between, 1.001 * peak.value) else { return };
    let time = subject.ticks(boundary);
    findings.push(
        subject
            .finding(
                Code::PeakMissed,
                format!(
                    "the peak of {} is at {}, between two ticks: the largest value that is used is {}",
                    format_short(value),
                    subject.at(time),
                    format_short(peak.value)
                ),
                subject.segment_at(subject.tick(boundary)),
            )
            .at(peak.tick)
            .help(format!(
                "let the rise end at a whole tick, {} or {}",
                Time::whole(time.floor()).written(),
                Time::whole(time.ceil()).written()
            )),
    );
}

/// The highest of the summits among some ends, in order, that are above a limit. Where bounds show that there is none,
/// it is not looked for: the values of as many ends as parts would take the square of their number.
fn highest(subject: &Subject<'_>, between: &[Subticks], limit: f64) -> Option<Summit> {
    let (&first, &last) = (between.first()?, between.last()?);
    if subject.curve.is_given_up() || (first < last && subject.curve.is_bounded_between(first, last, limit)) {
        return None;
    }
    if first == last {
        let time = subject.ticks(first);
        let value = subject.curve.value_at(time);
        return (value > limit && is_summit(subject, time, value)).then_some(Summit { boundary: first, value });
    }
    let (left, right) = between.split_at(between.len() / 2);
    let found = highest(subject, left, limit);
    highest(subject, right, found.map_or(limit, |summit| summit.value)).or(found)
}

/// Whether the value at a time is above those on both sides.
fn is_summit(subject: &Subject<'_>, time: Time, top: f64) -> bool {
    let near = Ratio::new(1, 1024);
    let value = |time: Ratio| subject.curve.value_at(Time::new(time));
    value(time.ratio() - near) < top && value(time.ratio() + near) < top
}
