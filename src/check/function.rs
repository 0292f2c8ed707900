//! Functions of arithmetic, outside of formulas.

use super::evaluate::{Evaluator, Locals, out_of_range};
use super::form::{Form, FormKind};
use super::value::Value;
use crate::catalogue::{Arity, Function, Meaning};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Formula, Op, Rounding, format_value};
use crate::syntax::ast::Arg;
use crate::text::Span;
use crate::units::{Duration, Number, Time};

impl Evaluator<'_> {
    /// A call of a function of arithmetic, outside of formulas.
    pub(super) fn function(&mut self, function: Function, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        let (args, to) = self.function_arguments(function, args, span)?;
        let wanted = self.number_wanted || matches!(function.meaning(), Meaning::Elementary(_));
        let values = self.wanting_number(wanted, |evaluator| {
            let value = |arg: &&Arg| evaluator.evaluate(&arg.value, locals).map(|value| (value, arg.value.span));
            args.iter().map(value).collect::<Vec<_>>()
        });
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        match (function.meaning(), &values[0]) {
            (Meaning::Extremum(_) | Meaning::Clamp, _) => self.extremum(function, values, span),
            (Meaning::Rounding(how), (value, at)) => {
                self.rounded(function, how, (value.clone(), *at), to, span, locals)
            }
            (Meaning::Absolute, (Value::Duration(duration), at)) => self.absolute_duration(*duration, *at),
            (Meaning::Absolute, (value, at)) => self.elementary(function, Op::Abs, value, *at, span),
            (Meaning::Elementary(op), (value, at)) => self.elementary(function, op, value, *at, span),
        }
    }

    /// The arguments that a function takes by place, as many as it takes, and its `to=`.
    pub(super) fn function_arguments<'e>(
        &mut self,
        function: Function,
        args: &'e [Arg],
        span: Span,
    ) -> Option<(Vec<&'e Arg>, Option<&'e Arg>)> {
        let name = function.name();
        let (named, placed): (Vec<_>, Vec<_>) = args.iter().partition(|arg| arg.name.is_some());
        let mut options = function.options().iter();
        let mut given = None;
        for arg in named {
            let Some(word) = &arg.name else { continue };
            if options.next().is_some_and(|option| *option == word.text) {
                given = Some(arg);
                continue;
            }
            let (message, help) = match given {
                Some(_) if function.options().contains(&word.text.as_str()) => {
                    (format!("`{}` is given twice", word.text), "leave one of them out".to_string())
                }
                _ if function.options().is_empty() => {
                    (format!("`{name}` takes its arguments by place"), "leave the name out".to_string())
                }
                _ => (format!("`{name}` has no parameter `{}`", word.text), format!("write `{}`", function.usage())),
            };
            return self.report(Diagnostic::new(Code::Arguments, message, word.span).help(help));
        }
        if function.arity().takes(placed.len()) {
            return Some((placed, given));
        }
        let expected = match function.arity() {
            Arity::OneOrMore => "at least 1 argument".to_string(),
            Arity::Exactly(1) => "1 argument".to_string(),
            Arity::Exactly(count) => format!("{count} arguments"),
        };
        self.report(
            Diagnostic::new(Code::Arguments, format!("`{name}` takes {expected}, and is given {}", placed.len()), span)
                .help(format!("write `{}`", function.usage())),
        )
    }

    /// `round(x, to=16)` of a number, a duration, or a schedule at every tick.
    fn rounded(
        &mut self,
        function: Function,
        how: Rounding,
        (value, at): (Value, Span),
        to: Option<&Arg>,
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        if let Value::Duration(duration) = value {
            let to = match to {
                Some(arg) => self.duration_to_round_to(arg, locals)?,
                None => Duration { side: duration.side, ..Duration::ticks(Time::whole(1)) },
            };
            return self.rounded_duration(function, how, duration, to, at);
        }
        let to = match to {
            Some(arg) => self.number_to_round_to(arg, locals)?,
            None => Number::whole(1),
        };
        match value {
            Value::Number(number) => Some(Value::Number(number.to_multiple(how, to))),
            value if self.number_wanted => self.elementary(function, how.op(), &value, at, span),
            value => {
                let body = self.coerce_form(value, at)?;
                self.schedule(Form::new(FormKind::Rounded { how, to: to.value(), body }, span, self.call))
            }
        }
    }

    /// The number of `to=`.
    fn number_to_round_to(&mut self, arg: &Arg, locals: &Locals) -> Option<Number> {
        let number = self.number_of(&arg.value, locals, "`to`")?;
        if number.value() > 0.0 && number.value().is_finite() {
            return Some(number);
        }
        self.report(to_not_above_zero(number.value(), arg.value.span))
    }

    fn duration_to_round_to(&mut self, arg: &Arg, locals: &Locals) -> Option<Duration> {
        let value = self.evaluate_number(&arg.value, locals)?;
        let duration = self.coerce_duration(&value, arg.value.span, "`to`")?;
        self.above_zero(duration, arg.value.span, "`to`")
    }

    /// A duration to a multiple of another one.
    fn rounded_duration(
        &mut self,
        function: Function,
        how: Rounding,
        duration: Duration,
        to: Duration,
        at: Span,
    ) -> Option<Value> {
        if duration.is_relative() || to.is_relative() {
            let name = function.name();
            return self.report(
                Diagnostic::new(Code::KindMismatch, format!("`{name}` cannot round a share of the span"), at)
                    .help("round a length that is known: `round(run / 20)`"),
            );
        }
        if !duration.agrees(&to) {
            return self.report(self.two_clocks(at));
        }
        let count = duration.ticks.over(to.ticks).map(Number::exactly);
        let count = count.and_then(|count| count.to_multiple(how, Number::whole(1)).ratio());
        match count.and_then(|count| to.ticks.times(count)) {
            Some(ticks) => Some(Value::Duration(Duration { ticks, ..duration })),
            None => self.report(out_of_range(at)),
        }
    }

    /// A duration without its sign.
    fn absolute_duration(&mut self, duration: Duration, at: Span) -> Option<Value> {
        if duration.is_relative() {
            return self.report(
                Diagnostic::new(Code::KindMismatch, "`abs` takes no share of the span", at)
                    .help("take a length that is known: `abs(run / 20)`"),
            );
        }
        let ticks = if duration.ticks.is_negative() { Time::ZERO.minus(duration.ticks)? } else { duration.ticks };
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
            Op::Abs => number.abs(),
            op => Number::inexact(Formula::new(vec![Op::Argument, op]).evaluate(number.value(), &[])),
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
            let known = || sorted.iter().filter_map(|(_, duration)| *duration);
            if known().any(|a| known().any(|b| !a.agrees(&b))) {
                return self.report(self.two_clocks(span));
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

pub(super) fn to_not_above_zero(number: f64, span: Span) -> Diagnostic {
    let number = format_value(number);
    Diagnostic::new(Code::ArgumentRange, format!("`to` is {number}, and has to be above 0"), span)
}
