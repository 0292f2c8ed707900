//! A plateau that waits longer than the run lasts.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::Node;
use crate::syntax::ast::Unit;
use crate::units::Ratio;

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauCannotAct,
    name: "Plateau cannot act",
    rationale: "PyTorch's default patience of 10 lowers the rate after the twelfth observation at the earliest: never, in a run of ten epochs.",
    bad: "run = 10 epochs; lr = 0.1 * plateau(0.5, patience=10)",
    good: "run = 10 epochs; lr = 0.1 * plateau(0.5, patience=2)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    for placed in &subject.nodes {
        let (Node::Plateau { rule, .. }, Some(start)) = (placed.node, placed.start()) else { continue };
        let ticks = subject.ticks(placed.end.unwrap_or(end) - start);
        // Metrics come once an epoch, where there are epochs.
        let epoch = subject.program.size_of(Unit::Epoch).unwrap_or(Ratio::from_integer(1));
        let Some(observations) = ticks.divided(epoch) else { continue };
        if i128::from(rule.patience) + 2 >= observations.ceil() {
            let fifth = (observations.ceil() / 5).max(1);
            let what = if subject.program.size_of(Unit::Epoch).is_some() { "epochs" } else { "ticks" };
            findings.push(
                subject.finding(
                    Code::PlateauCannotAct,
                    format!(
                        "with a patience of {} the first reduction comes after {} observations, and there are {} {what}",
                        rule.patience,
                        rule.patience + 2,
                        observations.ceil()
                    ),
                    placed)
                .at(subject.curve.end())
                .help(format!("take a patience of about a fifth of that: `patience={fifth}`"))
                .fix(fix(subject, placed, fifth)),
            );
        }
    }
}

fn fix(subject: &Subject<'_>, placed: &Placed<'_>, patience: i128) -> Option<Fix> {
    let call = subject.call(placed).filter(|call| call.name == "plateau")?;
    Some(Fix::unsafely(format!("write `patience={patience}`"), call.with("patience", &patience.to_string())))
}
