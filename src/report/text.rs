//! Findings as text with the lines they point at, by miette.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents, ThemeCharacters, ThemeStyles,
};

use super::positions::Positions;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Position, Source, Span};

/// At most this many findings of a text are shown; the rest are counted.
const SHOWN: usize = 100;
/// The width that messages are wrapped to, in columns.
const WIDTH: usize = 100;
/// Of a line longer than this, in bytes, only the position is shown.
const LINE_LIMIT: usize = 240;

/// A finding with its text, as miette wants it.
struct Finding<'a> {
    text: &'a str,
    named: Named<'a>,
    diagnostic: &'a Diagnostic,
}

/// A text with its name and its lines.
struct Named<'a>(&'a Positions<'a>);

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
        let Position { line, column } = self.0.position(start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.name_at(start),
            inner.data(),
            SourceSpan::new(start.into(), inner.span().len()),
            line,
            column,
            inner.line_count(),
        )))
    }
}

impl<'a> Named<'a> {
    /// What the lines around a place are of: the whole text, or a cell, and where that begins. No part of the text holds
    /// what reaches over a cell's end.
    fn part(&self, span: &SourceSpan) -> Result<(&'a str, usize), MietteError> {
        let source = self.0.source();
        let Some(cell) = source.cell(span.offset()) else { return Ok((&source.text, 0)) };
        if span.offset() + span.len() > cell.span.end {
            return Err(MietteError::OutOfBounds);
        }
        Ok((cell.span.of(&source.text), cell.span.start))
    }
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.diagnostic)
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)?;
        if self.text.trim().is_empty() || self.fits() {
            return Ok(());
        }
        let position = self.named.0.position(self.diagnostic.span().start);
        write!(f, " ({}:{position})", self.named.0.name_at(self.diagnostic.span().start))
    }
}

impl Finding<'_> {
    /// Whether its line is short enough to be shown.
    fn fits(&self) -> bool {
        self.named.0.line_length(self.diagnostic.span().start) <= LINE_LIMIT
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
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.text.trim().is_empty() && self.fits()).then_some(&self.named as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let text = self.text;
        Some(Box::new(self.diagnostic.labels.iter().enumerate().filter_map(move |(index, label)| {
            // A value from the command line has no place in the text.
            let outside = label.span == Span::default() && index == 0 && !text.is_empty();
            if outside {
                return None;
            }
            let Span { start, end } = visible(label.span, text);
            let span = SourceSpan::new(start.into(), end - start);
            let words = Some(label.text.clone()).filter(|words| !words.is_empty());
            Some(if index == 0 {
                LabeledSpan::new_primary_with_span(words, span)
            } else {
                LabeledSpan::new_with_span(words, span)
            })
        })))
    }
}

/// A span that has something to point at: at the end of the text, its last character.
fn visible(span: Span, text: &str) -> Span {
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
    let positions = Positions::of(source);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        let finding = Finding { text: &source.text, named: Named(&positions), diagnostic };
        if handler.render_report(&mut text, &finding).is_err() {
            text.push_str(&diagnostic.message);
        }
        text.push('\n');
    }
    if diagnostics.len() > SHOWN {
        text.push_str(&format!("… and {} more in {}\n\n", diagnostics.len() - SHOWN, source.name));
    }
    text
}
