//! A schedule that is over long before the run is.

use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_percent, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::EndsBeforeRun,
    name: "Ends before the run",
    rationale: "The horizon of a decay has to be that of the run: after a cosine that ended at half of it the rest trains at the floor, and the loss is worse than that of the shorter run (Hägele et al., arXiv:2405.18392; senpai#1526, UniRL#223). `then hold`, or `for`, says that it is meant.",
    bad: "run = 100; lr = 0.1 * cosine(T=50)",
    good: "run = 100; lr = 0.1 * cosine",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let (Some(run), Some(length)) = (subject.run, subject.schedule.len()) else { return };
    let length = Time::new(length.ratio());
    let Some(rest) = run.minus(length) else { return };
    let share = rest.to_f64() / run.to_f64();
    let thresholds = &subject.settings.thresholds;
    if share <= thresholds.idle_share || rest <= Time::whole(1) {
        return;
    }
    let (value, peak) = (subject.curve.last(), subject.curve.peak().value);
    let last = subject.last_segment();
    if value > thresholds.ends_high * peak
        || value == peak
        // A `hold` or a `for` says that it is meant.
        || matches!(last.node, Node::Hold(_))
        || subject.is_cut_on_purpose(last)
        || findings.has(Code::WrongUnit)
    {
        return;
    }
    let start = subject.ticks(last.begin);
    let whole = run.minus(start).map(|whole| subject.count(whole)).unwrap_or_default();
    let finding = subject
        .finding(
            Code::EndsBeforeRun,
            format!(
                "`{}` ends at {} of {}: the last {} ({}) train at {}",
                subject.name,
                subject.at(length),
                subject.count(run),
                subject.count(rest),
                format_percent(share),
                format_short(value)
            ),
            last,
        )
        .at(subject.tick(length.times(i128::from(subject.schedule.resolution()).into()).map_or(0, Time::ceil)))
        .help(format!(
            "without a length the last shape fills the run, {whole}; `then hold` after it says that the rest is meant"
        ))
        .fix(filling(subject, last));
    findings.push(match subject.run_span {
        Some(place) => finding.and(place, "the run"),
        None => finding,
    });
}

fn filling(subject: &Subject<'_>, last: &Placed<'_>) -> Option<Fix> {
    let Node::Ramp { .. } = last.node else { return None };
    let edits = subject.filling(last)?;
    Some(Fix::unsafely("let it fill the run", edits))
}
