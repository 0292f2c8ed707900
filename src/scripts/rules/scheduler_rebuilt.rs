//! A scheduler that is built anew in the loop that steps it.

use python_calls::{Context, LoopId};

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::model::place;
use crate::scripts::run::depends;

pub(super) const RULE: Rule = Rule {
    code: Code::SchedulerRebuilt,
    name: "A scheduler that is rebuilt in its loop",
    rationale: "A scheduler counts from 0 when it is built. Built in each epoch, `StepLR` never decays, and a cosine that has taken the rate to 0 stays there for ever.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    scheduler = StepLR(optimizer, 30)
    train(model, optimizer)
    scheduler.step()
",
    mended: (
        "\
for epoch in range(90):
    scheduler = StepLR(optimizer, 30)",
        "\
scheduler = StepLR(optimizer, 30)
for epoch in range(90):",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let schedule = subject.schedule;
    if !subject.is_of_torch() || schedule.run.steps.is_empty() {
        return;
    }
    let (Some(made), Some(optimizer)) = (subject.made(), &schedule.optimizer) else { return };
    let reading = subject.reading();
    let frames = reading.frames(made);
    // The innermost loop, unless a condition says that it is built only now and then.
    let Some(at) = frames.iter().rposition(|(_, frame)| matches!(frame, Context::Loop(_))) else { return };
    let Context::Loop(over) = *frames[at].1 else { return };
    let guarded = frames[at..].iter().any(|(_, frame)| matches!(frame, Context::When { rest: false, .. }));
    if guarded || reading.loop_(over).comprehension || is_younger(subject, optimizer.value, over) {
        return;
    }
    let head = place(reading.loop_(over).head);
    findings.push(
        subject
            .finding(
                Code::SchedulerRebuilt,
                format!(
                    "this scheduler is rebuilt in each iteration of `{}`, and the optimizer is not: it counts from 0 each time",
                    subject.source(head)
                ),
                schedule.span,
            )
            .and(head, "the loop")
            .help("build it once, before the loop"),
    );
}

/// Whether an optimizer is made in a loop too, or may be.
fn is_younger(subject: &Subject<'_>, optimizer: python_calls::Value, over: LoopId) -> bool {
    depends(subject.reading(), optimizer, &[over])
}
