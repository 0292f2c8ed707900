//! A length and a loop that cannot be compared yet.

use super::Rule;
use super::length::ratio;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

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
    good: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR

def train(model, cfg):
    optimizer = SGD(model.parameters(), lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=cfg.epochs)
    for epoch in range(cfg.epochs):
        train_epoch(model, optimizer)
        scheduler.step()
",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(run) = subject.run() else { return };
    let Some(length) = subject.horizon().or_else(|| subject.period()) else { return };
    let said = findings.iter().any(|finding| super::said::says_of_lengths(finding.code));
    // How many processes Accelerate has is not in a script.
    if said || subject.is_set_by_hand() || subject.is_prepared() {
        return;
    }
    let mut open = subject.open(&length.expression);
    for spelling in subject.open(run) {
        if !open.contains(&spelling) {
            open.push(spelling);
        }
    }
    if open.is_empty() || ratio(&length.expression, run).is_some() {
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

/// "`a` is", "`a` and `b` are".
fn names(open: &[&str]) -> String {
    let quoted: Vec<String> = open.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
        [] => String::new(),
    }
}
