//! A plateau whose mode contradicts its metric.

use python_calls::Kind;

use super::Rule;
use super::subject::Subject;
use super::words::{HIGHER, LOWER, has};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::model::place;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauMode,
    name: "Plateau mode",
    rationale: "With `mode=\"min\"`, the default, an accuracy that rises counts as getting worse, and the rate is cut while the model learns.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = ReduceLROnPlateau(optimizer)
for epoch in range(90):
    val_acc = train(model, optimizer)
    scheduler.step(val_acc)
",
    mended: ("scheduler = ReduceLROnPlateau(optimizer)", "scheduler = ReduceLROnPlateau(optimizer, mode=\"max\")"),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if !subject.is("ReduceLROnPlateau") {
        return;
    }
    let reading = subject.reading();
    let given = subject.schedule.argument("mode");
    let mode = match given.map(|given| reading.kind(reading.object(given.value))) {
        None => "min",
        Some(Kind::Text(name)) => reading.name(*name),
        Some(_) => return,
    };
    for (metric, span) in metrics(subject) {
        let (higher, lower) = (has(&metric, HIGHER), has(&metric, LOWER));
        let negated = metric.starts_with('-') || metric.starts_with("1 -");
        let (meant, better, what) = match mode {
            "min" if higher && !lower => ("max", "higher", "rises"),
            "max" if lower && !higher => ("min", "lower", "falls"),
            _ => continue,
        };
        if negated {
            continue;
        }
        let edit = match given {
            Some(given) => Edit::replace(given.span, format!("\"{meant}\"")),
            None => {
                let Some(call) = subject.schedule.call.map(|call| reading.call(call)) else { continue };
                let Some(last) = call.arguments.iter().map(|it| it.span.end as usize).max() else { continue };
                Edit::insert(last, format!(", mode=\"{meant}\""))
            }
        };
        let title = format!("write `mode=\"{meant}\"`");
        findings.push(
            subject
                .finding(
                    Code::PlateauMode,
                    format!("`{metric}` is better when it is {better}: with `mode=\"{mode}\"` the rate is cut while it {what}"),
                    span,
                )
                .help(title.clone())
                .fix(Fix::safe(title, vec![edit])),
        );
    }
}

/// The metrics that it is given, with their places.
fn metrics(subject: &Subject<'_>) -> Vec<(String, Span)> {
    let reading = subject.reading();
    let mut found = Vec::new();
    for id in subject.steps() {
        let call = reading.call(id);
        let Some(argument) = reading.argument(call, "metrics", Some(0)) else { continue };
        found.push((subject.source(place(argument.span)).to_string(), place(call.span)));
    }
    let monitor = subject.lightning().and_then(|configuration| configuration.monitor);
    if let Some(monitor) = monitor
        && let Kind::Text(name) = reading.kind(monitor)
    {
        found.push((reading.name(*name).to_string(), place(reading.span(monitor))));
    }
    found
}
