//! A scheduler whose optimizer is not the one that steps.

use python_calls::{EventKind, Kind, Value};

use super::Rule;
use super::subject::Subject;
use super::uses::{hands_away, is_stepped, is_stepped_by_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::libraries::default_rate;
use crate::scripts::model::place;

pub(super) const RULE: Rule = Rule {
    code: Code::OtherOptimizer,
    name: "The scheduler of another optimizer",
    rationale: "A scheduler holds the optimizer that it was given. If the script makes another one afterwards, the schedule moves the rate of an object that nobody steps.",
    bad: "\
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
optimizer = Adam(model.parameters(), lr=1e-3)
for epoch in range(90):
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
    scheduler.step()
",
    mended: (
        "\
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
optimizer = Adam(model.parameters(), lr=1e-3)",
        "\
optimizer = Adam(model.parameters(), lr=1e-3)
scheduler = StepLR(optimizer, 30)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let reading = subject.reading();
    let schedule = subject.schedule;
    let Some(optimizer) = &schedule.optimizer else { return };
    let (Some(made), Some(outer)) = (optimizer.call, schedule.run.steps.first().and_then(|step| step.loops.first()))
    else {
        return;
    };
    let name = optimizer.name.rsplit('.').next().unwrap_or_default();
    if !reading.is_complete()
        || is_stepped(reading, optimizer.value)
        || is_given_away(subject, optimizer.value)
        || is_stepped_by_name(reading, name)
    {
        return;
    }
    let Some(other) = reading.events_in(outer.over).find_map(|(_, event)| {
        let EventKind::Call(id) = event.kind else { return None };
        let (on, method) = reading.call(id).method?;
        let Kind::Call(other) = *reading.kind(reading.object(on)) else { return None };
        let path = reading.path(reading.call(other).callee).unwrap_or_default();
        let is_optimizer = default_rate(path.rsplit('.').next().unwrap_or_default()).is_some();
        (reading.name(method) == "step" && is_optimizer && other != made).then_some(id)
    }) else {
        return;
    };
    findings.push(
        subject
            .finding(
                Code::OtherOptimizer,
                "the optimizer that this scheduler was given is never stepped: another one is",
                schedule.span,
            )
            .and(optimizer.span, "it was given this one")
            .and(place(reading.call(other).span), "another one is stepped here")
            .help("give it the optimizer that is stepped"),
    );
}

/// Whether anything but a scheduler is given an optimizer, and may step it.
fn is_given_away(subject: &Subject<'_>, optimizer: Value) -> bool {
    let reading = subject.reading();
    reading
        .calls_with(optimizer)
        .any(|(id, _)| !subject.script.makes_schedule(id) && hands_away(reading, id, optimizer))
}
