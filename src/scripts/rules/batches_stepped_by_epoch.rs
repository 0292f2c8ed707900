//! A length in batches that is stepped once an epoch.

use python_calls::{Iteration, LoopId};

use super::Rule;
use super::length::{Length, ratio};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::{Expression, Tick};

pub(super) const RULE: Rule = Rule {
    code: Code::BatchesSteppedByEpoch,
    name: "A length in batches, stepped by epochs",
    rationale: "A schedule of epochs times batches that is stepped once an epoch goes through a small part of its curve: the rate hardly moves, or never leaves the warmup. It is the second most frequent mistake in public scripts.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=50 * len(loader))
for epoch in range(50):
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
    scheduler.step()
",
    mended: ("    scheduler.step()", "        scheduler.step()"),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let run = &subject.schedule.run;
    if run.tick != Some(Tick::Epoch) || subject.is_set_by_hand() || takes_arguments(subject) {
        return;
    }
    let Some(step) = run.steps.first() else { return };
    let Some(epochs) = step.loops.last() else { return };
    let loaders = gone_through(subject, epochs.over);
    let per_epoch = subject.schedule.argument("steps_per_epoch").filter(|given| {
        let one = given.expression.as_ref().and_then(|expression| subject.script.value(expression)) == Some(1.0);
        subject.is("OneCycleLR") && !one && subject.schedule.argument("total_steps").is_none()
    });
    let (place, source) = if let Some(given) = per_epoch {
        (given.whole, subject.source(given.whole))
    } else {
        let counts = |length: &Length| {
            subject.loaders(&length.expression).iter().any(|loader| loaders.iter().any(|it| it == loader))
                && !is_the_run(length, run.count.as_ref())
        };
        let Some(length) = subject.lengths().into_iter().rev().find(counts) else { return };
        (length.whole, subject.source(length.whole))
    };
    let loop_source = subject.source(epochs.span);
    findings.push(
        subject
            .finding(
                Code::BatchesSteppedByEpoch,
                format!("`{source}` counts batches, and `step()` is in the loop over epochs, `{loop_source}`"),
                place,
            )
            .and(step.span, "stepped once an epoch")
            .help("move `step()` into the loop over batches, or count the length in epochs"),
    );
}

fn is_the_run(length: &Length, run: Option<&Expression>) -> bool {
    run.is_some_and(|run| ratio(&length.expression, run).is_some())
}

/// Whether a step gives where it is, as `step(epoch + i / n)` does.
pub(super) fn takes_arguments(subject: &Subject<'_>) -> bool {
    subject.steps().any(|step| !subject.reading().call(step).arguments.is_empty())
}

/// The loaders that the body of a loop goes through, as the script spells them.
fn gone_through(subject: &Subject<'_>, over: LoopId) -> Vec<String> {
    let reading = subject.reading();
    let body = reading.loop_(over).body;
    let inner = reading.loops().filter(|(id, inner)| *id != over && reading.is_within(inner.context, body));
    let mut found = Vec::new();
    for (_, inner) in inner {
        let mut parts = vec![&inner.over];
        while let Some(part) = parts.pop() {
            match part {
                Iteration::Items(of) => found.push(reading.spell(reading.object(*of))),
                Iteration::Zip(inner) => parts.extend(inner),
                Iteration::Range { stop, .. } => {
                    if let python_calls::Kind::Length(of) = reading.kind(reading.object(*stop)) {
                        found.push(reading.spell(*of));
                    }
                }
                _ => {}
            }
        }
    }
    found
}
