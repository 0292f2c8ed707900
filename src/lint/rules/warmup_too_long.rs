//! A warmup that takes much of the run.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_percent};

pub(super) const RULE: Rule = Rule {
    code: Code::WarmupTooLong,
    name: "Warmup too long",
    rationale: "A warmup of more than a fifth of the run is most often one that was counted in another unit, or kept when the run was shortened; torchtitan's own comment says a fifth at the most. The share is `warmup-share` in `lehr.toml`.",
    bad: "run = 10k; lr = 0.1 * (warmup(6000) then cosine)",
    good: "run = 10k; lr = 0.1 * (warmup(600) then cosine)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (Some(run), Some(end)) = (subject.run, subject.run_end()) else { return };
    let from_zero = |placed: &Placed<'_>| {
        let rises = matches!(placed.node, Node::Ramp { from, to, .. } if from.at(placed.base) == 0.0 && to.at(placed.base) > 0.0);
        placed.start() == Some(0) && rises && subject.is_rate()
    };
    let Some(placed) = subject.nodes.iter().find(|placed| from_zero(placed)) else { return };
    let Node::Ramp { length, .. } = placed.node else { return };
    let taken = placed.end.unwrap_or(*length).min(*length);
    let share = taken as f64 / end as f64;
    let limit = subject.settings.thresholds.warmup_share;
    if share > limit {
        findings.push(
            subject
                .finding(
                    Code::WarmupTooLong,
                    format!(
                        "the warmup of {} is {} of the run of {}",
                        subject.count(subject.ticks(*length)),
                        format_percent(*length as f64 / end as f64),
                        subject.count(run)
                    ),
                    placed,
                )
                .at(subject.tick(taken))
                .help(format!(
                    "a warmup takes a few percent of a run, `warmup(2%)`, and no more than {}",
                    format_percent(limit)
                )),
        );
    }
}
