//! Expressions: what each stands for.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::state::Owner;
use super::{Flow, Reader};
use crate::model::EventKind;
use crate::names::Name;
use crate::span::Span;
use crate::value::{Kind, Operator, Shared, Value};

/// How long a string may grow by being put together.
const LONGEST_STRING: usize = 1_000;

/// How many items a list or dict may have in the text to be looked at.
const LONGEST_DISPLAY: usize = 300;

impl<'a> Reader<'a> {
    pub(super) fn expression(&mut self, expression: &'a Expr) -> Value {
        let span = Span::from(expression.range());
        if !self.spend(span) {
            return self.unknown(span);
        }
        self.depth += 1;
        let value = self.expression_at(expression, span);
        self.depth -= 1;
        match self.kind(value) {
            // What it holds by now, where it was changed since.
            Kind::List(_) | Kind::Dict(_) | Kind::Each { .. } => self.current(value),
            _ => value,
        }
    }

    fn expression_at(&mut self, expression: &'a Expr, span: Span) -> Value {
        match expression {
            // What is that long is data.
            Expr::List(ast::ExprList { elts, .. })
            | Expr::Tuple(ast::ExprTuple { elts, .. })
            | Expr::Set(ast::ExprSet { elts, .. })
                if elts.len() > LONGEST_DISPLAY =>
            {
                self.unknown(span)
            }
            Expr::Dict(it) if it.items.len() > LONGEST_DISPLAY => self.unknown(span),
            Expr::NumberLiteral(it) => self.number(&it.value, span),
            Expr::StringLiteral(it) => {
                let name = self.out.names.intern(it.value.to_str());
                self.add(Kind::Text(name), span)
            }
            Expr::BooleanLiteral(it) => self.add(Kind::Bool(it.value), span),
            Expr::NoneLiteral(_) => self.none(span),
            Expr::Name(it) => self.lookup(it.id.as_str(), span),
            Expr::Attribute(it) => {
                let base = self.expression(&it.value);
                let name = self.out.names.intern(it.attr.as_str());
                self.attribute(base, name, span)
            }
            Expr::Subscript(it) => {
                let base = self.expression(&it.value);
                self.subscript(base, &it.slice, span)
            }
            Expr::Call(it) => self.call(it, span),
            Expr::BinOp(it) => {
                let left = self.expression(&it.left);
                let right = self.expression(&it.right);
                self.binary(operator(it.op), left, right, span)
            }
            Expr::UnaryOp(it) => {
                let operand = self.expression(&it.operand);
                self.unary(it.op, operand, span)
            }
            Expr::Compare(it) => self.compare(it, span),
            Expr::BoolOp(it) => self.bool_op(it, span),
            Expr::If(it) => self.if_else(it),
            Expr::Tuple(it) => {
                let items = self.items(&it.elts);
                self.add(Kind::Tuple(items), span)
            }
            Expr::List(it) => {
                let items = self.items(&it.elts);
                self.add(Kind::List(items), span)
            }
            Expr::Set(it) => {
                let items = self.items(&it.elts);
                self.add(Kind::List(items), span)
            }
            Expr::Dict(it) => self.dict(&it.items, span),
            Expr::Lambda(it) => self.define_lambda(it, span),
            Expr::ListComp(it) => self.comprehension(&it.elt, &it.generators, span),
            Expr::SetComp(it) => self.comprehension(&it.elt, &it.generators, span),
            Expr::Generator(it) => self.comprehension(&it.elt, &it.generators, span),
            Expr::DictComp(it) => self.dict_comprehension(it, span),
            Expr::FString(it) => self.f_string(it, span),
            Expr::Named(it) => {
                let value = self.expression(&it.value);
                self.bind(&it.target, value, Span::from(it.value.range()), span);
                value
            }
            Expr::Await(it) => self.expression(&it.value),
            Expr::Starred(it) => self.expression(&it.value),
            Expr::Yield(it) => self.yield_(it.value.as_deref(), span),
            Expr::YieldFrom(it) => {
                let value = self.expression(&it.value);
                self.event(EventKind::Yield(Some(value)), span);
                self.unknown(span)
            }
            _ => self.unknown(span),
        }
    }

    fn number(&mut self, number: &ast::Number, span: Span) -> Value {
        let kind = match number {
            ast::Number::Int(it) => match it.as_i64() {
                Some(number) => Kind::Int(number),
                // Beyond 64 bits, or of another base: what a float makes of it, if anything.
                None => it.to_string().parse().map_or(Kind::Unknown, Kind::Float),
            },
            ast::Number::Float(number) => Kind::Float(*number),
            ast::Number::Complex { .. } => Kind::Unknown,
        };
        self.add(kind, span)
    }

