//! Calls of shapes.

use super::bind::{Bound, Call, given_twice};
use super::evaluate::{Evaluator, Locals};
use super::form::{Amount, Form, FormKind, Mention, Shape};
use super::formula::CheckedFormula;
use super::value::Value;
use crate::catalogue::key::{self, Distribution, WarmupShape};
use crate::catalogue::{self, ShapeName, shapes};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::{Curve, Interpolation, Noise, TanhBounds};
use crate::syntax::ast::{Arg, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::{Duration, Number, Time};

impl Evaluator<'_> {
    /// A call of a shape, or its bare name.
    pub(super) fn shape(&mut self, name: ShapeName, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        let call = Call { args, span, locals };
        let mut tracks = Vec::new();
        let shape = match name {
            ShapeName::Hold => self.hold(call),
            ShapeName::Warmup => self.warmup(call),
            ShapeName::Linear => self.ramp::<shapes::Linear>(call, |_, _| Some(Curve::Linear)),
            ShapeName::Cosine => self.ramp::<shapes::Cosine>(call, |_, _| Some(Curve::Cosine)),
            ShapeName::OneMinusSqrt => self.ramp::<shapes::OneMinusSqrt>(call, |_, _| Some(Curve::OneMinusSqrt)),
            ShapeName::Poly => {
                self.ramp::<shapes::Poly>(call, |this, bound| Some(Curve::Polynomial(this.value(bound, key::Power)?)))
            }
            ShapeName::ExpTo => self.ramp::<shapes::ExpTo>(call, |_, _| Some(Curve::Geometric)),
            ShapeName::ShiftedExp => self.ramp::<shapes::ShiftedExp>(call, |this, bound| {
                Some(Curve::ShiftedExponential(this.value(bound, key::Ratio)?))
            }),
            ShapeName::Rex => {
                self.ramp::<shapes::Rex>(call, |this, bound| Some(Curve::Rex(this.value(bound, key::Beta)?)))
            }
            ShapeName::Tanh => self.ramp::<shapes::Tanh>(call, |this, bound| {
                let (lb, ub) = (this.value(bound, key::Lb)?, this.value(bound, key::Ub)?);
                Some(Curve::Tanh(Box::new(TanhBounds { lb, ub })))
            }),
            ShapeName::Curve => self.ramp::<shapes::Curve>(call, |this, bound| {
                let CheckedFormula { formula, tracks: named, .. } = this.value(bound, key::CurveFunction)?;
                tracks = named;
                Some(Curve::Formula(Box::new(formula)))
            }),
            ShapeName::Step => self.step(call),
            ShapeName::Multistep => self.multistep(call),
            ShapeName::Exponential => self.exponential(call),
            ShapeName::InverseSqrt => self.inverse_sqrt(call),
            ShapeName::InverseTime => self.inverse_time(call),
            ShapeName::Factor => self.factor(call, &mut tracks),
            ShapeName::Plateau => self.plateau(call),
            ShapeName::Steer => self.steer(call),
            ShapeName::Reach => self.reach(call),
            ShapeName::Noise => self.noise(call),
            ShapeName::Piecewise => self.piecewise(call),
        }?;
        self.schedule(Form::coupled(FormKind::Shape(shape), tracks, span, self.call))
    }

    fn hold(&mut self, call: Call<'_>) -> Option<Shape> {
        self.check_hold(call)?;
        let bound = self.bind_shape::<shapes::Hold>(call)?;
        let (value, from) = (self.optional(&bound, key::Value)?, self.optional(&bound, key::From)?);
        if value.is_some() && from.is_some() {
            return self.report(given_twice(ShapeName::Hold.name(), "value", call.span));
        }
        Some(Shape::Hold { value: value.or(from) })
    }

    /// `hold(75%)` could mean a length or a value, and `hold(5 epochs)` only a length.
    fn check_hold(&mut self, call: Call<'_>) -> Option<()> {
        let args = call.args;
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
        let message = format!("`hold({text})` could be read as {what}; the brackets hold a value");
        let length = format!("hold for {text}");
        let error = Diagnostic::new(Code::HoldArgument, message, arg);
        if args.len() > 1 {
            return self
                .report(error.help("a length goes after `for`, and a value in the brackets: a number, or `…x`"));
        }
        let error = error.fix(Fix::unsafely(format!("write `{length}`"), vec![Edit::replace(call.span, &*length)]));
        self.report(match ratio {
            Some(ratio) => {
                error.help(format!("write `{length}` for the length; the value, in the brackets, is {ratio}x"))
            }
            None => error.help(format!("write `{length}`")),
        })
    }

    /// A shape of two ends, along the curve that its arguments say.
    fn ramp<S>(
        &mut self,
        call: Call<'_>,
        curve: impl FnOnce(&mut Self, &Bound<'_, S>) -> Option<Curve>,
    ) -> Option<Shape>
    where
        S: catalogue::Shape,
    {
        let bound = self.bind_shape::<S>(call)?;
        let curve = curve(self, &bound)?;
        let (length, to, from) = self.ends(&bound)?;
        Some(Shape::Ramp { curve, length, from, to, warmup: false })
    }

    /// The length of a ramp, and the values that it ends at and starts from.
    fn ends<S>(&mut self, bound: &Bound<'_, S>) -> Option<(Option<Duration>, Amount, Option<Amount>)>
    where
        S: catalogue::Shape,
    {
        let length = self.optional(bound, key::T);
        let to = self.value(bound, key::To);
        let from = self.optional(bound, key::From);
        Some((length?, to?, from?))
    }

    fn warmup(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Warmup>(call)?;
        let power = self.value(&bound, key::Power);
        let word = self.value(&bound, key::Shape);
        let ends = self.ends(&bound);
        let word = word?;
        let curve = match word {
            WarmupShape::Linear => Curve::Linear,
            WarmupShape::Cosine => Curve::Cosine,
            WarmupShape::Poly => Curve::PolynomialRise(power?),
            WarmupShape::Exp => Curve::Geometric,
            WarmupShape::Log => Curve::Logarithmic,
            WarmupShape::OneMinusSqrt => Curve::OneMinusSqrtRise,
        };
        if let Some(arg) = bound.given(key::Power)
            && word != WarmupShape::Poly
        {
            return self.report(
                Diagnostic::new(Code::Arguments, "`power` belongs to `shape=poly`", arg.value.span)
                    .help("add `shape=poly`, or leave `power` out"),
            );
        }
        let (length, to, from) = ends?;
        if word == WarmupShape::Exp && from.is_none() {
            return self.report(
                Diagnostic::new(
                    Code::Arguments,
                    "`shape=exp` multiplies its way up, and cannot start from 0",
                    call.span,
                )
                .help("give it a start: `warmup(…, from=1%, shape=exp)`"),
            );
        }
        Some(Shape::Ramp { curve, length, from, to, warmup: true })
    }

    fn step(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Step>(call)?;
        let size = self.value(&bound, key::StepSize)?;
        let gamma = self.value(&bound, key::Gamma)?;
        Some(Shape::Step { size, gamma, from: self.optional(&bound, key::From)? })
    }

    fn multistep(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Multistep>(call)?;
        let milestones = self.value(&bound, key::Milestones)?;
        let gamma = self.value(&bound, key::Gamma)?;
        Some(Shape::Multistep { milestones, gamma, from: self.optional(&bound, key::From)? })
    }

    fn exponential(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Exponential>(call)?;
        let every = self.optional(&bound, key::D)?;
        let gamma = self.value(&bound, key::Gamma)?;
        let from = self.optional(&bound, key::From)?;
        let every = match (every, self.tick) {
            (Some(every), _) => every,
            (None, None) => Duration { bare: true, ..Duration::ticks(Time::whole(1)) },
            (None, Some(tick)) => {
                let time = format!("1 {}", tick.singular());
                let given = call.args.iter().map(|arg| arg.span().of(self.text));
                let now = std::iter::once(time.as_str()).chain(given).collect::<Vec<_>>().join(", ");
                let edit = call.args.first().map(|first| Edit::insert(first.span().start, format!("{time}, ")));
                return self.report(
                    Diagnostic::new(
                        Code::Arguments,
                        format!("the file names units, and nothing says over what time `gamma={gamma}` applies once"),
                        call.span,
                    )
                    .help(format!("say it: `exponential({now})`, or another time"))
                    .fix(edit.map(|edit| Fix::unsafely(format!("write `exponential({now})`"), vec![edit]))),
                );
            }
        };
        Some(Shape::Exponential { every, gamma, from })
    }

    fn inverse_sqrt(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::InverseSqrt>(call)?;
        let timescale = self.value(&bound, key::Timescale)?;
        let shift = Some(self.value(&bound, key::Shift)?);
        Some(Shape::InverseSqrt { timescale, shift, from: self.optional(&bound, key::From)? })
    }

    fn inverse_time(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::InverseTime>(call)?;
        let every = self.value(&bound, key::D)?;
        let rate = self.value(&bound, key::Rate)?;
        Some(Shape::InverseTime { every, rate, from: self.optional(&bound, key::From)? })
    }

    /// A factor, and the tracks that its formula takes the values of.
    fn factor(&mut self, call: Call<'_>, tracks: &mut Vec<Mention>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Factor>(call)?;
        let CheckedFormula { formula, side, tracks: named } = self.value(&bound, key::FactorFunction)?;
        *tracks = named;
        Some(Shape::Factor { formula, side, from: self.optional(&bound, key::From)? })
    }

    fn noise(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Noise>(call)?;
        let (has_std, has_range) = (bound.given(key::Std).is_some(), bound.given(key::Range).is_some());
        let default = if has_range { Distribution::Uniform } else { Distribution::Normal };
        let noise = match self.optional(&bound, key::NoiseKind)?.unwrap_or(default) {
            Distribution::Uniform => {
                if !has_range || has_std || bound.given(key::Limit).is_some() {
                    return self.report(wrong_noise("uniform", "range", "std", call.span));
                }
                Noise::Uniform { range: self.optional(&bound, key::Range)?? }
            }
            Distribution::Normal => {
                if !has_std || has_range {
                    return self.report(wrong_noise("normal", "std", "range", call.span));
                }
                Noise::Normal { std: self.optional(&bound, key::Std)??, limit: self.optional(&bound, key::Limit)? }
            }
        };
        let seed = self.value(&bound, key::Seed)?;
        Some(Shape::Noise { noise, seed, from: self.optional(&bound, key::From)? })
    }

    fn piecewise(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Piecewise>(call)?;
        let boundaries = self.value(&bound, key::Boundaries);
        let values = self.value(&bound, key::Values);
        let interpolation: Interpolation = self.value(&bound, key::Interpolate)?;
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
                    call.span,
                )
                .help("the first value comes before the first boundary"),
            );
        }
        Some(Shape::Piecewise { boundaries, values, interpolation })
    }
}

fn wrong_noise(kind: &str, needed: &str, foreign: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Arguments,
        format!("noise of the {kind} kind needs `{needed}`, and takes no `{foreign}`"),
        span,
    )
    .help("write `noise(0.1, seed=1)` for a standard deviation of a tenth, or `noise(range=0.1, seed=1)` for at most a tenth either way")
}
