//! A scheduler that nothing steps.

use super::Rule;
use super::scheduler_overwritten::overwritten;
use super::subject::Subject;
use super::uses::{is_stepped, is_stepped_by_name, leaves};
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::NeverStepped,
    name: "A scheduler that is never stepped",
    rationale: "A scheduler that is made and not stepped leaves the rate at its first value for the whole run.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
for epoch in range(90):
    for batch in loader:
        loss(batch).backward()
        optimizer.step()
",
    mended: (
        "        optimizer.step()",
        "\
        optimizer.step()
    scheduler.step()",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let reading = subject.reading();
    let schedule = subject.schedule;
    let (Some(call), Some(optimizer)) = (schedule.call, &schedule.optimizer) else { return };
    let steps_itself = schedule.function.is_none_or(|(library, _)| !STEPPED_BY_THE_SCRIPT.contains(&library.name));
    if !schedule.run.steps.is_empty() || steps_itself || !reading.is_complete() || !reading.mistakes().is_empty() {
        return;
    }
    let name = reading.call(call).name.map(|name| reading.name(name).rsplit('.').next().unwrap_or_default());
    if name.is_some_and(|name| is_stepped_by_name(reading, name)) {
        return;
    }
    let object = reading.result(call);
    if !is_stepped(reading, optimizer.value) || leaves(reading, call) || overwritten(subject, object).is_some() {
        return;
    }
    findings.push(
        subject
            .finding(
                Code::NeverStepped,
                format!("nothing steps this `{}`: the rate stays what it is at the start", schedule.callee),
                schedule.span,
            )
            .help("call its `step()` in the loop, after that of the optimizer"),
    );
}

/// The libraries whose schedulers do nothing until the script steps them.
const STEPPED_BY_THE_SCRIPT: &[&str] = &["pytorch", "transformers", "diffusers"];
