//! A statement as a row of pieces: its tokens without the commas, and what the layout asks of them.

use std::collections::BTreeMap;

use crate::syntax::{Token, TokenKind, punctuated};
use crate::text::Span;

/// A token, except commas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'t> {
    pub(super) kind: TokenKind,
    pub(super) text: &'t str,
    /// Whether a space stands before it where it goes on in a line.
    pub(super) space: bool,
    /// Whether a comma follows it.
    pub(super) comma: bool,
    /// Whether it opens the arguments of a call or of a `def`, or an index.
    pub(super) called: bool,
    /// What was written between it and the piece before.
    pub(super) before: &'t str,
    /// Where it starts if the whole statement is one line.
    start: usize,
    /// Where it ends in that line, with the comma that follows it.
    end: usize,
    /// How many lines have to end before it, from the first piece on.
    breaks: usize,
    /// For a bracket that opens, the one that closes it.
    pub(super) close: usize,
}

impl Piece<'_> {
    /// Whether it starts a line, as it was written.
    pub(super) fn starts_line(&self) -> bool {
        self.before.contains('\n')
    }

    fn is_range(&self) -> bool {
        self.kind == TokenKind::Range
    }
}

/// The comments around a piece.
#[derive(Debug, Default)]
pub(super) struct Comments<'t> {
    /// On lines of their own before it.
    pub(super) above: Vec<&'t str>,
    /// After it on its line.
    pub(super) trailing: Option<&'t str>,
}

/// A statement.
#[derive(Debug, Default)]
pub(super) struct Row<'t> {
    pub(super) pieces: Vec<Piece<'t>>,
    /// The comments, by the piece that they stand at.
    comments: BTreeMap<usize, Comments<'t>>,
}

impl<'t> Row<'t> {
    /// A statement; `leaves` are the tokens of a text but for its punctuation, in order.
    pub(super) fn new(text: &'t str, statement: Span, leaves: &[Token]) -> Self {
        let before = |place: usize| leaves.partition_point(|leaf| leaf.span.start < place);
        let own = leaves[before(statement.start)..before(statement.end)].iter().copied();
        let mut row = Self::default();
        let mut open = Vec::new();
        let mut above = Vec::new();
        let mut at = statement.start;
        let mut end = statement.start;
        for token in punctuated(text, statement, own) {
            let starts_line = text[at..token.span.start].contains('\n');
            at = token.span.end;
            let piece = token.span.of(text);
            match token.kind {
                TokenKind::Comma => {
                    if let Some(last) = row.pieces.last_mut() {
                        last.comma = true;
                    }
                    continue;
                }
                TokenKind::Comment => {
                    let trailing = row.pieces.len().checked_sub(1).filter(|_| !starts_line && above.is_empty());
                    let trailing = trailing.map(|last| &mut row.comments.entry(last).or_default().trailing);
                    match trailing {
                        Some(trailing @ None) => *trailing = Some(piece.trim_end()),
                        _ => above.push(piece.trim_end()),
                    }
                    continue;
                }
                _ => {}
            }
            let is_range = token.kind == TokenKind::Range || row.pieces.last().is_some_and(Piece::is_range);
            let is_wide = is_range && open.last().is_some_and(|open| row.has_wide_range(*open));
            row.push(token.kind, piece, &text[end..token.span.start], open.len(), is_wide);
            end = token.span.end;
            let index = row.pieces.len() - 1;
            if !above.is_empty() {
                row.comments.entry(index).or_default().above = std::mem::take(&mut above);
            }
            match token.kind {
                TokenKind::Open => open.push(index),
                TokenKind::Close => row.pieces[open.pop().unwrap_or_default()].close = index,
                _ => {}
            }
        }
        row.measure();
        row
    }

    /// Whether there is space around the `..` of a range in a bracket: in an index, and where it is an argument.
    fn has_wide_range(&self, open: usize) -> bool {
        let mut since_comma = self.pieces[open + 1..].iter().rev().take_while(|piece| !piece.comma);
        // After `over`: `i in 0..4`.
        self.pieces[open].called && !since_comma.any(|piece| piece.text == "in")
    }

