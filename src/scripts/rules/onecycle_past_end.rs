//! A one-cycle that is stepped past its end.

use super::Rule;
use super::length::ratio;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::OnecyclePastEnd,
    name: "One-cycle stepped past its end",
    rationale: "`OneCycleLR` raises a `ValueError` at the first step after `total_steps`, in the last part of a long run.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import OneCycleLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=1000)
for step in range(2000):
    loss().backward()
    optimizer.step()
    scheduler.step()
",
    mended: (
        "scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=1000)",
        "scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=2000)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if !subject.is("OneCycleLR")
        || subject.may_be_shorter()
        || findings.iter().any(|finding| super::said::says_of_lengths(finding.code))
    {
        return;
    }
    let (Some(horizon), Some(run)) = (subject.horizon(), subject.run()) else { return };
    let total = &horizon.expression;
    let values = subject.script.value(total).zip(subject.script.value(run));
    let longer = match values {
        Some((total, run)) => run > total,
        None => {
            ratio(total, run).is_some_and(|ratio| ratio > 0.0 && ratio < 1.0 - 1e-9)
                || run.clone().minus(total.clone()).value(&|_| None).is_some_and(|more| more > 0.0)
        }
    };
    if !longer {
        return;
    }
    let said = |expression, value: Option<f64>| {
        let value = value.map(|value| crate::scripts::expression::float(value) + subject.at_defaults(&[expression]));
        value.unwrap_or_else(|| format!("`{}`", subject.spell(expression)))
    };
    let length = said(total, values.map(|(total, _)| total));
    findings.push(
        subject
            .finding(
                Code::OnecyclePastEnd,
                format!(
                    "`OneCycleLR` is {length} steps long and is stepped {} times: it raises after {length} of them",
                    said(run, values.map(|(_, run)| run))
                ),
                horizon.whole,
            )
            .help(format!("give it as many steps as the loop has, `{}`", subject.spell(run))),
    );
}