    /// What a name holds here: in its own scope, in those around it, or in Python itself.
    pub(super) fn lookup(&mut self, text: &str, span: Span) -> Value {
        let name = self.out.names.intern(text);
        let mut owner = Some(self.owner_of(name));
        while let Some(at) = owner {
            if let Some(value) = self.state.get((at, name))
                && *self.kind(value) != Kind::Unbound
            {
                return value;
            }
            owner = self.scopes.get(&at).copied();
        }
        if BUILTINS.contains(&text) {
            return self.imported(&format!("builtins.{text}"), span);
        }
        match self.stars.as_slice() {
            [] => self.out.values.share(Shared::Free(name), span, || Kind::Free(name)),
            modules => {
                let modules = modules.to_vec();
                self.out.values.share(Shared::Free(name), span, || Kind::Starred { name, modules })
            }
        }
    }

    pub(super) fn binary(&mut self, operator: Operator, left: Value, right: Value, span: Span) -> Value {
        if operator == Operator::Add {
            let (a, b) = (self.out.object(left), self.out.object(right));
            let joined = match (self.kind(a), self.kind(b)) {
                (Kind::List(a), Kind::List(b)) => Some(Kind::List([a.as_slice(), b].concat())),
                (Kind::Tuple(a), Kind::Tuple(b)) => Some(Kind::Tuple([a.as_slice(), b].concat())),
                _ => None,
            };
            if let Some(kind) = joined {
                return self.add(kind, span);
            }
            if let (Some(a), Some(b)) = (self.string(left), self.string(right))
                && a.len() + b.len() <= LONGEST_STRING
            {
                let text = self.out.names.intern(&format!("{a}{b}"));
                return self.add(Kind::Text(text), span);
            }
        }
        if operator == Operator::BitOr {
            return self.merged_dicts(left, right, span);
        }
        self.add(Kind::Binary(operator, left, right), span)
    }

    fn unary(&mut self, operator: ast::UnaryOp, operand: Value, span: Span) -> Value {
        match operator {
            ast::UnaryOp::Not => self.add(Kind::Not(operand), span),
            ast::UnaryOp::UAdd => operand,
            ast::UnaryOp::USub => {
                let kind = match *self.kind(operand) {
                    Kind::Int(number) if number != i64::MIN => Kind::Int(-number),
                    Kind::Float(number) => Kind::Float(-number),
                    _ => Kind::Negative(operand),
                };
                self.add(kind, span)
            }
            ast::UnaryOp::Invert => self.unknown(span),
        }
    }

    fn compare(&mut self, it: &'a ast::ExprCompare, span: Span) -> Value {
        let mut left = self.expression(&it.left);
        let mut tests = Vec::new();
        for (operator, right) in it.ops.iter().zip(&it.comparators) {
            let right = self.expression(right);
            tests.push(self.add(Kind::Binary(comparison(*operator), left, right), span));
            left = right;
        }
        if let [test] = tests[..] { test } else { self.add(Kind::All(tests), span) }
    }

    fn bool_op(&mut self, it: &'a ast::ExprBoolOp, span: Span) -> Value {
        let values: Vec<Value> = it.values.iter().map(|value| self.expression(value)).collect();
        self.add(if it.op == ast::BoolOp::And { Kind::All(values) } else { Kind::Any(values) }, span)
    }

    fn if_else(&mut self, it: &'a ast::ExprIf) -> Value {
        let span = Span::from(it.test.range());
        let test = self.expression(&it.test);
        self.both_at(test, span, |reader| reader.expression(&it.body), |reader| reader.expression(&it.orelse))
    }

    /// The value of either arm of a test.
    pub(super) fn both(
        &mut self,
        test: Value,
        then: impl FnOnce(&mut Self) -> Value,
        otherwise: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        self.both_at(test, self.out.span(test), then, otherwise)
    }

    fn both_at(
        &mut self,
        test: Value,
        span: Span,
        then: impl FnOnce(&mut Self) -> Value,
        otherwise: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let (mut first, mut second) = (None, None);
        self.branch(
            test,
            span,
            |reader| {
                first = Some(then(reader));
                Flow::Next
            },
            |reader| {
                second = Some(otherwise(reader));
                Flow::Next
            },
        );
        match (first, second) {
            (Some(first), Some(second)) => self.conditional(test, first, second),
            (one, other) => one.or(other).unwrap_or_else(|| self.unknown(span)),
        }
    }

