//! The text behind a schedule: which call a part comes from, and how to edit it.

use crate::catalogue::{self, Key};
use crate::compile::Compilation;
use crate::diagnostic::Edit;
use crate::syntax::ast::{Arg, Expr, ExprKind, File, Ident, ProductOp, Statement, StatementKind};
use crate::text::Span;

/// The tree and the text that were compiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'p> {
    file: &'p File,
    pub(super) text: &'p str,
}

/// A call of a shape as it is written, with or without brackets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'p> {
    pub(super) name: &'p str,
    pub(super) span: Span,
    args: &'p [Arg],
    /// From the opening to the closing bracket.
    brackets: Option<Span>,
    text: &'p str,
}

impl<'p> Source<'p> {
    pub(super) fn of(compilation: &'p Compilation) -> Self {
        Self { file: compilation.file(), text: compilation.text() }
    }

    /// The outermost expression that stands at a place.
    pub(super) fn expression(&self, span: Span) -> Option<&'p Expr> {
        let mut found = None;
        self.statement(span)?.for_each_expr(&mut |expr| find(expr, span, &mut found));
        found
    }

    /// The statement that a place is in.
    fn statement(&self, span: Span) -> Option<&'p Statement> {
        let statements = &self.file.statements;
        let begun = statements.partition_point(|statement| statement.span.start <= span.start);
        // They stand in the order of their places.
        statements[..begun].last().filter(|statement| span.end <= statement.span.end)
    }

    /// The call of a shape that stands at a place.
    pub(super) fn call(&self, span: Span) -> Option<Call<'p>> {
        let mut expr = self.expression(span)?;
        while let ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        let (name, args, brackets) = match &expr.kind {
            ExprKind::Call { name, args, args_span } => (name, &args[..], Some(*args_span)),
            ExprKind::Name(name) => (name, &[][..], None),
            _ => return None,
        };
        Some(Call { name: &name.text, span: expr.span, args, brackets, text: self.text })
    }

    /// The list that an expression is, or that a name in it stands for.
    pub(super) fn list(&self, expr: &'p Expr) -> Option<&'p [Expr]> {
        match &expr.kind {
            ExprKind::List(items) => Some(items),
            ExprKind::Paren(inner) | ExprKind::Quantity { value: inner, .. } => self.list(inner),
            ExprKind::Name(name) => self.file.statements.iter().find_map(|statement| match &statement.kind {
                StatementKind::Let { name: Ident { text, .. }, value } if *text == name.text => self.list(value),
                _ => None,
            }),
            _ => None,
        }
    }

    /// The edits that take a segment out of its chain, or a factor out of its product; `None` where it is
    /// neither, or where a comment stands beside it.
    pub(super) fn without_part(&self, span: Span) -> Option<Vec<Edit>> {
        let mut found = None;
        self.statement(span)?.for_each_expr(&mut |expr| find_part(expr, span, &mut found));
        let around: Span = found?;
        (!around.of(self.text).contains('#')).then(|| vec![Edit::remove(around)])
    }

    /// The statements.
    pub(super) fn statements(&self) -> &'p [Statement] {
        &self.file.statements
    }

    /// Takes an item out of a list of several.
    pub(super) fn without_item(&self, items: &[Span], index: usize) -> Vec<Edit> {
        without_item(self.text, items, index)
    }
}

fn find<'p>(expr: &'p Expr, span: Span, found: &mut Option<&'p Expr>) {
    if found.is_some() || span.start < expr.span.start || expr.span.end < span.end {
        return;
    }
    if expr.span == span {
        *found = Some(expr);
        return;
    }
    expr.for_each_child(&mut |child| find(child, span, found));
}

/// The part of a chain or a product that stands at a place, with the `then` or the `*` beside it.
fn find_part(expr: &Expr, span: Span, found: &mut Option<Span>) {
    if found.is_some() || span.start < expr.span.start || expr.span.end < span.end {
        return;
    }
    let parts: Vec<Span> = match &expr.kind {
        ExprKind::Then(parts) => parts.iter().map(|part| part.span).collect(),
        ExprKind::Product { first, rest } if rest.iter().all(|(op, _)| *op == ProductOp::Multiply) => {
            std::iter::once(first.span).chain(rest.iter().map(|(_, part)| part.span)).collect()
        }
        _ => Vec::new(),
    };
    match parts.iter().position(|part| *part == span) {
        Some(0) => *found = Some(Span::new(span.start, parts[1].start)),
        Some(index) => *found = Some(Span::new(parts[index - 1].end, span.end)),
        None => expr.for_each_child(&mut |child| find_part(child, span, found)),
    }
}

