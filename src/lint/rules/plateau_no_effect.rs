//! A plateau whose reductions change nothing.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::format_short;

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauNoEffect,
    name: "Plateau without effect",
    rationale: "A reduction by no more than `eps`, 1e-8 as in PyTorch, is left out, so that a rate of 5e-8 never moves; and a value that starts at `min` or below it has nowhere to go. Neither says so.",
    bad: "lr = 5e-8 * plateau(0.9)",
    good: "lr = 5e-8 * plateau(0.9, eps=0)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Some((from, rule)) = placed.plateau() else { continue };
        let (start, min) = (from.at(placed.base), rule.min.at(placed.base));
        let change = start - (start * rule.factor).max(min);
        if start <= 0.0 || change > rule.eps {
            continue;
        }
        let call = subject.call(placed).filter(|call| call.name == "plateau");
        findings.push(if min >= start {
            subject
                .finding(
                    Code::PlateauNoEffect,
                    format!("this starts at {} and is not to fall below {}: it never moves", format_short(start), format_short(min)),
                    placed,
                )
                .help(format!("give a `min` below the start, such as {}: `min=1%`", format_short(start * 0.01)))
                .fix(call.map(|call| Fix::unsafely("let it fall to 1%", call.with(key::Min, "1%"))))
        } else {
            subject
                .finding(
                    Code::PlateauNoEffect,
                    format!(
                        "the first reduction takes {} to {}: a change of {}, no more than the `eps` of {}, is left out, and the value never moves",
                        format_short(start),
                        format_short(start - change),
                        format_short(change),
                        format_short(rule.eps)
                    ),
                    placed,
                )
                .help("write `eps=0`: every reduction counts then")
                .fix(call.map(|call| Fix::safe("write `eps=0`", call.with(key::Eps, "0"))))
        });
    }
}
