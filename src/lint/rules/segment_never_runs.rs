//! A segment that no tick falls into.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::SegmentNeverRuns,
    name: "Segment that never runs",
    rationale: "A segment past the end of the run, or one that is left with no time, is not there: the cooldown of a schedule that was made for a longer run, the `hold` between a warmup and a decay that fill the run together.",
    bad: "run = 90; lr = 0.1 * (warmup(10) then hold for 80 then linear(10))",
    good: "run = 90; lr = 0.1 * (warmup(10) then hold for 70 then linear(10))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let end = subject.run_end();
    // What is in a segment that never runs is not told again.
    let mut told = 0;
    for (index, placed) in subject.nodes().iter().enumerate() {
        if index < told || !is_segment(subject, placed) {
            continue;
        }
        let own = placed.end.map(|own| subject.ticks(own));
        let start = subject.ticks(placed.begin);
        let past_end = end.is_some_and(|end| placed.begin >= end);
        let empty = own.is_some_and(|own| own.ceil() <= start.ceil());
        // A warmup of nothing has its own finding.
        // A preset that is too long is one thing, which the run cuts.
        let is_of_preset = subject.parent(placed).is_some_and(|chain| chain.origin.span == placed.origin.span);
        if past_end && is_of_preset || !(past_end || empty) || findings.has_at(Code::WarmupOfNothing, placed) {
            continue;
        }
        told = placed.after;
        let (message, help) = if past_end {
            let run = subject.run.unwrap_or(Time::ZERO);
            let message =
                format!("this would start at {}, and the run ends after {}", subject.at(start), subject.count(run));
            (message, "make what comes before it shorter, or the run longer")
        } else {
            let length = own.and_then(|own| own.minus(start)).unwrap_or(Time::ZERO);
            let message = if length.is_zero() {
                format!(
                    "nothing is left for this: what comes before and after it fills the run at {}",
                    subject.at(start)
                )
            } else {
                format!("this takes {} from {} on, and no tick falls into it", subject.count(length), subject.at(start))
            };
            (message, "leave it out, or give it time")
        };
        findings.push(
            subject
                .finding(Code::SegmentNeverRuns, message, placed)
                .at(subject.tick(placed.begin))
                .help(help)
                .fix(subject.without(placed)),
        );
    }
}

/// Whether it is a segment that was given a place of its own.
fn is_segment(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    let Some(chain) = subject.parent(placed) else { return false };
    let Node::Chain(segments) = chain.node else { return false };
    segments.len() > 1 && !is_step(placed)
}

/// A ramp of length 0 is a step to a value, which the next segment picks up.
fn is_step(placed: &Placed<'_>) -> bool {
    matches!(placed.node, Node::Ramp { length: 0, .. })
}
