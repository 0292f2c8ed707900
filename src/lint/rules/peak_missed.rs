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

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let between = subject.boundaries().iter().map(|boundary| (*boundary, subject.ticks(*boundary)));
    let mut between = between.filter(|(_, time)| !time.is_whole()).peekable();
    if between.peek().is_none() {
        return;
    }
    let peak = subject.curve.peak();
    let mut missed: Option<(Subticks, Time, f64)> = None;
    for (boundary, time) in between.take_while(|_| !subject.curve.is_given_up()) {
        let value = subject.curve.value_at(time);
        let above = missed.map_or(1.001 * peak.value, |(_, _, value)| value);
        if value > above && is_summit(subject, time, value) {
            missed = Some((boundary, time, value));
        }
    }
    let Some((boundary, time, value)) = missed else { return };
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

/// Whether the value at a time is above those on both sides.
fn is_summit(subject: &Subject<'_>, time: Time, top: f64) -> bool {
    let near = Ratio::new(1, 1024);
    let value = |time: Ratio| subject.curve.value_at(Time::new(time));
    value(time.ratio() - near) < top && value(time.ratio() + near) < top
}
