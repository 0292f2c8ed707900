//! Milestones that were counted from the start of the run, after a warmup.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Subticks};
use crate::syntax::ast::ExprKind;
use crate::text::Span;
use crate::units::Ratio;

pub(super) const RULE: Rule = Rule {
    code: Code::MilestonesAfterWarmup,
    name: "Milestones after a warmup",
    rationale: "After `then` milestones count from the end of the warmup: PyTorch's `SequentialLR` drops at 35, 65 and 85 where a recipe says 30, 60 and 80. A product, `warmup(5) * multistep(…)`, counts them from the start of the run, as Goyal et al. (arXiv:1706.02677) do.",
    bad: "run = 90; lr = 0.1 * (warmup(5) then multistep([30, 60, 80]))",
    good: "run = 90; lr = 0.1 * (warmup(5) * multistep([30, 60, 80]))",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, placed) in subject.nodes().iter().enumerate() {
        let Node::Multistep { milestones, .. } = placed.node else { continue };
        let (Some(end), Some(first), Some(last)) = (placed.round.end, milestones.first(), milestones.last()) else {
            continue;
        };
        let warmup = placed.begin - placed.round.begin;
        if !is_after_warmup(subject, index) || !is_meant(milestones, warmup, end - placed.round.begin) {
            continue;
        }
        let at = |time: Subticks| subject.at(subject.ticks(time.saturating_add(placed.begin)));
        let count = |time: Subticks| subject.count(subject.ticks(time));
        let never = milestones.iter().filter(|at| at.saturating_add(placed.begin) >= end).count();
        let never = match never {
            0 => String::new(),
            never => format!(", and {never} of {} never happen", milestones.len()),
        };
        findings.push(
            subject
                .finding(
                    Code::MilestonesAfterWarmup,
                    format!(
                        "milestones count from the end of the warmup: that of {} falls at {}, that of {} at {}{never}",
                        count(*first),
                        at(*first),
                        count(*last),
                        at(*last)
                    ),
                    placed,
                )
                .at(subject.tick(first.saturating_add(placed.begin)))
                .help("if they count from the start of the run, multiply: `warmup(…) * multistep(…)`")
                .fix(product(subject, placed)),
        );
    }
}

/// Whether milestones were counted from the start of the run: one falls after its end by the
/// warmup alone, or all are plain shares of the run, and none is with the warmup before it.
fn is_meant(milestones: &[Subticks], warmup: Subticks, run: Subticks) -> bool {
    let plain = |time: Subticks| *Ratio::new(time, run).denom() <= 10;
    let past = milestones.iter().any(|at| *at < run && at.saturating_add(warmup) >= run);
    let shares = milestones.iter().all(|at| plain(*at) && !plain(at.saturating_add(warmup)));
    past || shares
}

/// Whether the segment before it is a rise from the start of the run.
fn is_after_warmup(subject: &Subject<'_>, index: usize) -> bool {
    let before = subject.nodes()[index].before.and_then(|before| subject.nodes().get(before));
    before.is_some_and(|before| {
        let inner = match before.node {
            Node::Skip { body, .. } | Node::For { body, .. } => body,
            node => node,
        };
        before.begin == before.round.begin
            && matches!(inner, Node::Ramp { from, to, .. } if from.at(before.base) < to.at(before.base))
    })
}

fn product(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let (source, chain) = (subject.source, subject.parent(placed)?.origin);
    let mut expr = source.expression(chain.span)?;
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    let ExprKind::Then(parts) = &expr.kind else { return None };
    let ([warmup, steps], None) = (&parts[..], chain.call) else { return None };
    let between = Span::new(warmup.span.end, steps.span.start);
    let at = between.of(source.text).find("then").filter(|_| !between.of(source.text).contains('#'))?;
    let word = Span::new(between.start + at, between.start + at + 4);
    Some(Fix::unsafely("multiply them", vec![Edit::replace(word, "*")]))
}
