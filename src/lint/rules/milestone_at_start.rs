//! A milestone at the very start.

use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::MilestoneAtStart,
    name: "Milestone at the start",
    rationale: "A milestone at 0 has happened before the first tick: the rate starts a drop below its base, which no tick ever has. PyTorch's `MultiStepLR` silently leaves such a milestone out.",
    bad: "run = 90; lr = 0.1 * multistep([0, 30, 60])",
    good: "run = 90; lr = 0.1 * multistep([30, 60])",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Multistep { milestones, gamma, from } = placed.node else { continue };
        if milestones.first() != Some(&0) {
            continue;
        }
        let items = subject.milestones(placed).filter(|items| items.len() > 1 && !placed.origin.unsorted);
        let fix = items.map(|items| Fix::unsafely("take it out", subject.source.without_item(&items, 0)));
        let start = from.at(placed.base);
        findings.push(
            subject
                .finding(
                    Code::MilestoneAtStart,
                    format!(
                        "the first milestone is at 0: this starts at {}, and never has its start of {}",
                        format_short(start * gamma),
                        format_short(start)
                    ),
                    placed,
                )
                .at(subject.tick(placed.begin.max(0)))
                .help("take it out, or start from the lower value: `from=`")
                .fix(fix),
        );
    }
}
