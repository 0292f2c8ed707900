//! A length that is taken after `accelerator.prepare`.

use python_calls::{Kind, Reading, Value};

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::walk;

pub(super) const RULE: Rule = Rule {
    code: Code::ProcessesUncounted,
    name: "Accelerate's processes are not counted",
    rationale: "After `accelerator.prepare`, `len(loader)` is the share of one process, and a prepared scheduler is stepped once for each process. With n of them, the schedule is over after an n-th of the run; with one process nothing is wrong.",
    bad: "\
from accelerate import Accelerator
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

accelerator = Accelerator()
optimizer = SGD(model.parameters(), lr=0.1)
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
scheduler = accelerator.prepare(CosineAnnealingLR(optimizer, T_max=len(loader)))
for batch in loader:
    accelerator.backward(model(batch))
    optimizer.step()
    scheduler.step()
",
    mended: (
        "\
model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
scheduler = accelerator.prepare(CosineAnnealingLR(optimizer, T_max=len(loader)))",
        "\
scheduler = CosineAnnealingLR(optimizer, T_max=len(loader))
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let reading = subject.reading();
    if !subject.is_prepared() {
        return;
    }
    let Some(given) = subject.arguments().find(|given| {
        given.expression.is_some()
            && is_of_prepared(reading, given.value)
            && !subject.source(given.span).contains("num_processes")
    }) else {
        return;
    };
    if spells_processes(reading, given.value) {
        return;
    }
    findings.push(
        subject
            .finding(
                Code::ProcessesUncounted,
                format!(
                    "`{}` is a length of one process, and the prepared scheduler is stepped once for each",
                    subject.source(given.whole)
                ),
                given.whole,
            )
            .help("take the length before `prepare`, or multiply by `accelerator.num_processes`"),
    );
}

/// Whether the length of something that `prepare` gave back is in a value.
fn is_of_prepared(reading: &Reading, value: Value) -> bool {
    walk::any(value, |value, parts| {
        match reading.kind(value) {
            Kind::Length(of) => {
                return matches!(reading.kind(*of), Kind::Through { call, .. }
                    if reading.call(*call).method.is_some_and(|(_, name)| reading.name(name) == "prepare"));
            }
            Kind::Call(id) => parts.extend(reading.call(*id).arguments.iter().map(|argument| argument.value)),
            kind => kind.parts(|part| parts.push(part)),
        }
        false
    })
}

fn spells_processes(reading: &Reading, value: Value) -> bool {
    reading.spell(value).contains("num_processes")
}
