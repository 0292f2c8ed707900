//! Lines and columns as findings give them: counted from 1, in characters.

use serde::Serialize;

use crate::text::{ColumnUnit, LineIndex, Position, Source, Span};

/// A named text with its lines.
pub(super) struct Positions<'s> {
    source: &'s Source,
    lines: LineIndex,
}

/// A place as programs read it: lines and columns from 1, in characters, the end exclusive. In a notebook the lines are
/// those of the cell.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<usize>,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The lines of a file that a place of a notebook stands in, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileLines {
    pub(super) first: usize,
    pub(super) last: usize,
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

    /// The name of the text that the lines of a byte are counted in: a file's, or a cell's in it.
    pub(super) fn name_at(&self, byte: usize) -> String {
        match self.source.cell(byte) {
            Some(cell) => format!("{}:cell {}", self.source.name, cell.number),
            None => self.source.name.clone(),
        }
    }

    pub(super) fn position(&self, byte: usize) -> Position {
        self.position_from(byte, byte)
    }

    /// The position of a byte in the cell that another is in.
    fn position_from(&self, byte: usize, inside: usize) -> Position {
        let before = self.source.cell(inside).map_or(0, |cell| self.lines.line_of(cell.span.start));
        let Position { line, column } = self.lines.position(byte, ColumnUnit::Char);
        Position { line: line.saturating_sub(before), column }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let (start, end) = (self.position(span.start), self.position_from(span.end, span.start));
        Place {
            cell: self.source.cell(span.start).map(|cell| cell.number),
            line: start.line + 1,
            column: start.column + 1,
            end_line: end.line + 1,
            end_column: end.column + 1,
        }
    }

    /// Where a place of a notebook stands in its file; nothing for a text that is its own file.
    pub(super) fn file_lines(&self, span: Span) -> Option<FileLines> {
        let cell = self.source.cell(span.start)?;
        let Place { line, end_line, .. } = self.place(span);
        let of = |line: usize| cell.file_lines.get(line - 1).or(cell.file_lines.last()).copied();
        Some(FileLines { first: of(line)?, last: of(end_line)? })
    }

    /// How many bytes the line of a byte has.
    pub(super) fn line_length(&self, byte: usize) -> usize {
        self.lines.line(self.lines.line_of(byte)).map_or(0, |line| line.end - line.start)
    }
}
