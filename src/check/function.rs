//! Functions of arithmetic, outside of formulas.

use super::evaluate::{Evaluator, Locals};
use super::form::{Form, FormKind};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::math;
use crate::syntax::ast::Arg;
use crate::text::Span;
use crate::units::{Duration, Number, Time};

impl Evaluator<'_> {
    /// A call of a function of arithmetic, outside of formulas.
    pub(super) fn function(&mut self, name: &str, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        if let Some(arg) = args.iter().find_map(|arg| arg.name.as_ref()) {
            return self.report(
                Diagnostic::new(Code::Arguments, format!("`{name}` takes its arguments by place"), arg.span)
                    .help("leave the name out"),
            );
        }
        let values: Vec<_> =
            args.iter().map(|arg| self.evaluate(&arg.value, locals).map(|value| (value, arg.value.span))).collect();
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        let expected = match name {
            "clamp" => Some(3),
            "min" | "max" => None,
            _ => Some(1),
        };
        let fits = expected.map_or(!values.is_empty(), |expected| values.len() == expected);
        if !fits {
            let expected = expected.map_or("at least 1 argument".to_string(), |n| {
                format!("{n} argument{}", if n == 1 { "" } else { "s" })
            });
            return self.report(
                Diagnostic::new(
                    Code::Arguments,
                    format!("`{name}` takes {expected}, and here are {}", values.len()),
                    span,
                )
                .help(if name == "clamp" {
                    "write `clamp(S, low, high)`".to_string()
                } else {
                    format!("write `{name}(…)`")
                }),
            );
        }
        match name {
            "min" | "max" | "clamp" => self.extremum(name, values, span),
            "floor" | "ceil" | "round" if matches!(values[0].0, Value::Duration(_)) => {
                let Value::Duration(duration) = &values[0].0 else { return None };
                if duration.is_relative() {
                    return self.report(
                        Diagnostic::new(
                            Code::KindMismatch,
                            format!("`{name}` cannot round a share of the span"),
                            values[0].1,
                        )
                        .help("round a length that is known: `round(run / 20)`"),
                    );
                }
                let ticks = match name {
                    "floor" => duration.ticks.floor(),
                    "ceil" => duration.ticks.ceil(),
                    _ => duration.ticks.ratio().round().to_integer(),
                };
                Some(Value::Duration(Duration { ticks: Time::whole(ticks), ..*duration }))
            }
            _ => {
                let number = match &values[0] {
                    (Value::Number(number), _) => *number,
                    (other, at) => {
                        return self.report(
                            Diagnostic::new(
                                Code::KindMismatch,
                                format!("`{name}` takes a plain number, and this is {}", other.kind()),
                                *at,
                            )
                            .saying(other.kind())
                            .help(match other {
                                Value::Duration(_) => "divide it by a unit first: `run / 1 epoch`",
                                Value::Schedule(_) => "`factor(t -> …)` and `curve(u -> …)` take any formula",
                                _ => "write a number",
                            }),
                        );
                    }
                };
                let result = match name {
                    "floor" => number.floor(),
                    "ceil" => number.ceil(),
                    "round" => number.round(),
                    "abs" => number.abs(),
                    _ => Number::inexact(math::named(name)?(number.value())),
                };
                if result.value().is_nan() {
                    return self.report(Diagnostic::new(
                        Code::ArgumentRange,
                        format!("`{name}` of {number} is no number"),
                        span,
                    ));
                }
                Some(Value::Number(result))
            }
        }
    }

    fn extremum(&mut self, name: &str, values: Vec<(Value, Span)>, span: Span) -> Option<Value> {
        let numbers = values.iter().all(|(value, _)| matches!(value, Value::Number(_)));
        let durations = values.iter().all(|(value, _)| match value {
            Value::Duration(duration) => !duration.is_relative(),
            Value::Number(_) => true,
            _ => false,
        });
        if numbers || durations {
            let mut sorted: Vec<(Number, Option<Duration>)> = Vec::with_capacity(values.len());
            for (value, at) in &values {
                sorted.push(match value {
                    Value::Number(number) if numbers => (*number, None),
                    value => {
                        let duration = self.coerce_duration(value, *at, &format!("an argument of `{name}`"))?;
                        (Number::exactly(duration.ticks.ratio()), Some(duration))
                    }
                });
            }
            let least = |a: (Number, Option<Duration>), b: (Number, Option<Duration>)| {
                if b.0.compare(a.0) == Some(std::cmp::Ordering::Less) { b } else { a }
            };
            let greatest = |a: (Number, Option<Duration>), b: (Number, Option<Duration>)| {
                if b.0.compare(a.0) == Some(std::cmp::Ordering::Greater) { b } else { a }
            };
            let chosen = match name {
                "min" => sorted.into_iter().reduce(least)?,
                "max" => sorted.into_iter().reduce(greatest)?,
                _ => least(greatest(sorted[0], sorted[1]), sorted[2]),
            };
            return Some(chosen.1.map_or(Value::Number(chosen.0), Value::Duration));
        }
        let forms: Vec<_> = values.into_iter().map(|(value, at)| self.coerce_form(value, at)).collect();
        let forms = forms.into_iter().collect::<Option<Vec<_>>>()?;
        let kind = match name {
            "min" => FormKind::Min(forms),
            "max" => FormKind::Max(forms),
            _ => {
                let high = forms[2].clone();
                let floor = Form::new(FormKind::Max(forms[..2].to_vec()), span, self.call);
                FormKind::Min(vec![floor, high])
            }
        };
        self.schedule(Form::new(kind, span, self.call))
    }
}
