//! The text of a schedule: which call a part comes from, and how to edit it.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::catalogue::{self, Key};
use crate::compile::Compilation;
use crate::diagnostic::Edit;
use crate::peers;
use crate::syntax::ast::{Arg, Expr, ExprKind, File, ProductOp, Statement, StatementKind};
use crate::text::Span;

/// The tree and the text that were compiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'p> {
    file: &'p File,
    pub(super) text: &'p str,
    index: &'p Index<'p>,
}

/// The values that a text gives names to.
#[derive(Debug, Default)]
pub(super) struct Values<'p> {
    /// Those of `let` and `param`.
    named: HashMap<&'p str, &'p Expr>,
    /// Those of `name = value`.
    assigned: HashMap<&'p str, &'p Expr>,
}

/// What stands at each place of a text.
#[derive(Debug)]
pub(super) struct Index<'p> {
    statements: &'p [Statement],
    values: &'p Values<'p>,
    /// For each statement, once somebody has asked.
    places: Vec<OnceCell<Places<'p>>>,
}

/// What stands at each place of a statement, found in one walk of its tree.
#[derive(Debug, Default)]
struct Places<'p> {
    /// The expressions by their places, the outer ones first.
    expressions: Vec<(Span, &'p Expr)>,
    /// Each segment of a chain and each factor of a product by its place, with the `then` or the `*` beside it.
    parts: Vec<(Span, Span)>,
}

/// Places by where they start, what is in another one after it.
fn order(place: Span) -> (usize, Reverse<usize>) {
    (place.start, Reverse(place.end))
}

/// The first of those at a place, of some that are in order.
fn at<T: Copy>(all: &[(Span, T)], place: Span) -> Option<T> {
    let first = all.partition_point(|(known, _)| order(*known) < order(place));
    all.get(first).filter(|(known, _)| *known == place).map(|(_, found)| *found)
}

impl<'p> Values<'p> {
    pub(super) fn of(compilation: &'p Compilation) -> Self {
        let mut values = Self::default();
        for statement in &compilation.file().statements {
            match &statement.kind {
                StatementKind::Let { name, value } | StatementKind::Param { name, value: Some(value) } => {
                    values.named.entry(&name.text).or_insert(value);
                }
                StatementKind::Assign { name, value } => {
                    values.assigned.entry(&name.text).or_insert(value);
                }
                _ => {}
            }
        }
        values
    }
}

impl<'p> Index<'p> {
    pub(super) fn of(compilation: &'p Compilation, values: &'p Values<'p>) -> Self {
        let statements = &compilation.file().statements[..];
        let places = statements.iter().map(|_| OnceCell::new()).collect();
        Self { statements, values, places }
    }

    /// The places of the statement that holds one.
    fn places(&self, span: Span) -> Option<&Places<'p>> {
        let after = self.statements.partition_point(|statement| statement.span.start <= span.start);
        let at = after.checked_sub(1)?;
        Some(self.places[at].get_or_init(|| Places::of(&self.statements[at])))
    }
}

impl<'p> Places<'p> {
    fn of(statement: &'p Statement) -> Self {
        let mut places = Self::default();
        statement.for_each_expr(&mut |expr| places.add(expr, statement.span));
        // They mostly are in order.
        places.expressions.sort_by_key(|(place, _)| order(*place));
        places.parts.sort_by_key(|(place, _)| order(*place));
        places
    }

    /// Takes in an expression and what is in it. What an override brought in has no place in the text.
    fn add(&mut self, expr: &'p Expr, around: Span) {
        if expr.span.start < around.start || around.end < expr.span.end {
            return;
        }
        self.expressions.push((expr.span, expr));
        let parts: Vec<Span> = match &expr.kind {
            ExprKind::Then(parts) => parts.iter().map(|part| part.span).collect(),
            ExprKind::Product { first, rest } if rest.iter().all(|(op, _)| *op == ProductOp::Multiply) => {
                std::iter::once(first.span).chain(rest.iter().map(|(_, part)| part.span)).collect()
            }
            _ => Vec::new(),
        };
        for (index, part) in parts.iter().enumerate() {
            let with = match index.checked_sub(1) {
                None => parts.get(1).map_or(*part, |next| Span::new(part.start, next.start)),
                Some(before) => Span::new(parts[before].end, part.end),
            };
            self.parts.push((*part, with));
        }
        expr.for_each_child(&mut |child| self.add(child, expr.span));
    }
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
    pub(super) fn of(compilation: &'p Compilation, index: &'p Index<'p>) -> Self {
        Self { file: compilation.file(), text: compilation.text(), index }
    }

    /// The outermost expression that stands at a place.
    pub(super) fn expression(&self, span: Span) -> Option<&'p Expr> {
        at(&self.index.places(span)?.expressions, span)
    }

    /// The value of a `let` or a `param`.
    pub(super) fn named_value(&self, name: &str) -> Option<&'p Expr> {
        self.index.values.named.get(name).copied()
    }

    /// The value of a statement `name = value`.
    pub(super) fn assigned(&self, name: &str) -> Option<&'p Expr> {
        self.index.values.assigned.get(name).copied()
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
            ExprKind::Name(name) => self.list(self.named_value(&name.text)?),
            _ => None,
        }
    }

    /// The edits that take a segment out of its chain, or a factor out of its product; `None` where it is
    /// neither, or where a comment stands beside it.
    pub(super) fn without_part(&self, span: Span) -> Option<Vec<Edit>> {
        let around = at(&self.index.places(span)?.parts, span)?;
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

impl<'p> Call<'p> {
    /// The parameters of its shape or preset that may be given by their places, in order.
    fn positional(&self) -> Vec<&'static str> {
        match (catalogue::shape(self.name), catalogue::prelude::preset(self.name)) {
            (Some(shape), _) => {
                let positional = shape.parameters().iter().filter(|parameter| parameter.positional);
                positional.map(|parameter| parameter.name).collect()
            }
            (None, Some(preset)) => preset.parameters.iter().map(|parameter| parameter.name).collect(),
            (None, None) => Vec::new(),
        }
    }

    /// The place of a parameter among the arguments.
    fn position(&self, parameter: &str) -> Option<usize> {
        let shape = catalogue::shape(self.name);
        let mut places = self.positional().into_iter();
        self.args.iter().position(|arg| match &arg.name {
            Some(name) => {
                let word = shape.and_then(|shape| peers::spelling::word(shape, &name.text));
                word.map_or(name.text.as_str(), |word| word.parameter) == parameter
            }
            None if matches!(arg.value.kind, ExprKind::Lambda { .. }) => shape.is_some_and(|shape| {
                let mut functions = shape.parameters().iter().filter(|known| known.takes.is_function());
                functions.any(|known| known.name == parameter)
            }),
            None => places.next() == Some(parameter),
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
        let spans: Vec<_> = self.args.iter().map(Arg::span).collect();
        let mut edits = without_item(self.text, &spans, index);
        // An argument after it that is given by its place would take its place.
        let names = self.positional().into_iter();
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
