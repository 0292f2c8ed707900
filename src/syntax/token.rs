//! The tokens of a statement, with the comments between them: what the tree does not keep.

#[cfg(feature = "server")]
use super::grammar;
use super::grammar::Rule;
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
    /// `let`, `def`, `param`, `expect`, `event`, `unit`
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

/// The tokens of a statement that has been read, and the comments between them, in order.
#[cfg(feature = "server")]
pub(crate) fn tokens(text: &str, statement: Span) -> Vec<Token> {
    punctuated(text, statement, leaves(grammar::rules(statement.of(text)), statement.start))
}

/// The tokens among some rules of a text that starts at a place.
pub(super) fn leaves(rules: impl IntoIterator<Item = (Rule, Span)>, start: usize) -> impl Iterator<Item = Token> {
    rules.into_iter().filter_map(move |(rule, span)| {
        Some(Token { kind: kind(rule)?, span: Span::new(start + span.start, start + span.end) })
    })
}

/// The tokens of a statement and the comments between them, where the `leaves` are those that are not punctuation.
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

/// What the text of a rule is as a token; nothing for those that hold tokens, or are a part of one.
fn kind(rule: Rule) -> Option<TokenKind> {
    Some(match rule {
        Rule::kw_let | Rule::kw_def | Rule::kw_param | Rule::kw_expect | Rule::word_event | Rule::word_unit => {
            TokenKind::Opener
        }
        Rule::path | Rule::ident | Rule::name_part => TokenKind::Name,
        Rule::number | Rule::count => TokenKind::Number,
        Rule::unit => TokenKind::Unit,
        Rule::equals => TokenKind::Equals,
        Rule::comparison => TokenKind::Comparison,
        Rule::kw_then => TokenKind::Then,
        Rule::kw_for
        | Rule::kw_until
        | Rule::kw_skip
        | Rule::kw_every
        | Rule::kw_mirror
        | Rule::kw_repeat
        | Rule::kw_in
        | Rule::word_at
        | Rule::word_from
        | Rule::word_over => TokenKind::Word,
        Rule::sum_operator => TokenKind::Sum,
        Rule::product_operator => TokenKind::Product,
        Rule::power_operator => TokenKind::Power,
        Rule::sign => TokenKind::Sign,
        _ => return None,
    })
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
