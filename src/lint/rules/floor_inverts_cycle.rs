//! A floor that the cycles of a repeat sink below.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::words::log2;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Repeat, format_percent, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::FloorInvertsCycle,
    name: "Floor inverts a cycle",
    rationale: "Where each cycle starts lower than the one before, and their floor stays, a cycle comes that starts below it: from there on the decay climbs. Keras's restarts do so with `m_mul` and `alpha`, and timm's with `cycle_decay` and `lr_min`.",
    bad: "base = 1; lr = cosine(10, to=0.3) repeat(4, decay=0.5)",
    good: "base = 1; lr = cosine(10, to=1%) repeat(4, decay=0.5)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.nodes() {
        let Node::Ramp { from, to, .. } = placed.node else { continue };
        let Some((cycles, repeat)) = cycles(subject, placed) else { continue };
        let (start, floor) = (from.at(placed.base), to.abs);
        let sinks = (0.0..1.0).contains(&repeat.decay()) && repeat.decay() > 0.0;
        // A rise is meant to climb, and what is all relative sinks as a whole.
        if !sinks || from.abs != 0.0 || to.rel != 0.0 || floor <= 0.0 || start <= floor {
            continue;
        }
        let index = libm::floor(log2(floor / start) / log2(repeat.decay())) + 1.0;
        // A floor reached before these cycles is reported where that happens.
        let local = index - repeat.first() as f64;
        if local < 0.0 || !runs(subject, cycles, repeat, local) {
            continue;
        }
        let low = start * libm::pow(repeat.decay(), index);
        let share = format_percent(floor / placed.base);
        let call = subject.call(placed).filter(|call| call.argument(key::To).is_some());
        let fix = call.map(|call| Fix::unsafely("let the floor sink too", call.with(key::To, &share)));
        findings.push(
            subject
                .finding(
                    Code::FloorInvertsCycle,
                    format!(
                        "cycle {} starts at {}, below the floor of {}: from there on this climbs",
                        index + 1.0,
                        format_short(low),
                        format_short(floor)
                    ),
                    placed,
                )
                .help(format!("as a share of the base the floor sinks with the cycles: `to={share}`"))
                .fix(fix),
        );
    }
}

/// The repeat that a node is in, alone or as a segment.
fn cycles<'s, 'p>(subject: &'s Subject<'p>, placed: &Placed<'p>) -> Option<(&'s Placed<'p>, &'p Repeat)> {
    let mut above = subject.parent(placed)?;
    while let Node::Chain(_) | Node::For { .. } | Node::Skip { .. } | Node::Every { .. } | Node::Mirror { .. } =
        above.node
    {
        above = subject.parent(above)?;
    }
    match above.node {
        Node::Repeat(repeat) => Some((above, repeat)),
        _ => None,
    }
}

/// Whether a cycle starts before the repeat is over.
fn runs(subject: &Subject<'_>, cycles: &Placed<'_>, repeat: &Repeat, index: f64) -> bool {
    let (p, q) = repeat.stretch();
    let stretch = f64::from(p) / f64::from(q);
    let before = if p == q { index } else { (libm::pow(stretch, index) - 1.0) / (stretch - 1.0) };
    let starts = cycles.begin as f64 + before * repeat.period() as f64;
    let end = cycles.end.or_else(|| subject.run_end());
    repeat.count().is_none_or(|count| index < count as f64) && end.is_none_or(|end| starts < end as f64)
}
