//! Arithmetic of what is known, as Python does it.

use std::cmp::Ordering;

use crate::reading::Reading;
use crate::value::{Kind, Operator, Value};

/// A number with Python's difference between whole numbers and floats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// `int`, also `bool`.
    Int(i64),
    /// `float`
    Float(f64),
}

impl Number {
    /// The number as a float.
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(number) => number as f64,
            Number::Float(number) => number,
        }
    }

    /// Which one is larger; none if one of them is no number.
    pub fn compare(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }

    fn binary(self, operator: Operator, other: Number) -> Option<Number> {
        if let (Number::Int(a), Number::Int(b)) = (self, other)
            && operator != Operator::Divide
        {
            return int(operator, a, b);
        }
        let (a, b) = (self.as_f64(), other.as_f64());
        let floor = |a: f64, b: f64| (a / b).floor();
        let number = match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide if b != 0.0 => a / b,
            Operator::FloorDivide if b != 0.0 => floor(a, b),
            Operator::Modulo if b != 0.0 => a - b * floor(a, b),
            Operator::Power => libm::pow(a, b),
            _ => return None,
        };
        number.is_finite().then_some(Number::Float(number))
    }
}

fn int(operator: Operator, a: i64, b: i64) -> Option<Number> {
    let number = match operator {
        Operator::Add => a.checked_add(b)?,
        Operator::Subtract => a.checked_sub(b)?,
        Operator::Multiply => a.checked_mul(b)?,
        // Python rounds down, where Rust cuts.
        Operator::FloorDivide => {
            let quotient = a.checked_div(b)?;
            if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
        }
        Operator::Modulo => {
            let rest = a.checked_rem(b)?;
            if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
        }
        Operator::Power if b < 0 => return Number::Float(a as f64).binary(Operator::Power, Number::Int(b)),
        Operator::Power => a.checked_pow(u32::try_from(b).ok()?)?,
        _ => return None,
    };
    Some(Number::Int(number))
}

impl Reading {
    /// A literal number as it stands.
    pub(crate) fn literal(&self, value: Value) -> Option<Number> {
        match *self.kind(value) {
            Kind::Int(number) => Some(Number::Int(number)),
            Kind::Float(number) => Some(Number::Float(number)),
            Kind::Bool(value) => Some(Number::Int(i64::from(value))),
            _ => None,
        }
    }

    /// The number that a value is, if it is made of literals alone.
    pub fn number(&self, value: Value) -> Option<Number> {
        self.number_with(value, &|_| None)
    }

    /// The number that a value is where `parameter` gives the values that the text leaves open: it is asked first for
    /// each part, so that it may answer with a default or with a setting of its own.
    pub fn number_with(&self, value: Value, parameter: &dyn Fn(Value) -> Option<Number>) -> Option<Number> {
        Evaluation { reading: self, parameter, budget: std::cell::Cell::new(2_000) }.number(value)
    }

    pub(crate) fn number_of(&self, operator: Operator, left: Value, right: Value) -> Option<Number> {
        self.number(left)?.binary(operator, self.number(right)?)
    }
}

struct Evaluation<'a> {
    reading: &'a Reading,
    parameter: &'a dyn Fn(Value) -> Option<Number>,
    budget: std::cell::Cell<u32>,
}

impl Evaluation<'_> {
    fn number(&self, value: Value) -> Option<Number> {
        self.budget.set(self.budget.get().checked_sub(1)?);
        if let Some(number) = (self.parameter)(value) {
            return Some(number);
        }
        match self.reading.kind(value) {
            Kind::Negative(inner) => Number::Int(0).binary(Operator::Subtract, self.number(*inner)?),
            Kind::Binary(operator, left, right) => self.number(*left)?.binary(*operator, self.number(*right)?),
            Kind::Length(of) => match self.reading.kind(self.reading.object(*of)) {
                Kind::Tuple(items) | Kind::List(items) => Some(Number::Int(i64::try_from(items.len()).ok()?)),
                _ => None,
            },
            &Kind::Conditional { test, then, otherwise } => {
                let holds = match self.reading.truth_under(test, &[]) {
                    Some(holds) => holds,
                    None => self.number(test)?.as_f64() != 0.0,
                };
                self.number(if holds { then } else { otherwise })
            }
            &Kind::Carried(id) if self.reading.is_unchanged(id) => self.number(self.reading.carried(id).start),
            Kind::Call(id) => self.call(*id),
            _ => self.reading.literal(value),
        }
    }

    /// The few functions that schedules' lengths are computed with.
    fn call(&self, id: crate::value::CallId) -> Option<Number> {
        let call = self.reading.call(id);
        let path = self.reading.path(call.callee)?;
        let name = path.strip_prefix("builtins.").or_else(|| path.strip_prefix("math."))?;
        let numbers: Option<Vec<Number>> = call.arguments.iter().map(|argument| self.number(argument.value)).collect();
        let numbers = numbers?;
        match (name, numbers.as_slice()) {
            ("int" | "trunc", [number]) => whole(number.as_f64().trunc(), *number),
            ("floor", [number]) => whole(number.as_f64().floor(), *number),
            ("ceil", [number]) => whole(number.as_f64().ceil(), *number),
            ("round", [number]) => whole(number.as_f64().round_ties_even(), *number),
            ("float", [number]) => Some(Number::Float(number.as_f64())),
            ("abs", [Number::Int(number)]) => number.checked_abs().map(Number::Int),
            ("abs", [Number::Float(number)]) => Some(Number::Float(number.abs())),
            ("max", [first, others @ ..]) => extreme(*first, others, Ordering::Greater),
            ("min", [first, others @ ..]) => extreme(*first, others, Ordering::Less),
            ("sqrt", [number]) if number.as_f64() >= 0.0 => Some(Number::Float(number.as_f64().sqrt())),
            _ => None,
        }
    }
}

/// The first of the largest or smallest numbers, as Python has it.
fn extreme(first: Number, others: &[Number], wins: Ordering) -> Option<Number> {
    if others.is_empty() {
        return None;
    }
    others.iter().try_fold(first, |best, &number| Some(if number.compare(best)? == wins { number } else { best }))
}

fn whole(rounded: f64, number: Number) -> Option<Number> {
    if let Number::Int(_) = number {
        return Some(number);
    }
    // 2^63 is the first float beyond.
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds of an i64, and whole")]
    let whole = (rounded.abs() < 9.223_372_036_854_775e18).then_some(rounded as i64);
    whole.map(Number::Int)
}
