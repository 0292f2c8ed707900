//! A plateau that takes better for worse.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Mode, Node};

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauMode,
    name: "Plateau mode",
    rationale: "With `mode=min`, the default, an accuracy that rises counts as getting worse, and the rate is cut while the model learns (keras#11964).",
    bad: "lr = 0.1 * plateau(0.5, metric=val_acc)",
    good: "lr = 0.1 * plateau(0.5, metric=val_acc, mode=max)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    const HIGHER: &[&str] = &[
        "acc",
        "accuracy",
        "auc",
        "f1",
        "map",
        "bleu",
        "iou",
        "dice",
        "recall",
        "precision",
        "reward",
        "top1",
        "top5",
    ];
    const LOWER: &[&str] = &["loss", "error", "err", "perplexity", "ppl", "wer", "cer", "mse", "mae", "rmse", "nll"];
    for placed in &subject.nodes {
        let Node::Plateau { rule, .. } = placed.node else { continue };
        let has = |words: &[&str]| rule.metric.to_lowercase().split(['_', '.', '-']).any(|part| words.contains(&part));
        let (mode, better) = match rule.mode {
            Mode::Min if has(HIGHER) && !has(LOWER) => ("max", "higher"),
            Mode::Max if has(LOWER) && !has(HIGHER) => ("min", "lower"),
            _ => continue,
        };
        findings.push(
            subject
                .finding(
                    Code::PlateauMode,
                    format!("`{}` is better when it is {better}, and this takes it for worse", rule.metric),
                    placed,
                )
                .help(format!("write `mode={mode}`"))
                .fix(fix(subject, placed, mode)),
        );
    }
}

fn fix(subject: &Subject<'_>, placed: &Placed<'_>, mode: &str) -> Option<Fix> {
    let call = subject.call(placed).filter(|call| call.name == "plateau")?;
    Some(Fix::safe(format!("write `mode={mode}`"), call.with("mode", mode)))
}
