//! Functions of arithmetic, outside of formulas.

use super::evaluate::{Evaluator, Locals};
use super::form::{Form, FormKind};
use super::value::Value;
use crate::catalogue::{Arity, Function, Meaning};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Formula, Op};
use crate::syntax::ast::Arg;
use crate::text::Span;
use crate::units::{Duration, Number, Time};

impl Evaluator<'_> {
    /// A call of a function of arithmetic, outside of formulas.
    pub(super) fn function(&mut self, function: Function, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        self.check_function_arguments(function, args, span)?;
        let wanted = self.number_wanted || matches!(function.meaning(), Meaning::Elementary(_));
        let values = self.wanting_number(wanted, |evaluator| {
            let value = |arg: &Arg| evaluator.evaluate(&arg.value, locals).map(|value| (value, arg.value.span));
            args.iter().map(value).collect::<Vec<_>>()
        });
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        match (function.meaning(), &values[0]) {
            (Meaning::Extremum(_) | Meaning::Clamp, _) => self.extremum(function, values, span),
            (Meaning::Rounding(op), (Value::Duration(duration), at)) => {
                self.rounded_duration(function, op, *duration, *at)
            }
            (Meaning::Elementary(op) | Meaning::Rounding(op), (value, at)) => {
                self.elementary(function, op, value, *at, span)
            }
        }
    }

    /// A function takes its arguments by place, and as many as it takes.
    pub(super) fn check_function_arguments(&mut self, function: Function, args: &[Arg], span: Span) -> Option<()> {
        let name = function.name();
        if let Some(arg) = args.iter().find_map(|arg| arg.name.as_ref()) {
            return self.report(
                Diagnostic::new(Code::Arguments, format!("`{name}` takes its arguments by place"), arg.span)
                    .help("leave the name out"),
            );
        }
        if function.arity().takes(args.len()) {
            return Some(());
        }
        let expected = match function.arity() {
            Arity::OneOrMore => "at least 1 argument".to_string(),
            Arity::Exactly(1) => "1 argument".to_string(),
            Arity::Exactly(count) => format!("{count} arguments"),
        };
        self.report(
            Diagnostic::new(Code::Arguments, format!("`{name}` takes {expected}, and here are {}", args.len()), span)
                .help(format!("write `{}`", function.usage())),
        )
    }

    /// A duration to whole ticks, or without its sign.
    fn rounded_duration(&mut self, function: Function, op: Op, duration: Duration, at: Span) -> Option<Value> {
        if duration.is_relative() {
            let name = function.name();
            return self.report(
                Diagnostic::new(Code::KindMismatch, format!("`{name}` cannot round a share of the span"), at)
                    .help("round a length that is known: `round(run / 20)`"),
            );
        }
        let ticks = match op {
            Op::Floor => Time::whole(duration.ticks.floor()),
            Op::Ceil => Time::whole(duration.ticks.ceil()),
            Op::Round => Time::whole(duration.ticks.ratio().round().to_integer()),
            _ if duration.ticks.is_negative() => Time::ZERO.minus(duration.ticks)?,
            _ => duration.ticks,
        };
        Some(Value::Duration(Duration { ticks, ..duration }))
    }

    fn elementary(&mut self, function: Function, op: Op, value: &Value, at: Span, span: Span) -> Option<Value> {
        let name = function.name();
        let Value::Number(number) = value else {
            return self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`{name}` takes a plain number, and this is {}", value.kind()),
                    at,
                )
                .saying(value.kind())
                .help(match value {
                    Value::Duration(_) => "divide it by a unit first: `run / 1 epoch`",
                    Value::Schedule(_) => "`factor(t -> …)` and `curve(u -> …)` take any formula",
                    _ => "write a number",
                }),
            );
        };
        let result = match op {
            Op::Floor => number.floor(),
            Op::Ceil => number.ceil(),
            Op::Round => number.round(),
            Op::Abs => number.abs(),
            op => Number::inexact(Formula::new(vec![Op::Argument, op]).evaluate(number.value())),
        };
        if result.value().is_nan() {
            return self.report(Diagnostic::new(
                Code::ArgumentRange,
                format!("`{name}` of {number} is not a number"),
                span,
            ));
        }
        Some(Value::Number(result))
    }

    fn extremum(&mut self, function: Function, values: Vec<(Value, Span)>, span: Span) -> Option<Value> {
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
                        let duration =
                            self.coerce_duration(value, *at, &format!("an argument of `{}`", function.name()))?;
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
            let chosen = match function.meaning() {
                Meaning::Extremum(Op::Min) => sorted.into_iter().reduce(least)?,
                Meaning::Extremum(_) => sorted.into_iter().reduce(greatest)?,
                _ => least(greatest(sorted[0], sorted[1]), sorted[2]),
            };
            return Some(chosen.1.map_or(Value::Number(chosen.0), Value::Duration));
        }
        let forms: Vec<_> = values.into_iter().map(|(value, at)| self.coerce_form(value, at)).collect();
        let forms = forms.into_iter().collect::<Option<Vec<_>>>()?;
        let kind = match function.meaning() {
            Meaning::Extremum(Op::Min) => FormKind::Min(forms),
            Meaning::Extremum(_) => FormKind::Max(forms),
            _ => {
                let high = forms[2].clone();
                let floor = Form::new(FormKind::Max(forms[..2].to_vec()), span, self.call);
                FormKind::Min(vec![floor, high])
            }
        };
        self.schedule(Form::new(kind, span, self.call))
    }
}
