//! A peak that no tick has.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Rule;
use crate::lint::subject::{Subject, shown};
use crate::units::{Ratio, Time};

pub(super) const RULE: Rule = Rule {
    code: Code::PeakMissed,
    rationale: "Where a rising piece ends between two ticks, the rate goes over the peak between them: a one-cycle of 7 steps with `pct_start=0.3` never exceeds 0.981 of its maximum.",
    bad: "lr = 0.1 * onecycle(7)",
    good: "lr = 0.1 * onecycle(10)",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (_, peak) = subject.curve.peak();
    let last = i128::from(subject.curve.last().0) * i128::from(subject.schedule.resolution());
    let between = subject.schedule.boundaries(last).into_iter().map(|boundary| subject.ticks(boundary));
    let missed = between
        .filter(|time| !time.is_whole() && is_summit(subject, *time))
        .map(|time| (time, subject.schedule.value_at(time.ratio())));
    let highest = missed.fold(None, |best: Option<(Time, f64)>, found| match best {
        Some(best) if best.1 >= found.1 => Some(best),
        _ => Some(found),
    });
    let Some((time, value)) = highest.filter(|(_, value)| *value > 1.001 * peak) else { return };
    findings.push(
        Diagnostic::new(
            Code::PeakMissed,
            format!(
                "the peak of {} is at {}, between two ticks: the largest value that is used is {}",
                shown(value),
                subject.at(time),
                shown(peak)
            ),
            subject.span(),
        )
        .help("choose lengths that end on whole ticks"),
    );
}

/// Whether the value is lower on both sides of a time.
fn is_summit(subject: &Subject<'_>, time: Time) -> bool {
    let near = Ratio::new(1, 1024);
    let value = |time: Ratio| subject.schedule.value_at(time);
    let top = value(time.ratio());
    value(time.ratio() - near) < top && value(time.ratio() + near) < top
}
