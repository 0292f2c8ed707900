//! A length in epochs that is stepped after each batch.

use python_calls::Kind;

use super::Rule;
use super::batches_stepped_by_epoch::takes_arguments;
use super::length::{Length, ratio};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::{Expression, Looped, Tick};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::EpochsSteppedByBatch,
    name: "A length in epochs, stepped by batches",
    rationale: "A decay every 30 epochs that is stepped after each batch is over in the first epoch, and the rest of the run trains at a rate of almost 0.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30)
for epoch in range(90):
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
        scheduler.step()
",
    mended: ("        scheduler.step()", "    scheduler.step()"),
    check,
};

/// Below this a rate is nothing.
const NOTHING: f64 = 1e-9;

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let run = &subject.schedule.run;
    let [step] = run.steps.as_slice() else { return };
    let [.., epochs, batches] = step.loops.as_slice() else { return };
    let by_batches = epochs.tick == Some(Tick::Epoch) && batches.tick != Some(Tick::Epoch) && step.every.is_none();
    // Periods that repeat are no lengths of a run.
    let periodic = ["CyclicLR", "CosineAnnealingWarmRestarts"].iter().any(|class| subject.is(class));
    if !by_batches || periodic || takes_arguments(subject) || subject.is_set_by_hand() {
        return;
    }
    // A batch an epoch is both.
    if batches.count.as_ref().and_then(|count| subject.script.value(count)) == Some(1.0) {
        return;
    }
    let Some(count) = &epochs.count else { return };
    let Some((place, why)) = in_epochs(subject, count).or_else(|| vanishes(subject, batches)) else { return };
    findings.push(
        subject
            .finding(
                Code::EpochsSteppedByBatch,
                format!("`{}` {why}, and `step()` is in the loop over batches", subject.source(place)),
                place,
            )
            .and(step.span, "stepped once a batch")
            .help("move `step()` into the loop over epochs, or count in batches"),
    );
}

/// The longest of lengths that all fit into the number of epochs.
fn in_epochs(subject: &Subject<'_>, epochs: &Expression) -> Option<(Span, String)> {
    let fits = |expression: &Expression| {
        let by_ratio = ratio(expression, epochs).is_some_and(|ratio| ratio > 0.0 && ratio <= 1.0);
        let value = subject.script.value(expression);
        by_ratio || value.zip(subject.script.value(epochs)).is_some_and(|(length, epochs)| length <= epochs)
    };
    let of = format!("counts epochs, of which there are {}", named(subject, epochs));
    if let Some((place, last)) = milestones(subject) {
        let epochs = subject.script.value(epochs)?;
        return (last > 1.0 && last <= epochs).then_some((place, of));
    }
    let lengths: Vec<Length> = subject.lengths();
    let positive = |length: &Length| subject.script.value(&length.expression).is_none_or(|value| value > 1.0);
    let longest = lengths.iter().rfind(|length| positive(length))?;
    lengths.iter().all(|length| fits(&length.expression)).then_some((longest.whole, of))
}

fn named(subject: &Subject<'_>, epochs: &Expression) -> String {
    let value = subject.script.value(epochs).map(crate::scripts::expression::float);
    match value {
        Some(value) => format!("{value}{}", subject.at_defaults(&[epochs])),
        None => format!("`{}`", subject.spell(epochs)),
    }
}

/// The last of milestones that are known.
fn milestones(subject: &Subject<'_>) -> Option<(Span, f64)> {
    let reading = subject.reading();
    let given =
        subject.arguments().find(|given| given.parameter == "milestones" && subject.schedule.parts.is_empty())?;
    let value = reading.object(given.value);
    let value = reading.default(value).unwrap_or(value);
    let (Kind::List(items) | Kind::Tuple(items)) = reading.kind(value) else { return None };
    let numbers: Option<Vec<f64>> =
        items.iter().map(|&item| subject.number(item).map(python_calls::Number::as_f64)).collect();
    Some((given.whole, numbers?.into_iter().fold(0.0, f64::max)))
}

/// An exponential that is nothing long before the run is over.
fn vanishes(subject: &Subject<'_>, batches: &Looped) -> Option<(Span, String)> {
    let given = subject.schedule.argument("gamma").filter(|_| subject.is("ExponentialLR"))?;
    let gamma = subject.script.value(given.expression.as_ref()?)?;
    let run = subject.script.value(batches.count.as_ref()?)?;
    let left = libm::pow(gamma, run);
    (gamma < 1.0 && left < NOTHING).then(|| {
        (
            given.whole,
            format!(
                "takes the rate to almost nothing in the {} batches of one epoch",
                crate::scripts::expression::float(run)
            ),
        )
    })
}
