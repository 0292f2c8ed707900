//! A decay so fast that nothing is left.

use crate::catalogue::key;
use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::words::log2;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::units::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::DecayVanishes,
    name: "Decay to nothing",
    rationale: "A gamma that was meant for an epoch and is applied at every step takes the rate to almost nothing within a few epochs (novioleo/FOTS#13, easy-faster-rcnn#26). Forty half-lives are a factor of 1e-12; the number is `half-lives` in `lehr.toml`.",
    bad: "run = 10k; lr = 0.1 * exponential(gamma=0.9)",
    good: "run = 10k; lr = 0.1 * exponential(1000, gamma=0.9)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let most = subject.settings.thresholds.half_lives;
    for placed in subject.curve.within_budget(subject.nodes().iter()) {
        let (every, gamma) = match placed.node {
            Node::Exponential { every, gamma, .. } => (*every, *gamma),
            Node::Step { size, gamma, .. } => (*size, *gamma),
            _ => continue,
        };
        let Some(own) = placed.end.filter(|own| placed.begin < *own) else { continue };
        let drops = (own - placed.begin) as f64 / every as f64;
        if gamma <= 0.0 || drops * -log2(gamma) <= most {
            continue;
        }
        let (last, peak) = (subject.curve.value(subject.tick(own.saturating_sub(1))), subject.curve.peak().value);
        if last >= libm::exp2(-most) * 1.2 * peak {
            continue;
        }
        let half_life = subject.ticks(every).to_f64() / -log2(gamma);
        let gamma = format_short(gamma);
        let epoch = subject.program.size_of(Unit::EPOCH).is_some() && subject.program.tick() != Some(Unit::EPOCH);
        let fix = subject.call(placed).filter(|_| epoch).and_then(|call| {
            let every = call.argument(key::D)?.span;
            let title = format!("let `gamma={gamma}` apply once an epoch");
            Some(Fix::unsafely(title, vec![Edit::replace(every, "1 epoch")]))
        });
        findings.push(
            subject
                .finding(
                    Code::DecayVanishes,
                    format!(
                        "the value halves every {} {}, and after {} it is {}",
                        format_short(half_life),
                        subject.ticks_word(),
                        subject.count(subject.ticks(own - placed.begin)),
                        format_short(last)
                    ),
                    placed,
                )
                .at(subject.tick(own).min(subject.curve.end()))
                .help(format!(
                    "say in what time `gamma={gamma}` applies once, such as an epoch, or keep a floor under it with `max`"
                ))
                .fix(fix),
        );
    }
}
