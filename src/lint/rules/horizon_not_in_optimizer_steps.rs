//! A horizon in steps of the loop, where the schedule counts those of the optimizer.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::syntax::ast::ExprKind;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::HorizonNotInSteps,
    name: "Horizon not in optimizer steps",
    rationale: "With accumulation, or a loop on several devices, one step of the optimizer is several of the loop. A horizon that is counted in the one and run in the other is over too early, or never, by exactly that factor (accelerate#2926, accelerate#1398, diffusers#3954, Lightning#1476).",
    bad: "param devices = 8; param total_steps = 100k; run = 12_500 steps; base = 0.1 * devices / 8; lr = warmup(total_steps / 200 * 1 step) then cosine",
    good: "param devices = 8; run = 12_500 steps; base = 0.1 * devices / 8; lr = warmup(4%) then cosine",
    check: Check::Tracks(check),
};

/// Names of the samples that one device takes at once.
const MICRO_BATCHES: &[&str] = &[
    "micro_batch",
    "micro_batch_size",
    "microbatch",
    "microbatch_size",
    "batch_per_device",
    "per_device_batch",
    "per_device_batch_size",
    "per_device_train_batch_size",
    "batch_size_per_device",
    "local_batch",
    "local_batch_size",
];

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let Some(subject) = subjects.first() else { return };
    horizons(subject, findings);
    steps(subject, findings);
}

/// A named horizon that is the run times, or by, what a step of the optimizer takes.
fn horizons(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(run) = subject.run else { return };
    let multipliers = subject.multipliers();
    for horizon in subject.horizons() {
        let Some(ratio) = horizon.length.over(run) else { continue };
        let matching = multipliers.iter().find(|by| by.factor == ratio || by.factor.recip() == ratio);
        let Some(by) = matching.filter(|_| horizon.unit == Unit::STEP) else { continue };
        let name = &horizon.named.name.text;
        let (count, of) = (steps_of(subject, horizon.length).written(), steps_of(subject, run).written());
        let which = if horizon.length > run { "loop" } else { "optimizer" };
        findings.push(
            Diagnostic::new(
                Code::HorizonNotInSteps,
                format!(
                    "`{name}` is {count} steps and the run {of}: they differ by `{}`, {}, so that `{name}` counts steps of the {which}",
                    by.names,
                    Time::new(by.factor).written()
                ),
                horizon.named.name.span,
            )
            .help(format!(
                "a tick is an update of the optimizer: count both in those, {} of them",
                if horizon.length > run { of } else { count }
            )),
        );
    }
}

/// A step that takes the samples of one device, or of one backward pass, only.
fn steps(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(value) = subject.source.assigned("step") else { return };
    let ExprKind::Quantity { value: count, unit } = &value.kind else { return };
    if Unit::parse(&unit.text) != Some(Unit::SAMPLE) {
        return;
    }
    let Some(samples) = subject.number(count) else { return };
    let micro = subject.source.named().find(|named| MICRO_BATCHES.contains(&&*named.name.text.to_lowercase()));
    let Some(micro) = micro.filter(|micro| subject.number(micro.value) == Some(samples)) else { return };
    let Some(by) = subject.multipliers().pop() else { return };
    let Some(whole) = Time::new(samples).times(by.factor) else { return };
    let fix = Fix::unsafely(
        format!("let a step take {} samples", whole.written()),
        vec![Edit::replace(count.span, whole.to_string())],
    );
    findings.push(
        Diagnostic::new(
            Code::HorizonNotInSteps,
            format!(
                "a step takes the {} samples of `{}`, and with `{}` an update of the optimizer takes {}",
                Time::new(samples).written(),
                micro.name.text,
                by.names,
                whole.written()
            ),
            value.span,
        )
        .help(format!("a tick is an update of the optimizer: `step = {whole} samples`"))
        .fix(fix),
    );
}

fn steps_of(subject: &Subject<'_>, length: Time) -> Time {
    subject.program.size_of(Unit::STEP).and_then(|size| length.divided(size)).unwrap_or(length)
}
