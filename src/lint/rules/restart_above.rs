//! A restart, or a later rise, to a level above all before it.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Point, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::RestartAbove,
    name: "Restart above the peak",
    rationale: "A warm restart goes back to the rate before it, or to less (Loshchilov and Hutter, arXiv:1608.03983; Gupta et al., arXiv:2308.04014, re-warm at most to the peak of the pretraining). One that goes above all that was there before is usually an absolute rate from another recipe. The factor is `jump` in `lehr.toml`.",
    bad: "run = 1000; base = 1e-4; lr = cosine(490, to=1e-6) then cosine(from=1e-3, to=1e-6)",
    good: "run = 1000; base = 1e-4; lr = cosine(490, to=1e-6) then cosine(from=1x, to=1e-6)",
    check: Check::Rate(check),
};

/// A rate has decayed where no more than this much of its peak is left.
const DECAYED: f64 = 0.5;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, placed) in subject.nodes().iter().enumerate() {
        // A single segment has nothing before it.
        if matches!(placed.node, Node::Chain(_)) && subject.children(index).nth(1).is_some() {
            chain(subject, index, findings);
        }
    }
}

/// The first segment of a chain that goes above all before it, after a decay.
fn chain(subject: &Subject<'_>, index: usize, findings: &mut Found) {
    let mut peak: Option<Point> = None;
    for segment in subject.children(index) {
        let first = subject.tick(segment.begin.max(0));
        let last = segment.end.map_or(subject.curve.end(), |end| subject.tick(end).saturating_sub(1));
        if last < first || segment.end.is_some_and(|end| end <= segment.begin) {
            continue;
        }
        let highest = highest(subject, segment, first, last);
        if let Some(before) = peak {
            let left = || subject.curve.value(first.saturating_sub(1)).min(subject.curve.value(first));
            let is_above = highest.value > subject.settings.thresholds.jump * before.value;
            if is_above && before.value > 0.0 && left() <= DECAYED * before.value {
                findings.push(
                    subject
                        .finding(
                            Code::RestartAbove,
                            format!(
                                "this goes to {}, above the {} of {}, the highest value before it",
                                format_short(highest.value),
                                format_short(before.value),
                                subject.at(Time::whole(before.tick.into()))
                            ),
                            segment,
                        )
                        .at(highest.tick)
                        .help("go back to the rate before it, or to less: `1x` is the base"),
                );
                return;
            }
        }
        if peak.is_none_or(|peak| highest.value > peak.value) {
            peak = Some(highest);
        }
    }
}

/// The highest value of a segment; of a ramp it is at an end.
fn highest(subject: &Subject<'_>, segment: &Placed<'_>, first: u64, last: u64) -> Point {
    let holds = |node: &Node| match node {
        Node::For { body, .. } => matches!(**body, Node::Hold(_)),
        node => matches!(node, Node::Hold(_)),
    };
    if !holds(segment.node) && !matches!(segment.node, Node::Ramp { .. }) {
        return subject.curve.highest(first, last);
    }
    let ends = [first, last].map(|tick| Point { tick, value: subject.curve.value(tick) });
    if ends[1].value > ends[0].value { ends[1] } else { ends[0] }
}
