//! The parser: the statements of a text one by one, those with an error left out.

use super::ast::Statement;
use super::nesting::Nesting;
use super::reader::Reader;
use super::token::Token;
use super::{grammar, mistakes, recovery};
use crate::diagnostic::{Diagnostic, Fix};
use crate::text::Span;

/// Reads the statements of a text.
pub(super) struct Parser<'t> {
    text: &'t str,
    /// The tokens of the statements but for punctuation, where somebody wants them.
    pub(super) tokens: Option<Vec<Token>>,
    nesting: Nesting,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What holds all statements with an error.
    pub(super) broken: Option<Span>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, keeps_tokens: bool) -> Self {
        let tokens = keeps_tokens.then(Vec::new);
        Self { text, tokens, nesting: Nesting::default(), diagnostics: Vec::new(), broken: None }
    }

    /// The statements from a place on, up to the first of those that are known to follow; and how many of these do not.
    pub(super) fn statements(&mut self, mut at: usize, following: &[Statement]) -> (Vec<Statement>, usize) {
        let mut statements = Vec::new();
        loop {
            at = recovery::skip_gap(self.text, at);
            if at >= self.text.len() {
                return (statements, following.len());
            }
            if let Ok(index) = following.binary_search_by_key(&at, |statement| statement.span.start) {
                return (statements, index);
            }
            let errors = self.diagnostics.len();
            let end = self.next(at, &mut statements);
            if self.diagnostics.len() > errors {
                self.broken = Some(self.broken.map_or(at, |broken| broken.start)).map(|start| Span::new(start, end));
            }
            at = end;
        }
    }

    /// Reads the statement at a place, and finds where to go on after it.
    fn next(&mut self, at: usize, statements: &mut Vec<Statement>) -> usize {
        match self.statement_alone(at) {
            Ok((statement, found)) if !recovery::goes_on(self.text, statement.span.end) => {
                let end = statement.span.end;
                if found.is_empty() {
                    statements.push(statement);
                }
                self.diagnostics.extend(found);
                end
            }
            Ok(_) | Err(None) => {
                let end = self.next_statement(at);
                let diagnostic = self.mistake(at, end);
                statements.extend(self.lines_before(at, diagnostic.span().start));
                self.diagnostics.push(diagnostic);
                end
            }
            Err(Some(diagnostic)) => {
                self.diagnostics.push(diagnostic);
                self.next_statement(at)
            }
        }
    }

    /// The statement at a place that can end where it does, with the errors in it that the grammar
    /// does not know. Where there is none, the error is given if the grammar cannot find it.
    fn statement_alone(&mut self, at: usize) -> Result<(Statement, Vec<Diagnostic>), Option<Diagnostic>> {
        if let Some(diagnostic) = self.nesting.check(self.text, at) {
            return Err(Some(diagnostic));
        }
        let mut reader = Reader::new(self.text, at, self.tokens.is_some());
        let statement = reader.statement().filter(|statement| recovery::ends_here(self.text, statement.span.end));
        let statement = statement.ok_or(None)?;
        if let Some((tokens, read)) = self.tokens.as_mut().zip(reader.tokens) {
            tokens.extend(read);
        }
        Ok((statement, reader.diagnostics))
    }

    /// What a broken statement says in the lines before that of the error, if it is a statement:
    /// `lr = cosine` of one that goes on with an unfinished `then`.
    fn lines_before(&mut self, start: usize, error: usize) -> Option<Statement> {
        let lines = self.text.get(start..error)?.rfind('\n')?;
        let text = self.text;
        self.text = &text[..start + lines];
        let read = self.statement_alone(start);
        self.text = text;
        let (statement, found) = read.ok()?;
        (found.is_empty() && recovery::skip_gap(&text[..start + lines], statement.span.end) == start + lines)
            .then_some(statement)
    }

    /// Where the statement after a broken one starts. A line that looks like no more than an
    /// expression has to be a whole statement.
    fn next_statement(&mut self, at: usize) -> usize {
        for boundary in recovery::boundaries(self.text, at) {
            let next = recovery::skip_gap(self.text, boundary.at);
            if boundary.is_sure || self.statement_alone(next).is_ok() {
                return boundary.at;
            }
        }
        self.text.len()
    }

    /// What is wrong with the statement in a region of the text.
    fn mistake(&self, start: usize, end: usize) -> Diagnostic {
        let region = &self.text[start..end];
        let (at, expected) = grammar::mistake(region).unwrap_or((mistakes::last_token(region).end, Vec::new()));
        let mut diagnostic = mistakes::explain(self.text, Span::new(start, end), start + at, &expected);
        diagnostic.fixes.retain(|fix| self.leads_on(fix, start, end));
        diagnostic
    }

    /// Whether a statement with a fix applied can be read, up to a place after the edits at least.
    fn leads_on(&self, fix: &Fix, start: usize, end: usize) -> bool {
        let Some(now) = fix.apply(&self.text[..end]) else { return true };
        let last = fix.edits.iter().map(|edit| edit.span.start + edit.text.len()).max().unwrap_or(start);
        let ends_line = fix.edits.iter().any(|edit| edit.text.ends_with('\n'));
        // What it takes out may begin before the statement, with the end of the line above.
        let start = fix.edits.iter().map(|edit| edit.span.start).min().map_or(start, |first| first.min(start));
        grammar::mistake(&now[start..]).is_none_or(|(at, _)| start + at > last || ends_line && start + at == last)
    }
}
