//! Arithmetic of a script: numbers, named parameters and, in functions of it, the tick.

use std::collections::BTreeMap;
use std::fmt;

use python_calls::Number;

/// An expression that a script computes a length, a rate or a factor with.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(Number),
    /// A named parameter, by its identifier in the program.
    Parameter(String),
    /// The tick, in a function of it.
    Tick,
    /// Two operands.
    Binary(Operation, Box<Expression>, Box<Expression>),
    /// A function of the language.
    Call(&'static str, Vec<Expression>),
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

impl Expression {
    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self::Number(Number::Int(number))
    }

    /// Two operands, computed where both are numbers and the result is exact.
    #[must_use]
    pub fn binary(operation: Operation, left: Self, right: Self) -> Self {
        let folded = match (&left, &right) {
            (Self::Number(Number::Int(a)), Self::Number(Number::Int(b))) => match operation {
                Operation::Add => a.checked_add(*b),
                Operation::Subtract => a.checked_sub(*b),
                Operation::Multiply => a.checked_mul(*b),
                Operation::Divide if *b != 0 && a.checked_rem(*b) == Some(0) => Some(a / b),
                _ => None,
            },
            _ => None,
        };
        let is = |side: &Self, number: f64| matches!(side, Self::Number(n) if n.as_f64() == number);
        match (folded, operation) {
            (Some(number), _) => Self::whole(number),
            (None, Operation::Add) if is(&left, 0.0) => right,
            (None, Operation::Add | Operation::Subtract) if is(&right, 0.0) => left,
            (None, Operation::Multiply) if is(&left, 1.0) => right,
            (None, Operation::Multiply | Operation::Divide) if is(&right, 1.0) => left,
            _ => Self::Binary(operation, Box::new(left), Box::new(right)),
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self::binary(Operation::Add, self, other)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        if self.ratio_to(&other) == Some(1.0) {
            return Self::whole(0);
        }
        if let Self::Binary(Operation::Add, a, b) = &self {
            // `range(start, start + n)` goes through n, whatever the start is.
            if **a == other {
                return (**b).clone();
            }
            if b.ratio_to(&other) == Some(1.0) {
                return (**a).clone();
            }
            // `range(1, n + 1)`
            if let (Self::Number(_), Self::Number(_)) = (&**b, &other) {
                return (**a).clone().plus((**b).clone().minus(other));
            }
        }
        Self::binary(Operation::Subtract, self, other)
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self::binary(Operation::Multiply, self, other)
    }

    /// The quotient.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self::binary(Operation::Divide, self, other)
    }

    /// The number of its parts, itself among them.
    pub(super) fn size(&self) -> usize {
        1 + match self {
            Self::Number(_) | Self::Parameter(_) | Self::Tick => 0,
            Self::Binary(_, a, b) => a.size() + b.size(),
            Self::Call(_, parts) => parts.iter().map(Self::size).sum(),
        }
    }

    /// The factors of a product; what it is divided by is none of them.
    pub(super) fn factors(&self) -> Vec<Self> {
        match self {
            Self::Binary(Operation::Multiply, a, b) => {
                let mut factors = a.factors();
                factors.extend(b.factors());
                factors
            }
            Self::Binary(Operation::Divide, a, _) => a.factors(),
            _ => vec![self.clone()],
        }
    }

    /// A product without one of its factors.
    #[must_use]
    pub(super) fn without(self, factor: &Self) -> Self {
        if self == *factor {
            return Self::whole(1);
        }
        match self {
            Self::Binary(Operation::Multiply, a, b) => {
                if a.factors().contains(factor) {
                    a.without(factor).times(*b)
                } else {
                    a.times(b.without(factor))
                }
            }
            Self::Binary(Operation::Divide, a, b) if a.factors().contains(factor) => a.without(factor).over(*b),
            other => other,
        }
    }

    /// Whether the tick is in it.
    pub fn has_tick(&self) -> bool {
        match self {
            Self::Tick => true,
            Self::Number(_) | Self::Parameter(_) => false,
            Self::Binary(_, a, b) => a.has_tick() || b.has_tick(),
            Self::Call(_, arguments) => arguments.iter().any(Self::has_tick),
        }
    }

    /// Whether it is made of numbers alone.
    pub fn is_closed(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Tick | Self::Parameter(_) => false,
            Self::Binary(_, a, b) => a.is_closed() && b.is_closed(),
            Self::Call(_, arguments) => arguments.iter().all(Self::is_closed),
        }
    }

    /// The identifiers of the parameters in it, each once.
    pub fn parameters(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e str>) {
        match self {
            Self::Parameter(name) if !found.contains(&name.as_str()) => found.push(name),
            Self::Binary(_, a, b) => {
                a.collect(found);
                b.collect(found);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.collect(found)),
            _ => {}
        }
    }

    /// Its value, where `parameter` knows those of the parameters.
    pub fn value(&self, parameter: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
        let value = match self {
            Self::Number(number) => number.as_f64(),
            Self::Parameter(name) => parameter(name)?,
            Self::Tick => return None,
            Self::Binary(operation, a, b) => {
                let (a, b) = (a.value(parameter)?, b.value(parameter)?);
                match operation {
                    Operation::Add => a + b,
                    Operation::Subtract => a - b,
                    Operation::Multiply => a * b,
                    Operation::Divide => a / b,
                    Operation::Power => libm::pow(a, b),
                }
            }
            Self::Call(name, arguments) => {
                let values: Option<Vec<f64>> = arguments.iter().map(|argument| argument.value(parameter)).collect();
                call(name, &values?)?
            }
        };
        value.is_finite().then_some(value)
    }

    /// By which number the other has to be multiplied to be this one, whatever the parameters are.
    pub fn ratio_to(&self, other: &Self) -> Option<f64> {
        let (a, b) = (Polynomial::of(self), Polynomial::of(other));
        let (first, coefficient) = b.terms.iter().next()?;
        let ratio = a.terms.get(first)? / coefficient;
        let close = |x: f64, y: f64| (x - y).abs() <= 1e-12 * y.abs();
        let same = a.terms.len() == b.terms.len()
            && b.terms.iter().all(|(term, by)| a.terms.get(term).is_some_and(|of| close(*of, by * ratio)));
        same.then_some(ratio)
    }

    fn binding(&self) -> u8 {
        match self {
            Self::Number(number) if number.as_f64() < 0.0 => 1,
            Self::Binary(Operation::Add | Operation::Subtract, ..) => 1,
            Self::Binary(Operation::Multiply | Operation::Divide, ..) => 2,
            Self::Binary(Operation::Power, ..) => 3,
            _ => 4,
        }
    }
}

