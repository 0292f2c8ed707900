//! Arguments of a kind: durations, values, ratios, words, functions.

use std::ops::Range;

use std::rc::Rc;

use super::bind::Bound;
use super::evaluate::{Evaluator, Locals, out_of_range};
use super::form::Amount;
use super::formula::FormulaArgument;
use super::suggest::did_you_mean;
use super::value::Value;
use crate::catalogue::Takes;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::Formula;
use crate::syntax::ast::{Arg, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::Duration;

impl Evaluator<'_> {
    pub(super) fn power_argument(&mut self, bound: &Bound<'_>, default: f64, locals: &Locals) -> Option<f64> {
        let power = self.ratio(bound, "power", locals)?.unwrap_or(default);
        match bound.get("power") {
            Some((_, arg)) if power <= 0.0 => self.report(
                Diagnostic::new(
                    Code::ArgumentRange,
                    format!("`power` is {power}, and has to be above 0"),
                    arg.value.span,
                )
                .help("1 is a straight line, 2 a parabola, 0.5 a square root"),
            ),
            _ => Some(power),
        }
    }

    pub(super) fn function_argument(
        &mut self,
        bound: &Bound<'_>,
        argument: FormulaArgument,
        locals: &Locals,
    ) -> Option<Formula> {
        let (_, arg) = bound.get("f")?;
        match self.evaluate(&arg.value, locals)? {
            Value::Lambda(lambda) => self.formula(&lambda, argument),
            other => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`f` is a function, and this is {}", other.kind()),
                    arg.value.span,
                )
                .help(match argument {
                    FormulaArgument::Fraction => "write it with its argument: `u -> (1 - u)^2`",
                    FormulaArgument::Time => "write it with its argument: `t -> 0.95^(t / 1 epoch)`",
                }),
            ),
        }
    }

    pub(super) fn duration(
        &mut self,
        bound: &Bound<'_>,
        name: &str,
        locals: &Locals,
    ) -> Option<Option<(Duration, Span)>> {
        let Some((parameter, arg)) = bound.get(name) else { return Some(None) };
        let value = self.evaluate(&arg.value, locals)?;
        let span = arg.value.span;
        let duration = self.coerce_duration(&value, span, &format!("`{}`", parameter.name))?;
        Some(Some((duration, span)))
    }

    pub(super) fn durations(
        &mut self,
        bound: &Bound<'_>,
        name: &str,
        locals: &Locals,
    ) -> Option<Vec<(Duration, Span)>> {
        let (_, arg) = bound.get(name)?;
        let items = self.list(arg, name, locals)?;
        let what = format!("an element of `{name}`");
        let durations: Vec<_> = items
            .iter()
            .map(|(item, span)| {
                let duration = self.coerce_duration(item, *span, &what)?;
                Some((self.not_negative(duration, *span, &what)?, *span))
            })
            .collect();
        durations.into_iter().collect()
    }

    pub(super) fn amounts(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Vec<Amount>> {
        let (_, arg) = bound.get(name)?;
        let items = self.list(arg, name, locals)?;
        let amounts: Vec<_> = items
            .iter()
            .map(|(item, span)| self.coerce_amount(item, *span, &format!("an element of `{name}`")))
            .collect();
        amounts.into_iter().collect()
    }

    pub(super) fn list(&mut self, arg: &Arg, name: &str, locals: &Locals) -> Option<Rc<Vec<(Value, Span)>>> {
        match self.evaluate(&arg.value, locals)? {
            Value::List(items) => Some(items),
            other => {
                let text = arg.value.span.of(self.text).to_string();
                self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        format!("`{name}` is a list, and this is {}", other.kind()),
                        arg.value.span,
                    )
                    .help(format!("write `[{text}]`")),
                )
            }
        }
    }

    pub(super) fn amount(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Option<Amount>> {
        let Some((parameter, arg)) = bound.get(name) else { return Some(None) };
        let value = self.evaluate(&arg.value, locals)?;
        let by_factor = arg.name.as_ref().is_some_and(|given| {
            parameter.pytorch.as_ref().is_some_and(|alias| alias.relative && alias.word == given.text)
        });
        match (by_factor, &value) {
            (true, Value::Number(number)) => Some(Some(Amount::Relative(number.value()))),
            _ => self.coerce_amount(&value, arg.value.span, &format!("`{name}`")).map(Some),
        }
    }

    pub(super) fn coerce_amount(&mut self, value: &Value, span: Span, what: &str) -> Option<Amount> {
        let (amount, number) = match value {
            Value::Number(number) => (Amount::Absolute(number.value()), number.value()),
            Value::Relative(number, _) => (Amount::Relative(number.value()), number.value()),
            other => {
                return self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        format!("{what} is a value, and this is {}", other.kind()),
                        span,
                    )
                    .saying(other.kind())
                    .help("write a number (`1e-5`), a percentage of the base (`1%`) or a multiple of it (`0.01x`)"),
                );
            }
        };
        if number.is_finite() {
            return Some(amount);
        }
        self.report(not_finite(what, number, span))
    }

    pub(super) fn ratio(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Option<f64>> {
        let Some((_, arg)) = bound.get(name) else { return Some(None) };
        let span = arg.value.span;
        match self.evaluate(&arg.value, locals)? {
            Value::Number(number) | Value::Relative(number, RelativeSign::Percent) if number.value().is_finite() => {
                Some(Some(number.value()))
            }
            Value::Number(number) | Value::Relative(number, RelativeSign::Percent) => {
                self.report(not_finite(&format!("`{name}`"), number.value(), span))
            }
            other => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`{name}` is a plain ratio, and this is {}", other.kind()),
                    span,
                )
                .saying(other.kind())
                .help("write a number (`0.5`) or a percentage (`50%`)"),
            ),
        }
    }

    /// A plain ratio within bounds.
    pub(super) fn ratio_in(
        &mut self,
        bound: &Bound<'_>,
        name: &str,
        default: f64,
        range: Range<f64>,
        locals: &Locals,
    ) -> Option<f64> {
        let Some((_, arg)) = bound.get(name) else { return Some(default) };
        let ratio = self.ratio(bound, name, locals)??;
        if range.contains(&ratio) {
            return Some(ratio);
        }
        let bounds = match (range.start == 0.0, range.end.is_finite()) {
            (true, true) => format!("from 0 to below {}", range.end),
            (true, false) => "0 or more".to_string(),
            (false, _) => "above 0".to_string(),
        };
        self.report(Diagnostic::new(
            Code::ArgumentRange,
            format!("`{name}` is {ratio}, and has to be {bounds}"),
            arg.value.span,
        ))
    }

    /// A whole number of 0 or more.
    pub(super) fn count_argument(
        &mut self,
        bound: &Bound<'_>,
        name: &str,
        default: u64,
        locals: &Locals,
    ) -> Option<u64> {
        let Some((_, arg)) = bound.get(name) else { return Some(default) };
        let span = arg.value.span;
        let value = self.evaluate(&arg.value, locals)?;
        let whole = match &value {
            Value::Number(number) => number.ratio().filter(num_rational::Ratio::is_integer),
            _ => None,
        };
        match whole.and_then(|whole| u64::try_from(whole.to_integer()).ok()) {
            Some(count) => Some(count),
            None => {
                let found = match &value {
                    Value::Number(number) => number.to_string(),
                    other => other.kind().to_string(),
                };
                self.report(
                    Diagnostic::new(
                        if matches!(value, Value::Number(_)) { Code::ArgumentRange } else { Code::KindMismatch },
                        format!("`{name}` is a whole number of 0 or more, and this is {found}"),
                        span,
                    )
                    .help(match name {
                        "seed" => "any whole number is a seed: `seed=1`",
                        _ => "it counts observations of the metric, in whatever time they come: `10`",
                    }),
                )
            }
        }
    }

    /// The name of a metric, as it stands.
    pub(super) fn metric(&mut self, bound: &Bound<'_>) -> Option<String> {
        let Some((parameter, arg)) = bound.get("metric") else { return Some("val_loss".to_string()) };
        match &arg.value.kind {
            ExprKind::Name(name) => Some(name.text.clone()),
            _ => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`metric` is {}, and this is none", parameter.takes.words()),
                    arg.value.span,
                )
                .help("write the name of a column of the metrics file: `metric=val_loss`"),
            ),
        }
    }

    pub(super) fn word(&mut self, bound: &Bound<'_>, name: &str) -> Option<Option<&'static str>> {
        let Some((parameter, arg)) = bound.get(name) else { return Some(None) };
        let Takes::Word(words) = parameter.takes else { return Some(None) };
        let text = match &arg.value.kind {
            ExprKind::Name(name) => name.text.as_str(),
            _ => arg.value.span.of(self.text),
        };
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Some(Some(word));
        }
        let help = did_you_mean(text, words.iter().copied(), format!("write one of: {}", words.join(", ")));
        self.report(
            Diagnostic::new(
                Code::Arguments,
                format!("`{name}` is one of a few words, and `{text}` is none of them"),
                arg.value.span,
            )
            .help(help),
        )
    }

    pub(super) fn not_negative(&mut self, duration: Duration, span: Span, what: &str) -> Option<Duration> {
        if duration.ticks.is_negative() && !duration.is_relative() || duration.share.is_negative() {
            let text = span.of(self.text).to_string();
            return self.report(
                Diagnostic::new(Code::NegativeLength, format!("{what} cannot be negative, and `{text}` is"), span)
                    .help("a length is 0 or more; `skip` starts a schedule at a later time of its own"),
            );
        }
        Some(duration)
    }

    pub(super) fn above_zero(&mut self, duration: Duration, span: Span, what: &str) -> Option<Duration> {
        let duration = self.not_negative(duration, span, what)?;
        if duration.ticks.is_zero() && !duration.is_relative() {
            return self.report(
                Diagnostic::new(Code::ArgumentRange, format!("{what} has to be above 0"), span).saying("this is 0"),
            );
        }
        Some(duration)
    }
}

fn not_finite(what: &str, number: f64, span: Span) -> Diagnostic {
    if number.is_nan() {
        Diagnostic::new(Code::ArgumentRange, format!("{what} is no number"), span)
    } else {
        out_of_range(span, number)
    }
}
