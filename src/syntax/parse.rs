//! The parser: from the pairs of the grammar to the tree.

use super::ast::{
    Arg, Braces, Comparison, EventTimes, Expr, ExprKind, FamilyName, FamilyPart, Ident, Over, Param, Path, Postfix,
    PostfixKind, ProductOp, RelativeSign, Statement, StatementKind, SumOp,
};
use super::grammar::{ChainStart, Kept, Pair, Pairs, Rule, accept, is_word};
use super::mistakes::Mistakes;
use super::nesting::Nesting;
use super::{grammar, recovery};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// How many postfix words may follow one operand.
const WORD_LIMIT: usize = 128;

/// Reads the statements of a text.
pub(super) struct Parser<'t> {
    text: &'t str,
    mistakes: Mistakes<'t>,
    /// Where what is read is kept.
    kept: Kept,
    nesting: Nesting,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What holds all statements with an error.
    pub(super) broken: Option<Span>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, kept: Kept) -> Self {
        Self {
            text,
            mistakes: Mistakes::new(text),
            kept,
            nesting: Nesting::default(),
            diagnostics: Vec::new(),
            broken: None,
        }
    }

    /// Reads statements up to the first of `following` that starts where the parser arrives; also returns how many of
    /// those were passed.
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
                let diagnostic = self.mistakes.of(Span::new(at, end));
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
    pub(super) fn statement_alone(&mut self, at: usize) -> Result<(Statement, Vec<Diagnostic>), Option<Diagnostic>> {
        if let Some(diagnostic) = self.nesting.check(self.text, at) {
            return Err(Some(diagnostic));
        }
        let before = self.diagnostics.len();
        let statement = self.statement(at).filter(|statement| recovery::ends_here(self.text, statement.span.end));
        let found = self.diagnostics.split_off(before);
        statement.map(|statement| (statement, found)).ok_or(None)
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

    /// The statement at a place, up to where it can no longer go on; `None` where there is none.
    fn statement(&mut self, start: usize) -> Option<Statement> {
        let (opening, chain) = grammar::statement(self.text, start, &self.kept)?;
        let at = opening.span().end;
        let opening = opening.into_inner().next();
        let rule = opening.as_ref().map(Pair::rule);
        let (kind, end) = if rule == Some(Rule::expect_opening) {
            self.expectation(chain)?
        } else if rule == Some(Rule::event_opening) {
            self.event(opening?, at)?
        } else if rule == Some(Rule::unit_declaration) {
            let names = opening.into_iter().flat_map(Pair::into_inner).skip(1);
            (StatementKind::Unit(names.map(|name| ident(Some(name))).collect()), at)
        } else if rule == Some(Rule::open_param) {
            let name = opening.and_then(|opening| opening.into_inner().nth(1));
            let name = ident(name);
            let end = name.span.end;
            (StatementKind::Param { name, value: None }, end)
        } else {
            let value = self.whole_chain(chain)?;
            let end = value.span.end;
            let kind = match opening {
                Some(opening) => self.definition(opening, value),
                None => StatementKind::Bare(value),
            };
            (kind, end)
        };
        Some(Statement { kind, span: Span::new(start, end) })
    }

    /// What an opening and the value after it define.
    fn definition(&mut self, opening: Pair<'_>, value: Expr) -> StatementKind {
        let rule = opening.rule();
        let mut pairs = opening.into_inner();
        if let Some(name) = accept(&mut pairs, Rule::family_name) {
            return StatementKind::Family { name: self.family_name(name), value };
        }
        while pairs.next_if(|pair| matches!(pair.rule(), Rule::kw_let | Rule::kw_def | Rule::kw_param)).is_some() {}
        let name = ident(pairs.next());
        match rule {
            Rule::let_opening => StatementKind::Let { name, value },
            Rule::param_opening => StatementKind::Param { name, value: Some(value) },
            Rule::def_opening => {
                let mut params = Vec::new();
                while let Some(param) = accept(&mut pairs, Rule::parameter) {
                    let mut pairs = param.into_inner();
                    let name = ident(pairs.next());
                    let default = accept(&mut pairs, Rule::equals).map(|_| self.chain(pairs.next()));
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

    fn family_name(&mut self, pair: Pair<'_>) -> FamilyName {
        let span = pair.span();
        let mut pairs = pair.into_inner();
        let Ident { text, span: head } = ident(pairs.next());
        let parts = pairs.map(|part| match part.rule() {
            Rule::braces => FamilyPart::Braces(Box::new(self.braces(part))),
            _ => {
                let Span { start, end } = part.span();
                let text = part.text().trim_start_matches('.').to_string();
                FamilyPart::Name(Ident { text, span: Span::new(start + 1, end) })
            }
        });
        FamilyName { parts: parts.collect(), head: Path { text, span: head }, span }
    }

    fn braces(&mut self, pair: Pair<'_>) -> Braces {
        let span = pair.span();
        let mut pairs = pair.into_inner();
        let name = ident(pairs.next());
        accept(&mut pairs, Rule::kw_in);
        let first = self.chain(pairs.next());
        let last = self.chain(pairs.next());
        Braces { name, first, last, span }
    }

    /// The event of an opening, and where it ends.
    fn event(&mut self, opening: Pair<'_>, at: usize) -> Option<(StatementKind, usize)> {
        let mut pairs = opening.into_inner();
        accept(&mut pairs, Rule::word_event);
        let name = ident(pairs.next());
        let times = grammar::event_times(self.text, at, &self.kept)?;
        let end = times.span().end;
        let mut pairs = times.into_inner();
        if accept(&mut pairs, Rule::word_at).is_some() {
            let times = EventTimes::At(self.primary(&mut pairs));
            return Some((StatementKind::Event { name, times }, end));
        }
        accept(&mut pairs, Rule::kw_every);
        let interval = self.primary(&mut pairs);
        let (mut from, mut until) = (None, None);
        while let Some(word) = pairs.next() {
            let time = Some(self.primary(&mut pairs));
            if word.rule() == Rule::word_from { from = time } else { until = time }
        }
        Some((StatementKind::Event { name, times: EventTimes::Every { interval, from, until } }, end))
    }

    /// What an `expect` says whose first side has a start, and where it ends.
    fn expectation(&mut self, start: ChainStart<'t>) -> Option<(StatementKind, usize)> {
        let left = self.whole_chain(start)?;
        let mut end = left.span.end;
        let comparison = match grammar::comparison(self.text, end, &self.kept) {
            None => None,
            Some(pair) => {
                let right = self.whole_chain(grammar::chain_start(self.text, pair.span().end)?)?;
                end = right.span.end;
                Some((comparison(pair.text()), right))
            }
        };
        Some((StatementKind::Expect { left, comparison }, end))
    }

    /// The chain that has a start.
    fn whole_chain(&mut self, start: ChainStart<'t>) -> Option<Expr> {
        Some(self.then(&mut grammar::chain(self.text, start, &self.kept)?))
    }

    /// The chain that a pair is.
    fn chain(&mut self, pair: Option<Pair<'_>>) -> Expr {
        // The grammar has a chain wherever this is called.
        pair.map_or_else(nothing, |pair| self.then(&mut pair.into_inner()))
    }

    fn then(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let first = self.sum(pairs);
        if pairs.peek().is_none() {
            return first;
        }
        let mut segments = vec![first];
        while accept(pairs, Rule::kw_then).is_some() {
            segments.push(self.sum(pairs));
        }
        let span = whole(&segments);
        Expr { kind: ExprKind::Then(segments), span }
    }

    fn sum(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let reported = self.diagnostics.len();
        let sum = self.sum_of_products(pairs);
        // What follows a postfix word goes on up to here.
        for found in &mut self.diagnostics[reported..] {
            if let (Code::PostfixArithmetic, [around_operand, ..]) = (found.code, &mut found.fixes[..])
                && around_operand.edits.len() == 1
            {
                around_operand.edits.push(Edit::insert(sum.span.end, ")"));
            }
        }
        sum
    }

    fn sum_of_products(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let first = self.product(pairs);
        let mut rest = Vec::new();
        while let Some(op) = accept(pairs, Rule::sum_operator) {
            let op = if op.text() == "+" { SumOp::Add } else { SumOp::Subtract };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), pairs);
            rest.push((op, self.product(pairs)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Sum { first: Box::new(first), rest }, span }
    }

    fn product(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let first = self.power(pairs);
        let mut rest = Vec::new();
        while let Some(op) = accept(pairs, Rule::product_operator) {
            let op = if op.text() == "*" { ProductOp::Multiply } else { ProductOp::Divide };
            self.check_postfix(rest.last().map_or(&first, |(_, operand)| operand), pairs);
            rest.push((op, self.power(pairs)));
        }
        let Some((_, last)) = rest.last() else { return first };
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Product { first: Box::new(first), rest }, span }
    }

    /// Signs and powers, folded from the right; a sign belongs to all that follows it.
    fn power(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let (first_signs, first) = (signs(pairs), self.postfix(pairs));
        let has_power = pairs.peek().is_some_and(|pair| pair.rule() == Rule::power_operator);
        if first_signs.is_empty() && !has_power {
            return first;
        }
        let mut operands = vec![(first_signs, first)];
        while accept(pairs, Rule::power_operator).is_some() {
            let signs = signs(pairs);
            if let Some((_, before)) = operands.last() {
                self.check_postfix(before, pairs);
            }
            operands.push((signs, self.postfix(pairs)));
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

    fn postfix(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let operand = self.primary(pairs);
        let mut words = Vec::new();
        while let Some(word) = pairs.next_if(|pair| is_word(pair.rule())) {
            words.push(self.word(word));
        }
        let Some(last) = words.last() else { return operand };
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
        Expr { kind: ExprKind::Postfix { operand: Box::new(operand), words }, span }
    }

    fn word(&mut self, pair: Pair<'_>) -> Postfix {
        let rule = pair.rule();
        let mut pairs = pair.into_inner();
        let word = pairs.next().map(|word| word.span()).unwrap_or_default();
        let operand = match rule {
            Rule::mirror_word => return Postfix { kind: PostfixKind::Mirror, span: word },
            Rule::repeat_word => return self.repeat(word, pairs.next()),
            _ => self.primary(&mut pairs),
        };
        let span = word.to(operand.span);
        let kind = match rule {
            Rule::for_word => PostfixKind::For(operand),
            Rule::until_word => PostfixKind::Until(operand),
            Rule::skip_word => PostfixKind::Skip(operand),
            _ => PostfixKind::Every(operand),
        };
        Postfix { kind, span }
    }

    /// `repeat`, with a count or arguments or neither.
    fn repeat(&mut self, word: Span, count: Option<Pair<'_>>) -> Postfix {
        let Some(count) = count else { return Postfix { kind: PostfixKind::Repeat, span: word } };
        let args_span = count.span();
        let kind = match count.rule() {
            Rule::count => {
                let number = Expr { kind: ExprKind::Number(count.text().to_string()), span: args_span };
                PostfixKind::RepeatCount(number)
            }
            Rule::over => PostfixKind::RepeatOver(Box::new(self.over(count))),
            _ => PostfixKind::RepeatArgs { args: self.args(count), args_span },
        };
        Postfix { kind, span: word.to(args_span) }
    }

    /// `over p in [1, 2, 4]`
    fn over(&mut self, pair: Pair<'_>) -> Over {
        let mut pairs = pair.into_inner();
        accept(&mut pairs, Rule::word_over);
        let name = ident(pairs.next());
        accept(&mut pairs, Rule::kw_in);
        let values = self.primary(&mut pairs);
        let last = pairs.peek().is_some().then(|| self.primary(&mut pairs));
        Over { name, values, last }
    }

    fn primary(&mut self, pairs: &mut Pairs<'_>) -> Expr {
        let Some(first) = pairs.next() else { return nothing() };
        let mut span = first.span();
        let kind = match first.rule() {
            Rule::number => number(first.text()),
            Rule::list => ExprKind::List(first.into_inner().map(|item| self.chain(Some(item))).collect()),
            Rule::parenthesis => ExprKind::Paren(Box::new(self.chain(first.into_inner().next()))),
            _ => {
                let reference = self.reference(first, pairs);
                span = reference.span;
                reference.kind
            }
        };
        let value = Expr { kind, span };
        let Some(unit) = accept(pairs, Rule::unit).map(|unit| ident(Some(unit))) else { return value };
        let span = span.to(unit.span);
        Expr { kind: ExprKind::Quantity { value: Box::new(value), unit }, span }
    }

    /// A name with the brackets after it, if there are any.
    fn reference(&mut self, name: Pair<'_>, pairs: &mut Pairs<'_>) -> Expr {
        let Ident { text, span } = ident(Some(name));
        let name = Path { text, span };
        let called = match accept(pairs, Rule::arguments) {
            None => Expr { kind: ExprKind::Name(name), span },
            Some(brackets) => {
                let args_span = brackets.span();
                let args = self.args(brackets);
                Expr { kind: ExprKind::Call { name, args, args_span }, span: span.to(args_span) }
            }
        };
        let Some(brackets) = accept(pairs, Rule::index) else { return called };
        let span = called.span.to(brackets.span());
        let mut places = brackets.into_inner();
        let at = Box::new(self.chain(places.next()));
        let to = places.next().map(|to| Box::new(self.chain(Some(to))));
        Expr { kind: ExprKind::Index { of: Box::new(called), at, to }, span }
    }

    fn args(&mut self, pair: Pair<'_>) -> Vec<Arg> {
        let mut pairs = pair.into_inner();
        let mut args = Vec::new();
        while pairs.peek().is_some() {
            let name = accept(&mut pairs, Rule::ident).map(|name| ident(Some(name)));
            let value = pairs.next().map_or_else(nothing, |value| self.value(value));
            let value = match accept(&mut pairs, Rule::range_end) {
                Some(end) => self.range(value, end),
                None => value,
            };
            args.push(Arg { name, value });
        }
        args
    }

    fn value(&mut self, pair: Pair<'_>) -> Expr {
        if pair.rule() != Rule::function {
            return self.chain(Some(pair));
        }
        let mut pairs = pair.into_inner();
        let param = ident(pairs.next());
        let body = self.chain(pairs.next());
        let span = param.span.to(body.span);
        Expr { kind: ExprKind::Lambda { param, body: Box::new(body) }, span }
    }

    /// A value up to the end of a range.
    fn range(&mut self, first: Expr, end: Pair<'_>) -> Expr {
        let last = self.chain(end.into_inner().next());
        let span = first.span.to(last.span);
        Expr { kind: ExprKind::Range { first: Box::new(first), last: Box::new(last) }, span }
    }

    /// Arithmetic right after the operand of a postfix word could belong to either side.
    fn check_postfix(&mut self, before: &Expr, next: &mut Pairs<'_>) {
        let Some(((word, operand), next)) = open_word(before).zip(next.peek()) else { return };
        let after = next.span().start;
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
        let is_sum = self.text[recovery::skip_space(self.text, before.span.end)..after].starts_with(['+', '-']);
        if is_sum && next.rule() == Rule::number {
            return self.diagnostics.push(error.help(format!("write `{name} (…)` around the operand")).fix(inner));
        }
        let help = format!("write `{name} (…)` around the operand, or `({text})` around the whole");
        self.diagnostics.push(error.help(help).fix(inner).fix(whole));
    }
}

/// The places of the signs before an operand.
fn signs(pairs: &mut Pairs<'_>) -> Vec<Span> {
    let mut signs = Vec::new();
    while let Some(sign) = accept(pairs, Rule::sign) {
        signs.push(sign.span());
    }
    signs
}

/// Stands for what the grammar always has.
fn nothing() -> Expr {
    Expr { kind: ExprKind::List(Vec::new()), span: Span::default() }
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

/// Operands of `^`, the last one first.
fn power_of(mut reversed: Vec<Expr>) -> Expr {
    if reversed.len() == 1 {
        return reversed.remove(0);
    }
    reversed.reverse();
    let span = whole(&reversed);
    Expr { kind: ExprKind::Power(reversed), span }
}

fn whole(operands: &[Expr]) -> Span {
    match operands {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}

fn ident(pair: Option<Pair<'_>>) -> Ident {
    pair.map_or_else(
        || Ident { text: String::new(), span: Span::default() },
        |pair| Ident { text: pair.text().to_string(), span: pair.span() },
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
