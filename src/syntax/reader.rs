//! The place in a statement up to which it has been read, and what has been found on the way.

use super::token::{Token, TokenKind};
use super::{recovery, scan};
use crate::diagnostic::Diagnostic;
use crate::text::Span;

/// Reads one statement by the rules of the grammar. What is not there is `None`, and what was read up to where it is
/// missing is taken back by whoever can go on without it.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// The tokens so far but for punctuation, where somebody wants them.
    pub(super) tokens: Option<Vec<Token>>,
    /// The errors that the grammar does not know.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Reader<'t> {
    /// Reads from a place on.
    pub(super) fn new(text: &'t str, at: usize, keeps_tokens: bool) -> Self {
        Self { text, at, tokens: keeps_tokens.then(Vec::new), diagnostics: Vec::new() }
    }

    /// The next byte.
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether the text goes on with a symbol.
    pub(super) fn is_at(&self, symbol: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(symbol.as_bytes())
    }

    /// Goes past white space and comments.
    pub(super) fn skip_space(&mut self) {
        self.at = recovery::skip_space(self.text, self.at);
    }

    /// Goes past white space within the line.
    pub(super) fn skip_blanks(&mut self) {
        self.at = scan::blanks(self.text, self.at);
    }

    /// Goes past punctuation.
    pub(super) fn punctuation(&mut self, symbol: &str) -> Option<()> {
        let is_there = self.is_at(symbol);
        self.at += if is_there { symbol.len() } else { 0 };
        is_there.then_some(())
    }

    /// Goes past a token.
    pub(super) fn token(&mut self, kind: TokenKind, end: usize) -> Span {
        let span = Span::new(self.at, end);
        self.at = end;
        if let Some(tokens) = &mut self.tokens {
            tokens.push(Token { kind, span });
        }
        span
    }

    /// Goes past a word of the language.
    pub(super) fn word(&mut self, word: &str, kind: TokenKind) -> Option<Span> {
        (scan::word(self.text, self.at) == word).then(|| self.token(kind, self.at + word.len()))
    }

    /// Reads something, or nothing at all.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (at, tokens, diagnostics) = (self.at, self.tokens.as_ref().map(Vec::len), self.diagnostics.len());
        let found = read(self);
        if found.is_none() {
            self.at = at;
            self.diagnostics.truncate(diagnostics);
            if let Some((tokens, count)) = self.tokens.as_mut().zip(tokens) {
                tokens.truncate(count);
            }
        }
        found
    }

    /// The same after any white space.
    pub(super) fn after_space<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.attempt(|reader| {
            reader.skip_space();
            read(reader)
        })
    }

    /// Items with commas between them, up to the bracket that closes them.
    pub(super) fn listed<T>(&mut self, closing: &str, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        self.skip_space();
        while self.punctuation(closing).is_none() {
            items.push(item(self)?);
            self.skip_space();
            if self.punctuation(",").is_none() {
                self.punctuation(closing)?;
                break;
            }
            self.skip_space();
        }
        Some(items)
    }
}
