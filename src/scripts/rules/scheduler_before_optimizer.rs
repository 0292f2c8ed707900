//! A scheduler that is stepped before its optimizer.

use python_calls::{CallId, EventKind};

use super::Rule;
use super::subject::Subject;
use super::uses::{hands_away, steps_optimizer};
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::model::place;

pub(super) const RULE: Rule = Rule {
    code: Code::SchedulerBeforeOptimizer,
    name: "scheduler.step() before optimizer.step()",
    rationale: "Since PyTorch 1.1 the scheduler is stepped after the optimizer. The other way round the first rate is never used, every later one comes a step early, and PyTorch warns when it runs.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
for epoch in range(90):
    scheduler.step()
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
",
    mended: (
        "\
    scheduler.step()
    for batch in loader:
        loss(batch).backward()
        optimizer.step()",
        "\
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
    scheduler.step()",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let schedule = subject.schedule;
    if !subject.is_of_torch() && !is_of_transformers(subject) || subject.is("ReduceLROnPlateau") {
        return;
    }
    let Some(optimizer) = &schedule.optimizer else { return };
    let reading = subject.reading();
    let Some(step) = schedule.run.steps.first() else { return };
    let (Some(first), Some(outer)) = (step.call, step.loops.first()) else { return };
    let object = optimizer.value;
    let in_loop = || {
        let events = reading.events_in(outer.over);
        events.filter_map(|(_, event)| if let EventKind::Call(id) = event.kind { Some(id) } else { None })
    };
    // Whatever may step it before the scheduler does: here, in an earlier loop, or in what is not known.
    let steps_before = reading.calls_with(object).any(|(id, _)| id < first && steps_optimizer(reading, id, object));
    let may_step = |id: CallId| hands_away(reading, id, object) || is_open(subject, id);
    if steps_before || in_loop().take_while(|&id| id < first).any(may_step) {
        return;
    }
    let Some(after) = in_loop().find(|&id| id > first && steps_optimizer(reading, id, object)) else { return };
    // `if epoch > 0:`
    if !subject.conditions_inside(reading.call(first).context, reading.call(after).context).is_empty() {
        return;
    }
    findings.push(
        subject
            .finding(
                Code::SchedulerBeforeOptimizer,
                "the scheduler is stepped before the optimizer: the first rate is never used, and every later one comes a step early",
                step.span,
            )
            .and(place(reading.call(after).span), "the optimizer is stepped only here")
            .help(format!("move `{}` after it", subject.source(step.span))),
    );
}

fn is_of_transformers(subject: &Subject<'_>) -> bool {
    subject.schedule.function.is_some_and(|(library, _)| ["transformers", "diffusers"].contains(&library.name))
}

/// Whether a call is of a method of an object that the file does not have as a whole, and that may hold the optimizer.
fn is_open(subject: &Subject<'_>, id: CallId) -> bool {
    let reading = subject.reading();
    let call = reading.call(id);
    let Some((on, name)) = call.method else { return false };
    let trains = ["train", "fit", "epoch", "optimize", "update", "learn"];
    let name = reading.name(name).to_lowercase();
    // `model.train()` is a mode.
    call.inlined.is_none()
        && trains.iter().any(|word| name.contains(word))
        && !(name == "train" && call.arguments.len() < 2)
        && !subject.last_name(on).contains("bar")
        && subject.last_name(on) != "scaler"
}
