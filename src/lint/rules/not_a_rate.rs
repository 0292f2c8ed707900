//! A rate that is negative, not finite, or too small for single precision.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Condition, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::NotARate,
    name: "Not a rate",
    rationale: "A formula that goes on past its zero gives a negative rate, which climbs the loss: torchtitan's linear decay did at the step after its last (PR 1010), fvcore's polynomial even became complex. A rate below 1.2e-38 is subnormal in single precision, where most hardware makes it 0.",
    bad: "run = 20; lr = 0.1 * factor(t -> 1 - t / 10)",
    good: "run = 20; lr = 0.1 * factor(t -> max(0.01, 1 - t / 10))",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let broken = subject.curve.first_where(Condition::NotFinite);
    let lows = || subject.is_rate().then(|| subject.curve.lows());
    let Some((point, what, help)) = broken
        .map(|point| {
            (point, "not a finite number", "look for a division by 0, or a root or a logarithm of what is not above 0")
        })
        .or_else(|| lows()?.negative.map(|point| (point, "negative", "keep it from going below 0: `max(…, 0)`")))
        .or_else(|| {
            if findings.has(Code::DecayVanishes) {
                return None;
            }
            let help = "keep it above what single precision holds: `max(…, 1e-8)`, or end it earlier";
            lows()?.subnormal.map(|point| (point, "too small for a number of 32 bits, and may become 0", help))
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
