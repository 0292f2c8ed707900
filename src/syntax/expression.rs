//! Expressions: operands and operators in a row, by how they bind.

use super::ast::{Expr, ExprKind, ProductOp, SumOp};
use super::reader::Reader;
use super::token::TokenKind;
use crate::text::Span;

/// The signs before an operand.
#[derive(Clone, Copy)]
struct Signs {
    first: Option<Span>,
    count: usize,
}

impl Reader<'_> {
    /// `a then b then c`
    pub(super) fn chain(&mut self) -> Option<Expr> {
        let first = self.sum()?;
        let Some(second) = self.segment() else { return Some(first) };
        let mut segments = vec![first, second];
        while let Some(segment) = self.segment() {
            segments.push(segment);
        }
        let span = whole(&segments);
        Some(Expr { kind: ExprKind::Then(segments), span })
    }

    fn segment(&mut self) -> Option<Expr> {
        self.after_space(|reader| {
            reader.word("then", TokenKind::Then)?;
            reader.skip_space();
            reader.sum()
        })
    }

    /// `a + b - c`
    fn sum(&mut self) -> Option<Expr> {
        let reported = self.diagnostics.len();
        let first = self.product()?;
        let mut rest = Vec::new();
        while let Some(term) = self.term(rest.last().map_or(&first, |(_, operand)| operand)) {
            rest.push(term);
        }
        // What follows a postfix word goes on up to here.
        self.close_operands(reported, self.at);
        let Some((_, last)) = rest.last() else { return Some(first) };
        let span = first.span.to(last.span);
        Some(Expr { kind: ExprKind::Sum { first: Box::new(first), rest }, span })
    }

    fn term(&mut self, before: &Expr) -> Option<(SumOp, Expr)> {
        self.after_space(|reader| {
            let op = match reader.byte()? {
                b'+' => SumOp::Add,
                b'-' if !reader.is_at("->") => SumOp::Subtract,
                _ => return None,
            };
            reader.operator(TokenKind::Sum);
            reader.check_postfix(before);
            Some((op, reader.product()?))
        })
    }

    /// `a * b / c`
    fn product(&mut self) -> Option<Expr> {
        let first = self.power()?;
        let mut rest = Vec::new();
        while let Some(factor) = self.factor(rest.last().map_or(&first, |(_, operand)| operand)) {
            rest.push(factor);
        }
        let Some((_, last)) = rest.last() else { return Some(first) };
        let span = first.span.to(last.span);
        Some(Expr { kind: ExprKind::Product { first: Box::new(first), rest }, span })
    }

    fn factor(&mut self, before: &Expr) -> Option<(ProductOp, Expr)> {
        self.after_space(|reader| {
            let op = match reader.byte()? {
                b'*' if !reader.is_at("**") => ProductOp::Multiply,
                b'/' if !reader.is_at("//") => ProductOp::Divide,
                _ => return None,
            };
            reader.operator(TokenKind::Product);
            reader.check_postfix(before);
            Some((op, reader.power()?))
        })
    }

    /// `a ^ -b ^ c`: folded from the right, and a sign belongs to all that follows it.
    fn power(&mut self) -> Option<Expr> {
        let signs = self.signs();
        let base = self.postfix()?;
        let Some(exponent) = self.exponent(&base) else { return Some(signs.of(base)) };
        let mut operands = vec![(signs, base), exponent];
        while let Some(exponent) = operands.last().and_then(|(_, before)| self.exponent(before)) {
            operands.push(exponent);
        }
        let mut group: Vec<Expr> = Vec::new();
        for (signs, operand) in operands.into_iter().rev() {
            group.push(operand);
            if signs.first.is_some() {
                let inner = power_of(std::mem::take(&mut group));
                group.push(signs.of(inner));
            }
        }
        Some(power_of(group))
    }

    fn exponent(&mut self, before: &Expr) -> Option<(Signs, Expr)> {
        self.after_space(|reader| {
            if reader.byte()? != b'^' {
                return None;
            }
            reader.operator(TokenKind::Power);
            let signs = reader.signs();
            reader.check_postfix(before);
            Some((signs, reader.postfix()?))
        })
    }

    /// An operator of one character, and the white space after it.
    fn operator(&mut self, kind: TokenKind) {
        self.token(kind, self.at + 1);
        self.skip_space();
    }

    fn signs(&mut self) -> Signs {
        let mut signs = Signs { first: None, count: 0 };
        while self.byte() == Some(b'-') && !self.is_at("->") {
            let sign = Span::new(self.at, self.at + 1);
            self.operator(TokenKind::Sign);
            signs = Signs { first: signs.first.or(Some(sign)), count: signs.count + 1 };
        }
        signs
    }
}

impl Signs {
    /// An operand with these signs before it.
    fn of(self, operand: Expr) -> Expr {
        let Some(first) = self.first else { return operand };
        let span = first.to(operand.span);
        if self.count % 2 == 1 {
            Expr { kind: ExprKind::Negate(Box::new(operand)), span }
        } else {
            Expr { span, ..operand }
        }
    }
}

/// Operands of `^`, the last one first.
fn power_of(mut reversed: Vec<Expr>) -> Expr {
    if reversed.len() == 1 {
        return reversed.remove(0);
    }
    reversed.reverse();
    let span = whole(&reversed);
    Expr { kind: ExprKind::Power(reversed), span }
}

/// From the first to the last of some operands.
fn whole(operands: &[Expr]) -> Span {
    match operands {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}
