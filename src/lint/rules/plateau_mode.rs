//! A plateau that takes better for worse.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::words::metric_has;
use crate::lint::{Check, Rule};
use crate::schedule::{Controller, Mode, Node, Reach};

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

/// The metric of a `reach` that rises where its only threshold is passed from above.
fn passed_at_once<'p>(placed: &Placed<'p>) -> Option<&'p str> {
    let Node::Driven { by, .. } = placed.node else { return None };
    let Controller::Reach(Reach { metric, mode: Mode::Min, at, .. }) = &**by else { return None };
    (at.len() == 1 && metric_has(metric, HIGHER) && !metric_has(metric, LOWER)).then_some(metric)
}

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        if let Some(metric) = passed_at_once(placed) {
            let edits =
                subject.call(placed).filter(|call| call.name == "reach").map(|call| call.with(key::MetricMode, "max"));
            let message = format!(
                "`{metric}` is better when it is higher, and the only threshold is passed from above: the first observation passes it"
            );
            let found = subject.finding(Code::PlateauMode, message, placed).help("write `mode=max`");
            findings.push(found.fix(edits.map(|edits| Fix::safe("write `mode=max`", edits))));
        }
        let Some((_, rule)) = placed.plateau() else { continue };
        let has = |words| metric_has(&rule.metric, words);
        let (mode, better, what) = match rule.mode {
            Mode::Min if has(HIGHER) && !has(LOWER) => ("max", "higher", "rises"),
            Mode::Max if has(LOWER) && !has(HIGHER) => ("min", "lower", "falls"),
            _ => continue,
        };
        let edits =
            subject.call(placed).filter(|call| call.name == "plateau").map(|call| call.with(key::MetricMode, mode));
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
