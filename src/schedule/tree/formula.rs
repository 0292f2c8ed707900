//! Formulas: arithmetic in postfix order.

use serde::{Deserialize, Serialize};

use crate::schedule::math::{self, Wide, greater, lesser};

/// An arithmetic function of one number, and of the values of tracks, in postfix order on a stack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Formula(Vec<Op>);

/// One operation of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Op {
    /// Pushes the argument of the formula.
    Argument,
    /// Pushes a number.
    Number(f64),
    /// Pushes the value of a track, by its place among the tracks of the formula.
    Track(usize),
    /// a b → a + b
    Add,
    /// a b → a - b
    Subtract,
    /// a b → a * b
    Multiply,
    /// a b → a / b
    Divide,
    /// a b → a ^ b
    Power,
    /// a b → the lesser
    Min,
    /// a b → the greater
    Max,
    /// a → -a
    Negate,
    /// a → its square root
    Sqrt,
    /// a → e ^ a
    Exp,
    /// a → its natural logarithm
    Log,
    /// a → its sine
    Sin,
    /// a → its cosine
    Cos,
    /// a → its hyperbolic tangent
    Tanh,
    /// a → its absolute value
    Abs,
    /// a → the greatest whole number not above it
    Floor,
    /// a → the least whole number not below it
    Ceil,
    /// a → the nearest whole number, halves up
    Round,
}

impl Formula {
    /// How many intermediate results a formula may hold at once.
    pub(crate) const STACK: usize = 64;
    /// How many tracks a formula may take the values of.
    pub(crate) const TRACKS: usize = 32;

    /// A formula of operations in postfix order.
    pub fn new(ops: Vec<Op>) -> Self {
        Self(ops)
    }

    /// Its operations.
    pub fn ops(&self) -> &[Op] {
        &self.0
    }

    /// Whether it leaves exactly one number and needs no more than 64 intermediate ones.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub fn check(&self) -> Result<(), &'static str> {
        self.depth().map(|_| ())
    }

    /// How many intermediate results it holds at once; an error as of [`check`](Self::check).
    pub(crate) fn depth(&self) -> Result<usize, &'static str> {
        let (mut held, mut deepest) = (0_usize, 0);
        for op in &self.0 {
            let (takes, gives) = op.arity();
            held = held.checked_sub(takes).ok_or("an operation lacks an operand")? + gives;
            deepest = deepest.max(held);
            if held > Self::STACK {
                return Err("it holds more than 64 intermediate results");
            }
            if matches!(op, Op::Number(number) if !number.is_finite()) {
                return Err("a number in it is not finite");
            }
            if matches!(op, Op::Track(index) if *index >= Self::TRACKS) {
                return Err("it names more than 32 tracks");
            }
        }
        if held == 1 { Ok(deepest) } else { Err("it does not come to one number") }
    }

    /// How many tracks it takes the values of.
    pub(crate) fn tracks(&self) -> usize {
        let places = self.0.iter().map(|op| if let Op::Track(index) = op { index.saturating_add(1) } else { 0 });
        places.max().unwrap_or(0)
    }

    /// Its value at an argument and at values of its tracks; NaN where the arithmetic has no value, where a track
    /// is missing, and everywhere for a formula that does not pass [`check`](Self::check).
    pub fn evaluate(&self, argument: f64, tracks: &[f64]) -> f64 {
        let mut stack = [0.0; Self::STACK];
        let mut top = 0;
        for &op in &self.0 {
            let (takes, gives) = op.arity();
            if top < takes || top - takes + gives > Self::STACK {
                return f64::NAN;
            }
            let at = top - takes;
            let (a, b) = (stack[at.min(Self::STACK - 1)], stack[(at + 1).min(Self::STACK - 1)]);
            stack[at] = apply(op, pushed(op, argument, tracks), a, b);
            top = at + gives;
        }
        if top == 1 { stack[0] } else { f64::NAN }
    }
}

