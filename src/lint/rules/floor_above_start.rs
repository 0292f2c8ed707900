//! A decay to a value above its start.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::shown;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::FloorAboveStart,
    name: "Floor above start",
    rationale: "An absolute floor is the same for every group: one whose rate is below it climbs instead of falling, as PyTorch's `eta_min` makes it.",
    bad: "base = 1e-6; lr = cosine(100, to=1e-5)",
    good: "base = 1e-6; lr = cosine(100, to=1%)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        let Node::Ramp { from, to, .. } = placed.node else { continue };
        let (start, floor) = (from.at(placed.base), to.at(placed.base));
        if from.rel != 0.0 && to.rel == 0.0 && floor > start {
            findings.push(
                subject.finding(
                    Code::FloorAboveStart,
                    format!("this starts at {} and climbs to {}", shown(start), shown(floor)),
                    placed)
                .help("write the floor as a share of the base: `to=1%`"),
            );
        }
    }
}
