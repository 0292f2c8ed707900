//! An argument that is given a quantity of another kind.

use super::Rule;
use super::subject::Subject;
use super::words::{Quantity, quantity};
use crate::diagnostic::{Code, Diagnostic};
use crate::peers::Kind;
use crate::scripts::{Expression, Given};

pub(super) const RULE: Rule = Rule {
    code: Code::WrongQuantity,
    name: "The wrong quantity",
    rationale: "Positions and names are mixed up easily, and everything is a number: `T_max=hparams.lr` oscillates at every step, and `ExponentialLR(optimizer, weight_decay)` takes the rate to almost nothing in two epochs. Both are found in public scripts.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

def train(model, cfg):
    optimizer = SGD(model.parameters(), lr=cfg.lr)
    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.lr)
",
    mended: (
        "    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.lr)",
        "    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.epochs)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some((library, _)) = subject.schedule.function else { return };
    let parts = subject.schedule.parts.iter().map(|part| (part.callee.as_str(), &part.arguments));
    let own = [(subject.schedule.callee.as_str(), &subject.schedule.arguments)];
    for (callee, arguments) in own.into_iter().chain(parts) {
        let Some(function) = library.function(callee) else { continue };
        for given in arguments {
            let Some(parameter) = function.parameters.iter().find(|it| it.name == given.parameter) else { continue };
            let by_name =
                quantity(subject.source(given.span)).filter(|quantity| !fits(parameter.kind, given, *quantity));
            let takes = match parameter.kind {
                Kind::Length => "a length",
                Kind::Rate => "a learning rate",
                Kind::Ratio => "a factor",
                _ => continue,
            };
            let what = match by_name {
                Some(quantity) => quantity.name().to_string(),
                None if is_no_length(parameter.kind, given) => {
                    "a fraction of one tick; perhaps two arguments changed places".to_string()
                }
                None => continue,
            };
            findings.push(
                subject
                    .finding(
                        Code::WrongQuantity,
                        format!(
                            "`{}` of `{callee}` is {takes}, and `{}` is {what}",
                            given.parameter,
                            subject.source(given.span)
                        ),
                        given.whole,
                    )
                    .help(format!("give `{}` {takes}", given.parameter)),
            );
        }
    }
}

/// Whether an argument may be a quantity.
fn fits(kind: Kind, given: &Given, quantity: Quantity) -> bool {
    match kind {
        Kind::Length => quantity == Quantity::Length || quantity == Quantity::BatchSize,
        Kind::Rate => {
            quantity == Quantity::Rate
                || given.parameter.contains("momentum")
                || quantity == Quantity::Decay && given.parameter.contains("decay")
        }
        Kind::Ratio if ["gamma", "factor", "decay_rate"].contains(&given.parameter.as_str()) => {
            quantity == Quantity::Other
        }
        _ => true,
    }
}

/// Whether a length is a plain number between 0 and 1.
fn is_no_length(kind: Kind, given: &Given) -> bool {
    let number = match &given.expression {
        Some(Expression::Number(number)) => number.as_f64(),
        _ => return false,
    };
    // Transformers takes a warmup below 1 as a share.
    kind == Kind::Length && number > 0.0 && number < 1.0 && !given.parameter.contains("warmup")
}
