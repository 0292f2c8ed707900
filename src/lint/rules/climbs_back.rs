//! A mirrored decay that climbs again within the run.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Rule;
use crate::lint::subject::{Subject, shown};
use crate::schedule::{Node, Subticks};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::ClimbsBack,
    rationale: "PyTorch's `CosineAnnealingLR` climbs back after `T_max`, and a `T_max` shorter than the run undoes the decay in silence: at the end the rate is where it started. `mirror` says the same.",
    bad: "run = 10; lr = 0.1 * cosine(T=5) mirror repeat",
    good: "run = 10; lr = 0.1 * cosine",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    for placed in &subject.nodes {
        let (Some(start), Some((length, body))) = (placed.start, mirrored(placed.node)) else { continue };
        let turn = start.saturating_add(length);
        if !falls(body, placed.base) || turn >= end || placed.end.is_some_and(|own| own < end) {
            continue;
        }
        let turn = subject.ticks(turn);
        let after = subject.curve.points.iter().filter(|(tick, _)| i128::from(*tick) > turn.floor());
        let top = after.fold((0, f64::NEG_INFINITY), |best, point| if point.1 > best.1 { *point } else { best });
        let low = u64::try_from(turn.floor()).map_or(f64::NAN, |tick| subject.schedule.value(tick));
        findings.push(
            Diagnostic::new(
                Code::ClimbsBack,
                format!(
                    "the value falls to {} at {} and climbs back to {} by {}, because a cycle falls for {} of a run of {}",
                    shown(low),
                    subject.at(turn),
                    shown(top.1),
                    subject.at(Time::whole(top.0.into())),
                    subject.count(subject.ticks(length)),
                    subject.count(subject.ticks(end))
                ),
                subject.span_of(placed),
            )
            .help("for one decay over the whole run leave out `mirror`, `repeat` and the length, so that it fills the run"),
        );
    }
}

/// The turning point and the body of a mirror, alone or in cycles.
fn mirrored(node: &Node) -> Option<(Subticks, &Node)> {
    match node {
        Node::Mirror { length, body } => Some((*length, body)),
        Node::Repeat(repeat) => mirrored(repeat.body()),
        _ => None,
    }
}

/// Whether it ends lower than it starts.
fn falls(node: &Node, base: f64) -> bool {
    match node {
        Node::Ramp { from, to, .. } => to.at(base) < from.at(base),
        Node::Chain(segments) => match (segments.first(), segments.last()) {
            (Some(_), Some(last)) => falls(&last.node, base),
            _ => false,
        },
        Node::Scale { by, body } => *by > 0.0 && falls(body, base),
        Node::Based { base, body } => falls(body, *base),
        _ => false,
    }
}
