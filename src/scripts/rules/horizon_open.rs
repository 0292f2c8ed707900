//! A length and a loop that cannot be compared yet.

use super::Rule;
use super::batches_stepped_by_epoch::takes_arguments;
use super::length::{Length, ratio};
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::{Constant, Expression};

pub(super) const RULE: Rule = Rule {
    code: Code::HorizonOpen,
    name: "Horizon and loop cannot be compared",
    rationale: "Two settings that are read when the script runs may agree or not. With the values of a run, `lehr check --set` says which.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

def train(model, cfg):
    optimizer = SGD(model.parameters(), lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.t_max)
    for epoch in range(cfg.epochs):
        train_epoch(model, optimizer)
        scheduler.step()
",
    mended: (
        "    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.t_max)",
        "    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.epochs)",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(run) = subject.run() else { return };
    let Some(length) = subject.horizon().or_else(|| subject.period()) else { return };
    let said = findings.iter().any(|finding| super::said::says_of_lengths(finding.code));
    // How many processes Accelerate has is not in a script.
    // `step(epoch + i / n)` counts epochs, however often it is called.
    let by_fraction = subject.is("CosineAnnealingWarmRestarts") && takes_arguments(subject);
    if said || by_fraction || subject.is_set_by_hand() || subject.is_prepared() {
        return;
    }
    let mut open = subject.open(&length.expression);
    for spelling in subject.open(run) {
        if !open.contains(&spelling) {
            open.push(spelling);
        }
    }
    if open.is_empty() || ratio(&length.expression, run).is_some() || is_short(subject, &length, run) {
        return;
    }
    let sets: Vec<String> = open.iter().map(|spelling| format!("--set '{spelling}=…'")).collect();
    findings.push(
        subject
            .finding(
                Code::HorizonOpen,
                format!(
                    "`{}` and {} cannot be compared before {} known",
                    subject.source(length.whole),
                    subject.loop_words(run),
                    names(&open)
                ),
                length.whole,
            )
            .help(format!("{} settles it", sets.join(" "))),
    );
}

/// Whether a patience is short beside the run even where every loader has one batch alone.
fn is_short(subject: &Subject<'_>, length: &Length, run: &Expression) -> bool {
    let loaders = subject.loaders(run);
    let least = run.value(&|name| {
        let parameter = subject.script.parameters().iter().find(|parameter| parameter.name == name)?;
        let is_loader = loaders.iter().any(|loader| parameter.spelling == format!("len({loader})"));
        let value = parameter.value.as_ref().and_then(Constant::number).map(python_calls::Number::as_f64);
        value.or(is_loader.then_some(1.0))
    });
    let patience = subject.script.value(&length.expression).filter(|_| length.parameter == "patience");
    patience.zip(least).is_some_and(|(patience, run)| patience * 2.0 < run)
}

/// "`a` is", "`a` and `b` are".
fn names(open: &[&str]) -> String {
    let quoted: Vec<String> = open.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
        [] => String::new(),
    }
}
