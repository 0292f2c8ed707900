//! Expressions back in Python, as fixes write them.

use python_calls::Number;

use super::Script;
use super::expression::{Expression, Operation};

/// An expression as the script spells it; nothing where Python would need an import for it.
pub(super) fn spelled(script: &Script, expression: &Expression) -> Option<String> {
    Some(match expression {
        Expression::Number(Number::Int(number)) => number.to_string(),
        Expression::Number(Number::Float(number)) => super::expression::float(*number),
        Expression::Parameter(name) => {
            script.parameters().iter().find(|parameter| parameter.name == *name)?.spelling.clone()
        }
        Expression::Tick => return None,
        Expression::Binary(operation, a, b) => {
            let (a, b) = (operand(script, a)?, operand(script, b)?);
            let sign = match operation {
                Operation::Add => "+",
                Operation::Subtract => "-",
                Operation::Multiply => "*",
                // A length is a whole number.
                Operation::Divide => "//",
                Operation::Power => "**",
            };
            format!("{a} {sign} {b}")
        }
        Expression::Call(name @ ("min" | "max"), arguments) => {
            let arguments: Option<Vec<_>> = arguments.iter().map(|argument| spelled(script, argument)).collect();
            format!("{name}({})", arguments?.join(", "))
        }
        Expression::Call(..) => return None,
    })
}

fn operand(script: &Script, expression: &Expression) -> Option<String> {
    let text = spelled(script, expression)?;
    let brackets =
        matches!(expression, Expression::Binary(Operation::Add | Operation::Subtract | Operation::Divide, ..));
    Some(if brackets { format!("({text})") } else { text })
}
