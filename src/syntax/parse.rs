//! The reader: the only file that knows pest.

use std::iter::Peekable;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

use super::ast::{
    Arg, Comparison, Expr, ExprKind, File, Ident, Param, Path, Postfix, PostfixKind, ProductOp, RelativeSign,
    Statement, StatementKind, SumOp, Unit,
};
use super::{depth, mistakes};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

// The derive puts the parser and its rules into this scope, without documentation.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/lehr.pest"]
    pub(super) struct Grammar;
}

use grammar::{Grammar, Rule};

/// How many postfix words may stand behind one operand.
const WORD_LIMIT: usize = 128;

/// Reads a file: its statements, and every mistake of syntax in it. A statement with a mistake is
/// left out.
pub fn parse(text: &str) -> (File, Vec<Diagnostic>) {
    let mut reader = Reader { text, offset: 0, diagnostics: Vec::new() };
    let found = mistakes::unreadable(text).or_else(|| depth::check(text));
    if let Some(diagnostic) = found {
        return (File::default(), vec![diagnostic]);
    }
    let file = reader.file();
    (file, reader.diagnostics)
}

/// The operands and the operators of a chain.
type Tokens<'t> = Peekable<Pairs<'t, Rule>>;

struct Reader<'t> {
    text: &'t str,
    /// Where the statement that is being read starts.
    offset: usize,
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
            let parsed = Grammar::parse(Rule::statement, &self.text[at..]).ok();
            self.offset = at;
            let before = self.diagnostics.len();
            let statement = parsed.and_then(|mut pairs| pairs.next()).map(|pair| self.statement(pair));
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
        let (at, expected) = match Grammar::parse(Rule::only_statement, region) {
            Ok(_) => (mistakes::last_token(region).end, Vec::new()),
            Err(error) => {
                let at = match error.location {
                    InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
                };
                let expected = match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => words(&positives),
                    ErrorVariant::CustomError { .. } => Vec::new(),
                };
                (at, expected)
            }
        };
        mistakes::explain(self.text, Span::new(start, end), start + at, &expected)
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        Span::new(self.offset + span.start(), self.offset + span.end())
    }

    fn statement(&mut self, pair: Pair<'_, Rule>) -> Statement {
        let start = self.span(&pair).start;
        let inner = only(pair);
        let rule = inner.as_rule();
        let mut parts = inner.into_inner().filter(|part| {
            !matches!(part.as_rule(), Rule::equals | Rule::kw_let | Rule::kw_def | Rule::kw_param | Rule::kw_expect)
        });
        let mut next = || parts.next();
        let (kind, end) = match rule {
            Rule::let_statement | Rule::param_statement => {
                let (name, value) = (self.ident(next()), self.chain(next()));
                let end = value.span.end;
                let kind = if rule == Rule::let_statement {
                    StatementKind::Let { name, value }
                } else {
                    StatementKind::Param { name, value }
                };
                (kind, end)
            }
            Rule::def_statement => {
                let name = self.ident(next());
                let mut params = Vec::new();
                let mut body = None;
                for part in parts {
                    if part.as_rule() == Rule::parameter {
                        let mut inner = part.into_inner().filter(|part| part.as_rule() != Rule::equals);
                        let name = self.ident(inner.next());
                        let default = inner.next().map(|value| self.chain(Some(value)));
                        params.push(Param { name, default });
                    } else {
                        body = Some(part);
                    }
                }
                let body = self.chain(body);
                let end = body.span.end;
                (StatementKind::Def { name, params, body }, end)
            }
            Rule::expect_statement => {
                let left = self.chain(next());
                let comparison = next().map(|op| (comparison(op.as_str()), self.chain(next())));
                let end = comparison.as_ref().map_or(left.span.end, |(_, right)| right.span.end);
                (StatementKind::Expect { left, comparison }, end)
            }
            Rule::assignment => {
                let (name, value) = (self.path(next()), self.chain(next()));
                let end = value.span.end;
                (StatementKind::Assign { name, value }, end)
            }
            _ => {
                let value = self.chain(next());
                let end = value.span.end;
                (StatementKind::Bare(value), end)
            }
        };
        Statement { kind, span: Span::new(start, end) }
    }

    fn ident(&self, pair: Option<Pair<'_, Rule>>) -> Ident {
        pair.map_or_else(
            || Ident { text: String::new(), span: Span::default() },
            |pair| Ident { text: pair.as_str().to_string(), span: self.span(&pair) },
        )
    }

    fn path(&self, pair: Option<Pair<'_, Rule>>) -> Path {
        let Ident { text, span } = self.ident(pair);
        Path { text, span }
    }

    fn chain(&mut self, pair: Option<Pair<'_, Rule>>) -> Expr {
        // The grammar has a chain wherever this is called.
        pair.map_or_else(nothing, |pair| self.then(&mut pair.into_inner().peekable()))
    }

    fn then(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let first = self.sum(tokens);
        if tokens.peek().is_none() {
            return first;
        }
        let mut parts = vec![first];
        while accept(tokens, Rule::kw_then).is_some() {
            parts.push(self.sum(tokens));
        }
        let span = ends(&parts);
        Expr { kind: ExprKind::Then(parts), span }
    }

    fn sum(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let first = self.product(tokens);
        let mut rest = Vec::new();
        while let Some(op) = accept(tokens, Rule::sum_operator) {
            let op = if op.as_str() == "+" { SumOp::Add } else { SumOp::Subtract };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), tokens);
            rest.push((op, self.product(tokens)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Sum { first: Box::new(first), rest }, span }
    }

    fn product(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let first = self.power(tokens);
        let mut rest = Vec::new();
        while let Some(op) = accept(tokens, Rule::product_operator) {
            let op = if op.as_str() == "*" { ProductOp::Multiply } else { ProductOp::Divide };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), tokens);
            rest.push((op, self.power(tokens)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Product { first: Box::new(first), rest }, span }
    }

    /// Signs and powers, folded from the right; a sign belongs to all that follows it.
    fn power(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let mut operands: Vec<(Vec<Span>, Expr)> = Vec::new();
        loop {
            let mut signs = Vec::new();
            while let Some(sign) = accept(tokens, Rule::sign) {
                signs.push(self.span(&sign));
            }
            if let Some((_, before)) = operands.last() {
                self.check_postfix(before, tokens);
            }
            operands.push((signs, self.postfix(tokens)));
            if accept(tokens, Rule::power_operator).is_none() {
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

    fn postfix(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let operand = self.primary(tokens);
        let mut words = Vec::new();
        while let Some(word) = tokens.next_if(|token| is_word(token.as_rule())) {
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

    fn word(&mut self, pair: Pair<'_, Rule>) -> Postfix {
        let rule = pair.as_rule();
        let mut parts = pair.into_inner().peekable();
        let word = parts.next().map(|word| self.span(&word)).unwrap_or_default();
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
    fn repeat(&mut self, word: Span, behind: Option<Pair<'_, Rule>>) -> Postfix {
        let Some(behind) = behind else { return Postfix { kind: PostfixKind::Repeat, span: word } };
        let args_span = self.span(&behind);
        let kind = if behind.as_rule() == Rule::count {
            let number = Expr { kind: ExprKind::Number(behind.as_str().to_string()), span: args_span };
            PostfixKind::RepeatCount(number)
        } else {
            PostfixKind::RepeatArgs { args: self.args(behind), args_span }
        };
        Postfix { kind, span: word.to(args_span) }
    }

    fn primary(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(first) = tokens.next() else { return nothing() };
        let mut span = self.span(&first);
        let kind = match first.as_rule() {
            Rule::number => number(first.as_str()),
            Rule::list => ExprKind::List(first.into_inner().map(|item| self.chain(Some(item))).collect()),
            Rule::parenthesis => ExprKind::Paren(Box::new(self.chain(first.into_inner().next()))),
            _ => {
                let brackets = accept(tokens, Rule::arguments).or_else(|| accept(tokens, Rule::index));
                if let Some(brackets) = &brackets {
                    span = span.to(self.span(brackets));
                }
                self.reference(first, brackets)
            }
        };
        let value = Expr { kind, span };
        let Some((unit, unit_span)) =
            accept(tokens, Rule::unit).and_then(|unit| Some((Unit::parse(unit.as_str())?, self.span(&unit))))
        else {
            return value;
        };
        Expr { kind: ExprKind::Quantity { value: Box::new(value), unit, unit_span }, span: span.to(unit_span) }
    }

    /// A name with the brackets behind it, if there are any.
    fn reference(&mut self, name: Pair<'_, Rule>, brackets: Option<Pair<'_, Rule>>) -> ExprKind {
        let name = self.path(Some(name));
        let Some(brackets) = brackets else { return ExprKind::Name(name) };
        if brackets.as_rule() == Rule::index {
            let mut places = brackets.into_inner();
            let at = Box::new(self.chain(places.next()));
            let to = places.next().map(|to| Box::new(self.chain(Some(to))));
            return ExprKind::Index { name, at, to };
        }
        let args_span = self.span(&brackets);
        ExprKind::Call { name, args: self.args(brackets), args_span }
    }

    fn args(&mut self, pair: Pair<'_, Rule>) -> Vec<Arg> {
        let mut parts = pair.into_inner().peekable();
        let mut args = Vec::new();
        while parts.peek().is_some() {
            let name = accept(&mut parts, Rule::ident).map(|name| self.ident(Some(name)));
            let value = parts.next().map_or_else(nothing, |value| self.value(value));
            args.push(Arg { name, value });
        }
        args
    }

    fn value(&mut self, pair: Pair<'_, Rule>) -> Expr {
        if pair.as_rule() != Rule::function {
            return self.chain(Some(pair));
        }
        let mut parts = pair.into_inner();
        let param = self.ident(parts.next());
        let body = self.chain(parts.next());
        let span = param.span.to(body.span);
        Expr { kind: ExprKind::Lambda { param, body: Box::new(body) }, span }
    }

    /// Arithmetic right behind the operand of a postfix word could belong to either side.
    fn check_postfix(&mut self, before: &Expr, next: &mut Tokens<'_>) {
        let Some((word, next)) = open_word(before).zip(next.peek()) else { return };
        let after = self.span(next).start;
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

/// Takes the next token, if it is one of a rule.
fn accept<'t>(tokens: &mut Tokens<'t>, rule: Rule) -> Option<Pair<'t, Rule>> {
    tokens.next_if(|token| token.as_rule() == rule)
}

/// Whether a token is a postfix word with what belongs to it.
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

fn only(pair: Pair<'_, Rule>) -> Pair<'_, Rule> {
    let whole = pair.clone();
    pair.into_inner().next().unwrap_or(whole)
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

/// What may stand at a place, in few plain words.
fn words(rules: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<_> = rules.iter().filter_map(|rule| symbol(*rule)).collect();
    words.sort_unstable();
    words.dedup();
    // A name is a value.
    if words.contains(&"a value") {
        words.retain(|word| *word != "a name");
    }
    words
}

/// What a person calls a rule; nothing for those that are only part of others.
fn symbol(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::equals => "`=`",
        Rule::comparison => "a comparison",
        Rule::operator | Rule::sum_operator | Rule::product_operator | Rule::power_operator | Rule::kw_then => {
            "an operator or `then`"
        }
        Rule::statement
        | Rule::let_statement
        | Rule::def_statement
        | Rule::param_statement
        | Rule::expect_statement
        | Rule::assignment
        | Rule::kw_let
        | Rule::kw_def
        | Rule::kw_param
        | Rule::kw_expect => "a statement",
        Rule::bare
        | Rule::chain
        | Rule::operand
        | Rule::sign
        | Rule::primary
        | Rule::number
        | Rule::list
        | Rule::parenthesis
        | Rule::reference => "a value",
        Rule::word | Rule::for_word | Rule::skip_word | Rule::every_word | Rule::mirror_word | Rule::repeat_word => {
            return None;
        }
        Rule::kw_for | Rule::kw_skip | Rule::kw_every | Rule::kw_mirror | Rule::kw_repeat => return None,
        Rule::arguments | Rule::count | Rule::index | Rule::unit => return None,
        Rule::argument | Rule::named_argument | Rule::function => "an argument",
        Rule::parameter | Rule::path | Rule::ident => "a name",
        Rule::EOI => "the end of the statement",
        Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::blank
        | Rule::closing
        | Rule::gap
        | Rule::argument_equals
        | Rule::only_statement
        | Rule::digits
        | Rule::whole
        | Rule::suffix
        | Rule::ident_start
        | Rule::ident_char
        | Rule::keyword => return None,
    })
}
