//! What a rule is, and what it adds its findings to.

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
    Track(fn(&Subject<'_>, &mut Vec<Diagnostic>)),
    /// All tracks together.
    Tracks(fn(&[Subject<'_>], &mut Findings)),
    /// The compiler finds it, where it reads the text.
    Compiler,
}

/// What the rules have found so far.
#[derive(Debug)]
pub(super) struct Findings {
    /// For each track.
    pub(super) of_tracks: Vec<Vec<Diagnostic>>,
    /// For several together.
    pub(super) of_all: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.of_all.push(finding);
    }

    /// Whether one of some codes has been found in any track.
    pub(super) fn have(&self, codes: &[Code]) -> bool {
        self.of_tracks.iter().flatten().chain(&self.of_all).any(|finding| codes.contains(&finding.code))
    }
}
