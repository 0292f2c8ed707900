//! Expressions as text, with the parentheses that they need.

use crate::syntax::ast::{Arg, Expr, ExprKind, PostfixKind, ProductOp, RelativeSign, SumOp};

/// How tightly an expression binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Then,
    Sum,
    Product,
    Postfix,
    Sign,
    Power,
    Primary,
}

/// An expression as text.
pub(super) fn print(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Number(text) => text.clone(),
        ExprKind::Relative { number, sign: RelativeSign::Percent } => format!("{number}%"),
        ExprKind::Relative { number, sign: RelativeSign::Times } => format!("{number}x"),
        ExprKind::Quantity { value, unit } => {
            let singular = unit.text.strip_suffix('s').unwrap_or(&unit.text);
            let plural = if print(value) == "1" { "" } else { "s" };
            format!("{} {singular}{plural}", at_least(value, Binding::Primary))
        }
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Call { name, args, .. } => format!("{}({})", name.text, arguments(args)),
        ExprKind::Index { of, at, to: None } => format!("{}[{}]", print(of), print(at)),
        ExprKind::Index { of, at, to: Some(to) } => format!("{}[{} .. {}]", print(of), print(at), print(to)),
        ExprKind::Range { first, last } => format!("{} .. {}", print(first), print(last)),
        ExprKind::List(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(", ")),
        ExprKind::Paren(inner) => format!("({})", print(inner)),
        ExprKind::Negate(inner) => format!("-{}", at_least(inner, Binding::Power)),
        ExprKind::Power(operands) => {
            let operands: Vec<_> = operands.iter().map(|operand| at_least(operand, Binding::Primary)).collect();
            operands.join(" ^ ")
        }
        ExprKind::Product { first, rest } => {
            let mut text = operand(first, Binding::Product);
            for (op, factor) in rest {
                text.push_str(if *op == ProductOp::Multiply { " * " } else { " / " });
                text.push_str(&operand(factor, Binding::Sign));
            }
            text
        }
        ExprKind::Sum { first, rest } => {
            let mut text = operand(first, Binding::Product);
            for (op, term) in rest {
                text.push_str(if *op == SumOp::Add { " + " } else { " - " });
                text.push_str(&operand(term, Binding::Product));
            }
            text
        }
        ExprKind::Then(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| at_least(part, Binding::Sum)).collect();
            parts.join(" then ")
        }
        ExprKind::Postfix { operand, words } => {
            let mut text = at_least(operand, Binding::Primary);
            for word in words {
                text.push(' ');
                text.push_str(&postfix(&word.kind));
            }
            text
        }
        ExprKind::Lambda { param, body } => format!("{} -> {}", param.text, print(body)),
    }
}

/// An expression as text where it is a part of another.
pub(super) fn part(expr: &Expr) -> String {
    at_least(expr, Binding::Primary)
}

fn postfix(kind: &PostfixKind) -> String {
    match kind {
        PostfixKind::For(by) => format!("for {}", at_least(by, Binding::Primary)),
        PostfixKind::Until(end) => format!("until {}", at_least(end, Binding::Primary)),
        PostfixKind::Skip(by) => format!("skip {}", at_least(by, Binding::Primary)),
        PostfixKind::Every(by) => format!("every {}", at_least(by, Binding::Primary)),
        PostfixKind::Mirror => "mirror".to_string(),
        PostfixKind::Repeat => "repeat".to_string(),
        PostfixKind::RepeatCount(count) => format!("repeat {}", at_least(count, Binding::Primary)),
        PostfixKind::RepeatArgs { args, .. } => format!("repeat({})", arguments(args)),
        PostfixKind::RepeatOver(over) => {
            let last = over.last.as_ref().map(|last| format!("..{}", at_least(last, Binding::Primary)));
            let values = at_least(&over.values, Binding::Primary);
            format!("repeat over {} in {values}{}", over.name.text, last.unwrap_or_default())
        }
    }
}

pub(super) fn arguments(args: &[Arg]) -> String {
    let shown = |arg: &Arg| match &arg.name {
        Some(name) => format!("{}={}", name.text, print(&arg.value)),
        None => print(&arg.value),
    };
    args.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// An operand of arithmetic: what has postfix words stands in parentheses.
fn operand(expr: &Expr, least: Binding) -> String {
    match binding(expr) {
        Binding::Postfix => format!("({})", print(expr)),
        _ => at_least(expr, least),
    }
}

fn at_least(expr: &Expr, least: Binding) -> String {
    if binding(expr) < least { format!("({})", print(expr)) } else { print(expr) }
}

fn binding(expr: &Expr) -> Binding {
    match &expr.kind {
        ExprKind::Then(_) | ExprKind::Lambda { .. } => Binding::Then,
        ExprKind::Sum { .. } => Binding::Sum,
        ExprKind::Product { .. } => Binding::Product,
        ExprKind::Postfix { .. } => Binding::Postfix,
        ExprKind::Negate(_) => Binding::Sign,
        ExprKind::Power(_) => Binding::Power,
        ExprKind::Quantity { .. } => Binding::Primary,
        _ => Binding::Primary,
    }
}
