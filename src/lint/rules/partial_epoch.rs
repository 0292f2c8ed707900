//! An epoch that is not a whole number of steps.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::schedule::format_percent;
use crate::syntax::ast::ExprKind;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::PartialEpoch,
    name: "Partial epoch",
    rationale: "A loader gives whole batches: the last one of an epoch is smaller, or it is dropped. Where an epoch has few steps, the run in epochs is therefore some percent longer or shorter than the samples say, and the schedule ends before the loop or is cut by it (Lightning#5631).",
    bad: "epoch = 1000 samples; step = 128 samples; run = 90 epochs; lr = 0.1 * cosine",
    good: "epoch = 1024 samples; step = 128 samples; run = 90 epochs; lr = 0.1 * cosine",
    check: Check::Tracks(check),
};

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let Some(subject) = subjects.first().filter(|subject| subject.program.tick() == Some(Unit::STEP)) else { return };
    let (Some(value), Some(run)) = (subject.source.assigned("epoch"), subject.run) else { return };
    let Some(steps) = subject.program.size_of(Unit::EPOCH).map(Time::new) else { return };
    let drift = (steps.ceil() as f64 - steps.to_f64()) / steps.to_f64();
    let Some(epochs) = run.over(steps).map(Time::new) else { return };
    let (Some(most), Some(least)) = (epochs.times(steps.ceil().into()), epochs.times(steps.floor().into())) else {
        return;
    };
    if drift <= subject.settings.thresholds.partial_epoch {
        return;
    }
    let whole = whole(subject, value, steps);
    let written = |count: i128| Time::whole(count).written();
    let mut finding = Diagnostic::new(
        Code::PartialEpoch,
        format!(
            "an epoch is {:.2} steps: a loader makes {} of them, or {} without the last batch, so that {} are {} or {} steps, and the schedule is made for {:.1} ({} fewer than the most)",
            steps.to_f64(),
            written(steps.ceil()),
            written(steps.floor()),
            subject.count(run),
            written(most.ceil()),
            written(least.ceil()),
            run.to_f64(),
            format_percent(drift)
        ),
        value.span,
    );
    finding = match whole {
        Some((unit, text)) => {
            let fix = Fix::unsafely("count whole steps", vec![Edit::replace(value.span, text.clone())]);
            finding.help(format!("say what the loader gives, in {}: `epoch = {text}`", unit.plural())).fix(fix)
        }
        None => finding.help("say what the loader gives: a whole number of steps"),
    };
    findings.push(finding);
}

/// An epoch of whole steps, the last one too, in the unit that it is written in.
fn whole(subject: &Subject<'_>, value: &crate::syntax::ast::Expr, steps: Time) -> Option<(Unit, String)> {
    let ExprKind::Quantity { value: count, unit } = &value.kind else { return None };
    let ExprKind::Number(_) = &count.kind else { return None };
    let unit = subject.program.unit(&unit.text)?;
    let count = Time::whole(steps.ceil()).divided(subject.program.size_of(unit)?)?;
    count.is_whole().then(|| (unit, format!("{count} {}", unit.plural())))
}
