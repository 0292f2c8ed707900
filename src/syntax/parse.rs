//! The reader: from what the grammar takes apart to the tree.

use super::ast::{
    Arg, Comparison, Expr, ExprKind, File, Ident, Param, Path, Postfix, PostfixKind, ProductOp, RelativeSign,
    Statement, StatementKind, SumOp,
};
use super::grammar::{Part, Parts, Rule, accept};
use super::{depth, grammar, mistakes};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;
use crate::units::Unit;

/// How many postfix words may stand behind one operand.
const WORD_LIMIT: usize = 128;

/// Reads a file: its statements, and every mistake of syntax in it. A statement with a mistake is
/// left out.
pub fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let mut reader = Reader { text, diagnostics: Vec::new() };
    let found = mistakes::unreadable(text).or_else(|| depth::check(text));
    if let Some(diagnostic) = found {
        return (File::default(), vec![diagnostic]);
    }
    let file = reader.file();
    (file, reader.diagnostics)
}

struct Reader<'t> {
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn file(&mut self) -> File {
        let mut file = File::default();
        let mut at = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        loop {
            at = mistakes::skip_gap(self.text, at);
            if at >= self.text.len() {
                return file;
            }
            let before = self.diagnostics.len();
            let statement = self.statement(at);
            match statement {
                Some(statement) if mistakes::ends_here(self.text, statement.span.end) => {
                    at = statement.span.end;
                    if self.diagnostics.len() == before {
                        file.statements.push(statement);
                    }
                }
                _ => {
                    self.diagnostics.truncate(before);
                    let end = mistakes::next_statement(self.text, at);
                    let diagnostic = self.mistake(at, end);
                    self.diagnostics.push(diagnostic);
                    at = end;
                }
            }
        }
    }

    /// What is wrong with the statement in a region of the text.
    fn mistake(&self, start: usize, end: usize) -> Diagnostic {
        let region = &self.text[start..end];
        let (at, expected) = grammar::mistake(region).unwrap_or((mistakes::last_token(region).end, Vec::new()));
        mistakes::explain(self.text, Span::new(start, end), start + at, &expected)
    }

    /// The statement at a place, up to where it can no longer go on; `None` where there is none.
    fn statement(&mut self, start: usize) -> Option<Statement> {
        let opening = grammar::opening(self.text, start)?;
        let at = opening.span().end;
        let opening = opening.parts().next();
        let (kind, end) = if opening.as_ref().is_some_and(|opening| opening.rule() == Rule::expect_opening) {
            self.expectation(at)?
        } else {
            let value = self.chain_at(at)?;
            let end = value.span.end;
            let kind = match opening {
                Some(opening) => self.definition(opening, value),
                None => StatementKind::Bare(value),
            };
            (kind, end)
        };
        Some(Statement { kind, span: Span::new(start, end) })
    }

    /// What an opening and the value behind it define.
    fn definition(&mut self, opening: Part<'_>, value: Expr) -> StatementKind {
        let rule = opening.rule();
        let mut parts = opening.parts();
        while parts.next_if(|part| matches!(part.rule(), Rule::kw_let | Rule::kw_def | Rule::kw_param)).is_some() {}
        let name = ident(parts.next());
        match rule {
            Rule::let_opening => StatementKind::Let { name, value },
            Rule::param_opening => StatementKind::Param { name, value },
            Rule::def_opening => {
                let mut params = Vec::new();
                while let Some(param) = accept(&mut parts, Rule::parameter) {
                    let mut parts = param.parts();
                    let name = ident(parts.next());
                    let default = accept(&mut parts, Rule::equals).map(|_| self.chain(parts.next()));
                    params.push(Param { name, default });
                }
                StatementKind::Def { name, params, body: value }
            }
            _ => {
                let Ident { text, span } = name;
                StatementKind::Assign { name: Path { text, span }, value }
            }
        }
    }

    /// What stands behind an `expect`, and where it ends.
    fn expectation(&mut self, at: usize) -> Option<(StatementKind, usize)> {
        let left = self.chain_at(at)?;
        let mut end = left.span.end;
        let comparison = match grammar::comparison(self.text, end) {
            None => None,
            Some(part) => {
                let right = self.chain_at(part.span().end)?;
                end = right.span.end;
                Some((comparison(part.text()), right))
            }
        };
        Some((StatementKind::Expect { left, comparison }, end))
    }

    /// The chain at a place of the text.
    fn chain_at(&mut self, at: usize) -> Option<Expr> {
        Some(self.then(&mut grammar::chain(self.text, at)?))
    }

    /// The chain that a part is.
    fn chain(&mut self, part: Option<Part<'_>>) -> Expr {
        // The grammar has a chain wherever this is called.
        part.map_or_else(nothing, |part| self.then(&mut part.parts()))
    }

    fn then(&mut self, parts: &mut Parts<'_>) -> Expr {
        let first = self.sum(parts);
        if parts.peek().is_none() {
            return first;
        }
        let mut segments = vec![first];
        while accept(parts, Rule::kw_then).is_some() {
            segments.push(self.sum(parts));
        }
        let span = ends(&segments);
        Expr { kind: ExprKind::Then(segments), span }
    }

    fn sum(&mut self, parts: &mut Parts<'_>) -> Expr {
        let first = self.product(parts);
        let mut rest = Vec::new();
        while let Some(op) = accept(parts, Rule::sum_operator) {
            let op = if op.text() == "+" { SumOp::Add } else { SumOp::Subtract };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), parts);
            rest.push((op, self.product(parts)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Sum { first: Box::new(first), rest }, span }
    }

    fn product(&mut self, parts: &mut Parts<'_>) -> Expr {
        let first = self.power(parts);
        let mut rest = Vec::new();
        while let Some(op) = accept(parts, Rule::product_operator) {
            let op = if op.text() == "*" { ProductOp::Multiply } else { ProductOp::Divide };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), parts);
            rest.push((op, self.power(parts)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Product { first: Box::new(first), rest }, span }
    }

    /// Signs and powers, folded from the right; a sign belongs to all that follows it.
    fn power(&mut self, parts: &mut Parts<'_>) -> Expr {
        let mut operands: Vec<(Vec<Span>, Expr)> = Vec::new();
        loop {
            let mut signs = Vec::new();
            while let Some(sign) = accept(parts, Rule::sign) {
                signs.push(sign.span());
            }
            if let Some((_, before)) = operands.last() {
                self.check_postfix(before, parts);
            }
            operands.push((signs, self.postfix(parts)));
            if accept(parts, Rule::power_operator).is_none() {
                break;
            }
        }
        let mut group: Vec<Expr> = Vec::new();
        for (signs, operand) in operands.into_iter().rev() {
            group.push(operand);
            let Some(first) = signs.first() else { continue };
            let inner = power_of(std::mem::take(&mut group));
            let span = first.to(inner.span);
            group.push(if signs.len() % 2 == 1 {
                Expr { kind: ExprKind::Negate(Box::new(inner)), span }
            } else {
                Expr { span, ..inner }
            });
        }
        power_of(group)
    }

    fn postfix(&mut self, parts: &mut Parts<'_>) -> Expr {
        let operand = self.primary(parts);
        let mut words = Vec::new();
        while let Some(word) = parts.next_if(|part| is_word(part.rule())) {
            words.push(self.word(word));
        }
        let Some(last) = words.last() else { return operand };
        let span = operand.span.to(last.span);
        if words.len() > WORD_LIMIT {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::Nesting,
                    format!("more than {WORD_LIMIT} words stand behind one operand"),
                    words[WORD_LIMIT].span,
                )
                .saying("one too many")
                .help("name the inner part with `let`"),
            );
        }
        Expr { kind: ExprKind::Postfix { operand: Box::new(operand), words }, span }
    }

    fn word(&mut self, part: Part<'_>) -> Postfix {
        let rule = part.rule();
        let mut parts = part.parts();
        let word = parts.next().map(|word| word.span()).unwrap_or_default();
        let operand = match rule {
            Rule::mirror_word => return Postfix { kind: PostfixKind::Mirror, span: word },
            Rule::repeat_word => return self.repeat(word, parts.next()),
            _ => self.primary(&mut parts),
        };
        let span = word.to(operand.span);
        let kind = match rule {
            Rule::for_word => PostfixKind::For(operand),
            Rule::skip_word => PostfixKind::Skip(operand),
            _ => PostfixKind::Every(operand),
        };
        Postfix { kind, span }
    }

    /// `repeat`, with a count or arguments or neither.
    fn repeat(&mut self, word: Span, behind: Option<Part<'_>>) -> Postfix {
        let Some(behind) = behind else { return Postfix { kind: PostfixKind::Repeat, span: word } };
        let args_span = behind.span();
        let kind = if behind.rule() == Rule::count {
            let number = Expr { kind: ExprKind::Number(behind.text().to_string()), span: args_span };
            PostfixKind::RepeatCount(number)
        } else {
            PostfixKind::RepeatArgs { args: self.args(behind), args_span }
        };
        Postfix { kind, span: word.to(args_span) }
    }

    fn primary(&mut self, parts: &mut Parts<'_>) -> Expr {
        let Some(first) = parts.next() else { return nothing() };
        let mut span = first.span();
        let kind = match first.rule() {
            Rule::number => number(first.text()),
            Rule::list => ExprKind::List(first.parts().map(|item| self.chain(Some(item))).collect()),
            Rule::parenthesis => ExprKind::Paren(Box::new(self.chain(first.parts().next()))),
            _ => {
                let brackets = accept(parts, Rule::arguments).or_else(|| accept(parts, Rule::index));
                if let Some(brackets) = &brackets {
                    span = span.to(brackets.span());
                }
                self.reference(first, brackets)
            }
        };
        let value = Expr { kind, span };
        let Some((unit, unit_span)) =
            accept(parts, Rule::unit).and_then(|unit| Some((Unit::parse(unit.text())?, unit.span())))
        else {
            return value;
        };
        Expr { kind: ExprKind::Quantity { value: Box::new(value), unit, unit_span }, span: span.to(unit_span) }
    }

    /// A name with the brackets behind it, if there are any.
    fn reference(&mut self, name: Part<'_>, brackets: Option<Part<'_>>) -> ExprKind {
        let Ident { text, span } = ident(Some(name));
        let name = Path { text, span };
        let Some(brackets) = brackets else { return ExprKind::Name(name) };
        if brackets.rule() == Rule::index {
            let mut places = brackets.parts();
            let at = Box::new(self.chain(places.next()));
            let to = places.next().map(|to| Box::new(self.chain(Some(to))));
            return ExprKind::Index { name, at, to };
        }
        let args_span = brackets.span();
        ExprKind::Call { name, args: self.args(brackets), args_span }
    }

    fn args(&mut self, part: Part<'_>) -> Vec<Arg> {
        let mut parts = part.parts();
        let mut args = Vec::new();
        while parts.peek().is_some() {
            let name = accept(&mut parts, Rule::ident).map(|name| ident(Some(name)));
            let value = parts.next().map_or_else(nothing, |value| self.value(value));
            args.push(Arg { name, value });
        }
        args
    }

    fn value(&mut self, part: Part<'_>) -> Expr {
        if part.rule() != Rule::function {
            return self.chain(Some(part));
        }
        let mut parts = part.parts();
        let param = ident(parts.next());
        let body = self.chain(parts.next());
        let span = param.span.to(body.span);
        Expr { kind: ExprKind::Lambda { param, body: Box::new(body) }, span }
    }

    /// Arithmetic right behind the operand of a postfix word could belong to either side.
    fn check_postfix(&mut self, before: &Expr, next: &mut Parts<'_>) {
        let Some((word, next)) = open_word(before).zip(next.peek()) else { return };
        let after = next.span().start;
        let text = before.span.of(self.text);
        let name = word.span.of(self.text).split_whitespace().next().unwrap_or_default().to_string();
        self.diagnostics.push(
            Diagnostic::new(
                Code::PostfixArithmetic,
                format!("arithmetic right behind `{name} …` could belong to the operand or to the whole"),
                Span::new(word.span.start, (after + 1).min(self.text.len())),
            )
            .help(format!("write `{name} (…)` around the operand, or `({text})` around the whole")),
        );
    }
}

