//! Postfix words, and the arithmetic after them that could belong to either side.

use super::ast::{Expr, ExprKind, Over, Postfix, PostfixKind};
use super::reader::Reader;
use super::scan;
use super::token::TokenKind;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// How many postfix words may follow one operand.
const WORD_LIMIT: usize = 128;

impl Reader<'_> {
    /// An operand with the words after it.
    pub(super) fn postfix(&mut self) -> Option<Expr> {
        let operand = self.primary()?;
        let mut words = Vec::new();
        while let Some(word) = self.after_space(Self::postfix_word) {
            words.push(word);
        }
        let Some(last) = words.last() else { return Some(operand) };
        let span = operand.span.to(last.span);
        if words.len() > WORD_LIMIT {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::Nesting,
                    format!("more than {WORD_LIMIT} words follow one operand"),
                    words[WORD_LIMIT].span,
                )
                .saying("one too many")
                .help("name the inner part with `let`"),
            );
        }
        Some(Expr { kind: ExprKind::Postfix { operand: Box::new(operand), words }, span })
    }

    fn postfix_word(&mut self) -> Option<Postfix> {
        let with_operand = match scan::word(self.text, self.at) {
            "for" => PostfixKind::For,
            "until" => PostfixKind::Until,
            "skip" => PostfixKind::Skip,
            "every" => PostfixKind::Every,
            "mirror" => {
                return Some(Postfix { kind: PostfixKind::Mirror, span: self.word("mirror", TokenKind::Word)? });
            }
            "repeat" => return self.repeat(),
            _ => return None,
        };
        let start = self.at;
        self.token(TokenKind::Word, start + scan::word(self.text, start).len());
        let operand = self.primary_after_space()?;
        Some(Postfix { kind: with_operand(operand), span: Span::new(start, self.at) })
    }

    /// `repeat`, with a count or arguments or neither.
    fn repeat(&mut self) -> Option<Postfix> {
        let word = self.word("repeat", TokenKind::Word)?;
        let counted = self.attempt(|reader| {
            reader.skip_blanks();
            reader.counted()
        });
        let kind = counted.unwrap_or(PostfixKind::Repeat);
        Some(Postfix { kind, span: Span::new(word.start, self.at) })
    }

    /// What says how often: `3`, `(3, stretch=2)`, `over p in [1, 2, 4]`.
    fn counted(&mut self) -> Option<PostfixKind> {
        if self.is_at("(") {
            return self.arguments().map(|(args, args_span)| PostfixKind::RepeatArgs { args, args_span });
        }
        if let Some(end) = scan::count(self.text, self.at) {
            let span = self.token(TokenKind::Number, end);
            let kind = ExprKind::Number(span.of(self.text).to_string());
            return Some(PostfixKind::RepeatCount(Expr { kind, span }));
        }
        self.over().map(|over| PostfixKind::RepeatOver(Box::new(over)))
    }

    /// `over p in [1, 2, 4]`, `over i in 0..4`; the word is a name elsewhere.
    fn over(&mut self) -> Option<Over> {
        self.word("over", TokenKind::Word)?;
        self.skip_space();
        let name = self.name()?;
        self.skip_space();
        self.word("in", TokenKind::Word)?;
        let values = self.primary_after_space()?;
        let last = self.after_space(|reader| {
            reader.punctuation("..")?;
            reader.primary_after_space()
        });
        Some(Over { name, values, last })
    }

    /// Closes the brackets around the operands that errors from one on would have written, at the end of the sum.
    pub(super) fn close_operands(&mut self, from: usize, end: usize) {
        for found in &mut self.diagnostics[from..] {
            if let (Code::PostfixArithmetic, [around_operand, ..]) = (found.code, &mut found.fixes[..])
                && around_operand.edits.len() == 1
            {
                around_operand.edits.push(Edit::insert(end, ")"));
            }
        }
    }

    /// Arithmetic right after the operand of a postfix word could belong to either side.
    pub(super) fn check_postfix(&mut self, before: &Expr) {
        let Some((word, operand)) = open_word(before) else { return };
        let after = self.at;
        let text = before.span.of(self.text);
        let name = word.span.of(self.text).split_whitespace().next().unwrap_or_default().to_string();
        let message = format!("arithmetic right after `{name} …` could belong to the operand or to the whole");
        let place = Span::new(word.span.start, (after + 1).min(self.text.len()));
        let error = Diagnostic::new(Code::PostfixArithmetic, message, place);
        let around = |span: Span| vec![Edit::insert(span.start, "("), Edit::insert(span.end, ")")];
        let whole = Fix::unsafely(format!("write `({text})`"), around(before.span));
        // The brackets after `repeat` are its own.
        if let PostfixKind::RepeatCount(_) | PostfixKind::RepeatOver(_) = word.kind {
            return self.diagnostics.push(error.help(format!("write `({text})` around the whole")).fix(whole));
        }
        // Where it ends is known once it is read.
        let inner = Fix::unsafely(format!("write `{name} (…)`"), vec![Edit::insert(operand.span.start, "(")]);
        // A number is added to the operand: a schedule would have it added at every tick.
        let is_sum = self.text[before.span.end..after].trim().starts_with(['+', '-']);
        if is_sum && matches!(self.byte(), Some(b'0'..=b'9' | b'.')) {
            return self.diagnostics.push(error.help(format!("write `{name} (…)` around the operand")).fix(inner));
        }
        let help = format!("write `{name} (…)` around the operand, or `({text})` around the whole");
        self.diagnostics.push(error.help(help).fix(inner).fix(whole));
    }
}

/// The postfix word that ends an expression, with its operand.
fn open_word(expr: &Expr) -> Option<(&Postfix, &Expr)> {
    let mut expr = expr;
    loop {
        expr = match &expr.kind {
            ExprKind::Negate(inner) => inner,
            ExprKind::Power(operands) => operands.last()?,
            ExprKind::Product { rest, .. } => &rest.last()?.1,
            ExprKind::Postfix { words, .. } => {
                let word = words.last()?;
                return match &word.kind {
                    PostfixKind::For(operand)
                    | PostfixKind::Until(operand)
                    | PostfixKind::Skip(operand)
                    | PostfixKind::Every(operand)
                    | PostfixKind::RepeatCount(operand) => Some((word, operand)),
                    PostfixKind::RepeatOver(over) => Some((word, over.end())),
                    PostfixKind::Mirror | PostfixKind::Repeat | PostfixKind::RepeatArgs { .. } => None,
                };
            }
            _ => return None,
        };
    }
}
