//! A schedule that goes up and down very many times.

use num_traits::ToPrimitive;

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::words::short_count;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Op, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::PeriodMuchShorter,
    name: "Period much shorter than the run",
    rationale: "A period that was meant in epochs and is counted in steps makes a rate that goes up and down thousands of times: its mean is all that training sees of it (prodigy#4: `T_max=1`, a rate that is on and off in turn).",
    bad: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=90 steps) repeat",
    good: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=30 epochs) repeat",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(run) = subject.run else { return };
    let most = subject.settings.thresholds.cycles;
    let may_be_many = |placed: &&Placed<'_>| matches!(placed.node, Node::Repeat(_) | Node::Factor { .. });
    let nodes = subject.nodes().iter().filter(may_be_many).filter(|placed| !is_cyclic(subject, placed));
    for placed in subject.curve.within_budget(nodes) {
        let Some(length) = placed.end.map(|end| end.saturating_sub(placed.begin)) else { continue };
        let (message, help) = match placed.node {
            Node::Repeat(repeat) if repeat.count().is_none() && repeat.stretch().0 == repeat.stretch().1 => {
                let cycles = length as f64 / repeat.period() as f64;
                if cycles <= most {
                    continue;
                }
                let period = subject.count(subject.ticks(repeat.period()));
                (
                    format!(
                        "a cycle of {period} comes {} times in {}",
                        short_count(libm::ceil(cycles)),
                        subject.count(subject.ticks(length))
                    ),
                    "if that many are meant, say how many, with a number after `repeat`; without a length of its own, a cycle gets an equal share of the run".to_string(),
                )
            }
            Node::Factor { formula, .. } if formula.ops().iter().any(|op| matches!(op, Op::Sin | Op::Cos)) => {
                let limit = most.to_usize().unwrap_or(usize::MAX).saturating_mul(2);
                let turns =
                    subject.curve.turns(subject.tick(placed.begin), subject.curve.end(), limit.saturating_add(1));
                let Some((last, _)) = turns.get(limit) else { continue };
                (
                    format!(
                        "the value goes up and down {} times by {}, in a run of {}",
                        format_short(most),
                        subject.at(Time::whole(last.tick.into())),
                        subject.count(run)
                    ),
                    "count the argument in what is meant: `t / run` is the share of the run, `t / 1 epoch` counts epochs".to_string(),
                )
            }
            _ => continue,
        };
        findings.push(subject.finding(Code::PeriodMuchShorter, message, placed).help(help));
    }
}

/// Whether it is a preset that is there to go up and down.
fn is_cyclic(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    subject.source.call(placed.origin.span).is_some_and(|call| call.name.starts_with("cyclic"))
}
