//! A scheduler that is replaced before it is used.

use python_calls::{Context, ContextId, Event, EventKind, Name, Reading, Value};

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::model::place;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::SchedulerOverwritten,
    name: "A scheduler that is overwritten",
    rationale: "Two schedulers in one variable are not chained: the first one is lost. `SequentialLR` puts one after the other, `ChainedScheduler` multiplies them.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = LinearLR(optimizer, start_factor=0.1, total_iters=5)
scheduler = CosineAnnealingLR(optimizer, T_max=90)
for epoch in range(90):
    train(model, optimizer)
    scheduler.step()
",
    mended: (
        "\
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = LinearLR(optimizer, start_factor=0.1, total_iters=5)
scheduler = CosineAnnealingLR(optimizer, T_max=90)",
        "\
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

optimizer = SGD(model.parameters(), lr=0.1)
warmup = LinearLR(optimizer, start_factor=0.1, total_iters=5)
cosine = CosineAnnealingLR(optimizer, T_max=85)
scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[5])",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let schedule = subject.schedule;
    let (Some(object), true) = (subject.object(), schedule.run.steps.is_empty()) else { return };
    let Some(by) = overwritten(subject, object) else { return };
    findings.push(
        subject
            .finding(
                Code::SchedulerOverwritten,
                format!("this `{}` is overwritten before it is used", schedule.callee),
                schedule.span,
            )
            .and(by, "by this one")
            .help("`SequentialLR` puts one after the other; otherwise take this one out"),
    );
}

/// Where a scheduler is replaced by another in its own block, unused until then.
pub(super) fn overwritten(subject: &Subject<'_>, object: Value) -> Option<Span> {
    let reading = subject.reading();
    let events = reading.events();
    let with_it: Vec<(usize, &Event)> = reading.events_with(object).collect();
    let (from, variable, context) = with_it.iter().find_map(|&(index, event)| {
        let (variable, value) = assigned(reading, event.kind)?;
        (reading.object(value) == object).then_some((index, variable, event.context))
    })?;
    for (index, event) in events.iter().enumerate().skip(from + 1) {
        let has_it = with_it.binary_search_by_key(&index, |(at, _)| *at).is_ok();
        if let EventKind::Call(id) = event.kind
            && has_it
        {
            let call = reading.call(id);
            let used = call.arguments.iter().any(|argument| reading.has_part(argument.value, object))
                || call.method.is_some_and(|(on, _)| reading.has_part(on, object));
            if used {
                return None;
            }
        }
        if let EventKind::Return(_) = event.kind
            && event.context == context
        {
            return None;
        }
        let Some((of, value)) = assigned(reading, event.kind) else { continue };
        if of != variable {
            if has_it && reading.has_part(value, object) {
                return None;
            }
            continue;
        }
        let others = subject.script.schedules().iter().filter_map(|other| other.call);
        let other =
            others.map(|call| (call, reading.result(call))).find(|(_, result)| reading.object(value) == *result);
        let same_block = event.context == context && !in_arm(reading, context, event.context);
        return other.filter(|_| same_block).map(|(call, _)| place(reading.call(call).span));
    }
    None
}

fn in_arm(reading: &Reading, first: ContextId, second: ContextId) -> bool {
    first != second && matches!(reading.context(second), Context::When { .. })
}

/// The variable or attribute that an event gives a value to.
fn assigned(reading: &Reading, event: EventKind) -> Option<((Option<Value>, Name), Value)> {
    match event {
        EventKind::Bind { name, value } => Some(((None, name), value)),
        EventKind::SetAttribute { base, name, value, .. } => Some(((Some(reading.object(base)), name), value)),
        _ => None,
    }
}