    fn push(&mut self, kind: TokenKind, text: &'t str, before: &'t str, depth: usize, is_wide: bool) {
        let last = self.pieces.last().copied();
        let joined = last.filter(|last| !last.comma);
        let is_called =
            |last: Piece<'_>| last.kind == TokenKind::Name || last.text == "repeat" || text == "[" && last.text == ")";
        let called = kind == TokenKind::Open && joined.is_some_and(is_called);
        let space = match (joined.map(|last| last.kind), kind) {
            (Some(TokenKind::Open | TokenKind::Sign), _) | (_, TokenKind::Close) => false,
            (None, _) => last.is_some(),
            (_, TokenKind::Open) if called || text == ".{" => false,
            // In the name of a family: `{i in 0..11}.bias`.
            (_, TokenKind::Name) if text.starts_with('.') => false,
            // In braces and after `over`: `i in 0..11`.
            (Some(TokenKind::Range), _) | (_, TokenKind::Range) => is_wide,
            (Some(TokenKind::Equals), _) | (_, TokenKind::Equals) => depth == 0,
            _ => true,
        };
        let comma = false;
        self.pieces.push(Piece { kind, text, space, comma, called, before, start: 0, end: 0, breaks: 0, close: 0 });
        if kind == TokenKind::Number {
            self.close_power();
        }
    }

    /// Between two numbers there is no space around `^`: `0.97^2`.
    fn close_power(&mut self) {
        let signs = self.pieces.iter().rev().skip(1).take_while(|piece| piece.kind == TokenKind::Sign).count();
        let Some(power) = self.pieces.len().checked_sub(signs + 2) else { return };
        let number_before = power > 0 && self.pieces[power - 1].kind == TokenKind::Number;
        if number_before && self.pieces[power].kind == TokenKind::Power {
            self.pieces[power].space = false;
            self.pieces[power + 1].space = false;
        }
    }

    fn measure(&mut self) {
        let (mut at, mut breaks) = (0, 0);
        for index in 0..self.pieces.len() {
            let chain_is_broken = self.breaks_chain(index);
            let commented = index > 0 && self.comments(index - 1).is_some_and(|comments| comments.trailing.is_some())
                || self.comments(index).is_some_and(|comments| !comments.above.is_empty());
            breaks += usize::from(chain_is_broken || commented);
            let comma = self.has_comma(index);
            let piece = &mut self.pieces[index];
            piece.start = at + usize::from(piece.space);
            piece.end = piece.start + piece.text.len() + usize::from(comma);
            piece.breaks = breaks;
            at = piece.end;
        }
    }

    /// Whether the author has put what follows a `then` on a line of its own, or the `then` itself.
    fn breaks_chain(&self, index: usize) -> bool {
        let starts_line = |index: usize| self.pieces.get(index).is_some_and(Piece::starts_line);
        self.pieces[index].kind == TokenKind::Then && (starts_line(index) || starts_line(index + 1))
    }

    /// Whether a comma that separates follows a piece, and not one after the last of a list.
    pub(super) fn has_comma(&self, index: usize) -> bool {
        self.pieces[index].comma && self.pieces.get(index + 1).is_some_and(|next| next.kind != TokenKind::Close)
    }

    pub(super) fn comments(&self, index: usize) -> Option<&Comments<'t>> {
        self.comments.get(&index)
    }

    /// Every comment.
    pub(super) fn all_comments(&self) -> impl Iterator<Item = &'t str> {
        self.comments.values().flat_map(|comments| comments.above.iter().copied().chain(comments.trailing))
    }

    /// How wide some pieces are in one line, from the first up to one that does not belong to them.
    pub(super) fn width(&self, first: usize, end: usize) -> usize {
        match self.pieces.get(end.saturating_sub(1)) {
            Some(last) if first < end => last.end - self.pieces[first].start,
            _ => 0,
        }
    }

    /// Whether a line has to end within some pieces.
    pub(super) fn has_break(&self, first: usize, end: usize) -> bool {
        first < end && self.pieces[first].breaks != self.pieces[end - 1].breaks
    }

    /// The pieces of a kind among some, without those in brackets within.
    pub(super) fn at_top(&self, first: usize, end: usize, kind: TokenKind) -> Vec<usize> {
        let mut found = Vec::new();
        let mut index = first;
        while index < end {
            let piece = &self.pieces[index];
            if piece.kind == kind {
                found.push(index);
            }
            index = if piece.kind == TokenKind::Open { piece.close } else { index } + 1;
        }
        found
    }
}
