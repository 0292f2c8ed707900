//! A length that is a multiple of what the loop counts.

use super::Rule;
use super::length::{ratio, times};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::python;

pub(super) const RULE: Rule = Rule {
    code: Code::HorizonNotTheLoops,
    name: "The horizon is not the loop's",
    rationale: "A schedule that is longer than its loop never gets to its end, and a cosine that is shorter climbs again. It is the mistake that was seen most often in public scripts. Where the numbers are known, the curve itself shows it, and the finding is `cut-by-run` or `climbs-back`.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

def train(model, cfg):
    optimizer = SGD(model.parameters(), lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=2 * cfg.epochs)
    for epoch in range(cfg.epochs):
        train_epoch(model, optimizer)
        scheduler.step()
",
    mended: (
        "    scheduler = CosineAnnealingLR(optimizer, T_max=2 * cfg.epochs)",
        "    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.epochs)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (Some(horizon), Some(run)) = (subject.horizon(), subject.run()) else { return };
    let said = findings.iter().any(|finding| super::said::says_of_lengths(finding.code));
    // What has a number is on the curve.
    let known = subject.script.value(&horizon.expression).is_some() && subject.script.value(run).is_some();
    if said || known || subject.is_set_by_hand() || subject.is_prepared() {
        return;
    }
    let Some(ratio) = ratio(&horizon.expression, run).filter(|ratio| (ratio - 1.0).abs() > 1e-9 && *ratio > 0.0) else {
        return;
    };
    if ratio < 1.0 && subject.may_be_shorter() {
        return;
    }
    let source = subject.source(horizon.whole);
    let what = if ratio > 1.0 {
        "the run ends before the schedule does".to_string()
    } else if subject.is("CosineAnnealingLR") {
        format!("the rate climbs again after {}", subject.spell(&horizon.expression))
    } else {
        "the schedule ends before the run does".to_string()
    };
    let written = python::spelled(subject.script, run).filter(|_| !super::length::divides(run));
    findings.push(
        subject
            .finding(
                Code::HorizonNotTheLoops,
                format!("`{source}` is {} {}: {what}", times(ratio), subject.loop_words(run)),
                horizon.whole,
            )
            .help(match &written {
                Some(length) => format!("write `{length}`, which is how often `step()` is reached"),
                None => "give it the number of times that `step()` is reached".to_string(),
            })
            .fix(
                written.map(|length| {
                    Fix::unsafely(format!("write `{length}`"), vec![Edit::replace(horizon.span, length)])
                }),
            ),
    );
}
