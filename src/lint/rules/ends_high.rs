//! A run that ends at a high rate.

use crate::catalogue::key;
use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Level, Node, format_percent, format_short};
use crate::syntax::ast::ExprKind;

pub(super) const RULE: Rule = Rule {
    code: Code::EndsHigh,
    name: "Ends high",
    rationale: "What a decay is for happens at its end: a final rate above a tenth of the peak leaves loss on the table (Hägele et al., arXiv:2405.18392). A floor that is written is meant, but `to=0.1` is a rate and not a tenth of the peak: Keras's `alpha` and OLMo's `alpha_f` are shares. The share is `ends-high` in `lehr.toml`.",
    bad: "run = 100; base = 0.4; lr = cosine(to=0.1)",
    good: "run = 100; base = 0.4; lr = cosine(to=10%)",
    check: Check::Rate(check),
};

/// These say the same, and why.
const EXPLAINED: [Code; 8] = [
    Code::CutByRun,
    Code::ClimbsBack,
    Code::RestartCut,
    Code::WarmupCountedTwice,
    Code::WrongUnit,
    Code::SegmentNeverRuns,
    Code::FloorAboveStart,
    Code::WarmupTooLong,
];

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let last = subject.last_segment();
    let Node::Ramp { from, to, .. } = last.node else { return };
    let falls = to.at(last.base) < from.at(last.base);
    let limit = subject.settings.thresholds.ends_high;
    if subject.run.is_none() || !falls || !looks_like_share(*to, limit) {
        return;
    }
    let end = subject.curve.last();
    // The last tick is one before the end of the decay.
    let floor = to.at(last.base).min(end);
    let is_low = |peak: f64| floor <= limit * peak * (1.0 + 1e-9);
    // The peak is no lower than where the decay starts, which is found at once.
    if is_low(subject.curve.value(subject.tick(last.begin.max(0)))) || findings.has_any(&EXPLAINED) {
        return;
    }
    let peak = subject.curve.peak().value;
    if is_low(peak) {
        return;
    }
    let has_base = subject.track.is_some_and(|track| track.base.is_some());
    findings.push(
        subject
            .finding(
                Code::EndsHigh,
                format!(
                    "the run ends at {}, {} of the peak of {}",
                    format_short(end),
                    format_percent(end / peak),
                    format_short(peak)
                ),
                last,
            )
            .at(subject.curve.end())
            .help(format!(
                "a number is absolute; if a share of the base is meant, it has a sign: `to={}`",
                format_percent(to.abs)
            ))
            .fix(subject.call(last).filter(|_| has_base).and_then(|call| {
                let given = call.argument(key::To).filter(|given| matches!(given.kind, ExprKind::Number(_)))?;
                let share = format_percent(to.abs);
                Some(Fix::unsafely(format!("write `to={share}`"), vec![Edit::replace(given.span, share)]))
            })),
    );
}

/// Whether a floor is a plain number that would be a usual share of the peak. Any other one is meant.
fn looks_like_share(floor: Level, limit: f64) -> bool {
    floor.rel == 0.0 && [0.1, 0.05, 0.02, 0.01].contains(&floor.abs) && floor.abs <= limit
}
