//! A momentum that is none.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Rule;
use crate::lint::subject::{Subject, shown};

pub(super) const RULE: Rule = Rule {
    code: Code::MomentumRange,
    rationale: "A momentum, or a beta of Adam, of 1 or more never forgets, and grows without bound (DeepSpeed#8589: a beta of 1.045).",
    bad: "run = 10; lr = 0.1 * cosine; momentum = linear(from=0.9, to=1.1)",
    good: "run = 10; lr = 0.1 * cosine; momentum = linear(from=0.9, to=0.99)",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let named =
        subject.name.split(['.', '_']).any(|part| matches!(part, "momentum" | "beta" | "beta1" | "beta2" | "betas"));
    let found = subject.curve.points.iter().find(|(_, value)| !(0.0..1.0).contains(value));
    let Some((tick, value)) = found.filter(|_| named) else { return };
    findings.push(
        Diagnostic::new(
            Code::MomentumRange,
            format!("`{}` is {} at tick {tick}, and has to be from 0 to below 1", subject.name, shown(*value)),
            subject.span(),
        )
        .help("keep it below 1: 0.9, 0.95, 0.999"),
    );
}
