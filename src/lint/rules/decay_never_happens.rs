//! A decay that does not fall into the run.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Subticks, format_percent, format_value};

pub(super) const RULE: Rule = Rule {
    code: Code::DecayNeverHappens,
    name: "Decay that never happens",
    rationale: "A step size as long as the run, milestones that all come after it, or a decay too slow to be seen leave the rate constant (Unet-NestofUnets#14: a `T_max` of 1e10; confidence-calibrated#5: always times 1; SimCLR#8).",
    bad: "run = 30; lr = 0.1 * step(40)",
    good: "run = 30; lr = 0.1 * step(10)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Some(end) = placed.round.end else { continue };
        if placed.end.is_some_and(|own| own < end) || placed.begin >= end {
            continue;
        }
        let Some((message, help)) = never(subject, placed, end) else { continue };
        if findings.has_at(Code::MilestonesAfterWarmup, placed) {
            continue;
        }
        // The first drop at the very end is a common way to have none.
        let is_off = first_drop(placed.node) == Some(end - placed.begin) && subject.curve.is_constant();
        let finding = subject.finding(Code::DecayNeverHappens, message, placed).note_if(is_off);
        findings.push(finding.at(subject.curve.end()).help(help));
    }
}

/// When a staircase first drops.
fn first_drop(node: &Node) -> Option<Subticks> {
    match node {
        Node::Step { size, .. } => Some(*size),
        Node::Multistep { milestones, .. } => milestones.first().copied(),
        _ => None,
    }
}

fn never(subject: &Subject<'_>, placed: &Placed<'_>, end: Subticks) -> Option<(String, String)> {
    let rest = end - placed.begin;
    let first = |first: Subticks| {
        let at = subject.at(subject.ticks(first.saturating_add(placed.begin)));
        let over = if placed.round.is_run {
            format!("the run ends after {}", subject.count(subject.ticks(end)))
        } else {
            format!("its cycle is over at {}", subject.at(subject.ticks(end)))
        };
        format!("the first drop is at {at}, and {over}: the value never changes")
    };
    let slow = |share: f64, what: &str| {
        (0.99 < share && share < 1.0).then(|| {
            let time = subject.count(subject.ticks(rest));
            let message = format!("in the {time} that it has, this falls by {}", format_percent(1.0 - share));
            (message, format!("give it {what}, or leave it out"))
        })
    };
    match placed.node {
        Node::Step { size, gamma, .. } if *size >= rest && *gamma != 1.0 => {
            let time = subject.count(subject.ticks(rest));
            Some((first(*size), format!("take a step size below {time}, or leave the decay out")))
        }
        Node::Multistep { milestones, gamma, .. } if *gamma != 1.0 => {
            let earliest = milestones.first().filter(|earliest| **earliest >= rest)?;
            Some((
                first(*earliest),
                "bring the milestones forward with the length of the run, or leave them out".to_string(),
            ))
        }
        Node::Exponential { every, gamma, .. } => slow(
            libm::pow(*gamma, rest as f64 / *every as f64),
            &format!("a `gamma` further below 1 than {}", format_value(*gamma)),
        ),
        Node::InverseSqrt { timescale, shift, .. } => {
            let (timescale, shift) = (*timescale as f64, *shift as f64);
            slow(libm::sqrt((timescale + shift) / (timescale + shift + rest as f64)), "a shorter timescale")
        }
        Node::InverseTime { every, rate, .. } => {
            slow(1.0 / (1.0 + rate * rest as f64 / *every as f64), "a higher rate")
        }
        // A weight decay or a momentum may move by as little as this.
        Node::Ramp { from, to, .. } if subject.is_rate() => {
            slow(to.at(placed.base) / from.at(placed.base), "a lower end")
        }
        _ => None,
    }
}
