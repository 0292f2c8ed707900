//! Calls of shapes.

use super::bind::{Bound, given_twice};
use super::evaluate::{Evaluator, Locals};
use super::form::{Amount, Form, FormKind, Shape};
use super::formula::FormulaArgument;
use super::value::Value;
use crate::catalogue::Signature;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Curve, Interpolation, Level, Mode, Noise, Plateau, TanhBounds, ThresholdMode};
use crate::syntax::ast::{Arg, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::{Duration, Number, Time};

impl Evaluator<'_> {
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
                self.ramp(&bound, Curve::Formula(Box::new(formula)), locals)?
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
            "rex" => {
                let beta = self.ratio_in(&bound, "beta", 0.5, 0.0..1.0, locals)?;
                self.ramp(&bound, Curve::Rex(beta), locals)?
            }
            "tanh" => {
                let lb = self.ratio(&bound, "lb", locals)?.unwrap_or(-7.0);
                let ub = self.ratio(&bound, "ub", locals)?.unwrap_or(3.0);
                self.ramp(&bound, Curve::Tanh(Box::new(TanhBounds { lb, ub })), locals)?
            }
            "inverse_sqrt" => {
                let (timescale, at) = self.duration(&bound, "timescale", locals)??;
                let timescale = self.above_zero(timescale, at, "the timescale")?;
                let shift = match self.duration(&bound, "shift", locals)? {
                    Some((shift, at)) => Some(self.not_negative(shift, at, "the shift")?),
                    None => None,
                };
                Shape::InverseSqrt { timescale, shift, from: self.amount(&bound, "from", locals)? }
            }
            "inverse_time" => {
                let (every, at) = self.duration(&bound, "D", locals)??;
                let every = self.above_zero(every, at, "the time in which the rate applies once")?;
                let rate = self.ratio_in(&bound, "rate", 0.0, 0.0..f64::INFINITY, locals)?;
                Shape::InverseTime { every, rate, from: self.amount(&bound, "from", locals)? }
            }
            "plateau" => self.plateau(&bound, locals)?,
            "noise" => self.noise(&bound, span, locals)?,
            _ => self.piecewise(&bound, span, locals)?,
        };
        self.schedule(Form::new(FormKind::Shape(shape), span, self.call))
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

    fn plateau(&mut self, bound: &Bound<'_>, locals: &Locals) -> Option<Shape> {
        let above = 0.0..f64::INFINITY;
        let factor = self.ratio_in(bound, "factor", 0.1, 0.0..1.0, locals);
        let patience = self.count_argument(bound, "patience", 10, locals);
        let metric = self.metric(bound);
        let mode = self.word(bound, "mode");
        let threshold = self.ratio_in(bound, "threshold", 1e-4, above.clone(), locals);
        let threshold_mode = self.word(bound, "threshold_mode");
        let cooldown = self.count_argument(bound, "cooldown", 0, locals);
        let min = self.amount(bound, "min", locals);
        let eps = self.ratio_in(bound, "eps", 1e-8, above, locals);
        let from = self.amount(bound, "from", locals)?;
        let rule = Plateau {
            metric: metric?,
            mode: if mode? == Some("max") { Mode::Max } else { Mode::Min },
            factor: factor?,
            patience: patience?,
            threshold: threshold?,
            threshold_mode: if threshold_mode? == Some("abs") { ThresholdMode::Abs } else { ThresholdMode::Rel },
            cooldown: cooldown?,
            min: Level::ZERO,
            eps: eps?,
        };
        Some(Shape::Plateau { rule: Box::new(rule), min: min?.unwrap_or(Amount::Absolute(0.0)), from })
    }

    fn noise(&mut self, bound: &Bound<'_>, span: Span, locals: &Locals) -> Option<Shape> {
        let above = 0.0..f64::INFINITY;
        let given = |name: &str| bound.get(name).is_some();
        let kind = self.word(bound, "kind")?;
        let uniform = kind == Some("uniform") || kind.is_none() && given("range");
        let (needed, foreign) = if uniform { ("range", "std") } else { ("std", "range") };
        let kind = if uniform { "uniform" } else { "normal" };
        if !given(needed) || given(foreign) || uniform && given("limit") {
            return self.report(
                Diagnostic::new(
                    Code::Arguments,
                    format!("noise of the {kind} kind needs `{needed}`, and takes no `{foreign}`"),
                    span,
                )
                .help("write `noise(0.1, seed=1)` for a standard deviation of a tenth, or `noise(range=0.1, seed=1)` for at most a tenth to both sides"),
            );
        }
        let scale = self.ratio_in(bound, needed, 0.0, above, locals)?;
        let noise = if uniform {
            Noise::Uniform { range: scale }
        } else {
            let limit = if given("limit") {
                Some(self.ratio_in(bound, "limit", 1.0, f64::MIN_POSITIVE..f64::INFINITY, locals)?)
            } else {
                None
            };
            Noise::Normal { std: scale, limit }
        };
        let seed = self.count_argument(bound, "seed", 0, locals)?;
        Some(Shape::Noise { noise, seed, from: self.amount(bound, "from", locals)? })
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
}
