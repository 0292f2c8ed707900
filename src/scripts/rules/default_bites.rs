//! A default that decides, and is seldom meant.

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::DefaultBites,
    name: "A default that bites",
    rationale: "`LinearLR(optimizer)` starts at a third of the rate and is over after 5 steps, whatever the length of the run; `PolynomialLR` is at 0 after 5. Few who leave the arguments out know it.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import PolynomialLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = PolynomialLR(optimizer, power=0.9)
for epoch in range(100):
    train(model, optimizer)
    scheduler.step()
",
    mended: (
        "scheduler = PolynomialLR(optimizer, power=0.9)",
        "scheduler = PolynomialLR(optimizer, total_iters=100, power=0.9)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let schedule = subject.schedule;
    let without = |parameter: &str| schedule.argument(parameter).is_none();
    let run = subject.run().and_then(|run| subject.script.value(run));
    // A run of five is what the default says.
    let spread = subject.script.reading().call(match schedule.call {
        Some(call) => call,
        None => return,
    });
    let is_spread = spread
        .arguments
        .iter()
        .any(|argument| matches!(argument.spread, python_calls::Spread::Named | python_calls::Spread::Positional));
    if is_spread || run.is_some_and(|run| run <= 5.0) {
        return;
    }
    let falls = schedule
        .argument("end_factor")
        .and_then(|given| subject.script.value(given.expression.as_ref()?))
        .is_some_and(|end| end < 1.0);
    let (message, help) = if subject.is("PolynomialLR") && without("total_iters") {
        (
            "`total_iters` is 5 where it is not given: the rate is 0 from the fifth step on",
            "write `total_iters=`, the length of the run",
        )
    } else if subject.is("LinearLR") && without("start_factor") && (without("total_iters") || falls) {
        if falls {
            (
                "`start_factor` is 1/3 where it is not given: the decay starts at a third of the rate",
                "write `start_factor=1.0`",
            )
        } else {
            (
                "`start_factor` is 1/3 and `total_iters` is 5 where they are not given: the rate climbs from a third for five steps, and then stays",
                "write `start_factor=`, `end_factor=` and `total_iters=` as they are meant",
            )
        }
    } else if subject.is("LinearLR") && without("total_iters") && falls {
        (
            "`total_iters` is 5 where it is not given: the decay is over after five steps",
            "write `total_iters=`, the length of the decay",
        )
    } else if subject.is("ConstantLR") && without("factor") && without("total_iters") {
        (
            "`factor` is 1/3 and `total_iters` is 5 where they are not given: the rate is a third for five steps, and then the whole",
            "write `factor=` and `total_iters=` as they are meant",
        )
    } else {
        return;
    };
    findings.push(subject.finding(Code::DefaultBites, message, schedule.span).help(help));
}
