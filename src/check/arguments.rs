//! Arguments of shapes: each read as its parameter takes it.

use std::rc::Rc;

use super::bind::Bound;
use super::evaluate::{Evaluator, Locals, out_of_range};
use super::form::Amount;
use super::formula::{CheckedFormula, FormulaArgument};
use super::prelude::preset;
use super::suggest::closest;
use super::value::Value;
use crate::catalogue::{self, Default, Key, Kind, Parameter, Range, Words, kind};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Arg, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::{Duration, Time};

/// What a call gives for a parameter.
#[derive(Clone, Copy)]
pub(super) struct Argument<'e> {
    parameter: &'static Parameter,
    arg: &'e Arg,
    /// Whether a number is a multiple of the base.
    relative: bool,
    locals: &'e Locals,
}

/// A kind of argument that can be read.
pub(super) trait Read: Kind {
    /// What it is read as.
    type Value;

    /// What an argument stands for.
    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Self::Value>;

    /// What stands where a call gives nothing; `None` where nothing does.
    fn default(default: Default) -> Option<Self::Value>;
}

impl Evaluator<'_> {
    /// The value of a parameter that always has one.
    pub(super) fn value<S, K>(&mut self, bound: &Bound<'_, S>, _: K) -> Option<<K::Kind as Read>::Value>
    where
        S: catalogue::Shape,
        K: Key<Kind: Read>,
    {
        self.argument::<S, K>(bound, S::index_of_value::<K>())?
    }

    /// The value of a parameter, if it has one.
    pub(super) fn optional<S, K>(&mut self, bound: &Bound<'_, S>, _: K) -> Option<Option<<K::Kind as Read>::Value>>
    where
        S: catalogue::Shape,
        K: Key<Kind: Read>,
    {
        self.argument::<S, K>(bound, S::index::<K>())
    }

    fn argument<S, K>(&mut self, bound: &Bound<'_, S>, index: usize) -> Option<Option<<K::Kind as Read>::Value>>
    where
        S: catalogue::Shape,
        K: Key<Kind: Read>,
    {
        let parameter = &S::ENTRY.parameters[index];
        let Some(arg) = bound.arguments[index] else { return Some(K::Kind::default(parameter.default)) };
        let relative = super::pytorch::is_relative(S::NAME, arg);
        K::Kind::read(self, Argument { parameter, arg, relative, locals: bound.locals }).map(Some)
    }

    fn list(&mut self, argument: Argument<'_>) -> Option<Rc<Vec<(Value, Span)>>> {
        let Argument { parameter, arg, locals, .. } = argument;
        match self.evaluate_number(&arg.value, locals)? {
            Value::List(items) => Some(items),
            other => {
                let span = arg.value.span;
                let now = match &arg.value.kind {
                    ExprKind::Range { first, last } => {
                        let [first, last] = [first, last].map(|end| end.span.of(self.text));
                        format!("[{first}, {last}]")
                    }
                    _ => format!("[{}]", span.of(self.text)),
                };
                let fix = Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(span, now)]);
                self.report(mismatch(parameter, "a list", &other, arg).suggest(fix))
            }
        }
    }

    fn function_argument(&mut self, argument: Argument<'_>, of: FormulaArgument) -> Option<CheckedFormula> {
        let Argument { parameter, arg, locals, .. } = argument;
        match self.evaluate(&arg.value, locals)? {
            Value::Lambda(lambda) => self.formula(&lambda, of),
            other => self.report(mismatch(parameter, "a function", &other, arg).help(parameter.advice)),
        }
    }

    pub(super) fn coerce_amount(&mut self, value: &Value, span: Span, what: &str) -> Option<Amount> {
        let (amount, number) = match value {
            Value::Number(number) => (Amount::Absolute(number.value()), number.value()),
            Value::Relative(number, _) => (Amount::Relative(number.value()), number.value()),
            Value::Mixed { absolute, relative } => {
                let (absolute, relative) = (absolute.value(), relative.value());
                let wrong = if absolute.is_finite() { relative } else { absolute };
                (Amount::sum(absolute, relative), wrong)
            }
            other => {
                let message = format!("{what} is a value, and this is {}", other.kind());
                let diagnostic = Diagnostic::new(Code::KindMismatch, message, span).saying(other.kind());
                let otherwise = "write a number, a percentage of the base, or a multiple of it with an `x`";
                return self.report(diagnostic.help(otherwise));
            }
        };
        if number.is_finite() {
            return Some(amount);
        }
        self.report(not_finite(what, number, span))
    }

    /// A number or a percentage; `expected` says what it should be.
    fn coerce_plain(&mut self, value: &Value, span: Span, [what, expected]: [&str; 2]) -> Option<f64> {
        let ratio = match value {
            Value::Number(number) | Value::Relative(number, RelativeSign::Percent) => number.value(),
            other => {
                let message = format!("{what} is {expected}, and this is {}", other.kind());
                let diagnostic = Diagnostic::new(Code::KindMismatch, message, span).saying(other.kind());
                return self.report(diagnostic.help("write a number or a percentage"));
            }
        };
        if ratio.is_finite() { Some(ratio) } else { self.report(not_finite(what, ratio, span)) }
    }

    pub(super) fn not_negative(&mut self, duration: Duration, span: Span, what: &str) -> Option<Duration> {
        if duration.ticks.is_negative() && !duration.is_relative() || duration.share.is_negative() {
            let text = span.of(self.text).to_string();
            // Everything in a preset stands at the place of its call.
            if text.split('(').next().is_some_and(|callee| preset(callee).is_some()) {
                let message = format!("a part of `{text}` would be less than 0 long");
                let help = "give it a greater length, or smaller parts";
                return self.report(Diagnostic::new(Code::NegativeLength, message, span).help(help));
            }
            return self.report(
                Diagnostic::new(Code::NegativeLength, format!("{what} cannot be negative, and `{text}` is"), span)
                    .help("a length is 0 or more; `skip` starts a schedule part of the way through"),
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

impl Read for kind::Duration {
    type Value = Duration;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Duration> {
        let Argument { parameter, arg, locals, .. } = argument;
        let span = arg.value.span;
        let value = evaluator.evaluate_number(&arg.value, locals)?;
        let duration = evaluator.coerce_duration(&value, span, &format!("`{}`", parameter.name))?;
        match parameter.range {
            Range::AboveZero => evaluator.above_zero(duration, span, parameter.noun()),
            _ => evaluator.not_negative(duration, span, parameter.noun()),
        }
    }

    fn default(default: Default) -> Option<Duration> {
        match default {
            Default::Ticks(count) => Some(Duration { bare: true, ..Duration::ticks(Time::whole(i128::from(count))) }),
            _ => None,
        }
    }
}

impl Read for kind::Durations {
    type Value = Vec<(Duration, Span)>;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Self::Value> {
        let what = format!("an element of `{}`", argument.parameter.name);
        let items = evaluator.list(argument)?;
        let durations: Vec<_> = items
            .iter()
            .map(|(item, span)| {
                let duration = evaluator.coerce_duration(item, *span, &what)?;
                Some((evaluator.not_negative(duration, *span, &what)?, *span))
            })
            .collect();
        durations.into_iter().collect()
    }

    fn default(_: Default) -> Option<Self::Value> {
        None
    }
}

impl Read for kind::Amount {
    type Value = Amount;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Amount> {
        let Argument { parameter, arg, relative, locals } = argument;
        match evaluator.evaluate_number(&arg.value, locals)? {
            Value::Number(number) if relative => Some(Amount::Relative(number.value())),
            value => evaluator.coerce_amount(&value, arg.value.span, &format!("`{}`", parameter.name)),
        }
    }

    fn default(default: Default) -> Option<Amount> {
        match default {
            Default::Amount(amount) => Some(amount),
            _ => None,
        }
    }
}

impl Read for kind::Amounts {
    type Value = Vec<Amount>;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Vec<Amount>> {
        let what = format!("an element of `{}`", argument.parameter.name);
        let items = evaluator.list(argument)?;
        let amounts: Vec<_> = items.iter().map(|(item, span)| evaluator.coerce_amount(item, *span, &what)).collect();
        amounts.into_iter().collect()
    }

    fn default(_: Default) -> Option<Vec<Amount>> {
        None
    }
}

impl Read for kind::Ratio {
    type Value = f64;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<f64> {
        let Argument { parameter, arg, locals, .. } = argument;
        let (name, span) = (parameter.name, arg.value.span);
        let value = evaluator.evaluate_number(&arg.value, locals)?;
        let ratio = evaluator.coerce_plain(&value, span, [&format!("`{name}`"), "a plain ratio"])?;
        if parameter.range.contains(ratio) {
            return Some(ratio);
        }
        let range = parameter.range.words();
        let diagnostic =
            Diagnostic::new(Code::ArgumentRange, format!("`{name}` is {ratio}, and has to be {range}"), span);
        evaluator.report(if parameter.advice.is_empty() { diagnostic } else { diagnostic.help(parameter.advice) })
    }

    fn default(default: Default) -> Option<f64> {
        match default {
            Default::Ratio(ratio) => Some(ratio),
            _ => None,
        }
    }
}

impl Read for kind::Numbers {
    type Value = Vec<(f64, Span)>;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Self::Value> {
        let what = format!("an element of `{}`", argument.parameter.name);
        let items = evaluator.list(argument)?;
        let number = |(item, span): &(Value, Span)| {
            Some((evaluator.coerce_plain(item, *span, [&what, "a plain number"])?, *span))
        };
        let numbers: Vec<_> = items.iter().map(number).collect();
        numbers.into_iter().collect()
    }

    fn default(_: Default) -> Option<Self::Value> {
        None
    }
}

impl Read for kind::Band {
    type Value = (f64, f64);

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<Self::Value> {
        let Argument { parameter, arg, locals, .. } = argument;
        let what = format!("an end of `{}`", parameter.name);
        let ends = match evaluator.evaluate_number(&arg.value, locals)? {
            Value::Range(ends) => ends,
            other => {
                let error = mismatch(parameter, "a range", &other, arg).saying(other.kind());
                let items = if let ExprKind::List(items) = &arg.value.kind { &items[..] } else { &[] };
                let [low, high] = items else {
                    return evaluator.report(error.help("write both ends: `… .. …`"));
                };
                let now = format!("{} .. {}", low.span.of(evaluator.text), high.span.of(evaluator.text));
                let fix = Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(arg.value.span, &*now)]);
                return evaluator.report(error.suggest(fix));
            }
        };
        let [low, high] =
            [&ends[0], &ends[1]].map(|(end, span)| evaluator.coerce_plain(end, *span, [&what, "a plain number"]));
        let (low, high) = (low?, high?);
        if low <= high {
            return Some((low, high));
        }
        let [first, last] = [ends[0].1, ends[1].1].map(|span| span.of(evaluator.text));
        let message = format!("`{first}` is above `{last}`, and a range goes from its lower end to its upper one");
        let now = format!("{last} .. {first}");
        let fix = Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(arg.value.span, &*now)]);
        evaluator.report(Diagnostic::new(Code::ArgumentRange, message, arg.value.span).suggest(fix))
    }

    fn default(_: Default) -> Option<Self::Value> {
        None
    }
}

