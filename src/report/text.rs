//! Findings as text with the lines they point at, by miette.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::positions::Positions;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Position, Shown, Source, Span, readable, visible};

/// At most this many findings of a text are shown; the rest are counted.
const SHOWN: usize = 100;
/// The width that messages are wrapped to, in columns.
pub(super) const WIDTH: usize = 100;
/// Of a line longer than this, in bytes, only the position is shown.
const LINE_LIMIT: usize = 240;

/// A finding with its text, as miette wants it.
struct Finding<'a> {
    text: &'a str,
    named: &'a Named<'a>,
    diagnostic: &'a Diagnostic,
}

/// A text with its name and its lines.
struct Named<'a> {
    positions: Positions<'a>,
    /// The text with what cannot be seen in it as symbols, where there is such.
    shown: Option<Shown>,
}

impl<'a> Named<'a> {
    fn of(source: &'a Source) -> Self {
        Self { positions: Positions::of(source), shown: Shown::of(&source.text) }
    }

    fn text(&self) -> &str {
        self.shown.as_ref().map_or(&self.positions.source().text, |shown| &shown.text)
    }

    /// The name of what a byte of the text is in.
    fn name_at(&self, byte: usize) -> String {
        visible(&self.positions.name_at(byte)).into_owned()
    }

    /// Where a place of the text is shown.
    fn place(&self, span: Span) -> Span {
        let to = |byte| self.shown.as_ref().map_or(byte, |shown| shown.to(byte));
        Span::new(to(span.start), to(span.end))
    }

    /// The byte of the text that is shown at a place.
    fn back(&self, byte: usize) -> usize {
        self.shown.as_ref().map_or(byte, |shown| shown.back(byte))
    }

    /// What the lines around a place are of: the whole text, or a cell, and where that begins. No part of the text holds
    /// what reaches over a cell's end.
    fn part(&self, span: &SourceSpan) -> Result<(&str, usize), MietteError> {
        let source = self.positions.source();
        let Some(cell) = source.cell(self.back(span.offset())) else { return Ok((self.text(), 0)) };
        let cell = self.place(cell.span);
        if span.offset() + span.len() > cell.end {
            return Err(MietteError::OutOfBounds);
        }
        Ok((cell.of(self.text()), cell.start))
    }
}

impl SourceCode for Named<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (text, begin) = self.part(span)?;
        let shifted = SourceSpan::new((span.offset() - begin).into(), span.len());
        let inner = text.read_span(&shifted, before, after)?;
        let start = inner.span().offset() + begin;
        // Columns are counted in bytes by miette.
        let Position { line, column } = self.positions.position(self.back(start));
        Ok(Box::new(MietteSpanContents::new_named(
            self.name_at(self.back(start)),
            inner.data(),
            SourceSpan::new(start.into(), inner.span().len()),
            line,
            column,
            inner.line_count(),
        )))
    }
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.diagnostic)
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&readable(&self.diagnostic.message))?;
        if self.text.trim().is_empty() || self.fits() {
            return Ok(());
        }
        let position = self.named.positions.position(self.diagnostic.span().start);
        write!(f, " ({}:{position})", self.named.name_at(self.diagnostic.span().start))
    }
}

impl Finding<'_> {
    /// Whether its line is short enough to be shown.
    fn fits(&self) -> bool {
        self.named.positions.line_length(self.diagnostic.span().start) <= LINE_LIMIT
    }
}

impl std::error::Error for Finding<'_> {}

impl miette::Diagnostic for Finding<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code.slug()))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(readable(help).into_owned()) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.text.trim().is_empty() && self.fits()).then_some(self.named as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = self.text;
        Some(Box::new(self.diagnostic.labels.iter().enumerate().filter_map(move |(index, label)| {
            // A value from the command line has no place in the text.
            let outside = label.span == Span::default() && index == 0 && !text.is_empty();
            if outside {
                return None;
            }
            let Span { start, end } = self.named.place(pointed_at(label.span, text));
            let span = SourceSpan::new(start.into(), end - start);
            let words = Some(readable(&label.text).into_owned()).filter(|words| !words.is_empty());
            Some(if index == 0 {
                LabeledSpan::new_primary_with_span(words, span)
            } else {
                LabeledSpan::new_with_span(words, span)
            })
        })))
    }
}

/// A span that has something to point at: at the end of the text, its last character.
fn pointed_at(span: Span, text: &str) -> Span {
    let end = span.end.min(text.len());
    if span.start < end {
        return Span::new(span.start, end);
    }
    let written = text[..end].trim_end();
    let start = written.char_indices().next_back().map_or(0, |(index, _)| index);
    if end < text.len() && !text[..end].ends_with(char::is_whitespace) {
        Span::new(end, end)
    } else {
        Span::new(start, written.len())
    }
}

/// The findings of a text, with the lines that they point at; colours are ANSI escapes.
pub fn render(source: &Source, diagnostics: &[Diagnostic], colours: bool) -> String {
    render_within(source, diagnostics, colours, WIDTH)
}

/// Like [`render`], with messages wrapped to a width in columns.
pub fn render_within(source: &Source, diagnostics: &[Diagnostic], colours: bool, width: usize) -> String {
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if colours { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(width).with_context_lines(1);
    let named = Named::of(source);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        let finding = Finding { text: &source.text, named: &named, diagnostic };
        if handler.render_report(&mut text, &finding).is_err() {
            text.push_str(&readable(&diagnostic.message));
        }
        text.push('\n');
    }
    if diagnostics.len() > SHOWN {
        text.push_str(&format!("… and {} more in {}\n\n", diagnostics.len() - SHOWN, visible(&source.name)));
    }
    text
}
