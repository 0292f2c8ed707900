//! A decay that is over, or under way, before the warmup over it is.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Subticks, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::DecayInsideWarmup,
    name: "Decay inside the warmup",
    rationale: "A warmup that is multiplied over a decay leaves the decay where it is: what lies inside the warmup is over before the rate has been high. Composer's milestones are hidden by its warmup in the same way, and come all at once after it.",
    bad: "run = 90; base = 0.1; lr = (warmup(10) * cosine(8, to=1%)) then hold",
    good: "run = 90; base = 0.1; lr = warmup(10) then cosine(8, to=1%) then hold",
    check: Check::Rate(check),
};

/// A staircase that falls by less each time is a smooth decay, which a warmup may lie over.
const STEEP: f64 = 0.5;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, placed) in subject.curve.within_budget(subject.nodes().iter().enumerate()) {
        match placed.node {
            Node::Product { .. } => product(subject, index, findings),
            Node::Skip { by, body } => skipped(subject, placed, *by, body, findings),
            _ => {}
        }
    }
}

/// The parts of a product with the one that rises from its start.
fn product(subject: &Subject<'_>, index: usize, findings: &mut Found) {
    let parts = || subject.children(index);
    let rise = parts().find_map(|placed| match placed.node {
        Node::Ramp { from, to, length, .. } if from.at(placed.base) < to.at(placed.base) => Some(*length),
        _ => None,
    });
    let Some(warmup) = rise else { return };
    let count = |length: Subticks| subject.count(subject.ticks(length));
    for placed in subject.curve.within_budget(parts()) {
        let what = match placed.node {
            Node::Ramp { from, to, length, .. }
                if from.at(placed.base) > to.at(placed.base) && (1..=warmup).contains(length) =>
            {
                format!("this decay is over after {}", count(*length))
            }
            Node::Step { size, gamma, .. } if *gamma <= STEEP && *size < warmup => {
                format!("its first drop comes after {}", count(*size))
            }
            _ => continue,
        };
        let last = subject.tick(placed.begin.saturating_add(warmup));
        let high = subject.curve.highest(subject.tick(placed.begin.max(0)), last);
        findings.push(
            subject
                .finding(
                    Code::DecayInsideWarmup,
                    format!(
                        "{what}, and the warmup over it takes {}: the highest value in it is {}",
                        count(warmup),
                        format_short(high.value)
                    ),
                    placed,
                )
                .at(high.tick)
                .help(format!(
                    "put the warmup before it, and not over it: `warmup({}) then …`, or make it shorter",
                    subject.written(subject.ticks(warmup))
                )),
        );
    }
}

/// A decay after a warmup whose first milestones are left out with the time of the warmup.
fn skipped(subject: &Subject<'_>, placed: &Placed<'_>, by: Subticks, body: &Node, findings: &mut Found) {
    let (Node::Multistep { milestones, gamma, .. }, Some(_)) = (body, placed.before) else { return };
    let hidden = milestones.iter().filter(|at| (1..=by).contains(*at)).count();
    let Some(first) = milestones.iter().find(|at| (1..=by).contains(*at)) else { return };
    if *gamma >= 1.0 {
        return;
    }
    let share = std::iter::repeat_n(*gamma, hidden).product::<f64>();
    findings.push(
        subject
            .finding(
                Code::DecayInsideWarmup,
                format!(
                    "the drop at {} lies in the {} that are skipped: at {} this starts at {} of its first value",
                    subject.at(subject.ticks(*first)),
                    subject.count(subject.ticks(by)),
                    subject.at(subject.ticks(placed.begin)),
                    format_short(share)
                ),
                placed,
            )
            .at(subject.tick(placed.begin))
            .help("let the first drop come after the warmup"),
    );
}
