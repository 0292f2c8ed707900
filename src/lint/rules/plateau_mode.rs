//! A plateau that takes better for worse.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::words::metric_has;
use crate::lint::{Check, Rule};
use crate::schedule::{Mode, Node};

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauMode,
    name: "Plateau mode",
    rationale: "With `mode=min`, the default, an accuracy that rises counts as getting worse, and the rate is cut while the model learns (keras#11964, ViS4mer#4, fairseq#2205).",
    bad: "lr = 0.1 * plateau(0.5, metric=val_acc)",
    good: "lr = 0.1 * plateau(0.5, metric=val_acc, mode=max)",
    check: Check::Track(check),
};

/// What is better when it is higher.
const HIGHER: &[&str] = &[
    "acc",
    "accuracy",
    "auc",
    "auroc",
    "ap",
    "f1",
    "map",
    "bleu",
    "rouge",
    "iou",
    "miou",
    "dice",
    "recall",
    "precision",
    "score",
    "reward",
    "return",
    "elbo",
    "psnr",
    "ssim",
    "top",
];

/// What is better when it is lower.
const LOWER: &[&str] =
    &["loss", "error", "err", "perplexity", "ppl", "wer", "cer", "mse", "mae", "rmse", "nll", "bce", "fid"];

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Plateau { rule, .. } = placed.node else { continue };
        let has = |words| metric_has(&rule.metric, words);
        let (mode, better, what) = match rule.mode {
            Mode::Min if has(HIGHER) && !has(LOWER) => ("max", "higher", "rises"),
            Mode::Max if has(LOWER) && !has(HIGHER) => ("min", "lower", "falls"),
            _ => continue,
        };
        let edits =
            subject.call(placed).filter(|call| call.name == "plateau").map(|call| call.with(key::PlateauMode, mode));
        findings.push(
            subject
                .finding(
                    Code::PlateauMode,
                    format!(
                        "`{}` is better when it is {better}: here the rate is cut while it {what}, and kept where it does not",
                        rule.metric
                    ),
                    placed,
                )
                .help(format!("write `mode={mode}`"))
                .fix(edits.map(|edits| Fix::safe(format!("write `mode={mode}`"), edits))),
        );
    }
}
