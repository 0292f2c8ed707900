//! Findings about schedules that compile and are still wrong: what the curve will do in training.
//!
//! Rules look at the compiled schedule and not at its spelling, so that a mistake is found whether
//! it is written out or hidden in a `let`, a `def` or a preset. Nothing walks the ticks: a run of a
//! billion costs what one of a thousand does.

mod allow;
mod curve;
mod fix;
mod named;
mod observations;
mod page;
mod rule;
mod rules;
mod settings;
mod source;
mod subject;
mod words;

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::Program;
use crate::text::Span;
#[cfg(feature = "scripts")]
pub(crate) use fix::fix_by;
pub use fix::{Fixed, fix};
pub use page::{explain, reference};
pub use rule::Rule;
use rule::{Check, Findings};
pub use settings::{LintLevel, Settings, Thresholds};
use subject::Subject;

/// Every rule, by the order of the codes.
pub fn rules() -> &'static [Rule] {
    rules::RULES
}

/// What the rules find in a program. Findings of a program that was read from JSON point nowhere.
fn lint(compilation: &Compilation, program: &Program, settings: &Settings) -> Vec<Diagnostic> {
    let subject = |index| Subject::new(compilation, program, index, settings);
    let subjects: Vec<_> = (0..program.tracks().len()).map(subject).collect();
    let mut findings = Findings { of_tracks: vec![Vec::new(); subjects.len()], of_all: Vec::new() };
    // All of them, whatever is reported: some leave to others what those say better.
    for rule in rules::RULES {
        match rule.check {
            Check::Track(check) => {
                for (subject, findings) in subjects.iter().zip(&mut findings.of_tracks) {
                    check(subject, findings);
                }
            }
            Check::Tracks(check) => check(&subjects, &mut findings),
            Check::Compiler => {}
        }
    }
    for (subject, findings) in subjects.iter().zip(&mut findings.of_tracks) {
        findings.iter_mut().for_each(|finding| finding.track = Some(subject.name.to_string()));
    }
    let mut findings: Vec<_> = findings.of_tracks.into_iter().flatten().chain(findings.of_all).collect();
    // A group such as `10 * lr` has the findings of the track that it is made of.
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let places: Vec<_> = finding.labels.iter().map(|label| label.span).collect();
        seen.insert((finding.code, places))
    });
    findings
}

/// Everything there is to say about a text that was compiled: the compiler's findings and those of
/// the rules, without what its comments and the settings allow, by place. The rules look at a text
/// only where it has no errors.
pub fn check(compilation: &Compilation, settings: &Settings) -> Vec<Diagnostic> {
    finished(compilation.text(), settings, found(compilation, settings))
}

/// The same with what its comments and the settings allow.
pub(crate) fn found(compilation: &Compilation, settings: &Settings) -> Vec<Diagnostic> {
    let mut diagnostics = compilation.diagnostics().to_vec();
    if let Some(program) = compilation.program() {
        let findings = lint(compilation, program, settings);
        let wrong_units = findings.iter().filter(|finding| finding.code == Code::WrongUnit);
        let wrong_units: Vec<_> = wrong_units.map(Diagnostic::span).collect();
        // A length that is in the wrong unit is not told to have none.
        diagnostics.retain(|diagnostic| {
            let inside = |place: &Span| place.start <= diagnostic.span().start && diagnostic.span().end <= place.end;
            diagnostic.code != Code::BareDuration || !wrong_units.iter().any(inside)
        });
        diagnostics.extend(findings);
    }
    diagnostics
}

/// Findings on a text without what its comments and the settings allow, by place.
pub(crate) fn finished(text: &str, settings: &Settings, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    allow::apply(text, settings, &mut diagnostics);
    settings.apply(&mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span(), Reverse(diagnostic.severity()), diagnostic.code));
    diagnostics
}
