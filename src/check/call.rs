//! Calls: arguments bound to parameters, shapes and functions built from them.

use super::evaluate::{Evaluator, Locals, out_of_range};
use super::form::{Amount, Form, FormKind, Shape};
use super::formula::FormulaArgument;
use super::suggest::did_you_mean;
use super::value::{Duration, Value};
use crate::catalogue::{Parameter, Signature, Takes};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Curve, Interpolation, math};
use crate::syntax::ast::{Arg, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::{Number, Ratio, Time};

/// The arguments of a call of a shape, by the names of its parameters.
struct Bound<'e> {
    signature: &'static Signature,
    args: Vec<Option<&'e Arg>>,
}

impl<'e> Bound<'e> {
    fn get(&self, name: &str) -> Option<(&'static Parameter, &'e Arg)> {
        let index = self.signature.parameters.iter().position(|parameter| parameter.name == name)?;
        Some((&self.signature.parameters[index], self.args[index]?))
    }
}

impl Evaluator<'_> {
    /// Binds the arguments of a call of a `def` to its parameters, by place or by name.
    pub(super) fn bind<'e>(&mut self, callee: &str, names: &[&str], args: &'e [Arg]) -> Option<Vec<Option<&'e Arg>>> {
        let mut slots = vec![None; names.len()];
        let mut complete = true;
        let mut place = 0;
        for arg in args {
            let slot = match &arg.name {
                None => {
                    place += 1;
                    if place > names.len() {
                        complete = false;
                        self.diagnostics.push(too_many(callee, names.len(), arg.value.span));
                        continue;
                    }
                    place - 1
                }
                Some(name) => match names.iter().position(|candidate| *candidate == name.text) {
                    Some(slot) => slot,
                    None => {
                        complete = false;
                        let help = did_you_mean(
                            &name.text,
                            names.iter().copied(),
                            format!("its parameters are: {}", names.join(", ")),
                        );
                        self.diagnostics.push(unknown_parameter(callee, &name.text, name.span).help(help));
                        continue;
                    }
                },
            };
            if slots[slot].is_some() {
                complete = false;
                self.diagnostics.push(given_twice(callee, names[slot], arg.value.span));
            }
            slots[slot] = Some(arg);
        }
        complete.then_some(slots)
    }

    fn bind_shape<'e>(&mut self, signature: &'static Signature, args: &'e [Arg], span: Span) -> Option<Bound<'e>> {
        let parameters = signature.parameters;
        let mut bound = Bound { signature, args: vec![None; parameters.len()] };
        let mut complete = true;
        let mut pytorch: Option<&str> = None;
        let mut places = (0..parameters.len()).filter(|&index| parameters[index].positional);
        for arg in args {
            let index = match &arg.name {
                None if matches!(arg.value.kind, ExprKind::Lambda { .. }) => {
                    parameters.iter().position(|parameter| parameter.takes == Takes::Function)
                }
                None => places.next(),
                Some(name) => {
                    if let Some(found) = self.constant_lr(signature, &name.text, span) {
                        return found;
                    }
                    let by_name = |parameter: &Parameter| {
                        let alias = parameter.pytorch.as_ref().filter(|alias| alias.word == name.text);
                        if let Some(alias) = alias {
                            pytorch = Some(alias.word);
                        }
                        parameter.name == name.text || alias.is_some()
                    };
                    let found = parameters.iter().position(by_name);
                    if found.is_none() {
                        complete = false;
                        let names = parameters.iter().map(|parameter| parameter.name);
                        let help = match (signature.name, name.text.as_str()) {
                            ("hold", "T" | "total_iters" | "length") => {
                                "`hold` has no length of its own: write `hold for …`".to_string()
                            }
                            _ => did_you_mean(&name.text, names, format!("it is called as `{}`", signature.usage())),
                        };
                        self.diagnostics.push(unknown_parameter(signature.name, &name.text, name.span).help(help));
                        continue;
                    }
                    found
                }
            };
            let Some(index) = index else {
                complete = false;
                let count = parameters.iter().filter(|parameter| parameter.positional).count();
                let mut diagnostic = too_many(signature.name, count, arg.value.span);
                diagnostic.help = Some(format!("it is called as `{}`", signature.usage()));
                self.diagnostics.push(diagnostic);
                continue;
            };
            if bound.args[index].is_some() {
                complete = false;
                self.diagnostics.push(given_twice(signature.name, parameters[index].name, arg.value.span));
            }
            bound.args[index] = Some(arg);
        }
        if let Some(word) = pytorch {
            complete &= self.check_pytorch_defaults(&bound, word, span);
        }
        for (index, parameter) in parameters.iter().enumerate() {
            if parameter.required && bound.args[index].is_none() {
                complete = false;
                let mut diagnostic = Diagnostic::new(
                    Code::Arguments,
                    format!("`{}` needs `{}`, {}", signature.name, parameter.name, parameter.takes.words()),
                    span,
                )
                .help(format!("it is called as `{}`", signature.usage()));
                if let (Some(only), "exponential") = (bound.args[0], signature.name) {
                    let text = only.value.span.of(self.text);
                    diagnostic.help = Some(format!(
                        "write `exponential(gamma={text})`: the first argument is the time between two multiplications"
                    ));
                }
                self.diagnostics.push(diagnostic);
            }
        }
        complete.then_some(bound)
    }

    /// `constant(factor=…, total_iters=…)`, which is PyTorch's `ConstantLR`, is two segments here.
    fn constant_lr<T>(&mut self, signature: &Signature, word: &str, span: Span) -> Option<Option<T>> {
        if signature.name != "hold" || !matches!(word, "factor" | "total_iters") {
            return None;
        }
        Some(self.report(
            Diagnostic::new(
                Code::PytorchDefault,
                "PyTorch's `ConstantLR` holds `factor` (default 1/3) for `total_iters` (default 5), and then the base",
                span,
            )
            .help("write it as the two segments that it is: `hold(1x / 3) for 5 then hold(1x)`"),
        ))
    }

    fn check_pytorch_defaults(&mut self, bound: &Bound<'_>, word: &str, span: Span) -> bool {
        let missing: Vec<_> = bound
            .signature
            .pytorch_defaults
            .iter()
            .filter(|(parameter, _)| bound.get(parameter).is_none())
            .map(|(_, default)| format!("`{default}`"))
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.diagnostics.push(
            Diagnostic::new(
                Code::PytorchDefault,
                format!(
                    "`{word}` is PyTorch's word, and PyTorch has {} where this call gives nothing; here the default is another",
                    missing.join(" and ")
                ),
                span,
            )
            .help(format!("give what is meant, or use the words of `{}`", bound.signature.usage())),
        );
        false
    }

    /// A call of a shape, or its bare name.
    pub(super) fn shape(
        &mut self,
        signature: &'static Signature,
        args: &[Arg],
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        if signature.name == "hold" {
            self.check_hold(args)?;
        }
        let bound = self.bind_shape(signature, args, span)?;
        let shape = match signature.name {
            "hold" => {
                let (value, from) = (self.amount(&bound, "value", locals)?, self.amount(&bound, "from", locals)?);
                if value.is_some() && from.is_some() {
                    return self.report(given_twice("hold", "value", span));
                }
                Shape::Hold { value: value.or(from) }
            }
            "warmup" => self.warmup(&bound, span, locals)?,
            "linear" => self.ramp(&bound, Curve::Linear, locals)?,
            "cosine" => self.ramp(&bound, Curve::Cosine, locals)?,
            "one_minus_sqrt" => self.ramp(&bound, Curve::OneMinusSqrt, locals)?,
            "poly" => {
                let power = self.power_argument(&bound, 1.0, locals)?;
                self.ramp(&bound, Curve::Polynomial(power), locals)?
            }
            "exp_to" => self.ramp(&bound, Curve::Geometric, locals)?,
            "curve" => {
                let formula = self.function_argument(&bound, FormulaArgument::Fraction, locals)?;
                self.ramp(&bound, Curve::Formula(formula), locals)?
            }
            "factor" => {
                let formula = self.function_argument(&bound, FormulaArgument::Time, locals)?;
                Shape::Factor { formula, from: self.amount(&bound, "from", locals)? }
            }
            "step" => {
                let (size, size_span) = self.duration(&bound, "step_size", locals)??;
                let size = self.above_zero(size, size_span, "the time between two drops")?;
                let gamma = self.ratio(&bound, "gamma", locals)?.unwrap_or(0.1);
                Shape::Step { size, gamma, from: self.amount(&bound, "from", locals)? }
            }
            "multistep" => {
                let milestones = self.durations(&bound, "milestones", locals)?;
                let gamma = self.ratio(&bound, "gamma", locals)?.unwrap_or(0.1);
                Shape::Multistep { milestones, gamma, from: self.amount(&bound, "from", locals)? }
            }
            "exponential" => self.exponential(&bound, span, locals)?,
            _ => self.piecewise(&bound, span, locals)?,
        };
        self.schedule(Form::new(FormKind::Shape(shape), span))
    }

    /// `hold(75%)` could mean a length or a value, and `hold(5 epochs)` only a length.
    fn check_hold(&mut self, args: &[Arg]) -> Option<()> {
        let Some(arg) = args.iter().find(|arg| arg.name.is_none()).map(|arg| arg.value.span) else { return Some(()) };
        let found = args.iter().find_map(|arg| match &arg.value.kind {
            ExprKind::Quantity { .. } => Some(("a length", None)),
            ExprKind::Relative { number, sign: RelativeSign::Percent } => {
                Some(("two things", Number::parse(number).map(|number| number.over(Number::whole(100)))))
            }
            _ => None,
        });
        let Some((what, ratio)) = found else { return Some(()) };
        let text = arg.of(self.text);
        let help = match ratio {
            Some(ratio) => format!("write `hold for {text}` for the length, or `hold({ratio}x)` for the value"),
            None => format!("write `hold for {text}`"),
        };
        self.report(
            Diagnostic::new(
                Code::HoldArgument,
                format!("`hold({text})` could be read as {what}; in the brackets stands a value"),
                arg,
            )
            .help(help),
        )
    }

    fn ramp(&mut self, bound: &Bound<'_>, curve: Curve, locals: &Locals) -> Option<Shape> {
        let length = self.duration(bound, "T", locals);
        let to = self.amount(bound, "to", locals);
        let from = self.amount(bound, "from", locals);
        let length = match length? {
            Some((length, span)) => Some(self.not_negative(length, span, "a length")?),
            None => None,
        };
        let to = to?.unwrap_or(Amount::Absolute(0.0));
        Some(Shape::Ramp { curve, length, from: from?, to, warmup: false })
    }

    fn warmup(&mut self, bound: &Bound<'_>, span: Span, locals: &Locals) -> Option<Shape> {
        let power = self.power_argument(bound, 2.0, locals);
        let word = self.word(bound, "shape");
        let ramp = self.ramp(bound, Curve::Linear, locals);
        let word = word?;
        let curve = match word {
            None | Some("linear") => Curve::Linear,
            Some("cosine") => Curve::Cosine,
            Some("poly") => Curve::PolynomialRise(power?),
            Some("exp") => Curve::Geometric,
            Some("log") => Curve::Logarithmic,
            Some(_) => Curve::OneMinusSqrtRise,
        };
        if let Some((_, arg)) = bound.get("power")
            && word != Some("poly")
        {
            return self.report(
                Diagnostic::new(Code::Arguments, "`power` belongs to `shape=poly`", arg.value.span)
                    .help("add `shape=poly`, or leave `power` out"),
            );
        }
        let to_given = bound.get("to").is_some();
        let Some(Shape::Ramp { length, from, to, .. }) = ramp else { return None };
        if word == Some("exp") && from.is_none() {
            return self.report(
                Diagnostic::new(Code::Arguments, "`shape=exp` multiplies its way up, and cannot start from 0", span)
                    .help("give it a start: `warmup(…, from=1%, shape=exp)`"),
            );
        }
        let to = if to_given { to } else { Amount::Relative(1.0) };
        Some(Shape::Ramp { curve, length, from, to, warmup: true })
    }

    fn exponential(&mut self, bound: &Bound<'_>, span: Span, locals: &Locals) -> Option<Shape> {
        let every = self.duration(bound, "D", locals)?;
        let gamma = self.ratio(bound, "gamma", locals)?.unwrap_or(1.0);
        let from = self.amount(bound, "from", locals)?;
        let every = match (every, self.tick) {
            (Some((every, at)), _) => self.above_zero(every, at, "the time of one multiplication")?,
            (None, None) => Duration { bare: true, ..Duration::ticks(Time::whole(1)) },
            (None, Some(tick)) => {
                return self.report(
                    Diagnostic::new(
                        Code::Arguments,
                        format!("the file names units, and nothing says in what time `gamma={gamma}` applies once"),
                        span,
                    )
                    .help(format!("say it: `exponential(1 {}, gamma={gamma})`, or another time", tick.singular())),
                );
            }
        };
        if gamma <= 0.0 {
            let at = bound.get("gamma").map_or(span, |(_, arg)| arg.value.span);
            return self.report(
                Diagnostic::new(
                    Code::ArgumentRange,
                    format!("`gamma` is {gamma}, and a fraction of a multiplication needs it above 0"),
                    at,
                )
                .help("a decay has a `gamma` between 0 and 1, such as 0.95"),
            );
        }
        Some(Shape::Exponential { every, gamma, from })
    }

    fn piecewise(&mut self, bound: &Bound<'_>, span: Span, locals: &Locals) -> Option<Shape> {
        let boundaries = self.durations(bound, "boundaries", locals);
        let values = self.amounts(bound, "values", locals);
        let interpolation = match self.word(bound, "interpolate")? {
            None | Some("none") => Interpolation::None,
            Some("linear") => Interpolation::Linear,
            Some(_) => Interpolation::Cosine,
        };
        let (boundaries, values) = (boundaries?, values?);
        if values.len() != boundaries.len() + 1 {
            return self.report(
                Diagnostic::new(
                    Code::Arguments,
                    format!(
                        "{} boundaries need {} values, and there are {}",
                        boundaries.len(),
                        boundaries.len() + 1,
                        values.len()
                    ),
                    span,
                )
                .help("the first value stands before the first boundary"),
            );
        }
        Some(Shape::Piecewise { boundaries, values, interpolation })
    }

    fn power_argument(&mut self, bound: &Bound<'_>, default: f64, locals: &Locals) -> Option<f64> {
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

    fn function_argument(
        &mut self,
        bound: &Bound<'_>,
        argument: FormulaArgument,
        locals: &Locals,
    ) -> Option<crate::schedule::Formula> {
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

    fn duration(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Option<(Duration, Span)>> {
        let Some((parameter, arg)) = bound.get(name) else { return Some(None) };
        let value = self.evaluate(&arg.value, locals)?;
        let span = arg.value.span;
        let duration = self.coerce_duration(&value, span, &format!("`{}`", parameter.name))?;
        Some(Some((duration, span)))
    }

    fn durations(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Vec<(Duration, Span)>> {
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

    fn amounts(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Vec<Amount>> {
        let (_, arg) = bound.get(name)?;
        let items = self.list(arg, name, locals)?;
        let amounts: Vec<_> = items
            .iter()
            .map(|(item, span)| self.coerce_amount(item, *span, &format!("an element of `{name}`")))
            .collect();
        amounts.into_iter().collect()
    }

    fn list(&mut self, arg: &Arg, name: &str, locals: &Locals) -> Option<Vec<(Value, Span)>> {
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

    fn amount(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Option<Amount>> {
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

    fn coerce_amount(&mut self, value: &Value, span: Span, what: &str) -> Option<Amount> {
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

    fn ratio(&mut self, bound: &Bound<'_>, name: &str, locals: &Locals) -> Option<Option<f64>> {
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

    fn word(&mut self, bound: &Bound<'_>, name: &str) -> Option<Option<&'static str>> {
        let Some((parameter, arg)) = bound.get(name) else { return Some(None) };
        let Takes::Word(words) = parameter.takes else { return Some(None) };
        let text = arg.value.span.of(self.text);
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

    fn not_negative(&mut self, duration: Duration, span: Span, what: &str) -> Option<Duration> {
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

    /// The postfix words behind an operand.
    pub(super) fn postfix(
        &mut self,
        operand: &crate::syntax::ast::Expr,
        words: &[crate::syntax::ast::Postfix],
        locals: &Locals,
    ) -> Option<Value> {
        use crate::syntax::ast::PostfixKind;
        let mut form = self.form_of(operand, locals);
        for word in words {
            let span = operand.span.to(word.span);
            let duration = |evaluator: &mut Self, expr: &crate::syntax::ast::Expr, what: &str| {
                let value = evaluator.evaluate(expr, locals)?;
                let duration = evaluator.coerce_duration(&value, expr.span, what)?;
                evaluator.not_negative(duration, expr.span, what)
            };
            let kind = match &word.kind {
                PostfixKind::For(expr) => {
                    let length = duration(self, expr, "the length");
                    form.zip(length).map(|(form, length)| FormKind::For(form, length))
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
            form = match self.schedule(Form::new(kind?, span))? {
                Value::Schedule(form) => Some(form),
                _ => None,
            };
        }
        form.map(Value::Schedule)
    }

    fn repeat_count(&mut self, expr: &crate::syntax::ast::Expr, locals: &Locals) -> Option<u64> {
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
        let slots = self.bind("repeat", &["n", "stretch", "decay"], args)?;
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
                    format!("cycles that shrink by {stretch} for ever come to an end without ending"),
                    arg.value.span,
                )
                .help("say how many: `repeat(10, stretch=…)`"),
            );
        }
        Some((count, ratio, decay.value()))
    }

    fn positive(&mut self, arg: &Arg, name: &str, locals: &Locals) -> Option<Number> {
        let span = arg.value.span;
        let value = self.evaluate(&arg.value, locals)?;
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
                let floor = Form::new(FormKind::Max(forms[..2].to_vec()), span);
                FormKind::Min(vec![floor, high])
            }
        };
        self.schedule(Form::new(kind, span))
    }
}

fn not_finite(what: &str, number: f64, span: Span) -> Diagnostic {
    if number.is_nan() {
        Diagnostic::new(Code::ArgumentRange, format!("{what} is no number"), span)
    } else {
        out_of_range(span, number)
    }
}

fn too_many(callee: &str, count: usize, at: Span) -> Diagnostic {
    let arguments = match count {
        0 => "no arguments by place".to_string(),
        1 => "1 argument by place".to_string(),
        n => format!("{n} arguments by place"),
    };
    Diagnostic::new(Code::Arguments, format!("`{callee}` takes {arguments}"), at).saying("one too many")
}

fn unknown_parameter(callee: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{callee}` has no parameter `{name}`"), span)
}

fn given_twice(callee: &str, parameter: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{callee}` is given `{parameter}` twice"), span)
        .help("leave one of them out")
}
