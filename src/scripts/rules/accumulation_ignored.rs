//! A length in batches that is stepped every k-th batch.

use super::Rule;
use super::length::{Length, ratio};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::{Expression, Tick};

pub(super) const RULE: Rule = Rule {
    code: Code::AccumulationIgnored,
    name: "Accumulation is ignored",
    rationale: "Where gradients are accumulated over k batches, the scheduler is stepped once in k: a schedule that counts batches gets through a k-th of its curve.",
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
    good: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=len(loader) // 4)
for i, batch in enumerate(loader):
    loss(batch).backward()
    if (i + 1) % 4 == 0:
        optimizer.step()
        scheduler.step()
",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let run = &subject.schedule.run;
    let [step] = run.steps.as_slice() else { return };
    let Some(every) = step.every.as_ref().filter(|_| run.tick == Some(Tick::Update)) else { return };
    if subject.script.value(every).is_some_and(|every| every <= 1.0) || subject.is_prepared() {
        return;
    }
    let batches =
        step.loops.iter().try_fold(Expression::whole(1), |all, looped| Some(all.times(looped.count.clone()?)));
    let epoch = step.loops.last().and_then(|looped| looped.count.clone());
    let counts = |length: &Length| {
        let once = |of: &Option<Expression>| of.as_ref().and_then(|of| ratio(&length.expression, of)) == Some(1.0);
        let is_number = length.expression.is_closed() && length.parameter != "T_max";
        !is_number && (once(&batches) || once(&epoch))
    };
    let Some(length) = subject.horizon().filter(counts) else { return };
    let k = subject.spell(every);
    let source = subject.source(length.span);
    let divided = if source.contains([' ', '+']) { format!("({source}) // {k}") } else { format!("{source} // {k}") };
    findings.push(
        subject
            .finding(
                Code::AccumulationIgnored,
                format!(
                    "`{}` counts batches, and `step()` is reached every `{k}` batches: the schedule is `{k}` times as long as the run",
                    subject.source(length.whole)
                ),
                length.whole,
            )
            .and(step.span, format!("reached every `{k}` batches"))
            .help(format!("divide by it: `{divided}`"))
            .fix(Fix::unsafely(format!("write `{divided}`"), vec![Edit::replace(length.span, divided.clone())])),
    );
}
