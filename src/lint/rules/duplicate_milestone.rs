//! A milestone that is given twice.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::DuplicateMilestone,
    name: "Duplicate milestone",
    rationale: "A milestone that is given twice drops twice at once: PyTorch's `MultiStepLR` counts its milestones as a multiset, `[0, 3, 3, 10]` is two drops at 3, and so does `multistep`.",
    bad: "lr = 0.1 * multistep([30, 30, 60])",
    good: "lr = 0.1 * multistep([30, 60])",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Multistep { milestones, gamma, .. } = placed.node else { continue };
        let Some(at) = milestones.windows(2).position(|pair| pair[0] == pair[1]) else { continue };
        let twice = milestones[at];
        let count = milestones.iter().filter(|other| **other == twice).count();
        let times = if count == 2 { "twice".to_string() } else { format!("{count} times") };
        findings.push(
            subject
                .finding(
                    Code::DuplicateMilestone,
                    format!(
                        "{} is given {times}, and multiplies by {} at once",
                        subject.at(subject.ticks(twice)),
                        format_short(libm::pow(*gamma, count as f64))
                    ),
                    placed,
                )
                .at(subject.tick(placed.begin.saturating_add(twice)))
                .help("give each milestone once")
                .fix(once(subject, placed)),
        );
    }
}

/// The call without the second of two milestones that are written alike.
fn once(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let items = subject.milestones(placed)?;
    let text = |index: usize| items[index].of(subject.source.text);
    let second = (1..items.len()).find(|&index| (0..index).any(|before| text(before) == text(index)))?;
    let edits: Vec<Edit> = subject.source.without_item(&items, second);
    Some(Fix::unsafely(format!("take out the second `{}`", text(second)), edits))
}