/// Whether a part is a postfix word with what belongs to it.
fn is_word(rule: Rule) -> bool {
    matches!(rule, Rule::for_word | Rule::skip_word | Rule::every_word | Rule::mirror_word | Rule::repeat_word)
}

/// What stands where the grammar leaves nothing out.
fn nothing() -> Expr {
    Expr { kind: ExprKind::List(Vec::new()), span: Span::default() }
}

/// The postfix word with an operand that ends an expression.
fn open_word(expr: &Expr) -> Option<&Postfix> {
    let mut expr = expr;
    loop {
        expr = match &expr.kind {
            ExprKind::Negate(inner) => inner,
            ExprKind::Power(operands) => operands.last()?,
            ExprKind::Product { rest, .. } => &rest.last()?.1,
            ExprKind::Postfix { words, .. } => {
                return words.last().filter(|word| {
                    matches!(
                        word.kind,
                        PostfixKind::For(_)
                            | PostfixKind::Skip(_)
                            | PostfixKind::Every(_)
                            | PostfixKind::RepeatCount(_)
                    )
                });
            }
            _ => return None,
        };
    }
}

/// Operands of `^`, the last one first.
fn power_of(mut reversed: Vec<Expr>) -> Expr {
    if reversed.len() == 1 {
        return reversed.remove(0);
    }
    reversed.reverse();
    let span = ends(&reversed);
    Expr { kind: ExprKind::Power(reversed), span }
}

fn ends(parts: &[Expr]) -> Span {
    match parts {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}

fn ident(part: Option<Part<'_>>) -> Ident {
    part.map_or_else(
        || Ident { text: String::new(), span: Span::default() },
        |part| Ident { text: part.text().to_string(), span: part.span() },
    )
}

/// A number, relative where a sign touches it.
fn number(text: &str) -> ExprKind {
    let relative = |number: &str, sign| ExprKind::Relative { number: number.to_string(), sign };
    match (text.strip_suffix('%'), text.strip_suffix('x')) {
        (Some(number), _) => relative(number, RelativeSign::Percent),
        (_, Some(number)) => relative(number, RelativeSign::Times),
        _ => ExprKind::Number(text.to_string()),
    }
}

fn comparison(text: &str) -> Comparison {
    match text {
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        _ => Comparison::GreaterOrEqual,
    }
}
