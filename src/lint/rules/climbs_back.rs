//! A decay that turns within the run and climbs back.

use crate::catalogue::key;
use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Point, Subticks, Trend, format_short};
use crate::syntax::ast::{ExprKind, PostfixKind};
use crate::text::Span;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::ClimbsBack,
    name: "Climbs back",
    rationale: "PyTorch's `CosineAnnealingLR` climbs again after `T_max`, and a `T_max` shorter than the run silently undoes the decay: at the end the rate is where it started (UniRL#223, ivadomed#57). `mirror` says the same, and so does a cosine in a formula.",
    bad: "run = 10 epochs; lr = 0.1 * cosine(T=5 epochs) mirror repeat",
    good: "run = 10 epochs; lr = 0.1 * cosine(T=10 epochs)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(end) = subject.run_end() else { return };
    // A repeat of a mirror is told once.
    let mut told = 0;
    let once = subject.nodes().iter().enumerate().filter(|(_, placed)| placed.once);
    for (index, placed) in subject.curve.within_budget(once) {
        if index < told || !stays(subject, index, end) {
            continue;
        }
        if let Some((length, body)) = mirrored(placed.node) {
            if falls(body, placed.base) {
                told = placed.after;
                mirror(subject, placed, length, end, findings);
            }
        } else if matches!(placed.node, Node::Factor { .. }) && !is_by_tracks(subject, placed) {
            formula(subject, placed, findings);
        }
    }
    if !findings.has_any(&[Code::ClimbsBack, Code::RestartAbove]) {
        last_rise(subject, end, findings);
    }
}

/// A last segment that rises again, after a decay, up to the end of the run.
fn last_rise(subject: &Subject<'_>, end: Subticks, findings: &mut Found) {
    let last = subject.last_segment();
    let Node::Ramp { from, to, .. } = last.node else { return };
    let rises = from.at(last.base) < to.at(last.base);
    if !rises || last.begin <= 0 || last.end.is_some_and(|own| own < end) {
        return;
    }
    let Some((low, high)) = climb(subject, subject.tick(last.begin)) else { return };
    findings.push(
        subject
            .finding(
                Code::ClimbsBack,
                format!(
                    "the value has fallen to {} at {}, and this takes it back up to {}: the run ends on a rise",
                    format_short(low.value),
                    subject.at(Time::whole(low.tick.into())),
                    format_short(high.value)
                ),
                last,
            )
            .at(low.tick)
            .help("put the rise before the decay, or end the run with the decay"),
    );
}

/// Whether a node goes on to the end of the run, or is held from its own end on.
fn stays(subject: &Subject<'_>, index: usize, end: Subticks) -> bool {
    if subject.nodes()[index].end.is_none_or(|own| own >= end) {
        return true;
    }
    subject.next(index).is_some_and(|next| matches!(next.node, Node::Hold(_)) && next.end.is_none_or(|own| own >= end))
}

fn mirror(subject: &Subject<'_>, placed: &Placed<'_>, length: Subticks, end: Subticks, findings: &mut Found) {
    let turn = placed.begin.saturating_add(length);
    let low = Point { tick: subject.tick(turn), value: subject.curve.value(subject.tick(turn)) };
    if turn >= end || subject.curve.last_share() <= subject.settings.thresholds.ends_high {
        return;
    }
    let high = subject.curve.highest(low.tick, subject.curve.end());
    let (turn, length, run) = (subject.ticks(turn), subject.ticks(length), subject.ticks(end));
    let rest = subject.ticks(end.saturating_sub(placed.begin));
    findings.push(
        subject
            .finding(
                Code::ClimbsBack,
                format!(
                    "the value falls to {} at {} and climbs back to {} by {}, because it falls for {} of a run of {}",
                    format_short(low.value),
                    subject.at(turn),
                    format_short(high.value),
                    subject.at(Time::whole(high.tick.into())),
                    subject.count(length),
                    subject.count(run)
                ),
                placed,
            )
            .at(low.tick)
            .help(format!(
                "for one decay over the whole run, remove `mirror`, and let it fall for {}: without a length it fills the run",
                subject.count(rest)
            ))
            .fix(straight(subject, placed, rest, length)),
    );
}

