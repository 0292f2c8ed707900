//! A float where PyTorch raises.

use python_calls::{Kind, Number, Operator, Value};

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::FloatHorizon,
    name: "A float as a length",
    rationale: "`OneCycleLR` takes `total_steps` and `epochs`, and `CosineAnnealingWarmRestarts` takes `T_0`, only as an `int`, and raises for any float, `50.0` too. `/` always gives a float in Python.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import OneCycleLR

optimizer = SGD(model.parameters(), lr=0.1)
scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=50_000 / 100)
",
    mended: (
        "scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=50_000 / 100)",
        "scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=50_000 // 100)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if !subject.is_of_torch() {
        return;
    }
    let parts = subject.schedule.parts.iter().map(|part| (part.callee.as_str(), &part.arguments));
    for (callee, arguments) in parts.chain([(subject.schedule.callee.as_str(), &subject.schedule.arguments)]) {
        for given in arguments {
            let raises = match callee {
                "OneCycleLR" => ["total_steps", "epochs"].contains(&given.parameter.as_str()),
                "CosineAnnealingWarmRestarts" => given.parameter == "T_0",
                _ => false,
            };
            if !raises || !is_float(subject, given.value, 0) {
                continue;
            }
            let source = subject.source(given.whole);
            findings.push(
                subject
                    .finding(
                        Code::FloatHorizon,
                        format!("`{source}` is a float, and `{callee}` raises for one"),
                        given.whole,
                    )
                    .help("write a whole number, with `//` or `int(…)`")
                    .fix(subject.wrap(given.span, "int")),
            );
        }
    }
}

/// Whether a value is a float for sure.
fn is_float(subject: &Subject<'_>, value: Value, depth: usize) -> bool {
    let reading = subject.reading();
    let value = reading.object(value);
    if let Some(number) = subject.number(value) {
        return matches!(number, Number::Float(_));
    }
    match *reading.kind(value) {
        Kind::Binary(Operator::Divide, ..) => true,
        Kind::Binary(Operator::Add | Operator::Subtract | Operator::Multiply | Operator::FloorDivide, a, b) => {
            depth < 20 && (is_float(subject, a, depth + 1) || is_float(subject, b, depth + 1))
        }
        Kind::Negative(inner) => is_float(subject, inner, depth + 1),
        _ => false,
    }
}
