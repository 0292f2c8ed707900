//! A factor that is 1 on the whole run.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Schedule, Trend};

pub(super) const RULE: Rule = Rule {
    code: Code::FactorOfOne,
    name: "Factor of 1",
    rationale: "A factor that is 1 all along changes nothing: a decay whose part in a product does not fall into the run, or what is left of an experiment.",
    bad: "run = 90; lr = 0.1 * (cosine * piecewise([95], [1x, 10%]))",
    good: "run = 90; lr = 0.1 * (cosine * piecewise([60], [1x, 10%]))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    // Where something is found in a factor already, that says why.
    let told = findings.spots();
    for (index, product) in subject.nodes().iter().enumerate() {
        let Node::Product { .. } = product.node else { continue };
        for placed in subject.children(index).skip(1) {
            if told.is_inside(placed.origin.span) || !is_one(subject, placed) {
                continue;
            }
            findings.push(
                subject
                    .finding(Code::FactorOfOne, "this factor is 1 on the whole run, and changes nothing", placed)
                    .at(subject.tick(placed.begin.max(0)))
                    .help("take it out of the product, or let it change within the run")
                    .fix(subject.without(placed)),
            );
        }
    }
}

fn is_one(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    // Without a run, a factor without an end goes on for ever.
    let last = placed.end.map_or(u64::MAX, |end| {
        u64::try_from(subject.ticks(end - placed.begin.max(0)).ceil()).map_or(0, |ticks| ticks.saturating_sub(1))
    });
    // What follows a metric or a reading is 1 until that says otherwise.
    if placed.node.first_stateful().is_some() {
        return false;
    }
    // Alone it would see other tracks at other times.
    if placed.node.is_coupled() && placed.start() != Some(0) {
        return false;
    }
    let alone = Schedule::new(1.0, subject.schedule.resolution(), None, placed.node.clone());
    alone
        .is_ok_and(|alone| alone.value(0) == 1.0 && subject.curve.analysis_of(&alone).trend(0, last) == Trend::Constant)
}
