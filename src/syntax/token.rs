//! The tokens of a statement, with the comments between them: what the tree does not keep.

use crate::text::Span;

/// A token, or a comment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `let`, `def`, `param`, `expect`
    Opener,
    /// A name, dotted or not.
    Name,
    /// A number, or a relative one with its sign.
    Number,
    /// A unit after what it measures.
    Unit,
    /// `=`
    Equals,
    /// `==`, `<` and the like.
    Comparison,
    /// `then`
    Then,
    /// `for`, `until`, `skip`, `every`, `mirror`, `repeat`, `in`
    Word,
    /// `+` or `-` between two operands.
    Sum,
    /// `*` or `/`
    Product,
    /// `^`
    Power,
    /// `-` before an operand.
    Sign,
    /// `->`
    Arrow,
    /// `..`
    Range,
    /// `(`, `[` or `.{`
    Open,
    /// `)`, `]` or `}`
    Close,
    /// `,`
    Comma,
    /// From `#` to the end of the line, without it.
    Comment,
}

/// The tokens of a statement and the comments between them, where the `leaves` are those that are no punctuation.
pub(crate) fn punctuated(text: &str, statement: Span, leaves: impl Iterator<Item = Token>) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(2 * leaves.size_hint().0);
    let mut at = statement.start;
    for leaf in leaves {
        punctuation(text, Span::new(at, leaf.span.start), &mut tokens);
        tokens.push(leaf);
        at = leaf.span.end;
    }
    punctuation(text, Span::new(at, statement.end), &mut tokens);
    tokens
}

/// Adds what stands in a part of a text that holds only punctuation, comments and white space.
fn punctuation(text: &str, part: Span, tokens: &mut Vec<Token>) {
    let mut at = part.start;
    while at < part.end {
        let rest = &text[at..part.end];
        let (kind, length) = match rest.as_bytes()[0] {
            b'#' => (Some(TokenKind::Comment), rest.find('\n').unwrap_or(rest.len())),
            b'(' | b'[' => (Some(TokenKind::Open), 1),
            b')' | b']' | b'}' => (Some(TokenKind::Close), 1),
            b'.' if rest.starts_with(".{") => (Some(TokenKind::Open), 2),
            b',' => (Some(TokenKind::Comma), 1),
            b'=' => (Some(TokenKind::Equals), 1),
            b'-' => (Some(TokenKind::Arrow), 2),
            b'.' => (Some(TokenKind::Range), 2),
            _ => (None, 1),
        };
        let span = Span::new(at, at + length);
        tokens.extend(kind.map(|kind| Token { kind, span }));
        at = span.end;
    }
}
