//! A warmup of more than a fifth of the run.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::percent;
use crate::schedule::Node;

pub(super) const RULE: Rule = Rule {
    code: Code::WarmupTooLong,
    name: "Warmup too long",
    rationale: "A warmup of more than a fifth of the run is most often one that was counted in another unit.",
    bad: "run = 1000; lr = 0.1 * (warmup(600) then cosine)",
    good: "run = 1000; lr = 0.1 * (warmup(60) then cosine)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (Some(run), Some(end)) = (subject.run, subject.run_end()) else { return };
    let rising = subject.nodes.iter().find(|placed| {
        let from_zero = |node: &Node| matches!(node, Node::Ramp { from, to, .. } if from.at(placed.base) == 0.0 && to.at(placed.base) > 0.0);
        placed.start() == Some(0) && subject.is_rate() && from_zero(placed.node)
    });
    let Some((placed, Node::Ramp { length, .. })) = rising.map(|placed| (placed, placed.node)) else { return };
    let share = *length as f64 / end as f64;
    if share > 0.2 {
        findings.push(
            subject.finding(
                Code::WarmupTooLong,
                format!(
                    "the warmup of {} is {} of the run of {}",
                    subject.count(subject.ticks(*length)),
                    percent(share),
                    subject.count(run)
                ),
                placed)
            .help("a warmup takes a few percent of a run: `warmup(2%)`"),
        );
    }
}
