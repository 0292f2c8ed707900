//! Whether a test holds, and whether two values are the same.

use std::cmp::Ordering;

use crate::number::Number;
use crate::reading::Reading;
use crate::value::{Kind, Operator, Value};

/// How much is looked at for one question.
const BUDGET: u32 = 500;

pub(crate) fn truth(reading: &Reading, test: Value, known: &[(Value, bool)]) -> Option<bool> {
    Truth { reading, known, budget: BUDGET }.of(test)
}

struct Truth<'a> {
    reading: &'a Reading,
    known: &'a [(Value, bool)],
    budget: u32,
}

impl Truth<'_> {
    fn of(&mut self, test: Value) -> Option<bool> {
        self.budget = self.budget.checked_sub(1)?;
        for &(other, holds) in self.known {
            if let Some(said) = self.said_by(test, other, holds) {
                return Some(said);
            }
        }
        match self.reading.kind(test) {
            Kind::None => Some(false),
            Kind::Bool(value) => Some(*value),
            Kind::Int(number) => Some(*number != 0),
            Kind::Float(number) => Some(*number != 0.0),
            Kind::Text(text) => Some(!self.reading.name(*text).is_empty()),
            Kind::Tuple(items) => Some(!items.is_empty()),
            Kind::Function(_) | Kind::Class(_) => Some(true),
            Kind::Not(inner) => self.of(*inner).map(|holds| !holds),
            Kind::All(tests) => self.all(tests, true),
            Kind::Any(tests) => self.all(tests, false),
            &Kind::Conditional { test, then, otherwise } => match self.of(test) {
                Some(true) => self.of(then),
                Some(false) => self.of(otherwise),
                None => self.of(then).filter(|holds| self.of(otherwise) == Some(*holds)),
            },
            &Kind::Binary(operator, left, right) => self.compare(operator, left, right),
            _ => None,
        }
    }

    /// `all` or, with `false`, `any`.
    fn all(&mut self, tests: &[Value], unit: bool) -> Option<bool> {
        let mut open = false;
        for &test in tests {
            match self.of(test) {
                Some(holds) if holds != unit => return Some(holds),
                Some(_) => {}
                None => open = true,
            }
        }
        (!open).then_some(unit)
    }

    /// What a known test says of another.
    fn said_by(&self, test: Value, known: Value, holds: bool) -> Option<bool> {
        if is_same(self.reading, test, known) {
            return Some(holds);
        }
        if let Kind::Not(inner) = self.reading.kind(known) {
            return self.said_by(test, *inner, !holds);
        }
        // a == 1 says that a == 2 does not hold, and a != 1 the reverse.
        let (&Kind::Binary(operator, a, b), &Kind::Binary(other, c, d)) =
            (self.reading.kind(test), self.reading.kind(known))
        else {
            return None;
        };
        let equal = |operator| match operator {
            Operator::Equal | Operator::Is => Some(true),
            Operator::NotEqual | Operator::IsNot => Some(false),
            _ => None,
        };
        let (asks, says) = (equal(operator)?, equal(other)? == holds);
        if !is_same(self.reading, a, c) {
            return None;
        }
        if is_same(self.reading, b, d) {
            return Some(asks == says);
        }
        (says && are_unlike(self.reading, b, d)).then_some(!asks)
    }

    fn compare(&mut self, operator: Operator, left: Value, right: Value) -> Option<bool> {
        match operator {
            Operator::Is | Operator::Equal => self.is_equal(left, right),
            Operator::IsNot | Operator::NotEqual => self.is_equal(left, right).map(|equal| !equal),
            Operator::In | Operator::NotIn => {
                let (Kind::Tuple(items) | Kind::List(items)) = self.reading.kind(right) else { return None };
                let found: Option<Vec<bool>> = items.iter().map(|&item| self.is_equal(left, item)).collect();
                found.map(|found| found.contains(&true) == (operator == Operator::In))
            }
            _ => {
                let order = self.number(left)?.compare(self.number(right)?)?;
                match operator {
                    Operator::Less => Some(order == Ordering::Less),
                    Operator::LessEqual => Some(order != Ordering::Greater),
                    Operator::Greater => Some(order == Ordering::Greater),
                    Operator::GreaterEqual => Some(order != Ordering::Less),
                    _ => self.reading.number_of(operator, left, right).map(|number| number.as_f64() != 0.0),
                }
            }
        }
    }

    fn number(&self, value: Value) -> Option<Number> {
        self.reading.number(value)
    }

    fn is_equal(&mut self, left: Value, right: Value) -> Option<bool> {
        self.budget = self.budget.checked_sub(1)?;
        let (left, right) = (self.reading.object(left), self.reading.object(right));
        for (value, other) in [(left, right), (right, left)] {
            if let &Kind::Conditional { test, then, otherwise } = self.reading.kind(value) {
                return match self.of(test) {
                    Some(true) => self.is_equal(then, other),
                    Some(false) => self.is_equal(otherwise, other),
                    None => {
                        let first = self.is_equal(then, other)?;
                        self.is_equal(otherwise, other).filter(|second| first == *second)
                    }
                };
            }
        }
        if are_unlike(self.reading, left, right) {
            return Some(false);
        }
        let literal = |value| {
            let kind = self.reading.kind(value);
            matches!(kind, Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Text(_))
        };
        (literal(left) && literal(right)).then(|| is_same(self.reading, left, right))
    }
}

