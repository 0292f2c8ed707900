//! A rate that is none.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Condition, Point, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::NotARate,
    name: "Not a rate",
    rationale: "A formula that goes on past its zero gives a negative rate, which climbs the loss: torchtitan's linear decay did at the step after its last (PR 1010), fvcore's polynomial even became complex. A rate below 1.2e-38 is subnormal in single precision, where most hardware makes it 0.",
    bad: "run = 20; lr = 0.1 * factor(t -> 1 - t / 10)",
    good: "run = 20; lr = 0.1 * factor(t -> max(0.01, 1 - t / 10))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let broken = subject.curve.first_where(Condition::NotFinite);
    let negative = || subject.is_rate().then(|| subject.curve.first_where(Condition::Below(0.0))).flatten();
    let Some((point, what, help)) = broken
        .map(|point| {
            (point, "no finite number", "look for a division by 0, or a root or a logarithm of what is not above 0")
        })
        .or_else(|| negative().map(|point| (point, "negative", "keep it from going below 0: `max(…, 0)`")))
        .or_else(|| {
            if subject.has(findings, Code::DecayVanishes) {
                return None;
            }
            let help = "keep it above what single precision holds: `max(…, 1e-8)`, or end it earlier";
            subnormal(subject).map(|point| (point, "too small for a number of 32 bits, and may become 0", help))
        })
    else {
        return;
    };
    let at = subject.at(Time::whole(point.tick.into()));
    findings.push(
        subject
            .finding(
                Code::NotARate,
                format!("at {at} the value is {}, {what}", format_short(point.value)),
                subject.segment_at(point.tick),
            )
            .at(point.tick)
            .help(help),
    );
}

/// The first tick whose value is above 0 and below the normal numbers of single precision.
fn subnormal(subject: &Subject<'_>) -> Option<Point> {
    let tiny = f64::from(f32::MIN_POSITIVE);
    let mut from = 0;
    // Stretches of exactly 0 are behind each other, and few.
    for _ in 0..8 {
        let end = subject.curve.end();
        let point = subject.schedule.first_where(from, end, Condition::Below(tiny)).filter(|_| subject.is_rate())?;
        if point.value > 0.0 {
            return Some(point);
        }
        from = subject.schedule.first_where(point.tick, end, Condition::Above(0.0))?.tick;
    }
    None
}
