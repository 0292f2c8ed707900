//! A decay that does not go down.

use crate::catalogue::key;
use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_percent, format_short};
use crate::syntax::ast::ExprKind;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::FloorAboveStart,
    name: "Floor not below the start",
    rationale: "An absolute floor is the same whatever the base is: a rate that starts below it climbs instead of falling, as PyTorch's `eta_min` makes it, and one that starts at it stays (KeywordsSpotting#1: both 1e-3; keras#18747). A share that is written as a number is the same mistake: Keras's `alpha` is a share, and so is OLMo's `alpha_f` (keras#21772).",
    bad: "base = 1e-6; lr = cosine(100, to=1e-5)",
    good: "base = 1e-6; lr = cosine(100, to=1%)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Ramp { from, to, length, .. } = placed.node else { continue };
        let (start, floor) = (from.at(placed.base), to.at(placed.base));
        let absolute = from.rel != 0.0 && to.rel == 0.0 && floor > start;
        let flat = floor == start && floor != 0.0;
        if *length == 0 || !(absolute || flat) || is_warmup(subject, placed) {
            continue;
        }
        let (message, help) = if flat {
            let message = format!("this starts at {} and ends there: it is constant", format_short(start));
            (message, "say `hold` if that is meant, or decay to less: to a share of the base, with `%`".to_string())
        } else {
            let message = format!(
                "this starts at {} and climbs to {}, {} times that",
                format_short(start),
                format_short(floor),
                format_short(floor / start)
            );
            (
                message,
                format!(
                    "as a share of the base a floor goes with it: `to=1%` is {} here",
                    format_short(0.01 * placed.base)
                ),
            )
        };
        let share = share_meant(subject, placed, start).filter(|_| absolute);
        let help = match &share {
            Some((_, share)) => format!("a number is absolute, and a share of the base has a sign: write `to={share}`"),
            None => help,
        };
        let fix = share.map(|(place, share)| {
            let edit = Edit::replace(place, share.clone());
            Fix::unsafely(format!("write `to={share}`"), vec![edit])
        });
        findings.push(
            subject
                .finding(Code::FloorAboveStart, message, placed)
                .at(subject.tick(placed.begin.max(0)))
                .help(help)
                .fix(fix),
        );
    }
}

/// The floor as a share, and where it stands, where a number leaves no doubt that one was meant: it
/// is below 1, and far above what the decay starts from.
fn share_meant(subject: &Subject<'_>, placed: &Placed<'_>, start: f64) -> Option<(Span, String)> {
    let Node::Ramp { to, .. } = placed.node else { return None };
    let given = subject.call(placed)?.argument(key::To)?;
    let ExprKind::Number(_) = given.kind else { return None };
    let looks_like_one = (0.001..1.0).contains(&to.abs) && to.abs >= 10.0 * start;
    looks_like_one.then(|| (given.span, format_percent(to.abs)))
}

fn is_warmup(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    subject.source.call(placed.origin.span).is_some_and(|call| call.name == "warmup")
}
