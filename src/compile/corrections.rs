//! Fixes, offered only where they have been tried: the text compiles with them, or what they write is right.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Severity};
use crate::text::Span;

/// How many fixes of a text are tried; each costs as much as the text.
const TRIED: usize = 8;
/// In a text that takes more than that, by [`Checked::work`](crate::check::Checked), only those are tried that change
/// how a name is used.
const WORK: u64 = 10_000;
/// What a `let` that was a track may bring about, however much else is wrong.
const CAUSED: [Code; 5] =
    [Code::UnknownName, Code::Expectation, Code::NumberAsBase, Code::ConstantTimesMixed, Code::KindMismatch];

/// Tries fixes of a text by what a compiler finds in the texts that they make.
pub(crate) struct Trial<'t, F> {
    text: &'t str,
    is_small: bool,
    /// How many fixes are still tried.
    left: usize,
    find: F,
}

impl<'t, F: Fn(&str) -> Vec<Diagnostic>> Trial<'t, F> {
    pub(crate) fn new(text: &'t str, work: u64, find: F) -> Self {
        let is_small = work.saturating_add(text.len() as u64) <= WORK;
        Self { text, is_small, left: TRIED, find }
    }

    /// What is found in the text that a fix makes; `None` where it makes none, or too many have been tried.
    fn after(&mut self, fix: &Fix) -> Option<Vec<Diagnostic>> {
        self.left = self.left.checked_sub(1)?;
        Some((self.find)(&fix.apply(self.text)?))
    }

    /// Keeps of the fixes of errors those that bring no other error.
    pub(super) fn of_errors(&mut self, errors: &mut [Diagnostic]) {
        self.constants(errors);
        if !self.is_small {
            return;
        }
        let unread = count(errors, Some(Code::Syntax));
        for found in errors.iter_mut().filter(|found| found.severity() == Severity::Error && !is_constant(found)) {
            let is_unread = found.code == Code::Syntax;
            let fits = |fix: &Fix, after: &[Diagnostic]| {
                let written = written(fix);
                let is_wrong = |span: Span| {
                    written.iter().any(|now| {
                        let is_within = now.start > span.start && now.end < span.end;
                        span.start <= now.end && now.start <= span.end && !is_within
                    })
                };
                let mut errors = after.iter().filter(|found| found.severity() == Severity::Error);
                !errors.any(|error| is_wrong(error.span()))
                    && !(is_unread && count(after, Some(Code::Syntax)) >= unread)
            };
            self.keep(found, fits);
        }
    }

    /// Keeps of the fixes of findings in a text without errors those with which it has none.
    pub(crate) fn of_findings(&mut self, findings: &mut [Diagnostic]) {
        if self.is_small {
            findings.iter_mut().for_each(|found| self.keep(found, |_, after| count(after, None) == 0));
        }
    }

    fn keep(&mut self, found: &mut Diagnostic, fits: impl Fn(&Fix, &[Diagnostic]) -> bool) {
        let mut was_told = false;
        for fix in std::mem::take(&mut found.fixes) {
            if self.left == 0 || self.after(&fix).is_some_and(|after| fits(&fix, &after)) {
                found.fixes.push(fix);
            } else {
                was_told |= found.help.take_if(|help| tells(help, &fix)).is_some();
            }
        }
        if was_told {
            let explained = format!("see `lehr explain {}`", found.code.slug());
            found.help = Some(found.fixes.first().map_or(explained, |fix| fix.title.clone()));
        }
    }

    /// Keeps, of the fixes of tracks that are constants, the first one that brings no error with it.
    fn constants(&mut self, diagnostics: &mut [Diagnostic]) {
        let all = count(diagnostics, None);
        let caused = CAUSED.map(|code| count(diagnostics, Some(code)));
        let fits = |after: &[Diagnostic]| {
            let grow = |(code, before): (Code, usize)| count(after, Some(code)) > before;
            if all == 0 { count(after, None) == 0 } else { !CAUSED.into_iter().zip(caused).any(grow) }
        };
        for found in diagnostics.iter_mut().filter(|found| is_constant(found) && !found.fixes.is_empty()) {
            let offered = std::mem::take(&mut found.fixes);
            let kept = offered.into_iter().find(|fix| self.after(fix).is_some_and(|after| fits(&after)));
            found.help = Some(match &kept {
                Some(fix) => fix.title.clone(),
                None => "name the constant with a `let` of its own: something else uses this track".to_string(),
            });
            found.fixes.extend(kept);
        }
    }
}

/// How many errors there are, or those of a code.
fn count(diagnostics: &[Diagnostic], code: Option<Code>) -> usize {
    let is_meant =
        |found: &&Diagnostic| found.severity() == Severity::Error && code.is_none_or(|code| found.code == code);
    diagnostics.iter().filter(is_meant).count()
}

fn is_constant(found: &Diagnostic) -> bool {
    matches!(found.code, Code::TrackAsFactor | Code::TrackAsNumber)
}

/// Where what a fix writes stands, in the text that it makes.
fn written(fix: &Fix) -> Vec<Span> {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut taken, mut added) = (0, 0);
    let mut place = |edit: &&Edit| {
        let start = edit.span.start + added - taken;
        taken += edit.span.end - edit.span.start;
        added += edit.text.len();
        Span::new(start, start + edit.text.len())
    };
    edits.iter().map(&mut place).collect()
}

/// Whether a help says what a fix does.
fn tells(help: &str, fix: &Fix) -> bool {
    let is_named = |text: &str| !text.is_empty() && help.contains(&format!("`{text}`"));
    help == fix.title || fix.edits.iter().any(|edit| is_named(edit.text.trim()))
}
