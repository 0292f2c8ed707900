//! A value above the declared base.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Point, format_percent, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::AboveBase,
    name: "Above the base",
    rationale: "The base is the peak of a warmup and the start of a decay; a schedule that rises above it usually has an absolute value from another recipe in it, or a formula that overshoots: ignite's handover reached 1.025 times the base (DeepSpec#32).",
    bad: "base = 0.1; lr = warmup(5, to=0.5) then cosine(95, to=1%)",
    good: "base = 0.1; lr = warmup(5) then cosine(95, to=1%)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some((base, place)) = subject.track.and_then(|track| track.base) else { return };
    // A multiple of another track has nothing to do with the base, and noise is around it.
    let is_excused = |placed: &Placed<'_>| matches!(placed.node, Node::Based { .. } | Node::Noise { .. });
    let explained = [Code::RestartAbove, Code::GammaAboveOne, Code::FloorAboveStart, Code::SeamJump, Code::NotARate];
    if subject.nodes().iter().any(is_excused)
        || !subject.nodes().iter().any(Placed::refers_to_base)
        || findings.has_any(&explained)
        || subject.curve.is_at_most(base * (1.0 + 1e-9))
    {
        return;
    }
    let peak = subject.curve.peak();
    let segment = at_peak(subject, peak);
    let message = format!(
        "the value reaches {} at {}, {} the base of {}",
        format_short(peak.value),
        subject.at(Time::whole(peak.tick.into())),
        multiple(peak.value / base),
        format_short(base)
    );
    let finding = subject.finding(Code::AboveBase, message, segment).and(place, "the base").at(peak.tick);
    let finding = finding.fix(held_for(subject, segment));
    findings.push(finding.help(if let Some(length) = held_length(segment.node) {
        format!("`hold({length})` holds the value {length}; for a length of {length} write `hold for {length}`")
    } else if is_share(segment.node) {
        format!("make {} the base, and let the shares of it go up to `1x`", format_short(peak.value))
    } else {
        let top = format_short(peak.value);
        format!("make {top} the base, or write the values as shares of it: `1x`, `50%`")
    }));
}

/// The segment that reaches the peak: the one before a seam where it rises to there, or the one after.
fn at_peak<'s, 'p>(subject: &'s Subject<'p>, peak: Point) -> &'s Placed<'p> {
    let segment = subject.segment_at(peak.tick);
    let is_seam = peak.tick > 0 && subject.tick(segment.begin) == peak.tick;
    let rises_to_it = is_seam && subject.curve.jump(segment.begin).before >= peak.value * (1.0 - 1e-9);
    if rises_to_it { subject.segment_at(peak.tick - 1) } else { segment }
}

/// A share in percent, or as a multiple where it is large.
fn multiple(share: f64) -> String {
    if share < 10.0 { format!("{} of", format_percent(share)) } else { format!("{} times", format_short(share)) }
}

/// The value of a hold that was likely meant as its length.
fn held_length(node: &Node) -> Option<f64> {
    match node {
        Node::Hold(level) if level.rel == 0.0 && level.abs >= 2.0 && level.abs.fract() == 0.0 => Some(level.abs),
        _ => None,
    }
}

/// The hold for what was written as its value.
fn held_for(subject: &Subject<'_>, segment: &Placed<'_>) -> Option<Fix> {
    let length = held_length(segment.node)?;
    let call = subject.call(segment).filter(|call| call.name == "hold")?;
    let is_segment = subject.parent(segment).is_some_and(|parent| matches!(parent.node, Node::Chain(_)));
    let now = format!("hold for {length}");
    is_segment.then(|| Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(call.span, now)]))
}

/// Whether the values of a node are shares of the base.
fn is_share(node: &Node) -> bool {
    match node {
        Node::Hold(level) => level.abs == 0.0,
        Node::Ramp { to, .. } => to.abs == 0.0,
        Node::Piecewise { values, .. } => values.iter().all(|value| value.abs == 0.0),
        _ => false,
    }
}
