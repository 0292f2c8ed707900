//! A momentum that does not turn where the rate does.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::schedule::{Trend, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::MomentumNotMirrored,
    name: "Momentum not mirrored",
    rationale: "In a one-cycle policy the momentum is lowest where the rate is highest (Smith, arXiv:1803.09820). One that rises with the rate, or turns at another time, has a high rate and a high momentum together: PyTorch's `OneCycleLR` moves both by the same phases, and with two files one of them is forgotten (AdaBins#44, DeepSpeed#8589).",
    bad: "run = 100; base = 0.1; lr = cosine(30%, from=4%, to=1x) then cosine; momentum = cosine(50%, from=0.95, to=0.85) then cosine(to=0.95)",
    good: "run = 100; base = 0.1; lr = cosine(30%, from=4%, to=1x) then cosine; momentum = cosine(30%, from=0.95, to=0.85) then cosine(to=0.95)",
    check: Check::Tracks(check),
};

/// A curve that turns once: how, and from when to when it is at its extreme.
struct Turn {
    first: Trend,
    from: u64,
    to: u64,
}

impl Turn {
    /// The tick of the extreme. A long curve stays at it for some ticks, to rounding: of those it
    /// is the one at which a part begins.
    fn tick(&self, subject: &Subject<'_>) -> u64 {
        let seams = subject.boundaries().iter().filter(|time| **time > 0).map(|time| subject.tick(*time));
        let top = subject.curve.value(self.from);
        let is_there = |tick: &u64| (subject.curve.value(*tick) - top).abs() <= 1e-12 * top.abs();
        let seams = subject.curve.within_budget(seams);
        seams.filter(is_there).min_by_key(|tick| tick.abs_diff(self.from)).unwrap_or(self.from)
    }
}

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let Some(rate) = subjects.iter().find(|subject| subject.name == "lr") else { return };
    let Some(up) = turn(rate).filter(|turn| turn.first == Trend::Rising) else { return };
    for momentum in subjects.iter().filter(|subject| subject.is_momentum()) {
        let Some(own) = turn(momentum) else { continue };
        let slack = 1 + rate.curve.end() / 100;
        let together = own.from <= up.to.saturating_add(slack) && up.from <= own.to.saturating_add(slack);
        if !together || own.first == Trend::Rising {
            findings.push(finding(momentum, &own, up.tick(rate)));
        }
    }
}

/// The turn of a curve that rises and falls, or falls and rises, once.
fn turn(subject: &Subject<'_>) -> Option<Turn> {
    let turns = subject.curve.turns(0, subject.curve.end(), 6);
    let moves: Vec<_> = turns.iter().filter(|(_, trend)| *trend != Trend::Constant).collect();
    let [(first, up), (second, down)] = moves[..] else { return None };
    let opposite = matches!((up, down), (Trend::Rising, Trend::Falling) | (Trend::Falling, Trend::Rising));
    let after = turns.iter().find(|(point, _)| point.tick > first.tick)?;
    opposite.then_some(Turn { first: *up, from: after.0.tick, to: second.tick })
}

fn finding(momentum: &Subject<'_>, own: &Turn, peak: u64) -> Diagnostic {
    let turns_at = own.tick(momentum);
    let at = |tick: u64| momentum.at(Time::whole(tick.into()));
    let value = |tick: u64| format_short(momentum.curve.value(tick));
    let message = if own.first == Trend::Rising {
        format!(
            "`{}` rises with `lr`, to {} at {}, and falls with it: a one-cycle has it lowest where the rate is highest",
            momentum.name,
            value(turns_at),
            at(turns_at)
        )
    } else {
        format!(
            "`lr` is highest at {}, and `{}` lowest at {}: a one-cycle turns both at once",
            at(peak),
            momentum.name,
            at(turns_at)
        )
    };
    let all = momentum.curve.extremes();
    let (low, high) = (format_short(all.min.value), format_short(all.max.value));
    let length = momentum.written(Time::whole(peak.into()));
    let mirrored = format!("cosine({length}, from={high}, to={low}) then cosine(to={high})");
    let place = momentum.track.map(|track| track.value).unwrap_or_default();
    // What a `def` or a `let` says others may use, and without a run the second part has no length.
    let own_text = momentum.source.assigned(momentum.name).is_some_and(|value| value.span == place);
    let editable = own_text && momentum.run.is_some() && !place.of(momentum.source.text).contains('#');
    let fix = editable.then(|| {
        Fix::unsafely(
            format!("turn `{}` where `lr` turns", momentum.name),
            vec![Edit::replace(place, mirrored.clone())],
        )
    });
    let help = match &fix {
        Some(_) => format!("mirror the rate: `{} = {mirrored}`", momentum.name),
        None => {
            format!("mirror the rate: from {high} to {low} in {}, and back", momentum.count(Time::whole(peak.into())))
        }
    };
    let mut finding = momentum.finding_about_all(Code::MomentumNotMirrored, message).at(turns_at).help(help).fix(fix);
    finding.track = Some(momentum.name.into());
    finding
}