/// Whether it is a formula of other tracks.
fn is_by_tracks(subject: &Subject<'_>, placed: &Placed<'_>) -> bool {
    subject.parent(placed).is_some_and(|parent| matches!(parent.node, Node::Coupled { .. }))
}

/// A formula that falls and climbs again up to the end.
fn formula(subject: &Subject<'_>, placed: &Placed<'_>, findings: &mut Found) {
    let (first, last) = (subject.tick(placed.begin), subject.curve.end());
    let turns = subject.curve.turns(first, last, 64);
    let Some((low, Trend::Rising)) = turns.last().copied() else { return };
    let Some((low, high)) = climb(subject, low.tick) else { return };
    findings.push(
        subject
            .finding(
                Code::ClimbsBack,
                format!(
                    "the value falls to {} at {} and climbs back to {} by {}",
                    format_short(low.value),
                    subject.at(Time::whole(low.tick.into())),
                    format_short(high.value),
                    subject.at(Time::whole(high.tick.into()))
                ),
                placed,
            )
            .at(low.tick)
            .help("keep the argument of the formula from going past the end of the decay, by `min`, or use the shape `cosine`"),
    );
}

/// Where the value is low at a turn and where it is highest after it, if it has climbed above a
/// tenth of the peak by the end.
fn climb(subject: &Subject<'_>, turn: u64) -> Option<(Point, Point)> {
    let low = Point { tick: turn, value: subject.curve.value(turn) };
    let limit = subject.settings.thresholds.ends_high * subject.curve.highest(0, turn).value;
    let high = subject.curve.highest(turn, subject.curve.end());
    let fell = low.value < subject.curve.highest(0, turn).value;
    (fell && low.value <= limit && subject.curve.last() > limit).then_some((low, high))
}

/// The turning point and the body of a mirror, alone or in cycles.
fn mirrored(node: &Node) -> Option<(Subticks, &Node)> {
    match node {
        Node::Mirror { length, body } => Some((*length, body)),
        Node::Repeat(repeat) => mirrored(repeat.body()),
        Node::Scale { by, body } if *by > 0.0 => mirrored(body),
        Node::Rounded { body, .. } | Node::Every { body, .. } => mirrored(body),
        _ => None,
    }
}

/// Whether it ends lower than it starts.
fn falls(node: &Node, base: f64) -> bool {
    match node {
        Node::Ramp { from, to, .. } => to.at(base) < from.at(base),
        Node::Chain(segments) => segments.last().is_some_and(|last| falls(last.node, base)),
        Node::Scale { by, body } => *by > 0.0 && falls(body, base),
        Node::Based { base, body, .. } => falls(body, *base),
        Node::For { body, .. } | Node::Skip { body, .. } | Node::Rounded { body, .. } | Node::Every { body, .. } => {
            falls(body, base)
        }
        Node::Product { carrier, factors } => falls(carrier, base) || factors.iter().any(|factor| falls(factor, 1.0)),
        _ => false,
    }
}

/// The decay without its mirror and its length. Where it fits into the run a whole number of times,
/// there is no doubt that its length was to be that of the run.
fn straight(subject: &Subject<'_>, placed: &Placed<'_>, rest: Time, length: Time) -> Option<Fix> {
    if placed.origin.call.is_some() || !subject.is_last(placed) {
        return None;
    }
    let expr = subject.source.expression(placed.origin.span)?;
    let ExprKind::Postfix { operand, words } = &expr.kind else { return None };
    if !words.iter().all(|word| matches!(word.kind, PostfixKind::Mirror | PostfixKind::Repeat)) {
        return None;
    }
    let words = Span::new(operand.span.end, expr.span.end);
    let mut edits = subject.source.call(operand.span)?.without(key::T)?;
    if words.of(subject.source.text).contains('#') {
        return None;
    }
    edits.push(Edit::remove(words));
    let title = format!("let it fall for {}", subject.count(rest));
    let whole = rest.over(length).is_some_and(|times| times.is_integer());
    Some(if whole { Fix::safe(title, edits) } else { Fix::unsafely(title, edits) })
}
