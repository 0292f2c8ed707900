//! Milestones that equal no tick.

use python_calls::{Kind, Number};

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::MilestonesNotWhole,
    name: "Milestones that are not whole numbers",
    rationale: "`MultiStepLR` looks its milestones up in a counter: one of 22.5 equals no tick, and its drop never happens, without a word. `50.0` is found, since it is 50.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

epochs = 45
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = MultiStepLR(optimizer, [0.5 * epochs, 40])
",
    mended: (
        "scheduler = MultiStepLR(optimizer, [0.5 * epochs, 40])",
        "scheduler = MultiStepLR(optimizer, [round(0.5 * epochs), 40])",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let reading = subject.reading();
    if !subject.is_of_torch() {
        return;
    }
    let drops = |callee: &str| callee == "MultiStepLR";
    let own = subject.schedule.arguments.iter().filter(|_| drops(&subject.schedule.callee));
    let parts = subject.schedule.parts.iter().filter(|part| drops(&part.callee)).flat_map(|part| &part.arguments);
    for given in own.chain(parts).filter(|given| given.parameter == "milestones") {
        let (Kind::List(items) | Kind::Tuple(items)) = reading.kind(reading.object(given.value)) else { continue };
        for &item in items {
            let Some(Number::Float(number)) = subject.number(item).filter(|number| number.as_f64().fract() != 0.0)
            else {
                continue;
            };
            let span = super::super::model::place(reading.span(item));
            let source = subject.source(span);
            let value = format!("{number:?}");
            findings.push(
                subject
                    .finding(
                        Code::MilestonesNotWhole,
                        if source == value {
                            format!("no tick is {value}: this milestone never happens")
                        } else {
                            format!("`{source}` is {value}, which is not a tick: this milestone never happens")
                        },
                        span,
                    )
                    .help("round it: `round(…)`")
                    .fix(subject.wrap(span, "round")),
            );
        }
    }
}
