//! The cells of a notebook in the text that their code is together.

use super::Span;

/// A cell of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which cell of the notebook it is, counted from 1, those of text too.
    pub number: usize,
    /// Its place in the text, without the line break after it.
    pub span: Span,
    /// The line of the notebook's file that each of its lines stands in, counted from 1.
    pub file_lines: Vec<usize>,
}

impl Cell {
    /// The one of some cells in order that a byte is in; what lies between two belongs to the first.
    pub(crate) fn at(cells: &[Self], byte: usize) -> Option<&Self> {
        let after = cells.partition_point(|cell| cell.span.start <= byte);
        cells.get(after.checked_sub(1)?)
    }
}
