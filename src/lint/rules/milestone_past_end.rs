//! A milestone that the run does not reach.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::MilestonePastEnd,
    name: "Milestone past end",
    rationale: "A milestone behind the end of the run never happens, and neither does one that was counted from the start of the run and stands behind a warmup by `then`.",
    bad: "run = 90; lr = 0.1 * (warmup(5) then multistep([30, 60, 88]))",
    good: "run = 90; lr = 0.1 * (warmup(5) * multistep([30, 60, 88]))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    for placed in &subject.nodes {
        let (Node::Multistep { milestones, .. }, Some(start)) = (placed.node, placed.start()) else { continue };
        if placed.end.is_some_and(|own| own < end) {
            continue;
        }
        let past: Vec<_> = milestones.iter().map(|at| start.saturating_add(*at)).filter(|at| *at >= end).collect();
        let Some(first) = past.first() else { continue };
        let behind = if start > 0 {
            format!(
                "; milestones count from {}, where this starts: multiply it over the whole, `warmup(…) * multistep(…)`, to count from 0",
                subject.at(subject.ticks(start))
            )
        } else {
            "; take it out, or lengthen the run".to_string()
        };
        findings.push(
            subject.finding(
                Code::MilestonePastEnd,
                format!(
                    "{} of {} milestones never happen: {} is past the run of {}",
                    past.len(),
                    milestones.len(),
                    subject.at(subject.ticks(*first)),
                    subject.count(subject.ticks(end))
                ),
                placed)
            .help(behind.trim_start_matches("; ").to_string()),
        );
    }
}
