//! A value that jumps where one segment follows another.

use crate::diagnostic::Code;
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::SeamJump,
    name: "Jump at a seam",
    rationale: "A part that starts from its own value and not from where the last one has come to jumps at the seam, as in PyTorch's `SequentialLR`: a warmup that is cut half way is followed by the full rate at once (threestudio#226, DeepSpec#32). The factor is `jump` in `lehr.toml`.",
    bad: "base = 0.1; lr = warmup(10) for 5 then cosine(90, from=1x)",
    good: "base = 0.1; lr = warmup(10) then cosine(90)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, placed) in subject.curve.within_budget(subject.nodes().iter().enumerate()) {
        let Some((before, first)) = previous(subject, index) else { continue };
        // Who says where a segment starts has seen the jump, but not that a rise before it was cut.
        if says_start(&subject.nodes()[index..]) && !first.is_some_and(|first| is_cut_rise(first, placed)) {
            continue;
        }
        let at = subject.ticks(placed.begin);
        let Some(tick) = u64::try_from(at.ceil()).ok().filter(|&tick| tick > 0 && tick <= subject.curve.end()) else {
            continue;
        };
        let jump = subject.curve.jump(placed.begin);
        if jump.before <= 0.0 || jump.after <= 0.0 {
            continue;
        }
        let ratio = jump.after / jump.before;
        let limit = subject.settings.thresholds.jump;
        if ratio.max(1.0 / ratio) <= limit {
            continue;
        }
        let value = |tick: u64| subject.curve.value(tick);
        let slopes = [tick.checked_sub(2).map(|two| value(tick - 1) - value(two)), Some(value(tick + 1) - value(tick))];
        let slope = slopes.into_iter().flatten().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        if (jump.after - jump.before).abs() <= 3.0 * slope {
            continue;
        }
        let help = if first.is_some_and(|first| is_cut_rise(first, placed)) {
            "let the rise before it run to its end, or leave `from=` out to go on from where it has come to"
        } else {
            "let it go on from where the last segment ended, or say with `from=` that it starts again"
        };
        findings.push(
            subject
                .finding(
                    Code::SeamJump,
                    format!(
                        "at {} the value jumps from {} to {}, by a factor of {}",
                        subject.at(at),
                        format_short(jump.before),
                        format_short(jump.after),
                        format_short(ratio)
                    ),
                    placed,
                )
                .and(before, "up to here")
                .at(tick)
                .help(help),
        );
    }
}

/// The segment before one, in the same chain: its place, and its innermost node.
fn previous<'s, 'p>(subject: &'s Subject<'p>, index: usize) -> Option<(Span, Option<&'s Placed<'p>>)> {
    let at = subject.nodes()[index].before?;
    let innermost = subject.nodes()[at..index].iter().find(|inside| matches!(inside.node, Node::Ramp { .. }));
    Some((subject.nodes()[at].origin.span, innermost))
}

/// Whether a rise gives way to the next segment before it is at its end.
fn is_cut_rise(rise: &Placed<'_>, next: &Placed<'_>) -> bool {
    let Node::Ramp { from, to, length, .. } = rise.node else { return false };
    let rises = from.at(rise.base) < to.at(rise.base);
    rises && rise.end == Some(next.begin) && rise.begin.saturating_add(*length) > next.begin
}

/// Whether the first of some nodes says with which value it starts, or what it starts with in it does.
fn says_start(nodes: &[Placed<'_>]) -> bool {
    for placed in nodes {
        match placed.node {
            Node::Hold(_) | Node::Piecewise { .. } | Node::Based { .. } => return true,
            Node::For { .. } | Node::Skip { .. } | Node::Scale { .. } | Node::Rounded { .. } | Node::Every { .. } => {}
            Node::Chain(_) | Node::Repeat(_) | Node::Mirror { .. } | Node::Product { .. } => {}
            _ => return placed.origin.from,
        }
    }
    false
}
