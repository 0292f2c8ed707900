//! A step of a fixed size beside a batch that varies.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::schedule::format_short;
use crate::syntax::ast::ExprKind;
use crate::units::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::VaryingBatch,
    name: "Varying batch",
    rationale: "`step = 4M tokens` counts as many tokens in every step. Where the batch grows, the first steps take fewer, and a schedule in tokens runs ahead of what has been seen: where the track stands in the equation, it does not (Brown et al., arXiv:2005.14165, count both warmups in tokens).",
    bad: "step = 512 samples; run = 1000 steps; lr = 0.1 * (warmup(10k samples) then cosine); batch = piecewise([100 steps], [128, 512])",
    good: "step = batch samples; run = 1000 steps; lr = 0.1 * (warmup(10k samples) then cosine); batch = piecewise([100 steps], [128, 512])",
    check: Check::Tracks(check),
};

/// What the samples of a step are called.
const BATCHES: &[&str] = &["batch", "batch_size", "global_batch_size", "bs"];

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let Some(subject) = subjects.iter().find(|subject| BATCHES.contains(&subject.name)) else { return };
    if subject.program.units().clocks().is_some() {
        return;
    }
    let Some(step) = subject.source.assigned("step").filter(|_| !subject.curve.is_constant()) else { return };
    let ExprKind::Quantity { unit, .. } = &step.kind else { return };
    if !matches!(Unit::parse(&unit.text), Some(Unit::SAMPLE | Unit::TOKEN)) {
        return;
    }
    let all = subject.curve.extremes();
    let mut finding = Diagnostic::new(
        Code::VaryingBatch,
        format!(
            "each step counts as `{}`, and `{}` goes from {} to {}: lengths in samples and tokens are those of another run",
            step.span.of(subject.source.text),
            subject.name,
            format_short(all.min.value),
            format_short(all.max.value)
        ),
        step.span,
    );
    if let Some(track) = subject.track {
        finding = finding.and(track.span, "it varies");
    }
    finding =
        finding.help(format!("let a step be as long as its batch: put `{}` into the equation of `step`", subject.name));
    finding.track = Some(subject.name.into());
    findings.push(finding);
}
