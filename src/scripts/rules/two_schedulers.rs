//! Two schedulers of one optimizer that undo each other.

use python_calls::Context;

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::{Schedule, Step};

pub(super) const RULE: Rule = Rule {
    code: Code::TwoSchedulers,
    name: "Two schedulers for one optimizer",
    rationale: "`LambdaLR`, `OneCycleLR`, `CyclicLR` and `CosineAnnealingWarmRestarts` compute the rate from the tick alone, and write over what another scheduler has made of it. Only those that multiply the rate they find, such as `StepLR` and `ExponentialLR`, can be stepped together.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import LambdaLR, StepLR

optimizer = SGD(model.parameters(), lr=0.1)
warmup = LambdaLR(optimizer, lambda epoch: min(1.0, (epoch + 1) / 5))
decay = StepLR(optimizer, 30)
for epoch in range(90):
    train(model, optimizer)
    decay.step()
    warmup.step()
",
    mended: (
        "\
from torch.optim.lr_scheduler import LambdaLR, StepLR

optimizer = SGD(model.parameters(), lr=0.1)
warmup = LambdaLR(optimizer, lambda epoch: min(1.0, (epoch + 1) / 5))",
        "\
from torch.optim.lr_scheduler import LinearLR, StepLR

optimizer = SGD(model.parameters(), lr=0.1)
warmup = LinearLR(optimizer, start_factor=0.2, total_iters=4)",
    ),
    check,
};

/// What computes the rate from the tick alone.
const CLOSED: &[&str] = &["LambdaLR", "OneCycleLR", "CyclicLR", "CosineAnnealingWarmRestarts"];

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let schedule = subject.schedule;
    if !CLOSED.iter().any(|class| subject.is(class)) {
        return;
    }
    let reading = subject.reading();
    let Some(optimizer) = &schedule.optimizer else { return };
    let others = subject.script.schedules().iter().filter(|other| {
        other.call != schedule.call
            && other.taken != Some(false)
            && other.function.is_some_and(|(library, _)| library.name == "pytorch")
            && other.callee != "SWALR"
            && other.optimizer.as_ref().is_some_and(|of| reading.is_same(of.value, optimizer.value))
            && !excluded(schedule, other, subject)
    });
    for other in others {
        // Of two that compute it from the tick, the later one is spoken of.
        let closed = CLOSED.contains(&other.callee.as_str());
        if closed && other.span.start > schedule.span.start {
            continue;
        }
        let together =
            schedule.run.steps.iter().find_map(|step| {
                other.run.steps.iter().find(|it| at_one_place(subject, step, it)).map(|it| (step, it))
            });
        let Some((step, theirs)) = together else { continue };
        findings.push(
            subject
                .finding(
                    Code::TwoSchedulers,
                    format!(
                        "`{}` computes the rate from its own ticks and undoes what `{}` makes of it: both step one optimizer",
                        schedule.callee, other.callee
                    ),
                    schedule.span,
                )
                .and(other.span, "the other one")
                .and(step.span, "stepped here")
                .and(theirs.span, "and the other here")
                .help("put one after the other with `SequentialLR`, or make one function of both"),
        );
        return;
    }
}

/// Whether only one of two is ever made.
fn excluded(a: &Schedule, b: &Schedule, subject: &Subject<'_>) -> bool {
    a.arm.iter().any(|condition| {
        b.arm
            .iter()
            .any(|other| condition.holds != other.holds && subject.reading().is_same(condition.test, other.test))
    }) || a.arm.len() != b.arm.len()
}

/// Whether two steps are taken in the same loop under the same conditions.
fn at_one_place(subject: &Subject<'_>, a: &Step, b: &Step) -> bool {
    let reading = subject.reading();
    let (Some(first), Some(second)) = (a.call, b.call) else { return false };
    let inner = |step: &Step| step.loops.last().map(|looped| looped.over);
    let tests = |id| {
        let frames = reading.frames(reading.call(id).context);
        let contexts = frames.into_iter().filter(|(_, frame)| matches!(frame, Context::When { .. }));
        contexts.map(|(id, _)| id).collect::<Vec<_>>()
    };
    inner(a).is_some() && inner(a) == inner(b) && first != second && tests(first) == tests(second)
}
