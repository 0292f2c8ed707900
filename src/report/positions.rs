//! Lines and columns of many places in one text.

use serde::Serialize;

use crate::text::{Source, Span};

/// A text with the starts of its lines.
pub(super) struct Positions<'s> {
    source: &'s Source,
    starts: Vec<usize>,
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
        let behind = source.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        Self { source, starts: std::iter::once(0).chain(behind).collect() }
    }

    pub(super) fn name(&self) -> &'s str {
        &self.source.name
    }

    /// The line and column of a byte, both counted from 1; the column counts characters.
    pub(super) fn position(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= byte).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.source.text.get(start..byte.min(self.source.text.len())).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let ((line, column), (end_line, end_column)) = (self.position(span.start), self.position(span.end));
        Place { line, column, end_line, end_column }
    }
}
