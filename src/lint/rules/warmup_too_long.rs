//! A warmup that takes much of the run.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_percent};

pub(super) const RULE: Rule = Rule {
    code: Code::WarmupTooLong,
    name: "Warmup too long",
    rationale: "A warmup of more than a fifth of the run is usually one that was counted in another unit, or kept when the run was shortened; torchtitan's own comment says at most a fifth. The share is `warmup-share` in `lehr.toml`.",
    bad: "run = 10k; lr = 0.1 * (warmup(6000) then cosine)",
    good: "run = 10k; lr = 0.1 * (warmup(600) then cosine)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let limit = subject.settings.thresholds.warmup_share;
    for placed in subject.nodes().iter().filter(|placed| placed.begin == placed.round.begin) {
        let (Node::Ramp { length, .. }, Some(end)) = (placed.node, placed.round.end) else { continue };
        let (round, own) = (end - placed.round.begin, placed.end.map_or(*length, |end| end - placed.begin));
        let taken = own.min(*length);
        if taken as f64 / round as f64 <= limit || !is_warmup(subject, placed) {
            continue;
        }
        findings.push(
            subject
                .finding(
                    Code::WarmupTooLong,
                    format!(
                        "the warmup of {} is {} of the {} of {}",
                        subject.count(subject.ticks(*length)),
                        format_percent(*length as f64 / round as f64),
                        if placed.round.is_run { "run" } else { "cycle" },
                        subject.count(subject.ticks(round))
                    ),
                    placed,
                )
                .at(subject.tick(placed.begin.saturating_add(taken)))
                .help(format!("a warmup takes a few percent of a run, and no more than {}", format_percent(limit))),
        );
        return;
    }
}

/// Whether it is called so and rises, or climbs from 0. The rise of a triangle, or of a one-cycle, is none.
fn is_warmup(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    let Node::Ramp { from, to, .. } = placed.node else { return false };
    let (from, to) = (from.at(placed.base), to.at(placed.base));
    let is_named = || subject.source.call(placed.origin.span).is_some_and(|call| call.name == "warmup");
    from < to && (from == 0.0 || is_named())
}
