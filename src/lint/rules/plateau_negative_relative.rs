//! A relative threshold on a metric that may be negative.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::words::metric_has;
use crate::lint::{Check, Rule};
use crate::schedule::{Mode, ThresholdMode, format_value};

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauNegativeRelative,
    name: "Relative threshold on a negative metric",
    rationale: "A relative threshold multiplies the best observation. Where that is negative the product lies on its worse side, and what stays the same, or gets a little worse, counts as better for ever: the rate never falls (pytorch#47513, pytorch#38622, optax#1767).",
    bad: "lr = 0.1 * plateau(0.5, metric=reward, mode=max)",
    good: "lr = 0.1 * plateau(0.5, metric=reward, mode=max, threshold_mode=abs)",
    check: Check::Track(check),
};

/// What may be negative.
const NEGATIVE: &[&str] = &[
    "reward",
    "return",
    "elbo",
    "nll",
    "loglik",
    "loglikelihood",
    "logprob",
    "logp",
    "likelihood",
    "ll",
    "energy",
    "advantage",
];

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Some((_, rule)) = placed.plateau() else { continue };
        if rule.threshold_mode == ThresholdMode::Abs || rule.threshold == 0.0 || !metric_has(&rule.metric, NEGATIVE) {
            continue;
        }
        // Half way between the best of -1 and what has to be beaten.
        let worse = match rule.mode {
            Mode::Min => -1.0 + rule.threshold / 2.0,
            Mode::Max => -1.0 - rule.threshold / 2.0,
        };
        let edits = subject
            .call(placed)
            .filter(|call| call.name == "plateau")
            .map(|call| call.with(key::PlateauThresholdMode, "abs"));
        findings.push(
            subject
                .finding(
                    Code::PlateauNegativeRelative,
                    format!(
                        "`{}` may be negative: with -1 as the best so far and a relative threshold of {}, a worse {} counts as better, and the rate never falls",
                        rule.metric,
                        format_value(rule.threshold),
                        format_value(worse)
                    ),
                    placed,
                )
                .help("with `threshold_mode=abs` the threshold is an amount")
                .fix(edits.map(|edits| Fix::safe("write `threshold_mode=abs`", edits))),
        );
    }
}