impl Read for kind::Count {
    type Value = u64;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<u64> {
        let Argument { parameter, arg, locals, .. } = argument;
        let value = evaluator.evaluate_number(&arg.value, locals)?;
        let whole = match &value {
            Value::Number(number) => number.ratio().filter(num_rational::Ratio::is_integer),
            _ => None,
        };
        if let Some(count) = whole.and_then(|whole| u64::try_from(whole.to_integer()).ok()) {
            return Some(count);
        }
        let (code, found) = match &value {
            Value::Number(number) => (Code::ArgumentRange, number.to_string()),
            other => (Code::KindMismatch, other.kind().to_string()),
        };
        let message = format!("`{}` is a whole number of 0 or more, and this is {found}", parameter.name);
        evaluator.report(Diagnostic::new(code, message, arg.value.span).help(parameter.advice))
    }

    fn default(default: Default) -> Option<u64> {
        match default {
            Default::Count(count) => Some(count),
            _ => None,
        }
    }
}

impl<W: Words> Read for kind::Word<W> {
    type Value = W;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<W> {
        let Argument { parameter, arg, .. } = argument;
        let text = match &arg.value.kind {
            ExprKind::Name(name) => name.text.as_str(),
            _ => arg.value.span.of(evaluator.text),
        };
        if let Some(value) = word(text) {
            return Some(value);
        }
        let otherwise = format!("write one of: {}", W::NAMES.join(", "));
        let message = format!("`{}` takes one of a few words, and `{text}` is not among them", parameter.name);
        let unknown = Diagnostic::new(Code::Arguments, message, arg.value.span);
        evaluator.report(unknown.meaning(closest(text, W::NAMES.iter().copied()), otherwise))
    }

