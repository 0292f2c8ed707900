//! How to correct what is written: edits of the text, in the user's own names and numbers.

use super::evaluate::Evaluator;
use super::value::Value;
use crate::catalogue::ShapeName;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::schedule::format_value;
use crate::syntax::ast::{Arg, Expr, ExprKind};
use crate::text::Span;
use crate::units::Number;

impl Evaluator<'_> {
    /// Says how to write a number where something else stands.
    pub(super) fn as_number_instead(&self, diagnostic: Diagnostic, found: &Value, expr: &Expr) -> Diagnostic {
        match (found, &expr.kind) {
            (Value::Relative(number, _), ExprKind::Relative { .. }) => {
                let number = format_value(number.value());
                diagnostic.suggest(Fix::unsafely(format!("write `{number}`"), vec![Edit::replace(expr.span, number)]))
            }
            (Value::Duration(_), ExprKind::Quantity { value, .. }) => {
                let number = value.span.of(self.text);
                let title = format!("write `{number}`, without a unit");
                diagnostic.suggest(Fix::unsafely(title, vec![Edit::replace(expr.span, number)]))
            }
            _ => diagnostic.help("write a number"),
        }
    }

    /// A call of a shape that takes a list by its first place, and is given its elements one by one.
    pub(super) fn as_list(&self, shape: ShapeName, args: &[Arg]) -> Option<Fix> {
        let takes_list = shape.parameters().iter().find(|parameter| parameter.positional)?.takes.is_list();
        let items: Vec<_> = args.iter().take_while(|arg| arg.name.is_none()).collect();
        let are_numbers = items.iter().all(|arg| Number::parse(arg.value.span.of(self.text)).is_some());
        let (first, last) = (items.first()?.value.span, items.last()?.value.span);
        (takes_list && are_numbers).then(|| {
            let list = first.to(last).of(self.text);
            let edits = vec![Edit::insert(first.start, "["), Edit::insert(last.end, "]")];
            Fix::unsafely(format!("write `{}([{list}])`", shape.name()), edits)
        })
    }

    /// `2^19 steps` as `(2^19) steps`.
    pub(super) fn power_with_unit(&self, operands: &[Expr]) -> Option<Fix> {
        let (first, last) = (operands.first()?, operands.last()?);
        let ExprKind::Quantity { value, .. } = &last.kind else { return None };
        if operands.len() < 2 || matches!(value.kind, ExprKind::Relative { .. }) || value.span.start != last.span.start
        {
            return None;
        }
        let power = first.span.to(value.span);
        let unit = Span::new(value.span.end, last.span.end).of(self.text);
        let title = format!("write `({}){unit}`", power.of(self.text));
        Some(Fix::safe(title, vec![Edit::insert(power.start, "("), Edit::insert(power.end, ")")]))
    }

    /// A formula that is given where a function of it is taken.
    pub(super) fn as_function(&self, shape: ShapeName, arg: &Arg) -> Option<Fix> {
        let takes = shape.parameters().iter().map(|parameter| parameter.takes).find(|takes| takes.is_function())?;
        let variable = takes.variable()?;
        let text = arg.value.span.of(self.text);
        let mentions = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == variable);
        (arg.name.is_none() && mentions).then(|| {
            let now = format!("{variable} -> ");
            Fix::safe(format!("write `{}({now}{text})`", shape.name()), vec![Edit::insert(arg.value.span.start, now)])
        })
    }
}

/// The parameter of a shape that another library, or another shape, has another word for.
pub(super) fn meant_parameter(shape: ShapeName, word: &str) -> Option<&'static str> {
    let candidates: &[&str] = match word {
        "decay" | "factor" | "lr_decay" | "decay_rate" | "rate" => &["gamma", "rate"],
        "length" | "steps" | "warmup_steps" | "epochs" | "num_steps" | "total_steps" | "decay_steps" | "duration"
        | "warmup" | "iters" | "max_iters" => &["T"],
        "min_lr" | "eta_min" | "end" | "final" | "min" | "floor" | "end_lr" | "lr_end" | "end_value" => &["to"],
        "start" | "init" | "initial" | "start_lr" | "init_value" | "max_lr" | "peak" | "base_lr" => &["from"],
        "step" | "every" | "period" | "interval" => &["step_size", "D"],
        _ => return None,
    };
    let is_one = |candidate: &&&str| shape.parameters().iter().any(|parameter| parameter.name == **candidate);
    candidates.iter().find(is_one).copied()
}
