//! Lines and columns as findings give them: counted from 1, in characters.

use serde::Serialize;

use crate::text::{ColumnUnit, LineIndex, Position, Source, Span};

/// A named text with its lines.
pub(super) struct Positions<'s> {
    source: &'s Source,
    lines: LineIndex,
}

/// A place as programs read it: lines and columns from 1, in characters, the end exclusive.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl<'s> Positions<'s> {
    pub(super) fn of(source: &'s Source) -> Self {
        Self { source, lines: LineIndex::new(&source.text) }
    }

    pub(super) fn source(&self) -> &'s Source {
        self.source
    }

    pub(super) fn name(&self) -> &'s str {
        &self.source.name
    }

    pub(super) fn position(&self, byte: usize) -> Position {
        self.lines.position(byte, ColumnUnit::Char)
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let (start, end) = (self.position(span.start), self.position(span.end));
        Place { line: start.line + 1, column: start.column + 1, end_line: end.line + 1, end_column: end.column + 1 }
    }

    /// How many bytes the line of a byte has.
    pub(super) fn line_length(&self, byte: usize) -> usize {
        self.lines.line(self.lines.line_of(byte)).map_or(0, |line| line.end - line.start)
    }
}
