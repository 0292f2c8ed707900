//! A momentum that is below 0, or not below 1.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Condition, Point, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::MomentumRange,
    name: "Momentum range",
    rationale: "A momentum, or a beta of Adam, of 1 or more never forgets, and grows without bound (DeepSpeed#8589: a beta of 1.045; pytorch#73910).",
    bad: "run = 10; lr = 0.1 * cosine; momentum = linear(from=0.9, to=1.1)",
    good: "run = 10; lr = 0.1 * cosine; momentum = linear(from=0.9, to=0.99)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    if !subject.is_momentum() {
        return;
    }
    let wrong = [Condition::Below(0.0), Condition::AtLeast(1.0), Condition::NotFinite];
    let found = wrong.into_iter().filter_map(|condition| subject.curve.first_where(condition));
    let Some(Point { tick, value }) = found.min_by_key(|point| point.tick) else { return };
    let what = if value < 0.0 {
        "below 0 each step undoes a part of the last"
    } else {
        "at 1 and above nothing is ever forgotten"
    };
    findings.push(
        subject
            .finding_about_all(
                Code::MomentumRange,
                format!(
                    "`{}` is {} at {}, and has to be from 0 to below 1: {what}",
                    subject.name,
                    format_short(value),
                    subject.at(Time::whole(tick.into()))
                ),
            )
            .at(tick)
            .help("keep it below 1: 0.9, 0.95, 0.999"),
    );
}