fn call(name: &str, values: &[f64]) -> Option<f64> {
    Some(match (name, values) {
        ("floor", [x]) => libm::floor(*x),
        ("ceil", [x]) => libm::ceil(*x),
        ("round", [x]) => libm::rint(*x),
        ("abs", [x]) => libm::fabs(*x),
        ("sqrt", [x]) => libm::sqrt(*x),
        ("exp", [x]) => libm::exp(*x),
        ("log", [x]) => libm::log(*x),
        ("sin", [x]) => libm::sin(*x),
        ("cos", [x]) => libm::cos(*x),
        ("tanh", [x]) => libm::tanh(*x),
        ("min", [first, rest @ ..]) => rest.iter().fold(*first, |a, b| a.min(*b)),
        ("max", [first, rest @ ..]) => rest.iter().fold(*first, |a, b| a.max(*b)),
        ("pi", []) => std::f64::consts::PI,
        _ => return None,
    })
}

impl fmt::Display for Expression {
    /// In the language; the tick is `t`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(Number::Int(number)) => write!(f, "{number}"),
            Self::Number(Number::Float(number)) => write!(f, "{}", float(*number)),
            Self::Parameter(name) => f.write_str(name),
            Self::Tick => f.write_str("t"),
            Self::Binary(operation, a, b) => {
                let (sign, own) = match operation {
                    Operation::Add => ("+", 1),
                    Operation::Subtract => ("-", 1),
                    Operation::Multiply => ("*", 2),
                    Operation::Divide => ("/", 2),
                    Operation::Power => ("^", 3),
                };
                let left = a.binding() < own || *operation == Operation::Power && a.binding() <= own;
                let right = b.binding() < own
                    || matches!(operation, Operation::Subtract | Operation::Divide | Operation::Power)
                        && b.binding() <= own;
                operand(f, a, left)?;
                write!(f, " {sign} ")?;
                operand(f, b, right)
            }
            Self::Call("pi", _) => f.write_str("pi"),
            Self::Call(name, arguments) => {
                write!(f, "{name}(")?;
                for (index, argument) in arguments.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{argument}")?;
                }
                f.write_str(")")
            }
        }
    }
}

fn operand(f: &mut fmt::Formatter<'_>, operand: &Expression, brackets: bool) -> fmt::Result {
    if brackets { write!(f, "({operand})") } else { write!(f, "{operand}") }
}

/// A float as the language reads it back to the same double.
pub(crate) fn float(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { format!("{number:?}") }
}

/// A sum of products of parameters, to compare expressions whatever the parameters are.
#[derive(Debug, Default)]
struct Polynomial {
    /// A coefficient for each product: its factors with their powers.
    terms: BTreeMap<BTreeMap<String, i32>, f64>,
}

impl Polynomial {
    fn of(expression: &Expression) -> Self {
        match expression {
            Expression::Number(number) => Self::of_factors(BTreeMap::new(), number.as_f64()),
            Expression::Binary(Operation::Add, a, b) => Self::of(a).plus(Self::of(b), 1.0),
            Expression::Binary(Operation::Subtract, a, b) => Self::of(a).plus(Self::of(b), -1.0),
            Expression::Binary(Operation::Multiply, a, b) => Self::of(a).times(&Self::of(b)),
            Expression::Binary(Operation::Divide, a, b) => {
                let by = Self::of(b);
                match by.terms.iter().next() {
                    Some((factors, coefficient)) if by.terms.len() == 1 => {
                        let inverse = factors.iter().map(|(factor, power)| (factor.clone(), -power)).collect();
                        Self::of(a).times(&Self::of_factors(inverse, 1.0 / coefficient))
                    }
                    _ => Self::atom(expression),
                }
            }
            _ => Self::atom(expression),
        }
    }

    /// What is not looked into.
    fn atom(expression: &Expression) -> Self {
        match expression.value(&|_| None) {
            Some(number) => Self::of_factors(BTreeMap::new(), number),
            None => Self::of_factors(BTreeMap::from([(expression.to_string(), 1)]), 1.0),
        }
    }

    fn of_factors(factors: BTreeMap<String, i32>, coefficient: f64) -> Self {
        let mut terms = BTreeMap::new();
        if coefficient != 0.0 {
            terms.insert(factors, coefficient);
        }
        Self { terms }
    }

    fn plus(mut self, other: Self, sign: f64) -> Self {
        for (factors, coefficient) in other.terms {
            *self.terms.entry(factors).or_default() += sign * coefficient;
        }
        self.terms.retain(|_, coefficient| *coefficient != 0.0);
        self
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let mut factors = left.clone();
                for (factor, power) in right {
                    *factors.entry(factor.clone()).or_default() += power;
                }
                factors.retain(|_, power| *power != 0);
                product = product.plus(Self::of_factors(factors, a * b), 1.0);
            }
        }
        product
    }
}
