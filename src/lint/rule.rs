//! What a rule is, and what it adds its findings to.

use super::found::Found;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// A rule about schedules. Its severity is that of its code.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// What it is called.
    pub name: &'static str,
    /// Why it matters, and where it has been seen.
    pub rationale: &'static str,
    /// A schedule that it finds something in.
    pub bad: &'static str,
    /// The same schedule without the mistake.
    pub good: &'static str,
    pub(super) check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// Each track by itself.
    Track(fn(&Subject<'_>, &mut Found)),
    /// Each learning rate, and each group of one, by itself.
    Rate(fn(&Subject<'_>, &mut Found)),
    /// All tracks together.
    Tracks(fn(&[Subject<'_>], &mut Findings)),
    /// The compiler finds it, where it reads the text.
    Compiler,
}

/// What the rules have found so far.
#[derive(Debug)]
pub(super) struct Findings {
    /// In each track.
    pub(super) of_tracks: Vec<Found>,
    /// In several together.
    pub(super) of_all: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.of_all.push(finding);
    }

    /// Whether one of some codes has been found in any track.
    pub(super) fn have(&self, codes: &[Code]) -> bool {
        self.of_tracks.iter().any(|found| found.has_any(codes))
            || self.of_all.iter().any(|finding| codes.contains(&finding.code))
    }
}
