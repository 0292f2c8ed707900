//! A plateau that is stepped without its metric.

use super::Rule;
use super::step_takes_epoch::is_of_a_type;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::model::place;

pub(super) const RULE: Rule = Rule {
    code: Code::MetricMissing,
    name: "A plateau without its metric",
    rationale: "`ReduceLROnPlateau.step()` raises a `TypeError` without the metric, at the end of the first epoch.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, patience=3)
for epoch in range(90):
    val_loss = train(model, optimizer)
    scheduler.step()
",
    mended: ("    scheduler.step()", "    scheduler.step(val_loss)"),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if !subject.is("ReduceLROnPlateau") {
        return;
    }
    for id in subject.steps() {
        let call = subject.reading().call(id);
        if !call.arguments.is_empty() || is_of_a_type(subject, id) {
            continue;
        }
        findings.push(
            subject
                .finding(
                    Code::MetricMissing,
                    "`step` of `ReduceLROnPlateau` needs the metric that it watches, and raises without it",
                    place(call.span),
                )
                .help("give it the metric: `step(val_loss)`"),
        );
    }
}
