//! Findings of the rules for single tracks, kept for the next text where a track has not changed.

use super::found::Found;
use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Moved;

/// What the rules have seen in the tracks of a text, for [`check_next`](super::check_next).
#[derive(Debug, Default)]
pub struct Seen {
    /// In their order; `None` of a track that has not been looked at.
    tracks: Vec<Option<SeenTrack>>,
}

/// What was found in a track.
#[derive(Debug)]
pub(super) struct SeenTrack {
    findings: Vec<Diagnostic>,
    /// What it took of the budget of the file.
    pub(super) spent: u64,
}

impl FromIterator<SeenTrack> for Seen {
    fn from_iter<T: IntoIterator<Item = SeenTrack>>(tracks: T) -> Self {
        Self { tracks: tracks.into_iter().map(Some).collect() }
    }
}

impl Seen {
    /// What holds of a text that was compiled after the one of which this was found.
    pub(super) fn of_next(mut self, compilation: &Compilation) -> Self {
        let still = |index| {
            let (earlier, moved) = compilation.since().track(index)?;
            self.tracks.get_mut(earlier)?.take()?.moved(moved)
        };
        Self { tracks: (0..compilation.sources().len()).map(still).collect() }
    }

    /// Adds what has been seen of some tracks, each with its place among all.
    #[cfg(feature = "parallel")]
    pub(super) fn add(&mut self, new: impl Iterator<Item = (usize, SeenTrack)>) {
        for (index, track) in new {
            if self.tracks.len() <= index {
                self.tracks.resize_with(index + 1, || None);
            }
            self.tracks[index] = Some(track);
        }
    }

    /// Whether nothing is known of any track.
    pub(super) fn is_empty(&self) -> bool {
        self.tracks.iter().all(Option::is_none)
    }

    pub(super) fn track(&self, index: usize) -> Option<&SeenTrack> {
        self.tracks.get(index)?.as_ref()
    }
}

impl SeenTrack {
    pub(super) fn new(found: &Found, spent: u64) -> Self {
        Self { findings: found.findings().to_vec(), spent }
    }

    /// The same in a text where its places have moved; `None` where it may not hold there.
    fn moved(self, moved: Moved) -> Option<Self> {
        // How much it matters that a rate is 0 depends on other tracks.
        let stays = |finding: &Diagnostic| finding.code != Code::ZeroRate;
        let place = |finding: Diagnostic| Some(finding).filter(stays)?.placed(&|span| moved.place(span));
        let findings = self.findings.into_iter().map(place).collect::<Option<_>>()?;
        Some(Self { findings, ..self })
    }

    /// The same, for rules to add to.
    pub(super) fn found(&self) -> Found {
        let mut found = Found::default();
        self.findings.iter().for_each(|finding| found.push(finding.clone()));
        found
    }
}