/// Whether two values cannot be equal: different literals, or an object and `None`.
fn are_unlike(reading: &Reading, a: Value, b: Value) -> bool {
    let none_and_object = |none, object| {
        *reading.kind(none) == Kind::None
            && match reading.kind(object) {
                // What an unknown function gives may be None; what a class or a module's name gives is not.
                Kind::Call(id) => is_constructor(reading, *id),
                Kind::Through { object, .. } => {
                    matches!(reading.kind(*object), Kind::Call(id) if is_constructor(reading, *id))
                }
                Kind::Function(_)
                | Kind::Class(_)
                | Kind::Method { .. }
                | Kind::Imported(_)
                | Kind::List(_)
                | Kind::Tuple(_)
                | Kind::Dict(_)
                | Kind::Each { .. }
                | Kind::Int(_)
                | Kind::Float(_)
                | Kind::Bool(_)
                | Kind::Text(_)
                | Kind::Length(_)
                | Kind::Binary(..) => true,
                _ => false,
            }
    };
    if none_and_object(a, b) || none_and_object(b, a) {
        return true;
    }
    match (reading.kind(a), reading.kind(b)) {
        (Kind::Text(a), Kind::Text(b)) => a != b,
        (Kind::Text(_), Kind::Int(_) | Kind::Float(_) | Kind::Bool(_)) => true,
        (Kind::Int(_) | Kind::Float(_) | Kind::Bool(_), Kind::Text(_)) => true,
        _ => match (reading.literal(a), reading.literal(b)) {
            (Some(a), Some(b)) => a.compare(b).is_some_and(|order| order != Ordering::Equal),
            _ => false,
        },
    }
}

/// Whether a call makes an object of a class: one of the text, or one whose name begins with a capital.
fn is_constructor(reading: &Reading, id: crate::value::CallId) -> bool {
    let callee = reading.call(id).callee;
    let capital = |path: &str| {
        let last = path.rsplit('.').next().unwrap_or_default();
        last.chars().next().is_some_and(char::is_uppercase)
    };
    match reading.kind(callee) {
        Kind::Class(_) => true,
        Kind::Free(name) => capital(reading.name(*name)),
        _ => reading.path(callee).is_some_and(|path| capital(&path)),
    }
}

pub(crate) fn is_same(reading: &Reading, a: Value, b: Value) -> bool {
    let mut budget = BUDGET;
    same(reading, a, b, &mut budget)
}

fn same(reading: &Reading, a: Value, b: Value, budget: &mut u32) -> bool {
    if a == b {
        return *reading.kind(a) != Kind::Unknown;
    }
    let Some(left) = budget.checked_sub(1) else { return false };
    *budget = left;
    let mut all =
        |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| same(reading, a, b, budget));
    match (reading.kind(a), reading.kind(b)) {
        (Kind::Int(_) | Kind::Float(_), Kind::Int(_) | Kind::Float(_)) => {
            match (reading.literal(a), reading.literal(b)) {
                (Some(a), Some(b)) => a.compare(b) == Some(Ordering::Equal),
                _ => false,
            }
        }
        (Kind::Tuple(a), Kind::Tuple(b))
        | (Kind::List(a), Kind::List(b))
        | (Kind::All(a), Kind::All(b))
        | (Kind::Any(a), Kind::Any(b))
        | (Kind::Format(a), Kind::Format(b)) => all(a, b),
        (Kind::Dict(a), Kind::Dict(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| all(&[a.0, a.1], &[b.0, b.1]))
        }
        (Kind::Attribute { base, name }, Kind::Attribute { base: other, name: other_name }) => {
            name == other_name && all(&[*base], &[*other])
        }
        (Kind::Item { base, key }, Kind::Item { base: other, key: other_key }) => {
            all(&[*base, *key], &[*other, *other_key])
        }
        (Kind::Length(a), Kind::Length(b)) | (Kind::Negative(a), Kind::Negative(b)) | (Kind::Not(a), Kind::Not(b)) => {
            all(&[*a], &[*b])
        }
        (Kind::Binary(operator, a, b), Kind::Binary(other, c, d)) => operator == other && all(&[*a, *b], &[*c, *d]),
        (
            Kind::Conditional { test, then, otherwise },
            Kind::Conditional { test: other_test, then: other_then, otherwise: other },
        ) => all(&[*test, *then, *otherwise], &[*other_test, *other_then, *other]),
        (Kind::After { over, value }, Kind::After { over: other, value: other_value }) => {
            over == other && all(&[*value], &[*other_value])
        }
        (Kind::Call(a), Kind::Call(b)) => same_computation(reading, *a, *b, &mut all),
        (Kind::Carried(id), _) if reading.is_unchanged(*id) => all(&[reading.carried(*id).start], &[b]),
        (_, Kind::Carried(id)) if reading.is_unchanged(*id) => all(&[a], &[reading.carried(*id).start]),
        (a, b) => a == b && !matches!(a, Kind::Unknown | Kind::Slice { .. } | Kind::Each { .. }),
    }
}

/// Calls make different objects, but for functions that compute: `int(x)` is `int(x)`.
fn same_computation(
    reading: &Reading,
    a: crate::value::CallId,
    b: crate::value::CallId,
    all: &mut dyn FnMut(&[Value], &[Value]) -> bool,
) -> bool {
    let (a, b) = (reading.call(a), reading.call(b));
    let computes = reading.path(a.callee).is_some_and(|path| {
        path.starts_with("math.")
            || ["builtins.int", "builtins.float", "builtins.max", "builtins.min", "builtins.round", "builtins.abs"]
                .contains(&path.as_str())
            || ["os.getenv", "os.environ.get"].contains(&path.as_str())
    });
    let arguments = |call: &crate::model::Call| call.arguments.iter().map(|it| it.value).collect::<Vec<_>>();
    computes && a.callee == b.callee && all(&arguments(a), &arguments(b))
}
