//! `step(epoch)` of PyTorch's classes.

use python_calls::{Argument, Kind, Value};

use super::Rule;
use super::subject::Subject;
use super::words;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::model::place;
use crate::scripts::walk;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::StepTakesEpoch,
    name: "step(epoch)",
    rationale: "PyTorch deprecated the argument in 1.4. A scheduler counts its own steps; with an epoch it takes another formula, which gives other values at boundaries and after a change by hand. `CosineAnnealingWarmRestarts` documents `step(epoch + i / n)`, and timm's schedulers want the epoch: those are right.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
for epoch in range(90):
    train(model, optimizer)
    scheduler.step(epoch)
",
    mended: ("    scheduler.step(epoch)", "    scheduler.step()"),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    // Restarts document it; of a scheduler made of several, PyTorch's takes none.
    if !subject.is_of_torch() || subject.is("CosineAnnealingWarmRestarts") {
        return;
    }
    let reading = subject.reading();
    for id in subject.steps() {
        let call = reading.call(id);
        let position = usize::from(subject.is("ReduceLROnPlateau"));
        let Some(argument) = reading.argument(call, "epoch", Some(position)) else { continue };
        if is_none(subject, argument) || is_of_a_type(subject, id) || !is_epoch(subject, argument) {
            continue;
        }
        let span = place(argument.span);
        let whole = if argument.name.is_some() { subject.whole(span) } else { span };
        let left: Vec<&str> = call
            .arguments
            .iter()
            .filter(|it| it.span != argument.span)
            .map(|it| subject.source(place(it.span)))
            .collect();
        let on = call.method.map_or("scheduler", |_| subject.source(place(call.callee_span)));
        let written = format!("{on}({})", left.join(", "));
        let arguments = place(call.arguments_span);
        let fix = Edit::replace(arguments, format!("({})", left.join(", ")));
        findings.push(
            subject
                .finding(
                    Code::StepTakesEpoch,
                    format!(
                        "`step` of `{}` counts by itself: the epoch is deprecated, and with it the rate is computed in another way",
                        subject.schedule.callee
                    ),
                    whole,
                )
                .help(format!("write `{written}`"))
                .fix(Fix::unsafely(format!("write `{written}`"), vec![fix])),
        );
    }
}

fn is_none(subject: &Subject<'_>, argument: &Argument) -> bool {
    matches!(subject.reading().kind(argument.value), Kind::None)
}

/// Whether an argument of `step` is an epoch, and no metric.
pub(super) fn is_epoch(subject: &Subject<'_>, argument: &Argument) -> bool {
    let reading = subject.reading();
    let named = argument.name.is_some_and(|name| reading.name(name) == "epoch");
    let source = subject.source(place(argument.span));
    named || counts(subject, argument.value) || words::is_counter(source) && !words::is_metric(source)
}

/// Whether a value is made of what a loop counts.
fn counts(subject: &Subject<'_>, value: Value) -> bool {
    let reading = subject.reading();
    walk::any(value, |value, parts| match reading.kind(value) {
        Kind::Index(_) => true,
        Kind::Carried(id) => reading.carried(*id).advance.is_some(),
        kind @ (Kind::Binary(..) | Kind::Negative(_)) => {
            kind.parts(|part| parts.push(part));
            false
        }
        _ => false,
    })
}

/// Whether a step is taken only for some kinds of schedulers: `if isinstance(scheduler, ReduceLROnPlateau)`.
pub(super) fn is_of_a_type(subject: &Subject<'_>, id: python_calls::CallId) -> bool {
    let reading = subject.reading();
    let Some(made) = subject.made() else { return true };
    let inside = subject.conditions_inside(reading.call(id).context, made);
    let tells = |span: Span| {
        let source = subject.source(span).to_lowercase();
        ["isinstance", "plateau", "type(", "hasattr", "sched", "__class__", "__name__"]
            .iter()
            .any(|word| source.contains(word))
    };
    inside.into_iter().any(|(_, span)| tells(span)) || is_tried(subject, id)
}

/// Whether a step stands where another way of stepping has failed.
fn is_tried(subject: &Subject<'_>, id: python_calls::CallId) -> bool {
    let reading = subject.reading();
    let frames = reading.frames(reading.call(id).context);
    frames.iter().any(|(_, frame)| matches!(frame, python_calls::Context::Except(_)))
}
