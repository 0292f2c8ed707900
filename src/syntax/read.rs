//! Reads a text; after an edit, only the statements that it touches.

use super::ast::{Expr, File, Statement, StatementKind};
use super::grammar::Kept;
use super::mistakes;
use super::parse::Parser;
#[cfg(feature = "server")]
use super::recovery;
use super::token::{self, Token};
use crate::diagnostic::Diagnostic;
use crate::text::{Moved, Span};

/// A text as it was read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) file: File,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What holds all statements with an error.
    pub(crate) broken: Option<Span>,
    /// What was read. The statements outside of it are those of the text before.
    pub(crate) read: Span,
}

/// An older text as it was read.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) statements: Vec<Statement>,
    pub(crate) broken: Option<Span>,
    /// Where its places are now.
    pub(crate) moved: Moved,
}

/// Parses a file: its statements, and every syntax error in it. A statement with an error is left
/// out, and all others are kept, whatever the error is. Only of a text that is too large is nothing kept.
pub fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let Parsed { file, diagnostics, .. } = reparse(text, None);
    (file, diagnostics)
}

/// The same with the tokens of all statements but for their punctuation, in order, where there is no error.
pub(crate) fn parse_with_tokens(text: &str) -> (File, Vec<Diagnostic>, Vec<Token>) {
    let kept = Kept::all();
    let Parsed { file, diagnostics, .. } = read(text, None, &kept);
    (file, diagnostics, token::leaves(kept.into_rules(), 0).collect())
}

/// The one expression that a text is; `None` where it says something else.
pub(crate) fn parse_expression(text: &str) -> Result<Option<Expr>, Diagnostic> {
    let (file, diagnostics) = parse(text);
    if let Some(diagnostic) = diagnostics.into_iter().next() {
        return Err(diagnostic);
    }
    Ok(match <[Statement; 1]>::try_from(file.statements) {
        Ok([Statement { kind: StatementKind::Bare(expr), .. }]) => Some(expr),
        _ => None,
    })
}

/// The statement of a text that holds a place, where it and all before it can be read; nothing looks for what is wrong.
#[cfg(feature = "server")]
pub(crate) fn statement_at(text: &str, place: Span) -> Option<Statement> {
    if mistakes::too_large(text).is_some() {
        return None;
    }
    let (mut parser, mut at) = (Parser::new(text, Kept::default()), mark(text));
    loop {
        at = recovery::skip_gap(text, at);
        let (statement, found) = parser.statement_alone(at).ok()?;
        if !found.is_empty() || at > place.start || recovery::goes_on(text, statement.span.end) {
            return None;
        }
        if place.end <= statement.span.end {
            return Some(statement);
        }
        at = statement.span.end;
    }
}

/// Reads a text, reusing an earlier one; the result is the same as without it.
pub(crate) fn reparse(text: &str, earlier: Option<Earlier>) -> Parsed {
    read(text, earlier, &Kept::default())
}

fn read(text: &str, earlier: Option<Earlier>, kept: &Kept) -> Parsed {
    if let Some(diagnostic) = mistakes::too_large(text) {
        let read = Span::new(0, text.len());
        return Parsed { file: File::default(), diagnostics: vec![diagnostic], broken: Some(read), read };
    }
    let (mut statements, mut following) = earlier.map_or_else(Default::default, Earlier::kept);
    let start = statements.last().map_or(mark(text), |statement| statement.span.end);
    let mut parser = Parser::new(text, kept.clone());
    let (read, skipped) = parser.statements(start, &following);
    let end = following.get(skipped).map_or(text.len(), |statement| statement.span.start);
    statements.extend(read);
    statements.extend(following.drain(skipped..));
    let Parser { diagnostics, broken, .. } = parser;
    let diagnostics = mistakes::unreadable(text).map_or(diagnostics, |diagnostic| vec![diagnostic]);
    Parsed { file: File { statements }, diagnostics, broken, read: Span::new(start, end) }
}

/// How long the byte order mark of a text is.
fn mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

impl Earlier {
    /// The statements that the edit cannot change, and those after it that are unchanged if one of them starts where the
    /// parser arrives.
    fn kept(self) -> (Vec<Statement>, Vec<Statement>) {
        let Self { mut statements, broken, moved } = self;
        // Overrides have no place in the text.
        statements.retain(|statement| statement.span.start < statement.span.end);
        let first = broken.map_or(moved.first(), |broken| broken.start.min(moved.first()));
        let last = broken.map_or(moved.last(), |broken| broken.end.max(moved.last()));
        // Where a statement ends is told by the one after it.
        let before = statements.partition_point(|statement| statement.span.end < first).saturating_sub(1);
        let after = statements.partition_point(|statement| statement.span.start < last).max(before);
        let mut following = statements.split_off(after);
        statements.truncate(before);
        following.iter_mut().for_each(|statement| {
            statement.for_each_span(&mut |span| *span = moved.place(*span).unwrap_or(*span));
        });
        (statements, following)
    }
}
