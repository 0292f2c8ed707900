//! An open text as one request sees it: places as the editor counts them, and the curves to be shown.

use gen_lsp_types as lsp;

use super::client::Client;
use super::document::{Analysis, Document};
use super::numbers::{count, position};
use crate::check::names::{Definition, DefinitionKind};
use crate::compile::{Compilation, CompiledTrack};
use crate::diagnostic::Edit;
use crate::schedule::SegmentInfo;
use crate::text::{Moved, Position, Span};
use crate::units::Unit;

/// An open text, for one editor.
#[derive(Clone, Copy)]
pub(super) struct View<'s> {
    pub(super) document: &'s Document,
    pub(super) client: Client,
    /// The part of it that the editor means, where it is a notebook.
    pub(super) cell: Option<&'s Cell>,
}

/// A cell of a notebook, which is a text of its own for the editor.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) uri: lsp::Uri,
    pub(super) version: i32,
    /// Its first line in the script.
    pub(super) line: usize,
    pub(super) span: Span,
}

/// A track with a schedule: of the text, or of the last one that had no errors.
pub(super) struct Curve<'s> {
    pub(super) compilation: &'s Compilation,
    pub(super) track: CompiledTrack<'s>,
    /// How its places moved since.
    moved: Option<Moved>,
}

impl<'s> View<'s> {
    pub(super) fn text(self) -> &'s str {
        &self.document.text
    }

    pub(super) fn analysis(self) -> &'s Analysis {
        self.document.analysis()
    }

    /// The unit of a name, of the language or of the file.
    pub(super) fn unit(self, name: &str) -> Option<Unit> {
        self.units().into_iter().find(|unit| unit.is_called(name))
    }

    /// The units of the language, and those that the file declares.
    pub(super) fn units(self) -> Vec<Unit> {
        let definitions = self.analysis().compilation.names().definitions().iter();
        let own = definitions.filter(|found| found.kind() == DefinitionKind::Unit);
        Unit::BUILT_IN.into_iter().chain(own.filter_map(|own| Unit::new(own.name()))).collect()
    }

    /// What the editor calls it.
    pub(super) fn uri(self) -> &'s lsp::Uri {
        self.cell.map_or(&self.document.uri, |cell| &cell.uri)
    }

    pub(super) fn version(self) -> i32 {
        self.cell.map_or(self.document.version, |cell| cell.version)
    }

    /// Whether the editor means a part of the text.
    pub(super) fn holds(self, span: Span) -> bool {
        self.cell.is_none_or(|cell| cell.span.start <= span.start && span.end <= cell.span.end)
    }

    /// The byte at a position.
    pub(super) fn byte(self, at: lsp::Position) -> usize {
        let Position { line, column } = position(at);
        let first = self.cell.map_or(0, |cell| cell.line);
        let byte = self.document.lines.offset(Position { line: first.saturating_add(line), column }, self.client.unit);
        self.cell.map_or(byte, |cell| byte.min(cell.span.end))
    }

    /// The position of a byte.
    pub(super) fn position(self, byte: usize) -> lsp::Position {
        let Position { line, column } = self.document.lines.position(byte, self.client.unit);
        let first = self.cell.map_or(0, |cell| cell.line);
        lsp::Position { line: count(line.saturating_sub(first)), character: count(column) }
    }

    pub(super) fn span(self, range: lsp::Range) -> Span {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        Span::new(start.min(end), start.max(end))
    }

    pub(super) fn range(self, span: Span) -> lsp::Range {
        lsp::Range { start: self.position(span.start), end: self.position(span.end) }
    }

    pub(super) fn edit(self, edit: &Edit) -> lsp::TextEdit {
        lsp::TextEdit { range: self.range(edit.span), new_text: edit.text.clone() }
    }

    /// The edit that makes another text of this one; nothing where it is the same.
    pub(super) fn edit_to(self, text: &str) -> Option<lsp::TextEdit> {
        let (span, replacement) = Moved::new(self.text(), text).edit(self.text(), text);
        (text != self.text()).then(|| self.edit(&Edit::replace(span, replacement)))
    }

    /// The change of this text alone by some edits.
    pub(super) fn change(self, edits: Vec<lsp::TextEdit>) -> lsp::WorkspaceEdit {
        let changes = std::iter::once((self.uri().clone(), edits)).collect();
        lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() }
    }

    /// The track that a definition is; of a family the first one.
    pub(super) fn track<'d>(self, definition: &'d Definition) -> Option<&'d str>
    where
        's: 'd,
    {
        match definition.kind() {
            DefinitionKind::Track => Some(definition.name()),
            DefinitionKind::Family => {
                let members = self.analysis().compilation.names().members_of(definition.id());
                members.min_by_key(|member| (member.len(), *member))
            }
            _ => None,
        }
    }

    /// The curves of the text; of a track that has an error, as it was last without one.
    pub(super) fn curves(self) -> Vec<Curve<'s>> {
        let compilation = &self.analysis().compilation;
        let now = compilation.tracks().filter(|track| track.schedule().is_some());
        let mut curves: Vec<_> = now.map(|track| Curve { compilation, track, moved: None }).collect();
        if let Some(good) = self.document.good() {
            let moved = Moved::new(good.text(), self.text());
            let is_new = |track: &CompiledTrack<'_>| curves.iter().all(|curve| curve.track.name() != track.name());
            let kept: Vec<_> = good.tracks().filter(is_new).collect();
            curves.extend(kept.into_iter().map(|track| Curve { compilation: good, track, moved: Some(moved) }));
        }
        curves
    }
}

impl Curve<'_> {
    /// Whether it is of an older text.
    pub(super) fn is_old(&self) -> bool {
        self.moved.is_some()
    }

    /// A place of its text in the text that is open; `None` where that says something else.
    pub(super) fn place(&self, span: Span) -> Option<Span> {
        self.moved.map_or(Some(span), |moved| moved.place(span))
    }

    /// Its segments, each where it is in the text that is open.
    pub(super) fn segments(&self) -> impl Iterator<Item = (Span, SegmentInfo)> + '_ {
        self.track.segments().filter_map(|(span, segment)| Some((self.place(span)?, segment)))
    }

    /// The same, the pieces of one segment as one.
    pub(super) fn whole_segments(&self) -> Vec<(Span, SegmentInfo)> {
        let mut segments: Vec<(Span, SegmentInfo)> = Vec::new();
        for (span, segment) in self.segments() {
            match segments.last_mut() {
                Some((last, whole)) if *last == span => (whole.end, whole.last) = (segment.end, segment.last),
                _ => segments.push((span, segment)),
            }
        }
        segments
    }
}
