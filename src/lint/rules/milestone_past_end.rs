//! A milestone that the run does not reach.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::MilestonePastEnd,
    name: "Milestone past the end",
    rationale: "A milestone past the end of the run never happens: the rate of the last part of a recipe is missing, usually because the run was shortened and the milestones were not (Kervolution#8).",
    bad: "run = 90; lr = 0.1 * multistep([30, 60, 95])",
    good: "run = 90; lr = 0.1 * multistep([30, 60, 80])",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(end) = subject.run_end() else { return };
    for placed in subject.nodes() {
        let Node::Multistep { milestones, .. } = placed.node else { continue };
        let own = placed.end.unwrap_or(end).min(end);
        let past: Vec<_> =
            milestones.iter().map(|at| placed.begin.saturating_add(*at)).filter(|at| *at >= own).collect();
        // What none of it does is another finding.
        let (Some(first), true) = (past.first(), past.len() < milestones.len() && placed.begin < own) else { continue };
        if findings.has_at(Code::MilestonesAfterWarmup, placed) {
            continue;
        }
        let what = if own == end {
            format!("the run of {} ends before", subject.count(subject.ticks(end)))
        } else if placed.round.end == Some(own) {
            format!("its cycle is over at {}", subject.at(subject.ticks(own)))
        } else {
            format!("the next segment starts at {}", subject.at(subject.ticks(own)))
        };
        findings.push(
            subject
                .finding(
                    Code::MilestonePastEnd,
                    format!(
                        "{} of {} milestones never happen: the first of them is at {}, and {what}",
                        past.len(),
                        milestones.len(),
                        subject.at(subject.ticks(*first))
                    ),
                    placed,
                )
                .at(subject.tick(own))
                // A last milestone at the very end of the run is common, and means no drop.
                .note_if(own == end && past.iter().all(|at| *at == end))
                .help("take them out, or bring them forward with the length of the run")
                .fix(without_last(subject, placed, milestones.len() - past.len(), past.len())),
        );
    }
}

/// The call without its last milestones, where the list is written in order.
fn without_last(subject: &Subject<'_>, placed: &Placed<'_>, kept: usize, count: usize) -> Option<Fix> {
    if placed.origin.unsorted {
        return None;
    }
    let items = subject.milestones(placed).filter(|items| items.len() == kept + count)?;
    let gap = Span::new(items.get(kept.checked_sub(1)?)?.end, items.last()?.end);
    let edit = Edit::remove(gap);
    (!gap.of(subject.source.text).contains('#')).then(|| Fix::unsafely("take out what never happens", vec![edit]))
}
