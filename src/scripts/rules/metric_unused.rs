//! A metric that is given to a scheduler that takes none.

use super::Rule;
use super::step_takes_epoch::{is_epoch, is_of_a_type};
use super::subject::Subject;
use super::words;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::model::place;

pub(super) const RULE: Rule = Rule {
    code: Code::MetricUnused,
    name: "A metric for a scheduler that takes none",
    rationale: "Only `ReduceLROnPlateau` takes a metric. The others read the number as an epoch: a loss of 0.7 keeps the rate at its start for the whole run.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, 30)
for epoch in range(90):
    val_loss = train(model, optimizer)
    scheduler.step(val_loss)
",
    mended: ("    scheduler.step(val_loss)", "    scheduler.step()"),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let reading = subject.reading();
    if !subject.is_of_torch() || subject.is("ReduceLROnPlateau") {
        return;
    }
    for id in subject.steps() {
        let call = reading.call(id);
        let [argument] = call.arguments.as_slice() else { continue };
        let span = place(argument.span);
        let source = subject.source(span);
        let named = argument.name.is_some_and(|name| reading.name(name) == "metrics");
        if is_epoch(subject, argument) || is_of_a_type(subject, id) || !named && !words::is_metric(source) {
            continue;
        }
        let edit = Edit::replace(place(call.arguments_span), "()");
        findings.push(
            subject
                .finding(
                    Code::MetricUnused,
                    format!("`{}` takes no metric: its `step` reads `{source}` as an epoch", subject.schedule.callee),
                    if named { subject.whole(span) } else { span },
                )
                .help("write `step()`; `ReduceLROnPlateau` is the scheduler that looks at a metric")
                .fix(Fix::unsafely("write `step()`", vec![edit])),
        );
    }
}
