//! A place in a source text.

use std::ops::Range;

/// A range of bytes in a source text.
///
/// ```
/// use lehr::Span;
///
/// let name = Span::new(0, 2);
/// assert_eq!(name.of("lr = 0.1"), "lr");
/// assert_eq!(name.to(Span::new(5, 8)).range(), 0..8);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The first byte that no longer belongs to it; never before `start`.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`, exclusive.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts");
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text that it covers in `source`; empty where it does not fit.
    pub fn of(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }

    /// The same as a range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}