impl<'p> Call<'p> {
    /// The place of a parameter among the arguments.
    fn position(&self, parameter: &str) -> Option<usize> {
        let shape = catalogue::shape(self.name)?;
        let mut places = shape.parameters().iter().filter(|parameter| parameter.positional);
        let spelling = catalogue::pytorch::spelling(shape);
        self.args.iter().position(|arg| match &arg.name {
            Some(name) => {
                let word = spelling.and_then(|spelling| spelling.word(&name.text));
                word.map_or(name.text.as_str(), |word| word.parameter) == parameter
            }
            None if matches!(arg.value.kind, ExprKind::Lambda { .. }) => {
                let mut functions = shape.parameters().iter().filter(|known| known.takes.is_function());
                functions.any(|known| known.name == parameter)
            }
            None => places.next().is_some_and(|known| known.name == parameter),
        })
    }

    /// What is given for a parameter.
    pub(super) fn argument<K: Key>(&self, _: K) -> Option<&'p Expr> {
        self.position(K::NAME).map(|index| &self.args[index].value)
    }

    /// The same call without a parameter; `None` where that cannot be written.
    pub(super) fn without<K: Key>(&self, _: K) -> Option<Vec<Edit>> {
        let index = self.position(K::NAME)?;
        let brackets = self.brackets?;
        if self.args.len() == 1 {
            return (!brackets.of(self.text).contains('#')).then(|| vec![Edit::remove(brackets)]);
        }
        let spans: Vec<_> = self.args.iter().map(whole).collect();
        let mut edits = without_item(self.text, &spans, index);
        // What stood behind it by its place would take its place.
        let shape = catalogue::shape(self.name)?;
        let names = shape.parameters().iter().filter(|parameter| parameter.positional).map(|known| known.name);
        let unnamed = self.args.iter().enumerate().filter(|(_, arg)| arg.name.is_none());
        for (name, (at, arg)) in names.zip(unnamed) {
            if at > index && self.args[index].name.is_none() {
                edits.push(Edit::insert(arg.value.span.start, format!("{name}=")));
            }
        }
        Some(edits)
    }

    /// The same call with another value for a parameter.
    pub(super) fn with<K: Key>(&self, key: K, value: &str) -> Vec<Edit> {
        if let Some(given) = self.argument(key) {
            return vec![Edit::replace(given.span, value)];
        }
        let text = format!("{}={value}", K::NAME);
        vec![match (self.brackets, self.args.last()) {
            (Some(_), Some(last)) => Edit::insert(last.value.span.end, format!(", {text}")),
            (Some(brackets), None) => Edit::insert(brackets.start + 1, text),
            (None, _) => Edit::insert(self.span.end, format!("({text})")),
        }]
    }
}

/// An argument with its name.
fn whole(arg: &Arg) -> Span {
    let start = arg.name.as_ref().map_or(arg.value.span.start, |name| name.span.start);
    Span::new(start, arg.value.span.end)
}

/// Takes an item with one comma out of several, and leaves comments between them.
fn without_item(text: &str, items: &[Span], index: usize) -> Vec<Edit> {
    let item = items[index];
    let between = match (index.checked_sub(1), items.get(index + 1)) {
        (_, Some(next)) => Span::new(item.end, next.start),
        (Some(before), None) => Span::new(items[before].end, item.start),
        (None, None) => return vec![Edit::remove(item)],
    };
    if !between.of(text).contains('#') {
        return vec![Edit::remove(item.to(between))];
    }
    let comma = between.of(text).find(',').map(|at| between.start + at);
    let comma = comma.map(|at| Edit::remove(Span::new(at, at + 1)));
    comma.into_iter().chain([Edit::remove(item)]).collect()
}
