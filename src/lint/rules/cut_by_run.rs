//! A schedule that the end of the run cuts off.

use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::CutByRun,
    name: "Cut by the run",
    rationale: "A decay that is longer than the run never reaches its floor, and a rate that is still high at the end costs loss (Hoffmann et al., arXiv:2203.15556, figure A1: a cosine a quarter longer than the run). `for run` says that it is meant.",
    bad: "run = 100k steps; lr = 1e-3 * cosine(T=200k steps, to=1%)",
    good: "run = 100k steps; lr = 1e-3 * cosine(to=1%)",
    check: Check::Track(check),
};

/// Why it is cut, where another rule has found that.
const EXPLAINED: [Code; 4] = [Code::WarmupCountedTwice, Code::WrongUnit, Code::RestartCut, Code::ClimbsBack];

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(run) = subject.run else { return };
    let last = subject.last_segment();
    // Of cycles whose first one is longer than the run it is that one.
    let of_ramp = match last.node {
        Node::Ramp { length, .. } if last.once => Some(subject.ticks(last.begin.saturating_add(*length))),
        _ => None,
    };
    let length = subject.schedule.len().map(|length| Time::new(length.ratio()));
    let Some(length) = length.max(of_ramp) else { return };
    let idle = subject.settings.thresholds.idle_share;
    let is_long = |rest: &Time| *rest > Time::whole(1) && rest.to_f64() > idle * run.to_f64();
    let Some(rest) = length.minus(run).filter(is_long) else { return };
    // Where a whole segment is past the end of the run, that one is the finding; a preset is one thing.
    let at_end = subject.segment_at(subject.curve.end());
    let is_preset = last.origin.span == at_end.origin.span && last.origin.call == at_end.origin.call;
    if !(std::ptr::eq(last, at_end) || is_preset) || subject.is_cut_on_purpose(last) || findings.has_any(&EXPLAINED) {
        return;
    }
    let whole = whole(subject, last);
    let begin = subject.ticks(whole.begin.max(0));
    let mut finding =
        subject.finding(Code::CutByRun, message(subject, begin, length, rest, run), last).at(subject.curve.end());
    if let Some(place) = subject.run_span {
        finding = finding.and(place, "the run");
    }
    let left = run.minus(begin).filter(|left| *left > Time::ZERO);
    findings.push(match (last.node, left) {
        (Node::Ramp { .. }, Some(left)) => {
            let fix = |edits| Fix::unsafely(format!("let it fill the {} that are left", subject.count(left)), edits);
            finding
                .help(format!(
                    "without a length it fills the {} that the run leaves for it; `(…) for run` says that it is meant to be cut",
                    subject.count(left)
                ))
                .fix(subject.filling(whole).map(fix))
        }
        _ => finding.help("make it shorter, or say that it is meant to be cut: `(…) for run`"),
    });
}

/// All of what one call has made: of a preset every part.
fn whole<'s, 'p>(subject: &'s Subject<'p>, last: &'s Placed<'p>) -> &'s Placed<'p> {
    let mut whole = last;
    while let Some(parent) = subject.parent(whole).filter(|parent| parent.origin.span == last.origin.span) {
        whole = parent;
    }
    whole
}

fn message(subject: &Subject<'_>, begin: Time, length: Time, rest: Time, run: Time) -> String {
    let (stop, floor) = (subject.curve.last(), subject.schedule.value_at(length));
    if stop == floor {
        let (length, run, rest) = (subject.count(length), subject.count(run), subject.count(rest));
        return format!("this comes to {length}, and the run ends after {run}: its last {rest} never run");
    }
    let own = length.minus(begin).unwrap_or(length);
    let (takes, in_all) = (subject.count(own), subject.count(run));
    let takes = if begin.is_zero() {
        format!("this takes {takes} of a run of {in_all}")
    } else {
        format!("this takes {takes} from {} on, in a run of {in_all}", subject.at(begin))
    };
    format!("{takes}, and stops at {} instead of {}", format_short(stop), format_short(floor))
}
