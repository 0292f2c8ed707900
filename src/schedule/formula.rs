//! Formulas: arithmetic in postfix order.

use super::math;
use super::node::{Formula, Op};

impl Formula {
    /// How many intermediate results a formula may hold at once.
    pub(super) const STACK: usize = 64;

    /// Whether it leaves exactly one number and needs no more than 64 intermediate ones.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub fn check(&self) -> Result<(), &'static str> {
        self.depth().map(|_| ())
    }

    /// How many intermediate results it holds at once; an error as of [`check`](Self::check).
    pub(super) fn depth(&self) -> Result<usize, &'static str> {
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
        }
        if held == 1 { Ok(deepest) } else { Err("it does not come to one number") }
    }

    /// Its value at an argument; not a number where the arithmetic has none. A formula that does
    /// not [`check`](Self::check) has none anywhere.
    pub fn evaluate(&self, argument: f64) -> f64 {
        let mut stack = [0.0; Self::STACK];
        let mut top = 0;
        for &op in &self.0 {
            let (takes, gives) = op.arity();
            if top < takes || top - takes + gives > Self::STACK {
                return f64::NAN;
            }
            let at = top - takes;
            let (a, b) = (stack[at.min(Self::STACK - 1)], stack[(at + 1).min(Self::STACK - 1)]);
            stack[at] = apply(op, argument, a, b);
            top = at + gives;
        }
        if top == 1 { stack[0] } else { f64::NAN }
    }
}

impl Op {
    /// How many numbers it takes, and how many it leaves.
    pub(super) fn arity(self) -> (usize, usize) {
        match self {
            Self::Argument | Self::Number(_) => (0, 1),
            Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Power | Self::Min | Self::Max => (2, 1),
            _ => (1, 1),
        }
    }
}

/// What an operation leaves; of the operands, it takes as many as it has.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(super) fn apply(op: Op, argument: f64, a: f64, b: f64) -> f64 {
    match op {
        Op::Argument => argument,
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
        Op::Round => a.round(),
    }
}

/// The lesser of two; not a number where either is none.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(super) fn lesser(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// The greater of two; not a number where either is none.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluates_in_postfix_order() {
        let formula = Formula(vec![Op::Number(1.0), Op::Argument, Op::Subtract, Op::Number(2.0), Op::Power]);
        assert_eq!(formula.check(), Ok(()));
        assert_eq!(formula.evaluate(0.5), 0.25);
    }

    #[test]
    fn a_broken_formula_is_told_and_is_no_number() {
        for ops in [vec![], vec![Op::Add], vec![Op::Argument, Op::Argument], vec![Op::Argument; 65]] {
            let formula = Formula(ops);
            assert!(formula.check().is_err());
            assert!(formula.evaluate(1.0).is_nan());
        }
    }
}
