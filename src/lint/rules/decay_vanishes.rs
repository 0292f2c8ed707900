//! A decay so fast that nothing is left.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::{log2, shown};
use crate::schedule::Node;
use crate::syntax::ast::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::DecayVanishes,
    name: "Decay vanishes",
    rationale: "A gamma that was meant for an epoch and is applied at every step takes the rate to nothing within a few epochs (novioleo/FOTS#13).",
    bad: "run = 10k; lr = 0.1 * exponential(gamma=0.9)",
    good: "run = 10k; lr = 0.1 * exponential(1000, gamma=0.9)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    let (last, peak) = (subject.curve.last(), subject.curve.peak().value);
    for placed in &subject.nodes {
        let (every, gamma) = match placed.node {
            Node::Exponential { every, gamma, .. } => (*every, *gamma),
            Node::Step { size, gamma, .. } => (*size, *gamma),
            _ => continue,
        };
        let own = placed.end.unwrap_or(end).min(end);
        let Some(start) = placed.start().filter(|start| *start < own) else { continue };
        // A gamma to the power of 40 half-lives is 1e-12.
        let drops = (own - start) as f64 / every as f64;
        let half_lives = drops * -log2(gamma);
        if gamma > 0.0 && half_lives > 40.0 && last < 1e-12 * peak {
            let half_life = subject.ticks(every).to_f64() / -log2(gamma);
            let unit = subject.program.tick().map_or("ticks", Unit::plural);
            findings.push(
                subject.finding(
                    Code::DecayVanishes,
                    format!(
                        "the value halves every {} {unit}, and after {} it is {}",
                        shown(half_life),
                        subject.count(subject.ticks(end)),
                        shown(last)
                    ),
                    placed)
                .help("if `gamma` is meant for an epoch, say so: `exponential(1 epoch, gamma=…)`; or keep a floor: `max(…, 1e-6)`"),
            );
        }
    }
}
