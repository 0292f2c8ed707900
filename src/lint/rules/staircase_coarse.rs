//! A curve that is sampled so rarely that it falls in a few large steps.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Point, Subticks, format_short};
use crate::syntax::ast::{ExprKind, PostfixKind};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::StaircaseCoarse,
    name: "Coarse staircase",
    rationale: "A decay that changes once an epoch is another one where it takes a few epochs: in five stairs a cosine falls to a quarter at once, and its floor is never trained at. timm warns of it for the decay of a WSD schedule that is updated by epochs.",
    bad: "run = 5 epochs; epoch = 1000 steps; lr = 0.1 * cosine every 1 epoch",
    good: "run = 5 epochs; epoch = 1000 steps; lr = 0.1 * cosine",
    check: Check::Rate(check),
};

/// Where there are more stairs, none is large.
const MOST: i128 = 64;
/// A stair that falls to less than so much of what was there is a large one.
const RATIO: f64 = 0.5;
/// A stair of no more than so much of the peak does not matter.
const SHARE: f64 = 0.1;

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for placed in subject.curve.within_budget(subject.nodes().iter()) {
        let (Node::Every { by, body }, Some(end)) = (placed.node, placed.end) else { continue };
        // What falls in stairs by itself does not come from the sampling.
        let smooth = !matches!(&**body, Node::Step { .. } | Node::Multistep { .. } | Node::Piecewise { .. });
        let (stairs, peak) = (stairs(subject, placed, *by, end), subject.curve.peak().value);
        let large = |pair: &&[Point]| {
            let (high, low) = (pair[0].value, pair[1].value);
            low > 0.0 && low < RATIO * high && high - low > SHARE * peak
        };
        let Some([high, low]) = stairs.windows(2).find(large).filter(|_| smooth) else { continue };
        findings.push(
            subject
                .finding(
                    Code::StaircaseCoarse,
                    format!(
                        "in {} stairs of {} this falls from {} to {} at once, at {}",
                        stairs.len(),
                        subject.count(subject.ticks(*by)),
                        format_short(high.value),
                        format_short(low.value),
                        subject.at(crate::units::Time::whole(low.tick.into()))
                    ),
                    placed,
                )
                .at(low.tick)
                .help("remove `every`: then the curve changes at every tick")
                .fix(smoothed(subject, placed)),
        );
    }
}

/// The first tick of each stair, and its value; none where there are too many.
fn stairs(subject: &Subject<'_>, placed: &Placed<'_>, by: Subticks, end: Subticks) -> Vec<Point> {
    let count = end.saturating_sub(placed.begin).saturating_add(by - 1) / by;
    let count = if count > MOST { 0 } else { count };
    let starts = (0..count).map(|index| subject.tick(placed.begin.saturating_add(index * by)));
    starts.map(|tick| Point { tick, value: subject.curve.value(tick) }).collect()
}

/// The curve without its `every`.
fn smoothed(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    if placed.origin.call.is_some() {
        return None;
    }
    let expr = subject.source.expression(placed.origin.span)?;
    let ExprKind::Postfix { operand, words } = &expr.kind else { return None };
    let [word] = &words[..] else { return None };
    let PostfixKind::Every(_) = word.kind else { return None };
    let place = Span::new(operand.span.end, word.span.end);
    let editable = !place.of(subject.source.text).contains('#');
    editable.then(|| Fix::unsafely("remove `every`", vec![Edit::remove(place)]))
}
