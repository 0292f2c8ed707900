//! A rate that nothing gives a base.

use crate::diagnostic::Code;
use crate::lint::subject::{Placed, Subject, by_name};
use crate::lint::{Check, Findings, Rule};
use crate::syntax::ast::ExprKind;

pub(super) const RULE: Rule = Rule {
    code: Code::PeaksAtOne,
    name: "Peaks at 1",
    rationale: "Without a base a relative rate gives multipliers: right for a `LambdaLR`, which multiplies the optimizer's own rate, and a rate of 1 for whoever sets it.",
    bad: "run = 100; lr = cosine",
    good: "run = 100; lr = 0.1 * cosine",
    check: Check::Tracks(check),
};

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    // Beside a track that has a base the compiler says it.
    if subjects.iter().any(|subject| subject.track.is_some_and(|track| track.base.is_some())) {
        return;
    }
    let is_relative = |placed: &Placed<'_>| !placed.is_factor && placed.refers_to_base();
    let mut rates: Vec<_> = subjects.iter().filter(|subject| subject.is_rate()).collect();
    rates.sort_by_key(|subject| by_name(subject.name));
    let found = rates
        .into_iter()
        .filter(|subject| subject.curve.peak().value == 1.0 && !has_number(subject))
        .find(|subject| subject.nodes().iter().any(is_relative));
    let Some(subject) = found else { return };
    let peak = subject.curve.peak().tick;
    let mut finding = subject
        .finding_about_all(Code::PeaksAtOne, format!("nothing gives `{}` a base: its peak is a rate of 1", subject.name))
        .at(peak)
        .help("write `base = …` with the peak, or a number before it, `0.1 * …`; as multipliers of another rate it is right");
    finding.track = Some(subject.name.into());
    findings.push(finding);
}

/// Whether a number stands before it, which is its base, 1 too.
fn has_number(subject: &Subject<'_>) -> bool {
    let value = subject.track.and_then(|track| subject.source.expression(track.value));
    let Some(ExprKind::Product { first, rest }) = value.map(|value| &value.kind) else { return false };
    let mut factors = std::iter::once(&**first).chain(rest.iter().map(|(_, factor)| factor));
    factors.any(|factor| matches!(factor.kind, ExprKind::Number(_) | ExprKind::Name(_)))
}
