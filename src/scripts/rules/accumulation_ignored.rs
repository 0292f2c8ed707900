//! A length in batches that is stepped every k-th batch.

use super::Rule;
use super::length::{Length, divides, ratio};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::expression::float;
use crate::scripts::{Expression, Tick};

pub(super) const RULE: Rule = Rule {
    code: Code::AccumulationIgnored,
    name: "Accumulation is ignored",
    rationale: "Where gradients are accumulated over k batches, the scheduler is stepped once in k: a schedule that counts batches gets through a k-th of its curve. With the interval `step` Lightning does so too, as its `accumulate_grad_batches` says; `estimated_stepping_batches` counts it in.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=len(loader))
for i, batch in enumerate(loader):
    loss(batch).backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        scheduler.step()
",
    mended: (
        "scheduler = CosineAnnealingLR(optimizer, T_max=len(loader))",
        "scheduler = CosineAnnealingLR(optimizer, T_max=len(loader) // 4)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    findings.extend(in_a_loop(subject).or_else(|| in_lightning(subject)));
}

/// A scheduler that the script steps.
fn in_a_loop(subject: &Subject<'_>) -> Option<Diagnostic> {
    let run = &subject.schedule.run;
    let [step] = run.steps.as_slice() else { return None };
    let every = step.every.as_ref().filter(|_| run.tick == Some(Tick::Update))?;
    if subject.script.value(every).is_some_and(|every| every <= 1.0) || subject.is_prepared() {
        return None;
    }
    let batches =
        step.loops.iter().try_fold(Expression::whole(1), |all, looped| Some(all.times(looped.count.clone()?)));
    let epoch = step.loops.last().and_then(|looped| looped.count.clone());
    let counts = |length: &Length| {
        let once = |of: &Option<Expression>| of.as_ref().and_then(|of| ratio(&length.expression, of)) == Some(1.0);
        let is_number = length.expression.is_closed() && length.parameter != "T_max";
        !is_number && (once(&batches) || once(&epoch))
    };
    let length = subject.horizon().filter(counts)?;
    let k = subject.spell(every);
    let message = format!(
        "`{}` counts batches, and `step()` is reached every `{k}` batches: the schedule is `{k}` times as long as the run",
        subject.source(length.whole)
    );
    Some(divided(subject, &length, &k, message).and(step.span, format!("reached every `{k}` batches")))
}

/// A scheduler that Lightning steps with the optimizer.
fn in_lightning(subject: &Subject<'_>) -> Option<Diagnostic> {
    let configuration = subject.lightning()?;
    if configuration.interval(subject.reading()) != Some("step") {
        return None;
    }
    let (every, place) = subject.of_trainer("accumulate_grad_batches").filter(|(every, _)| *every > 1.0)?;
    let length = subject.horizon()?;
    let batches = !subject.loaders(&length.expression).is_empty() && !divides(&length.expression);
    if !batches {
        return None;
    }
    let k = float(every);
    let message = format!(
        "`{}` counts batches, and Lightning steps the scheduler with the optimizer, every {k} batches: the schedule is \
         {k} times as long as the run",
        subject.source(length.whole)
    );
    Some(divided(subject, &length, &k, message).and(subject.whole(place), "the batches of an update"))
}

/// The finding, which offers to divide a length by the batches of an update.
fn divided(subject: &Subject<'_>, length: &Length, k: &str, message: String) -> Diagnostic {
    let source = subject.source(length.span);
    let divided = if source.contains([' ', '+']) { format!("({source}) // {k}") } else { format!("{source} // {k}") };
    subject
        .finding(Code::AccumulationIgnored, message, length.whole)
        .help(format!("divide by it: `{divided}`"))
        .fix(Fix::unsafely(format!("write `{divided}`"), vec![Edit::replace(length.span, divided)]))
}