impl Formula {
    /// The same, where numbers on the way may leave the range of a double.
    pub(crate) fn evaluate_wide(&self, argument: f64, tracks: &[f64]) -> Wide {
        let mut stack: Vec<Wide> = Vec::new();
        for &op in &self.0 {
            let (takes, _) = op.arity();
            let second = if takes == 2 { stack.pop() } else { None };
            let first = if takes == 0 { None } else { stack.pop() };
            let zero = Wide::ZERO;
            stack.push(apply_wide(op, pushed(op, argument, tracks), first.unwrap_or(zero), second.unwrap_or(zero)));
        }
        stack.pop().unwrap_or(Wide::from(f64::NAN))
    }
}

/// What an operation pushes that is no number of its own.
fn pushed(op: Op, argument: f64, tracks: &[f64]) -> f64 {
    let Op::Track(index) = op else { return argument };
    tracks.get(index).copied().unwrap_or(f64::NAN)
}

/// The result of an operation on numbers that may leave the range of a double.
fn apply_wide(op: Op, argument: f64, a: Wide, b: Wide) -> Wide {
    match op {
        Op::Add => a.plus(b),
        Op::Subtract => a.plus(b.negated()),
        Op::Multiply => a.times(b),
        Op::Divide => a.over(b),
        Op::Power => a.power(b),
        Op::Min => a.lesser(b),
        Op::Max => a.greater(b),
        Op::Negate => a.negated(),
        Op::Sqrt => a.sqrt(),
        Op::Exp => a.exp(),
        Op::Log => a.log(),
        Op::Abs => a.abs(),
        Op::Argument
        | Op::Track(_)
        | Op::Number(_)
        | Op::Sin
        | Op::Cos
        | Op::Tanh
        | Op::Floor
        | Op::Ceil
        | Op::Round => Wide::from(apply(op, argument, a.to_f64(), b.to_f64())),
    }
}

impl Op {
    /// How many numbers it takes, and how many it leaves.
    pub(crate) fn arity(self) -> (usize, usize) {
        match self {
            Self::Argument | Self::Number(_) | Self::Track(_) => (0, 1),
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Power | Self::Min | Self::Max => (2, 1),
            Self::Negate
            | Self::Sqrt
            | Self::Exp
            | Self::Log
            | Self::Sin
            | Self::Cos
            | Self::Tanh
            | Self::Abs
            | Self::Floor
            | Self::Ceil
            | Self::Round => (1, 1),
        }
    }
}

/// The result of an operation; `argument` is what it pushes where that is no number of its own. One that takes fewer
/// operands ignores the rest.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn apply(op: Op, argument: f64, a: f64, b: f64) -> f64 {
    match op {
        Op::Argument | Op::Track(_) => argument,
        Op::Number(number) => number,
        Op::Add => a + b,
        Op::Subtract => a - b,
        Op::Multiply => a * b,
        Op::Divide => a / b,
        Op::Power => math::pow(a, b),
        Op::Min => lesser(a, b),
        Op::Max => greater(a, b),
        Op::Negate => -a,
        Op::Sqrt => a.sqrt(),
        Op::Exp => libm::exp(a),
        Op::Log => libm::log(a),
        Op::Sin => libm::sin(a),
        Op::Cos => libm::cos(a),
        Op::Tanh => libm::tanh(a),
        Op::Abs => a.abs(),
        Op::Floor => a.floor(),
        Op::Ceil => a.ceil(),
        Op::Round => math::round(a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluates_in_postfix_order() {
        let formula = Formula(vec![Op::Number(1.0), Op::Argument, Op::Subtract, Op::Number(2.0), Op::Power]);
        assert_eq!(formula.check(), Ok(()));
        assert_eq!(formula.evaluate(0.5, &[]), 0.25);
    }

    #[test]
    fn a_broken_formula_is_told_and_is_no_number() {
        for ops in [vec![], vec![Op::Add], vec![Op::Argument, Op::Argument], vec![Op::Argument; 65]] {
            let formula = Formula(ops);
            assert!(formula.check().is_err());
            assert!(formula.evaluate(1.0, &[]).is_nan());
        }
    }
}
