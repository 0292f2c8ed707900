//! Source texts, and places in them.

mod cell;
mod line_index;
mod moved;
mod span;
mod visible;

pub use cell::Cell;
pub use line_index::{ColumnUnit, LineIndex, Position};
pub(crate) use moved::Moved;
pub use span::Span;
#[cfg(any(feature = "svg", feature = "terminal"))]
pub(crate) use visible::one_line;
#[cfg(any(feature = "report", feature = "scripts"))]
pub(crate) use visible::visible;
#[cfg(any(feature = "cli", feature = "html"))]
pub(crate) use visible::visible_lines;
#[cfg(feature = "report")]
pub(crate) use visible::{Shown, escaped_json};
pub(crate) use visible::{invisible, lays_out, readable, shortened};

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
