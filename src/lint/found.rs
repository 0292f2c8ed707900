//! What the rules have found so far, and what a rule asks about it: some leave to others what those say better.

use std::collections::HashSet;

use super::subject::Placed;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// The findings of a track.
#[derive(Debug, Default)]
pub(super) struct Found {
    findings: Vec<Diagnostic>,
    codes: HashSet<Code>,
    places: HashSet<(Code, Span)>,
}

impl Found {
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.codes.insert(finding.code);
        self.places.insert((finding.code, finding.span()));
        self.findings.push(finding);
    }

    /// Whether a rule has found something.
    pub(super) fn has(&self, code: Code) -> bool {
        self.codes.contains(&code)
    }

    /// Whether one of some rules has found something.
    pub(super) fn has_any(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.has(*code))
    }

    /// Whether a rule has found something at the place of a node.
    pub(super) fn has_at(&self, code: Code, placed: &Placed<'_>) -> bool {
        self.places.contains(&(code, placed.origin.call.unwrap_or(placed.origin.span)))
    }

    /// The places that the findings so far speak of.
    pub(super) fn spots(&self) -> Spots {
        let spans = self.findings.iter().flat_map(|finding| finding.labels.iter().map(|label| label.span));
        Spots::new(spans.collect())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.findings.len()
    }

    /// Keeps the first `len` of them.
    pub(super) fn truncate(&mut self, len: usize) {
        self.findings.truncate(len);
    }

    pub(super) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    pub(super) fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }
}

/// Places of a text, to ask whether one of them lies inside of another place.
#[derive(Debug)]
pub(super) struct Spots {
    /// By their starts, each with the least end of all from there on.
    spans: Vec<(usize, usize)>,
}

impl Spots {
    fn new(spans: Vec<Span>) -> Self {
        let mut spans: Vec<_> = spans.into_iter().map(|span| (span.start, span.end)).collect();
        spans.sort_unstable();
        let mut least = usize::MAX;
        for (_, end) in spans.iter_mut().rev() {
            least = least.min(*end);
            *end = least;
        }
        Self { spans }
    }

    /// Whether one of them lies inside of a place.
    pub(super) fn is_inside(&self, place: Span) -> bool {
        let first = self.spans.partition_point(|(start, _)| *start < place.start);
        self.spans.get(first).is_some_and(|(_, end)| *end <= place.end)
    }
}
