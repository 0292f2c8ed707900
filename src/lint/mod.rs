//! Findings about schedules that compile and are still wrong: what the curve will do in training.
//!
//! Rules look at the compiled schedule and not at its spelling, so that a mistake is found whether
//! it is written out or hidden in a `let`, a `def` or a preset. Nothing walks the ticks: a run of a
//! billion costs what one of a thousand does.

mod allow;
mod curve;
mod edits;
mod examples;
mod fix;
mod found;
mod looked;
mod named;
mod observations;
mod page;
mod rule;
mod rules;
mod seen;
mod settings;
mod source;
mod subject;
#[cfg(test)]
mod tests;
mod words;

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::Program;
use crate::schedule::Budget;
use crate::text::Span;
pub use allow::allowing;
pub use examples::{Example, examples};
#[cfg(feature = "scripts")]
pub(crate) use fix::fix_by;
pub use fix::{Fixed, fix};
use looked::Looked;
pub use page::{explain, reference};
pub use rule::Rule;
use rule::{Check, Findings};
pub use seen::Seen;
pub use settings::{LintLevel, Settings, Thresholds};
use source::{Index, Source, Values};
use subject::Subject;

/// Every rule, by the order of the codes.
pub fn rules() -> &'static [Rule] {
    rules::RULES
}

/// What the rules find in a program. Findings of a program that was read from JSON point nowhere. Tracks in `seen` are
/// not checked by themselves again; the others are added to it.
fn lint(compilation: &Compilation, program: &Program, settings: &Settings, seen: &mut Seen) -> Vec<Diagnostic> {
    let values = Values::of(compilation);
    #[cfg(feature = "parallel")]
    looked::see_on_all_cores(compilation, program, &values, settings, seen);
    let index = Index::of(compilation, &values);
    let source = Source::of(compilation, &index);
    let budgets = [Budget::of_file(), Budget::of_file()];
    let subjects = |budget| {
        let subject = |index| Subject::new(compilation, program, source, index, settings, budget);
        (0..program.tracks().len()).map(subject).collect::<Vec<_>>()
    };
    let findings = findings(&subjects(&budgets[0]), &budgets[0], seen).unwrap_or_else(|| {
        // Which track is refused depends on the order.
        *seen = Seen::default();
        findings(&subjects(&budgets[1]), &budgets[1], seen).unwrap_or_default()
    });
    let values: HashMap<&str, Span> =
        compilation.sources().iter().map(|source| (source.name.as_str(), source.value)).collect();
    once(findings, |track| values.get(track).copied())
}

/// What the rules find in tracks; `None` where some have been seen, and the budget of the file may not be enough.
fn findings(subjects: &[Subject<'_>], budget: &Budget<'_>, seen: &mut Seen) -> Option<Vec<Diagnostic>> {
    let largest = subjects.iter().map(|subject| subject.schedule.size()).max().unwrap_or(0);
    let looked = Looked::of(subjects, seen, budget);
    let is_ample = budget.is_ample(largest);
    if !is_ample && !seen.is_empty() {
        return None;
    }
    *seen = if is_ample { looked.seen() } else { Seen::default() };
    Some(looked.into_findings(subjects))
}

/// Each finding once: a group such as `10 * lr` has those of the track that it is made of, and the members of a
/// family have one text.
fn once(findings: Vec<Diagnostic>, value_of: impl Fn(&str) -> Option<Span>) -> Vec<Diagnostic> {
    fn name_of(finding: &Diagnostic) -> Option<(usize, &str)> {
        finding.track.as_deref().map(subject::by_name)
    }
    let value_of = |finding: &Diagnostic| finding.track.as_deref().and_then(&value_of);
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    let mut seen = HashMap::new();
    for finding in findings {
        let places: Vec<_> = finding.labels.iter().map(|label| label.span).collect();
        match seen.entry((finding.code, places)) {
            Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(finding);
            }
            Entry::Occupied(entry) => {
                let first = &mut kept[*entry.get()];
                // What would put one member right does not fit the others.
                let is_member = value_of(first) == value_of(&finding);
                let (mut one, other) = if name_of(&finding) < name_of(first) {
                    (finding, std::mem::take(&mut first.fixes))
                } else {
                    (first.clone(), finding.fixes)
                };
                one.fixes.retain(|fix| !is_member || other.contains(fix));
                *first = one;
            }
        }
    }
    kept
}

/// The places of the lengths without a unit that lie inside of a place. The compiler's findings stand in order.
fn bare_lengths(diagnostics: &[Diagnostic], place: Span) -> impl Iterator<Item = Span> + '_ {
    let first = diagnostics.partition_point(|diagnostic| diagnostic.span().start < place.start);
    let inside = diagnostics[first..].iter().take_while(move |diagnostic| diagnostic.span().start < place.end);
    inside.filter(|diagnostic| diagnostic.code == Code::BareDuration).map(Diagnostic::span)
}

/// Everything there is to say about a text that was compiled: the compiler's findings and those of
/// the rules, without what its comments and the settings allow, by place. The rules look at a text
/// only where it has no errors.
pub fn check(compilation: &Compilation, settings: &Settings) -> Vec<Diagnostic> {
    finished(compilation.text(), settings, found(compilation, settings))
}

/// Checks a text that was [compiled after](Compilation::edited) another one, and reuses what was found in tracks that
/// have not changed. `seen` comes from the check of the other text, with the same settings; for the first text it is
/// `Seen::default()`. Returns the findings, and what to pass on.
///
/// ```
/// use lehr::lint::{Seen, Settings, check, check_next};
/// use lehr::{Overrides, compile};
///
/// let (overrides, settings) = (Overrides::new(), Settings::default());
/// let before = compile("lr = 0.1 * cosine(10)\nlr.head = cosine(5)", &overrides);
/// let (_, seen) = check_next(&before, &settings, Seen::default());
/// let edited = before.edited("lr = 0.1 * cosine(10)\nlr.head = cosine(6)", &overrides);
/// assert_eq!(check_next(&edited, &settings, seen).0, check(&edited, &settings));
/// ```
pub fn check_next(compilation: &Compilation, settings: &Settings, seen: Seen) -> (Vec<Diagnostic>, Seen) {
    let mut seen = seen.of_next(compilation);
    let found = found_since(compilation, settings, &mut seen);
    (finished(compilation.text(), settings, found), seen)
}

/// Everything there is to say, with what its comments and the settings allow.
pub(crate) fn found(compilation: &Compilation, settings: &Settings) -> Vec<Diagnostic> {
    found_since(compilation, settings, &mut Seen::default())
}

fn found_since(compilation: &Compilation, settings: &Settings, seen: &mut Seen) -> Vec<Diagnostic> {
    let mut diagnostics = compilation.diagnostics().to_vec();
    if let Some(program) = compilation.program() {
        let mut findings = lint(compilation, program, settings, seen);
        compilation.keep_fixes_that_compile(&mut findings);
        findings.iter_mut().for_each(|found| found.spare_comments(compilation.text()));
        let wrong_units = findings.iter().filter(|finding| finding.code == Code::WrongUnit);
        let bare: HashSet<_> = wrong_units.flat_map(|finding| bare_lengths(&diagnostics, finding.span())).collect();
        // A length that is in the wrong unit is not also told that it has none.
        diagnostics.retain(|diagnostic| diagnostic.code != Code::BareDuration || !bare.contains(&diagnostic.span()));
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
