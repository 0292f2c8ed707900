//! A rate that is none.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Rule;
use crate::lint::subject::{Subject, shown};

pub(super) const RULE: Rule = Rule {
    code: Code::NotARate,
    rationale: "A formula that goes on past its zero gives a negative rate, which climbs the loss; torchtitan's linear decay did at the step after its last (PR 1010).",
    bad: "run = 20; lr = 0.1 * factor(t -> 1 - t / 10)",
    good: "run = 20; lr = 0.1 * factor(t -> max(0.01, 1 - t / 10))",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let wrong = |value: f64| !value.is_finite() || value < 0.0;
    let found = subject.curve.points.iter().find(|(_, value)| wrong(*value));
    let Some((tick, value)) = found.filter(|_| subject.is_rate()) else { return };
    findings.push(
        Diagnostic::new(Code::NotARate, format!("at tick {tick} the rate is {}", shown(*value)), subject.span())
            .help("keep it above 0: `max(…, 0)`"),
    );
}
