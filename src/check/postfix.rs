//! Postfix words.

use super::evaluate::{Evaluator, Locals};
use super::form::{Form, FormKind};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, Expr, Postfix, PostfixKind, RelativeSign};
use crate::text::Span;
use crate::units::{Number, Ratio};

/// The parameters of `repeat(…)`, in their order.
pub(super) const REPEAT_PARAMETERS: [&str; 3] = ["n", "stretch", "decay"];

impl Evaluator<'_> {
    /// An operand with the postfix words after it.
    pub(super) fn postfix(&mut self, operand: &Expr, words: &[Postfix], locals: &Locals) -> Option<Value> {
        let over = words.iter().enumerate().rev().find_map(|(at, word)| match &word.kind {
            PostfixKind::RepeatOver(over) => Some((at, over)),
            _ => None,
        });
        let (mut form, after) = match over {
            Some((at, over)) => (self.cycles_over(operand, words.split_at(at), over, locals), at + 1),
            None => (self.form_of(operand, locals), 0),
        };
        for word in &words[after..] {
            let span = operand.span.to(word.span);
            let duration = |evaluator: &mut Self, expr: &Expr, what: &str| {
                let value = evaluator.evaluate_number(expr, locals)?;
                let duration = evaluator.coerce_duration(&value, expr.span, what)?;
                evaluator.not_negative(duration, expr.span, what)
            };
            let kind = match &word.kind {
                PostfixKind::For(expr) => {
                    let length = duration(self, expr, "the length");
                    form.zip(length).map(|(form, length)| FormKind::For(form, length))
                }
                PostfixKind::Until(expr) => {
                    let end = duration(self, expr, "the end");
                    form.zip(end).map(|(form, end)| FormKind::Until(form, end))
                }
                PostfixKind::Skip(expr) => {
                    let by = duration(self, expr, "the time to skip");
                    form.zip(by).map(|(form, by)| FormKind::Skip(form, by))
                }
                PostfixKind::Every(expr) => {
                    let by = duration(self, expr, "the sampling interval");
                    let by = by.and_then(|by| self.above_zero(by, expr.span, "the sampling interval"));
                    form.zip(by).map(|(form, by)| FormKind::Every(form, by))
                }
                PostfixKind::Mirror => form.map(FormKind::Mirror),
                // It comes before all words that are left.
                PostfixKind::RepeatOver(_) => return None,
                PostfixKind::Repeat => {
                    form.map(|body| FormKind::Repeat { body, count: None, stretch: Ratio::from_integer(1), decay: 1.0 })
                }
                PostfixKind::RepeatCount(expr) => {
                    let count = self.repeat_count(expr, locals);
                    form.zip(count).map(|(body, count)| FormKind::Repeat {
                        body,
                        count: Some(count),
                        stretch: Ratio::from_integer(1),
                        decay: 1.0,
                    })
                }
                PostfixKind::RepeatArgs { args, .. } => {
                    let arguments = self.repeat_arguments(args, word.span, locals);
                    form.zip(arguments).map(|(body, (count, stretch, decay))| FormKind::Repeat {
                        body,
                        count,
                        stretch,
                        decay,
                    })
                }
            };
            form = match self.schedule(Form::new(kind?, span, self.call))? {
                Value::Schedule(form) => Some(form),
                _ => None,
            };
        }
        form.map(Value::Schedule)
    }

    fn repeat_count(&mut self, expr: &Expr, locals: &Locals) -> Option<u64> {
        let number = self.number_of(expr, locals, "the number of cycles")?;
        let whole = number.ratio().filter(Ratio::is_integer).map(|ratio| *ratio.numer());
        match whole.and_then(|count| u64::try_from(count).ok()) {
            Some(count) if count > 0 => Some(count),
            _ => self.report(
                Diagnostic::new(
                    Code::ArgumentRange,
                    format!("the number of cycles is {number}, and has to be a whole number above 0"),
                    expr.span,
                )
                .help("`S repeat` without a number goes on for ever, `S for D` cuts it where you like"),
            ),
        }
    }

    fn repeat_arguments(&mut self, args: &[Arg], span: Span, locals: &Locals) -> Option<(Option<u64>, Ratio, f64)> {
        let slots = self.bind("repeat", &REPEAT_PARAMETERS, args)?;
        let count = slots[0].map(|arg| self.repeat_count(&arg.value, locals));
        let stretch = slots[1].map(|arg| self.positive(arg, "stretch", locals));
        let decay = slots[2].map(|arg| self.positive(arg, "decay", locals));
        let count = count.map_or(Some(None), |count| count.map(Some))?;
        let stretch = stretch.unwrap_or(Some(Number::whole(1)))?;
        let decay = decay.unwrap_or(Some(Number::whole(1)))?;
        let fits = |ratio: &Ratio| u32::try_from(*ratio.numer()).is_ok() && u32::try_from(*ratio.denom()).is_ok();
        let Some(ratio) = stretch.ratio().filter(fits) else {
            let at = slots[1].map_or(span, |arg| arg.value.span);
            return self.report(
                Diagnostic::new(
                    Code::NumberRange,
                    format!("`stretch` is {stretch}, which is too large or too fine to be held exactly"),
                    at,
                )
                .help("write it with fewer digits: its fraction has to fit into 32 bits over 32 bits"),
            );
        };
        if let (None, Some(arg)) = (count, slots[1])
            && ratio < Ratio::from_integer(1)
        {
            return self.report(
                Diagnostic::new(
                    Code::ArgumentRange,
                    format!("endless cycles that shrink by {stretch} all fit into a finite time"),
                    arg.value.span,
                )
                .help("say how many: `repeat(10, stretch=…)`"),
            );
        }
        Some((count, ratio, decay.value()))
    }

    fn positive(&mut self, arg: &Arg, name: &str, locals: &Locals) -> Option<Number> {
        let span = arg.value.span;
        let value = self.evaluate_number(&arg.value, locals)?;
        let number = match value {
            Value::Number(number) | Value::Relative(number, RelativeSign::Percent) => number,
            other => {
                return self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        format!("`{name}` is a plain ratio, and this is {}", other.kind()),
                        span,
                    )
                    .saying(other.kind()),
                );
            }
        };
        if number.value() > 0.0 && number.value().is_finite() {
            return Some(number);
        }
        self.report(Diagnostic::new(Code::ArgumentRange, format!("`{name}` is {number}, and has to be above 0"), span))
    }
}
