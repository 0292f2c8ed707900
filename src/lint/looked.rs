//! One pass of the rules over all tracks of a file.

use std::sync::Arc;

use super::found::Found;
use super::rule::{Check, Findings};
use super::rules;
use super::seen::{Seen, SeenTrack};
#[cfg(feature = "parallel")]
use super::settings::Settings;
#[cfg(feature = "parallel")]
use super::source::{Index, Source, Values};
use super::subject::Subject;
#[cfg(feature = "parallel")]
use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic};
#[cfg(feature = "parallel")]
use crate::program::Program;
use crate::schedule::Budget;

/// What the rules have found, and what it took.
pub(super) struct Looked<'s, 'p> {
    findings: Findings,
    /// What each track took of the budget of the file by itself.
    spent: Vec<u64>,
    /// The first track that something was refused for.
    gives_up: Option<&'s Subject<'p>>,
}

impl<'s, 'p> Looked<'s, 'p> {
    /// Looks at all tracks together, and by themselves at those that have not been seen.
    pub(super) fn of(subjects: &'s [Subject<'p>], seen: &Seen, budget: &Budget<'_>) -> Self {
        let before: Vec<_> = (0..subjects.len()).map(|index| seen.track(index)).collect();
        let of_tracks = before.iter().map(|track| track.map_or_else(Found::default, SeenTrack::found)).collect();
        let spent: Vec<_> = before.iter().map(|track| track.map_or(0, |track| track.spent)).collect();
        budget.spend(spent.iter().sum());
        let mut looked = Self { findings: Findings { of_tracks, of_all: Vec::new() }, spent, gives_up: None };
        // All of them, whatever is reported: some leave to others what those say better.
        for rule in rules::RULES {
            match rule.check {
                Check::Track(check) | Check::Rate(check) => {
                    let only_rates = matches!(rule.check, Check::Rate(_));
                    let new = subjects.iter().enumerate().filter(|(index, _)| before[*index].is_none());
                    let new = new.filter(|(_, subject)| !subject.schedule.is_read());
                    for (index, subject) in new.filter(|(_, subject)| !only_rates || subject.is_rate()) {
                        looked.look(index, subject, check, budget);
                    }
                }
                Check::Tracks(check) => {
                    let found = looked.findings.of_all.len();
                    check(subjects, &mut looked.findings);
                    if budget.has_refused() {
                        looked.findings.of_all.truncate(found);
                        looked.gives_up = looked.gives_up.or(subjects.first());
                    }
                }
                Check::Compiler => {}
            }
        }
        looked
    }

    /// Looks at a track by itself.
    fn look(
        &mut self,
        index: usize,
        subject: &'s Subject<'p>,
        check: fn(&Subject<'_>, &mut Found),
        budget: &Budget<'_>,
    ) {
        let findings = &mut self.findings.of_tracks[index];
        let (found, left) = (findings.len(), budget.left());
        check(subject, findings);
        self.spent[index] += left - budget.left();
        // What a search answers that has given up may be wrong.
        if budget.has_refused() {
            findings.truncate(found);
            self.gives_up = self.gives_up.or(Some(subject));
        }
    }

    /// What has been seen of each track by itself.
    pub(super) fn seen(&self) -> Seen {
        let tracks = self.findings.of_tracks.iter().zip(&self.spent);
        tracks.map(|(found, spent)| SeenTrack::new(found, *spent)).collect()
    }

    pub(super) fn into_findings(self, subjects: &[Subject<'_>]) -> Vec<Diagnostic> {
        let Self { findings, gives_up, .. } = self;
        let of_tracks = subjects.iter().zip(findings.of_tracks).flat_map(|(subject, found)| {
            let name: Arc<str> = subject.name.into();
            let named = move |finding| Diagnostic { track: Some(Arc::clone(&name)), ..finding };
            found.into_findings().into_iter().map(named)
        });
        of_tracks.chain(findings.of_all).chain(gives_up.map(incomplete)).collect()
    }
}

/// How many tracks are worth a second core.
#[cfg(feature = "parallel")]
const MANY: usize = 128;

/// Looks by themselves at the tracks that have not been seen, on all cores. Where the budget of the file may not be enough
/// for all of them, none has been seen.
#[cfg(feature = "parallel")]
pub(super) fn see_on_all_cores(
    compilation: &Compilation,
    program: &Program,
    values: &Values<'_>,
    settings: &Settings,
    seen: &mut Seen,
) {
    use std::sync::atomic::{AtomicU64, Ordering};

    use rayon::prelude::{ParallelIterator, ParallelSlice};

    let new: Vec<_> = (0..program.tracks().len()).filter(|index| seen.track(*index).is_none()).collect();
    if new.len() < MANY {
        return;
    }
    let spent = AtomicU64::new(0);
    let look = |indices: &[usize]| {
        let index = Index::of(compilation, values);
        let source = Source::of(compilation, &index);
        let budget = Budget::of_file();
        budget.spend(spent.load(Ordering::Relaxed));
        let track = |index: usize| {
            let subject = Subject::new(compilation, program, source, index, settings, &budget);
            let seen = alone(&subject, &budget);
            spent.fetch_add(seen.spent, Ordering::Relaxed);
            let is_certain = budget.is_ample(subject.schedule.size()) && !budget.has_refused();
            is_certain.then_some((index, seen))
        };
        indices.iter().copied().map(track).collect::<Option<Vec<_>>>()
    };
    let parts = new.par_chunks(new.len().div_ceil(2 * rayon::current_num_threads()).max(MANY));
    match parts.map(look).collect::<Option<Vec<_>>>() {
        Some(tracks) => seen.add(tracks.into_iter().flatten()),
        None => *seen = Seen::default(),
    }
}

/// What the rules find in a track by itself.
#[cfg(feature = "parallel")]
fn alone(subject: &Subject<'_>, budget: &Budget<'_>) -> SeenTrack {
    let (mut found, left) = (Found::default(), budget.left());
    for rule in rules::RULES.iter().filter(|_| !subject.schedule.is_read()) {
        match rule.check {
            Check::Track(check) => check(subject, &mut found),
            Check::Rate(check) if subject.is_rate() => check(subject, &mut found),
            _ => {}
        }
    }
    SeenTrack::new(&found, left - budget.left())
}

/// What is said where the budget of a file was spent on a track.
fn incomplete(subject: &Subject<'_>) -> Diagnostic {
    let name = subject.name;
    let message = format!("what `{name}` does takes too long to find out: the rules have not seen all of its values");
    let finding = subject.finding_about_all(Code::IncompleteAnalysis, message);
    let finding = finding.help("nest fewer cycles in each other, or put the tracks of this file into several files");
    Diagnostic { track: Some(name.into()), ..finding }
}