    /// The items of a display; those of a known tuple or list after a star are taken in.
    fn items(&mut self, elements: &'a [Expr]) -> Vec<Value> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.expression(element);
            let content = self.out.object(value);
            match self.kind(content) {
                Kind::Tuple(parts) | Kind::List(parts) if element.is_starred_expr() => items.extend(parts.clone()),
                _ => items.push(value),
            }
        }
        items
    }

    fn dict(&mut self, items: &'a [ast::DictItem], span: Span) -> Value {
        let mut entries: Vec<(Value, Value)> = Vec::new();
        let mut known = true;
        for item in items {
            let value = self.expression(&item.value);
            match &item.key {
                Some(key) => {
                    let key = self.expression(key);
                    self.put(&mut entries, key, value);
                }
                None => {
                    let content = self.out.object(value);
                    match self.kind(content).clone() {
                        Kind::Dict(inner) => {
                            inner.into_iter().for_each(|(key, value)| self.put(&mut entries, key, value));
                        }
                        _ => known = false,
                    }
                }
            }
        }
        if known { self.add(Kind::Dict(entries), span) } else { self.unknown(span) }
    }

    /// Puts an entry into a dict: over an older one of the same key.
    pub(super) fn put(&mut self, entries: &mut Vec<(Value, Value)>, key: Value, value: Value) {
        match entries.iter_mut().find(|(known, _)| self.out.is_same(*known, key)) {
            Some(entry) => entry.1 = value,
            None => entries.push((key, value)),
        }
    }

    fn f_string(&mut self, it: &'a ast::ExprFString, span: Span) -> Value {
        let mut parts = Vec::new();
        let mut text = Some(String::new());
        for element in it.value.elements() {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    if let Some(text) = &mut text {
                        text.push_str(&literal.value);
                    }
                    let name = self.out.names.intern(&literal.value);
                    parts.push(self.add(Kind::Text(name), Span::from(literal.range)));
                }
                ast::InterpolatedStringElement::Interpolation(inner) => {
                    let value = self.expression(&inner.expression);
                    parts.push(value);
                    match (self.string(value), &mut text, &inner.format_spec) {
                        (Some(known), Some(text), None) => text.push_str(&known),
                        _ => text = None,
                    }
                }
            }
        }
        match text {
            Some(text)
                if text.len() <= LONGEST_STRING
                    && it.value.iter().all(|part| matches!(part, ast::FStringPart::FString(_))) =>
            {
                let text = self.out.names.intern(&text);
                self.add(Kind::Text(text), span)
            }
            _ => self.add(Kind::Format(parts), span),
        }
    }

    fn yield_(&mut self, value: Option<&'a Expr>, span: Span) -> Value {
        let value = value.map(|value| self.expression(value));
        if !self.hand_to_loop(value, span) {
            self.event(EventKind::Yield(value), span);
        }
        self.unknown(span)
    }

    /// What a list or dict that was changed holds by now.
    fn current(&self, value: Value) -> Value {
        self.state.get((Owner::Object(self.root(value)), self.words.content)).unwrap_or(value)
    }

    /// The list or dict itself, whose content at some time a value is.
    pub(super) fn root(&self, value: Value) -> Value {
        let object = self.out.object(value);
        self.roots.get(&object).copied().unwrap_or(object)
    }

    /// The spelling of a literal key, to find it again by.
    pub(super) fn key_name(&mut self, key: Value) -> Option<Name> {
        let text: Rc<str> = match *self.kind(key) {
            Kind::Text(name) => format!("[{:?}]", self.out.names.get(name)).into(),
            Kind::Int(number) => format!("[{number}]").into(),
            Kind::Bool(value) => format!("[{value}]").into(),
            _ => return None,
        };
        let name = self.out.names.intern(&text);
        self.keys.entry(name).or_insert(key);
        Some(name)
    }
}

pub(super) fn operator(operator: ast::Operator) -> Operator {
    match operator {
        ast::Operator::Add => Operator::Add,
        ast::Operator::Sub => Operator::Subtract,
        ast::Operator::Mult => Operator::Multiply,
        ast::Operator::Div => Operator::Divide,
        ast::Operator::FloorDiv => Operator::FloorDivide,
        ast::Operator::Mod => Operator::Modulo,
        ast::Operator::Pow => Operator::Power,
        ast::Operator::BitOr => Operator::BitOr,
        ast::Operator::MatMult
        | ast::Operator::LShift
        | ast::Operator::RShift
        | ast::Operator::BitXor
        | ast::Operator::BitAnd => Operator::Other,
    }
}

fn comparison(operator: ast::CmpOp) -> Operator {
    match operator {
        ast::CmpOp::Eq => Operator::Equal,
        ast::CmpOp::NotEq => Operator::NotEqual,
        ast::CmpOp::Lt => Operator::Less,
        ast::CmpOp::LtE => Operator::LessEqual,
        ast::CmpOp::Gt => Operator::Greater,
        ast::CmpOp::GtE => Operator::GreaterEqual,
        ast::CmpOp::Is => Operator::Is,
        ast::CmpOp::IsNot => Operator::IsNot,
        ast::CmpOp::In => Operator::In,
        ast::CmpOp::NotIn => Operator::NotIn,
    }
}

/// The names that Python has without an import.
const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
    "__import__",
    "__file__",
    "ValueError",
    "RuntimeError",
    "KeyError",
    "Exception",
    "NotImplementedError",
    "ImportError",
    "TypeError",
    "AssertionError",
    "StopIteration",
    "KeyboardInterrupt",
    "NotImplemented",
    "Ellipsis",
];
