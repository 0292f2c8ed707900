//! A rate that is held at 0.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroRate,
    name: "Zero rate",
    rationale: "A rate of 0 costs what any other does and trains nothing.",
    bad: "base = 0.1; lr = warmup(10) then hold(0) for 50 then cosine(90, from=1x)",
    good: "base = 0.1; lr = warmup(10) then hold for 50 then cosine(90)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in subject.nodes.iter().filter(|_| subject.is_rate()) {
        let (Node::Hold(level), Some(start)) = (placed.node, placed.start()) else { continue };
        let end = placed.end.or_else(|| subject.run_end());
        let Some(length) = end.map(|end| subject.ticks(end - start)) else { continue };
        if level.at(placed.base) == 0.0 && length > Time::whole(1) {
            findings.push(
                subject.finding(
                    Code::ZeroRate,
                    format!("the rate is 0 for {} from {} on", subject.count(length), subject.at(subject.ticks(start))),
                    placed)
                .help("end the run there, or hold a rate above 0"),
            );
        }
    }
}
