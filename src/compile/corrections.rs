//! Fixes that are offered only where the text compiles with them.

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};

/// How many fixes of a text are tried; each costs as much as the text.
const TRIED: usize = 8;
/// In a text that takes more than that, by [`Checked::work`](crate::check::Checked), fixes of findings are not tried.
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

    /// Keeps of the fixes of findings in a text without errors those with which it has none.
    pub(crate) fn of_findings(&mut self, findings: &mut [Diagnostic]) {
        if self.is_small {
            for found in findings {
                let offered = std::mem::take(&mut found.fixes);
                let fits = |after: Vec<Diagnostic>| count(&after, None) == 0;
                found.fixes =
                    offered.into_iter().filter(|fix| self.left == 0 || self.after(fix).is_some_and(fits)).collect();
            }
        }
    }

    /// Keeps, of the fixes of tracks that are constants, the first one that brings no error with it.
    pub(super) fn of_constants(&mut self, diagnostics: &mut [Diagnostic]) {
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
