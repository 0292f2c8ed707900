//! Source texts, and places in them.

mod cell;
mod line_index;

use std::ops::Range;

pub use cell::Cell;
pub use line_index::{ColumnUnit, LineIndex, Position};

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

/// Where a part of a schedule comes from, and what was said there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The expression that it was made of; for a part of a preset, the call of that.
    pub(crate) span: Span,
    /// The outermost call of a `def` that the expression was expanded in.
    pub(crate) call: Option<Span>,
    /// Whether the value that it starts from is written there.
    pub(crate) from: bool,
    /// Whether its length is written there, as a number without a unit.
    pub(crate) bare: bool,
    /// Whether a `for` around it says that it is as long as it is.
    pub(crate) lasts: bool,
    /// Whether its milestones are written there, and not in order.
    pub(crate) unsorted: bool,
}

/// A source text with the name that messages call it by.
///
/// ```
/// let source = lehr::Source::new("resnet50.lehr", "lr = 0.1");
/// assert_eq!((source.name.as_str(), source.text.len()), ("resnet50.lehr", 8));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A path, or a name in angle brackets such as `<stdin>`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Of a notebook, whose code is one text, its cells in order; empty for every other text.
    pub cells: Vec<Cell>,
}

impl Source {
    /// A source text under a name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), cells: Vec::new() }
    }

    /// The code of a notebook under a name.
    pub fn of_cells(name: impl Into<String>, text: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::new(name, text) }
    }

    /// The cell that a byte is in; what lies between two cells belongs to the first.
    pub fn cell(&self, byte: usize) -> Option<&Cell> {
        Cell::at(&self.cells, byte)
    }
}
