//! A steer whose factor may be 0 or negative.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Controller, Node, Steering, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::SteerChangesSign,
    name: "Steer changes the sign of its value",
    rationale: "With a `target`, each observation multiplies the value by 1 + gain * deviation, where the deviation is at most `clip` either way. Where gain times clip is 1 or more, one observation far from the target makes the value 0, where it stays, or turns its sign: a penalty becomes a reward. Nothing in verl's `AdaptiveKLController` keeps it from that either, whose gain is the number of steps over the horizon.",
    bad: "run = 10k steps; beta = steer(metric=kl, target=6, gain=8, from=0.2)",
    good: "run = 10k steps; beta = steer(metric=kl, target=6, gain=0.1, from=0.2)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Driven { by, .. } = placed.node else { continue };
        let Controller::Steer(steer) = &**by else { continue };
        let Steering::Target { target, gain, clip } = &steer.by else { continue };
        // A metric and its target have one sign, so that the metric falls short of the target by at most all of it.
        let deviation = if *gain > 0.0 { -clip.min(1.0) } else { *clip };
        let factor = 1.0 + gain * deviation;
        if factor > 0.0 || steer.min.is_some_and(|min| min.rel > 0.0 || min.abs > 0.0) {
            continue;
        }
        let fitting = format_short(0.5 / gain.abs());
        let edits = subject.call(placed).filter(|call| call.name == "steer").map(|call| call.with(key::Clip, &fitting));
        findings.push(
            subject
                .finding(
                    Code::SteerChangesSign,
                    format!(
                        "`{}` at {} multiplies the value by {}",
                        steer.metric,
                        format_short(target * (1.0 + deviation)),
                        if factor == 0.0 {
                            "0, and it stays 0".to_string()
                        } else {
                            format!("{}: its sign changes", format_short(factor))
                        }
                    ),
                    placed,
                )
                .help(format!("keep `gain` times `clip` below 1, as with `clip={fitting}`, or give a `min` above 0"))
                .fix(edits.map(|edits| Fix::unsafely(format!("write `clip={fitting}`"), edits))),
        );
    }
}
