//! A schedule that the end of the run cuts off.

use super::climbs_back::{falls, mirrored, straight};
use crate::catalogue::key;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Subticks, format_percent, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::CutByRun,
    name: "Cut by the run",
    rationale: "A decay that is longer than the run never reaches its floor, and a rate that is still high at the end costs loss (Hoffmann et al., arXiv:2203.15556, figure A1: a cosine a quarter longer than the run). `for run` says that it is meant.",
    bad: "run = 100k steps; lr = 1e-3 * cosine(T=200k steps, to=1%)",
    good: "run = 100k steps; lr = 1e-3 * cosine(to=1%)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        if let Some(length) = fall_cut(subject, placed) {
            fall(subject, placed, length, findings);
        }
    }
    let (Some(run), Some(length)) = (subject.run, subject.schedule.len()) else { return };
    let length = Time::new(length.ratio());
    let last = subject.last_segment();
    let Some(rest) = length.minus(run).filter(|rest| *rest > Time::whole(1)) else { return };
    let explained = [Code::WarmupCountedTwice, Code::WrongUnit, Code::RestartCut, Code::ClimbsBack];
    let at_end = std::ptr::eq(last, subject.segment_at(subject.curve.end()));
    // Where a whole segment is behind the run, that one is the finding.
    if !at_end || subject.is_cut_on_purpose(last) || explained.into_iter().any(|code| subject.has(findings, code)) {
        return;
    }
    let (stop, floor) = (subject.curve.last(), subject.schedule.value_at(length));
    let so_far = if stop == floor {
        format!("its last {} never run", subject.count(rest))
    } else {
        let share = run.to_f64() / length.to_f64();
        format!(
            "it stops after {} of it, at {} instead of {}",
            format_percent(share),
            format_short(stop),
            format_short(floor)
        )
    };
    let mut finding = subject
        .finding(
            Code::CutByRun,
            format!("this comes to {}, and the run ends after {}: {so_far}", subject.count(length), subject.count(run)),
            last,
        )
        .at(subject.curve.end());
    if let Some(place) = subject.run_span {
        finding = finding.and(place, "the run");
    }
    let left = run.minus(subject.ticks(last.begin)).filter(|left| *left > Time::ZERO);
    finding = match (last.node, left) {
        (Node::Ramp { .. }, Some(left)) => {
            let edits = subject.call(last).and_then(|call| call.without(key::T));
            finding
                .help(format!(
                    "{} is what the run leaves for it, and without a length it fills that; `(…) for run` says that it is meant to be cut",
                    subject.written(left)
                ))
                .fix(edits.map(|edits| Fix::unsafely(format!("let it fill the {} that are left", subject.count(left)), edits)))
        }
        _ => finding.help("make it shorter, or say that it is meant to be cut: `(…) for run`"),
    };
    findings.push(finding);
}

/// The length of a fall that would climb again after it, where the run ends before that.
pub(super) fn fall_cut(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Subticks> {
    let end = subject.run_end()?;
    let (length, body) = mirrored(placed.node)?;
    let goes_on = placed.once && placed.begin < end && placed.end.is_none_or(|own| own >= end);
    if !goes_on || subject.is_cut_on_purpose(placed) || !falls(body, placed.base) {
        return None;
    }
    let rest = placed.begin.saturating_add(length).saturating_sub(end);
    (subject.ticks(rest) > Time::whole(1)).then_some(length)
}

/// A fall that the run ends before.
fn fall(subject: &Subject<'_>, placed: &Placed<'_>, length: Subticks, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    let left = subject.ticks(end.saturating_sub(placed.begin));
    let floor = subject.schedule.value_at(subject.ticks(placed.begin.saturating_add(length)));
    findings.push(
        subject
            .finding(
                Code::CutByRun,
                format!(
                    "this falls for {}, and the run ends after {} of it, at {} instead of {}",
                    subject.count(subject.ticks(length)),
                    subject.count(left),
                    format_short(subject.curve.last()),
                    format_short(floor)
                ),
                placed,
            )
            .at(subject.curve.end())
            .help(format!(
                "{} is what the run leaves for it; `(…) for run` says that it is meant to be cut",
                subject.written(left)
            ))
            .fix(straight(subject, placed, left, subject.ticks(length))),
    );
}
