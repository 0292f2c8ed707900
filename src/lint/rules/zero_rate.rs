//! A rate that stays at 0.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::Condition;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroRate,
    name: "Rate of 0",
    rationale: "A rate of 0 costs what any other does and trains nothing: MaxText's tail behind its schedule is 50 steps of it, and a float schedule can round to it long before its end (sd-scripts#141).",
    bad: "base = 0.1; lr = warmup(10) then hold(0) for 50 then cosine(90, from=1x)",
    good: "base = 0.1; lr = warmup(10) then hold for 50 then cosine(90)",
    check: Check::Track(check),
};

/// So many stretches at 0 are looked at.
const STRETCHES: usize = 8;

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let explained = [Code::EndsBeforeRun, Code::WrongUnit, Code::DecayVanishes, Code::SegmentNeverRuns];
    if !subject.is_rate() || explained.into_iter().any(|code| subject.has(findings, code)) {
        return;
    }
    let end = subject.curve.end();
    let mut from = 0;
    for _ in 0..STRETCHES {
        let Some(zero) = subject.schedule.first_where(from, end, Condition::AtMost(0.0)) else { return };
        if zero.value < 0.0 {
            return;
        }
        let next = subject.schedule.first_where(zero.tick, end, Condition::Differs(0.0)).map(|point| point.tick);
        let behind = next.unwrap_or_else(|| end.saturating_add(1));
        if behind - zero.tick >= 2 {
            let (start, length) = (Time::whole(zero.tick.into()), Time::whole((behind - zero.tick).into()));
            let until = match next {
                Some(_) => format!("from {} to {}", subject.at(start), subject.at(Time::whole(behind.into()))),
                None => format!("from {} to the end", subject.at(start)),
            };
            findings.push(
                subject
                    .finding(
                        Code::ZeroRate,
                        format!("the rate is exactly 0 {until}: {} train nothing", subject.count(length)),
                        subject.segment_at(zero.tick),
                    )
                    .at(zero.tick)
                    .help(match next {
                        Some(_) => "hold a rate above 0 there: `hold` by itself keeps the one before it",
                        None => "end the run there, or keep a floor above 0: `to=1%`",
                    }),
            );
            return;
        }
        match next {
            Some(next) => from = next,
            None => return,
        }
    }
}
