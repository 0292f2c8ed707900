//! Operands: numbers, names with their brackets, lists, and the units after them.

use super::ast::{Arg, Expr, ExprKind, Ident, Path, RelativeSign};
use super::reader::Reader;
use super::token::TokenKind;
use super::{recovery, scan};
use crate::text::Span;

impl Reader<'_> {
    /// The operand of a word, after any white space.
    pub(super) fn primary_after_space(&mut self) -> Option<Expr> {
        self.skip_space();
        self.primary()
    }

    /// One operand, with its unit on the same line.
    pub(super) fn primary(&mut self) -> Option<Expr> {
        let start = self.at;
        let kind = match self.byte()? {
            b'0'..=b'9' | b'.' => self.number()?,
            b'(' => self.parenthesis()?,
            b'[' => self.list()?,
            _ => self.reference()?,
        };
        let value = Expr { kind, span: Span::new(start, self.at) };
        let blanks = scan::blanks(self.text, self.at);
        let Some((unit, end)) = scan::unit(self.text, blanks) else { return Some(value) };
        self.at = blanks;
        let unit_span = self.token(TokenKind::Unit, end);
        let span = Span::new(start, end);
        Some(Expr { kind: ExprKind::Quantity { value: Box::new(value), unit, unit_span }, span })
    }

    /// A number, relative where a sign touches it.
    fn number(&mut self) -> Option<ExprKind> {
        let end = scan::number(self.text, self.at)?;
        let text = self.token(TokenKind::Number, end).of(self.text);
        let relative = |number: &str, sign| ExprKind::Relative { number: number.to_string(), sign };
        Some(match (text.strip_suffix('%'), text.strip_suffix('x')) {
            (Some(number), _) => relative(number, RelativeSign::Percent),
            (_, Some(number)) => relative(number, RelativeSign::Times),
            _ => ExprKind::Number(text.to_string()),
        })
    }

    /// `(…)`
    fn parenthesis(&mut self) -> Option<ExprKind> {
        self.punctuation("(")?;
        self.skip_space();
        let inner = self.chain()?;
        self.skip_space();
        self.punctuation(")")?;
        Some(ExprKind::Paren(Box::new(inner)))
    }

    /// `[30, 60, 80]`
    fn list(&mut self) -> Option<ExprKind> {
        self.punctuation("[")?;
        self.listed("]", Self::chain).map(ExprKind::List)
    }

    /// A name, a call, or a track or the sum of several at a tick.
    fn reference(&mut self) -> Option<ExprKind> {
        let Ident { text, span } = self.path()?;
        let name = Path { text, span };
        let called = match self.attempt(|reader| {
            reader.skip_blanks();
            reader.arguments()
        }) {
            Some((args, args_span)) => ExprKind::Call { name, args, args_span },
            None => ExprKind::Name(name),
        };
        let end = self.at;
        let Some((at, to)) = self.attempt(Self::index) else { return Some(called) };
        let of = Box::new(Expr { kind: called, span: Span::new(span.start, end) });
        Some(ExprKind::Index { of, at: Box::new(at), to: to.map(Box::new) })
    }

    /// `[5 epochs]`, `[5 epochs .. end]`
    fn index(&mut self) -> Option<(Expr, Option<Expr>)> {
        self.skip_blanks();
        self.punctuation("[")?;
        self.skip_space();
        let at = self.chain()?;
        self.skip_space();
        let to = match self.punctuation("..") {
            Some(()) => {
                self.skip_space();
                let to = self.chain()?;
                self.skip_space();
                Some(to)
            }
            None => None,
        };
        self.punctuation("]")?;
        Some((at, to))
    }

    /// `(5 epochs, shape=cosine)`, and its place.
    pub(super) fn arguments(&mut self) -> Option<(Vec<Arg>, Span)> {
        let start = self.at;
        self.punctuation("(")?;
        let args = self.listed(")", Self::argument)?;
        Some((args, Span::new(start, self.at)))
    }

    fn argument(&mut self) -> Option<Arg> {
        let Some(end) = scan::name(self.text, self.at) else { return self.argument_value(None) };
        let after = recovery::skip_space(self.text, end);
        let Some(value) = scan::equals(self.text, after) else { return self.argument_value(None) };
        let name = self.name()?;
        self.at = recovery::skip_space(self.text, value);
        self.argument_value(Some(name))
    }

    fn argument_value(&mut self, name: Option<Ident>) -> Option<Arg> {
        let value = if self.is_at_function() { self.function()? } else { self.chain()? };
        Some(Arg { name, value })
    }

    fn is_at_function(&self) -> bool {
        let Some(end) = scan::name(self.text, self.at) else { return false };
        self.text[recovery::skip_space(self.text, end)..].starts_with("->")
    }

    /// `t -> 0.95 ^ (t / 1 epoch)`
    fn function(&mut self) -> Option<Expr> {
        let param = self.name()?;
        self.skip_space();
        self.punctuation("->")?;
        self.skip_space();
        let body = Box::new(self.chain()?);
        let span = param.span.to(body.span);
        Some(Expr { kind: ExprKind::Lambda { param, body }, span })
    }
}
