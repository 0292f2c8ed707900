//! Bounds of formulas, operation by operation.

use super::enclosure::Enclosure;
use super::interval::Interval;
use crate::schedule::math;
use crate::schedule::tree::{Formula, Op};

/// A formula on a range of arguments, and of values of its tracks.
pub(super) fn formula_on(formula: &Formula, argument: Enclosure, tracks: &[Enclosure]) -> Enclosure {
    let mut stack: Vec<Enclosure> = Vec::new();
    for &op in formula.ops() {
        let pushed = if let Op::Track(index) = op {
            tracks.get(index).copied().unwrap_or_else(Enclosure::unknown)
        } else {
            argument
        };
        let Some(result) = apply(op, pushed, &mut stack) else { return Enclosure::unknown() };
        stack.push(result);
    }
    stack.pop().unwrap_or_else(Enclosure::unknown)
}

/// The result of an operation, whose operands it takes from the stack; `None` where they are missing. `argument` is what
/// it pushes where that is no number of its own.
fn apply(op: Op, argument: Enclosure, stack: &mut Vec<Enclosure>) -> Option<Enclosure> {
    match op {
        Op::Argument | Op::Track(_) => Some(argument),
        Op::Number(number) => Some(Enclosure::constant(Interval::point(number))),
        Op::Add => binary(stack, Enclosure::plus),
        Op::Subtract => binary(stack, Enclosure::minus),
        Op::Multiply => binary(stack, Enclosure::product),
        Op::Divide => binary(stack, Enclosure::quotient),
        Op::Power => binary(stack, Enclosure::power),
        Op::Min => binary(stack, Enclosure::lesser),
        Op::Max => binary(stack, Enclosure::greater),
        Op::Negate => unary(stack, |a| a.times(Interval::point(-1.0))),
        Op::Sqrt => unary(stack, Enclosure::sqrt),
        Op::Exp => unary(stack, Enclosure::exp),
        Op::Log => unary(stack, Enclosure::log),
        Op::Sin => unary(stack, Enclosure::sin),
        Op::Cos => unary(stack, Enclosure::cos),
        Op::Tanh => unary(stack, Enclosure::tanh),
        Op::Abs => unary(stack, Enclosure::abs),
        Op::Floor => unary(stack, |a| a.stepped(f64::floor)),
        Op::Ceil => unary(stack, |a| a.stepped(f64::ceil)),
        Op::Round => unary(stack, |a| a.stepped(math::round)),
    }
}

fn unary(stack: &mut Vec<Enclosure>, image: fn(Enclosure) -> Enclosure) -> Option<Enclosure> {
    stack.pop().map(image)
}

fn binary(stack: &mut Vec<Enclosure>, image: fn(Enclosure, Enclosure) -> Enclosure) -> Option<Enclosure> {
    let (b, a) = (stack.pop()?, stack.pop()?);
    Some(image(a, b))
}