    fn default(default: Default) -> Option<W> {
        match default {
            Default::FirstWord(text) => word(text),
            _ => None,
        }
    }
}

impl Read for kind::FunctionOfFraction {
    type Value = CheckedFormula;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<CheckedFormula> {
        evaluator.function_argument(argument, FormulaArgument::Fraction)
    }

    fn default(_: Default) -> Option<CheckedFormula> {
        None
    }
}

impl Read for kind::FunctionOfTime {
    type Value = CheckedFormula;

    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<CheckedFormula> {
        evaluator.function_argument(argument, FormulaArgument::Time)
    }

    fn default(_: Default) -> Option<CheckedFormula> {
        None
    }
}

impl Read for kind::Metric {
    type Value = String;

    /// Its name, as it stands.
    fn read(evaluator: &mut Evaluator<'_>, argument: Argument<'_>) -> Option<String> {
        let Argument { parameter, arg, .. } = argument;
        match &arg.value.kind {
            ExprKind::Name(name) => Some(name.text.clone()),
            _ => evaluator.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`{}` is {}, and this is not one", parameter.name, parameter.takes.words()),
                    arg.value.span,
                )
                .help("write the name of a column of the metrics file"),
            ),
        }
    }

    fn default(default: Default) -> Option<String> {
        match default {
            Default::Metric(name) => Some(name.to_string()),
            _ => None,
        }
    }
}

/// What a word stands for.
fn word<W: Words>(text: &str) -> Option<W> {
    let index = W::NAMES.iter().position(|word| *word == text)?;
    W::VALUES.get(index).copied()
}

fn mismatch(parameter: &Parameter, expected: &str, found: &Value, arg: &Arg) -> Diagnostic {
    let message = format!("`{}` is {expected}, and this is {}", parameter.name, found.kind());
    Diagnostic::new(Code::KindMismatch, message, arg.value.span)
}

fn not_finite(what: &str, number: f64, span: Span) -> Diagnostic {
    if number.is_nan() {
        Diagnostic::new(Code::ArgumentRange, format!("{what} is not a number"), span)
    } else {
        out_of_range(span)
    }
}
