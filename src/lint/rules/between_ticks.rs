//! A drop that falls between two ticks.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Repeat, Subticks};
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::BetweenTicks,
    name: "Between two ticks",
    rationale: "Time is exact here: a drop between two ticks is seen at the later one, so that drops every 2.4 epochs come 3, 2 and 3 ticks apart where a tick is an epoch. timm does the same (EfficientNet); a library that rounds the length to whole ticks first does not.",
    bad: "run = 20 epochs; lr = 0.1 * step(2.4 epochs, 0.5)",
    good: "run = 20 epochs; lr = 0.1 * step(2 epochs, 0.5)",
    check: Check::Track(check),
};

/// How many of the drops are reported.
const TOLD: i128 = 3;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let (drops, every) = match placed.node {
            Node::Step { size, gamma, .. } if *gamma != 1.0 => (periodic(placed, *size), Some(*size)),
            Node::Every { by, .. } => (periodic(placed, *by), Some(*by)),
            Node::Repeat(repeat) if is_regular(repeat) && !fills(placed, repeat.period(), repeat.count()) => {
                (periodic(placed, repeat.period()), Some(repeat.period()))
            }
            Node::Multistep { milestones, gamma, .. } if *gamma != 1.0 => {
                (milestones.iter().map(|at| placed.begin.saturating_add(*at)).collect(), None)
            }
            _ => continue,
        };
        let seen = |time: &Subticks| *time > 0 && placed.end.is_none_or(|end| *time < end);
        let drops: Vec<Time> = drops.into_iter().filter(seen).map(|time| subject.ticks(time)).collect();
        let share = subject.settings.thresholds.idle_share;
        // How late it is seen, as a share of the time between two drops, or since the start.
        let is_late = |time: &&Time| {
            let late = time.ceil() as f64 - time.to_f64();
            let since = every.map_or(time.to_f64(), |every| subject.ticks(every).to_f64());
            late > share * since
        };
        if let Some(first) = drops.iter().find(is_late) {
            findings.push(finding(subject, placed, &drops, *first, every.map(|every| subject.ticks(every))));
        }
    }
}

/// Whether all cycles are of the same length.
fn is_regular(repeat: &Repeat) -> bool {
    let (p, q) = repeat.stretch();
    p == q
}

/// The first multiples of a period.
fn periodic(placed: &Placed<'_>, period: Subticks) -> Vec<Subticks> {
    (1..=TOLD).map(|index| placed.begin.saturating_add(period.saturating_mul(index))).collect()
}

/// Whether cycles fill what they are in, so that nobody wrote their length.
fn fills(placed: &Placed<'_>, period: Subticks, count: Option<u64>) -> bool {
    let (Some(count), Some(end)) = (count, placed.end) else { return false };
    (i128::from(count).saturating_mul(period) - (end - placed.begin)).abs() <= 1
}

fn finding(subject: &Subject<'_>, placed: &Placed<'_>, drops: &[Time], first: Time, every: Option<Time>) -> Diagnostic {
    let ticks: Vec<_> = drops.iter().map(|time| subject.at(Time::whole(time.ceil()))).collect();
    let message = match every {
        Some(every) => format!(
            "{} is not a whole number of ticks: what changes as often as that changes at {}",
            subject.count(every),
            ticks.join(", ")
        ),
        None => format!(
            "{} falls between two ticks: the drop is seen at {}",
            subject.at(first),
            subject.at(Time::whole(first.ceil()))
        ),
    };
    let length = every.unwrap_or(first);
    let whole = [length.floor(), length.ceil()].into_iter().filter(|whole| *whole > 0);
    let whole: Vec<_> = whole.map(|whole| subject.count(Time::whole(whole))).collect();
    let finer =
        if subject.program.tick() == Some(Unit::EPOCH) { ", or let a tick be a step: `epoch = … steps`" } else { "" };
    subject
        .finding(Code::BetweenTicks, message, placed)
        .at(subject.tick(first.times(i128::from(subject.schedule.resolution()).into()).map_or(0, Time::ceil)))
        .help(format!("take a whole number of ticks, {}{finer}", whole.join(" or ")))
}
