//! A plateau that rests for as long as the run lasts.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauCooldown,
    name: "Plateau cools down for the whole run",
    rationale: "After each reduction `cooldown` observations are not counted. One as long as the run leaves a single reduction, however bad the metric is after it: usually the number was meant in steps, and observations come once an epoch.",
    bad: "run = 90 epochs; lr = 0.1 * plateau(0.5, patience=5, cooldown=100)",
    good: "run = 90 epochs; lr = 0.1 * plateau(0.5, patience=5, cooldown=10)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for observed in subject.observed() {
        let (cooldown, count) = (i128::from(observed.rule.cooldown), observed.count());
        if count <= 0 || cooldown < count || findings.has_at(Code::PlateauCannotAct, observed.placed) {
            continue;
        }
        let all = Time::whole(count).written();
        let fitting = (count / 10).max(1).min(cooldown - 1);
        let edits = subject
            .call(observed.placed)
            .filter(|call| call.name == "plateau")
            .map(|call| call.with(key::Cooldown, &fitting.to_string()));
        findings.push(
            subject
                .finding(
                    Code::PlateauCooldown,
                    format!(
                        "a cooldown of {} observations is as long as the plateau, which has {all}, one for each of the {all} {}: it acts at most once",
                        Time::whole(cooldown).written(),
                        subject.observations_word()
                    ),
                    observed.placed,
                )
                .help(format!("a tenth of that leaves room for others: `cooldown={fitting}`"))
                .fix(edits.map(|edits| Fix::unsafely(format!("cool down for {}", Time::whole(fitting).written()), edits))),
        );
    }
}
