//! Arithmetic on numbers, durations and schedules.

use std::rc::Rc;

use super::evaluate::{Evaluator, Locals, out_of_range};
use super::form::{Constants, Form, FormKind};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::format_value;
use crate::syntax::ast::{Expr, ExprKind, ProductOp, RelativeSign, SumOp};
use crate::text::Span;
use crate::units::{Duration, Number, Ratio, Time, Unit};

impl Evaluator<'_> {
    pub(super) fn negate(&mut self, value: Value, span: Span) -> Option<Value> {
        match value {
            Value::Number(number) => Some(Value::Number(number.negated())),
            Value::Relative(number, sign) => Some(Value::Relative(number.negated(), sign)),
            Value::Mixed { absolute, relative } => {
                Some(Value::Mixed { absolute: absolute.negated(), relative: relative.negated() })
            }
            Value::Duration(duration) => {
                let negated = duration.times(Ratio::from_integer(-1));
                negated.map(Value::Duration).or_else(|| self.report(out_of_range(span)))
            }
            Value::Schedule(form) => self.schedule(Form::new(FormKind::Sum(vec![(-1.0, form)]), span, self.call)),
            other => self.report(
                Diagnostic::new(Code::KindMismatch, format!("{} cannot be negative", other.kind()), span)
                    .saying(other.kind()),
            ),
        }
    }

    pub(super) fn power(&mut self, operands: &[Expr], locals: &Locals) -> Option<Value> {
        if let Some(fix) = self.power_with_unit(operands) {
            let span = operands.first()?.span.to(operands.last()?.span);
            let message = "a unit binds closer than `^`: this is a power of a duration";
            return self.report(Diagnostic::new(Code::KindMismatch, message, span).suggest(fix));
        }
        let numbers: Vec<_> =
            operands.iter().map(|operand| self.number_of(operand, locals, "an operand of `^`")).collect();
        let numbers = numbers.into_iter().collect::<Option<Vec<_>>>()?;
        let folded =
            numbers.into_iter().rev().reduce(|exponent, base| base.power(exponent, crate::schedule::math::pow));
        folded.map(Value::Number)
    }

    pub(super) fn product(
        &mut self,
        first: &Expr,
        rest: &[(ProductOp, Expr)],
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        let mut product = ProductParts::default();
        let mut complete = self.multiply(&mut product, ProductOp::Multiply, first, locals).is_some();
        for (op, operand) in rest {
            complete &= self.multiply(&mut product, *op, operand, locals).is_some();
        }
        if !complete {
            return None;
        }
        if product.parts.is_empty() {
            return self.constant_product(product, span);
        }
        if product.parts.len() > 1 {
            self.check_constant_factors(std::iter::once(first).chain(rest.iter().map(|(_, operand)| operand)), locals);
        }
        if let Some((value, at)) = product.mixed.take() {
            product.parts.push(self.coerce_form(value, at)?);
        }
        if let Some((_, at)) = product.duration {
            return self.report(
                Diagnostic::new(Code::KindMismatch, "a duration times a schedule has no meaning", at)
                    .saying("a duration")
                    .help("`S for D` cuts or holds it at D"),
            );
        }
        // What is made of constants alone is a constant before anything else.
        let mut constants = match (product.number, product.ratio) {
            (number, Some((ratio, _, at))) => {
                let value = number.map_or(ratio, |(number, _)| number.times(ratio)).value();
                Constants { ratio: Some((value, at)), ..Constants::default() }
            }
            (number, None) => {
                Constants { number: number.map(|(number, at)| (number.value(), at)), ..Constants::default() }
            }
        };
        let mut parts = Vec::with_capacity(product.parts.len());
        for part in product.parts {
            match &part.kind {
                FormKind::Product { constants: inner, parts: factors } => {
                    constants = constants.and(*inner);
                    parts.extend(factors.iter().cloned());
                }
                _ => parts.push(part),
            }
        }
        self.schedule(Form::new(FormKind::Product { constants, parts }, span, self.call))
    }

    fn constant_product(&mut self, product: ProductParts, span: Span) -> Option<Value> {
        let number = product.number.map(|(number, _)| number);
        if let Some((Value::Mixed { absolute, relative }, at)) = product.mixed {
            if let Some((_, duration)) = product.duration {
                return self.report(
                    Diagnostic::new(Code::KindMismatch, "a duration times a value has no meaning", duration)
                        .saying("a duration")
                        .and(at, "a value"),
                );
            }
            let ratio = product.ratio.map(|(ratio, _, _)| ratio);
            let by = |value: Number| [number, ratio].into_iter().flatten().fold(value, Number::times);
            return Some(Value::Mixed { absolute: by(absolute), relative: by(relative) });
        }
        match (product.duration, product.ratio) {
            (None, None) => number.map(Value::Number),
            (None, Some((ratio, sign, _))) => {
                let ratio = number.map_or(ratio, |number| number.times(ratio));
                Some(Value::Relative(ratio, sign))
            }
            (Some((duration, _)), None) => {
                let factor = number.map_or_else(|| Some(Ratio::from_integer(1)), Number::ratio);
                let scaled = factor.and_then(|factor| duration.times(factor));
                scaled.map(Value::Duration).or_else(|| self.report(out_of_range(span)))
            }
            (Some((_, duration)), Some((share, _, ratio))) => {
                let number = format_value(share.value());
                self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        "a duration times a percentage could mean two things",
                        duration,
                    )
                    .saying("a duration")
                    .and(ratio, "of the base, or of the span?")
                    .help(format!("a number scales a duration: write `{number} * …`"))
                    .fix(Fix::safe(format!("write `{number}`"), vec![Edit::replace(ratio, number)])),
                )
            }
        }
    }

    fn multiply(&mut self, product: &mut ProductParts, op: ProductOp, operand: &Expr, locals: &Locals) -> Option<()> {
        let span = operand.span;
        let value = self.evaluate(operand, locals)?;
        match (op, value) {
            (ProductOp::Multiply, Value::Number(number)) => product.scale(|n| n.times(number), span),
            (ProductOp::Divide, Value::Number(number)) => {
                if number.value() == 0.0 {
                    return self
                        .report(Diagnostic::new(Code::DivisionByZero, "a division by zero", span).saying("this is 0"));
                }
                product.scale(|n| n.over(number), span);
            }
            (ProductOp::Multiply, Value::Relative(number, sign)) => {
                product.ratio = Some(match product.ratio {
                    // A multiple of a percentage is a percentage.
                    Some((ratio, RelativeSign::Times, at)) => (ratio.times(number), sign, at.to(span)),
                    Some((ratio, sign, at)) => (ratio.times(number), sign, at.to(span)),
                    None => (number, sign, span),
                });
            }
            (ProductOp::Multiply, value @ Value::Mixed { .. }) if product.mixed.is_none() => {
                product.mixed = Some((value, span));
            }
            (ProductOp::Multiply, Value::Duration(duration)) if product.duration.is_none() => {
                product.duration = Some((duration, span));
            }
            (ProductOp::Divide, Value::Duration(divisor)) => {
                let Some((duration, at)) = product.duration.take() else {
                    let mut diagnostic =
                        Diagnostic::new(Code::KindMismatch, "only a duration can be divided by a duration", span)
                            .saying("a duration");
                    if let (ExprKind::Quantity { value, unit }, Some((_, at))) = (&operand.kind, product.number) {
                        let (over, under) = (at.of(self.text), value.span.of(self.text));
                        let unit = self.scope.unit(&unit.text);
                        let unit = unit.as_ref().map_or("", Unit::plural);
                        let now = format!("({over} / {under}) {unit}");
                        let title = format!("write `{now}`: a unit belongs to the number before it");
                        diagnostic = diagnostic.suggest(Fix::unsafely(title, vec![Edit::replace(at.to(span), now)]));
                    }
                    return self.report(diagnostic);
                };
                let count = self.quotient(duration, divisor, at.to(span))?;
                product.scale(|n| n.times(count), at);
            }
            (ProductOp::Multiply, Value::Schedule(form)) => product.parts.push(form),
            (ProductOp::Divide, other @ Value::Relative(_, RelativeSign::Times)) => {
                let error = Diagnostic::new(Code::KindMismatch, "cannot divide by a multiple of the base", span)
                    .saying(other.kind());
                return self.report(match product.number.filter(|_| product.is_number()) {
                    Some((_, at)) => error.suggest(self.multiple_of_quotient(at, span)),
                    None => error.help("write the `x` in the numerator"),
                });
            }
            (_, other) => {
                let verb = if op == ProductOp::Multiply { "multiply by" } else { "divide by" };
                let help = match other {
                    Value::Schedule(_) => "divide by numbers; `factor(t -> …)` takes any formula",
                    Value::Duration(_) => "a duration times a duration has no meaning",
                    _ => "numbers, percentages, durations and schedules can be multiplied",
                };
                return self.report(
                    Diagnostic::new(Code::KindMismatch, format!("cannot {verb} {}", other.kind()), span)
                        .saying(other.kind())
                        .help(help),
                );
            }
        }
        Some(())
    }

    /// `1/3x` as `1x / 3`.
    fn multiple_of_quotient(&self, numerator: Span, denominator: Span) -> Fix {
        let (over, under) = (numerator.of(self.text), denominator.of(self.text));
        let over = if over.contains(['*', '/', '+', '-', ' ']) { format!("({over}) * 1x") } else { format!("{over}x") };
        let now = format!("{over} / {}", under.trim_end_matches('x'));
        Fix::safe(format!("write `{now}`"), vec![Edit::replace(numerator.to(denominator), now)])
    }

    fn quotient(&mut self, duration: Duration, divisor: Duration, span: Span) -> Option<Number> {
        let quotient = match (duration.is_relative(), divisor.is_relative()) {
            (false, false) if !duration.agrees(&divisor) => return self.report(self.two_clocks(span)),
            (false, false) => duration.ticks.over(divisor.ticks),
            (true, true) if duration.ticks.is_zero() && divisor.ticks.is_zero() => duration.share.over(divisor.share),
            _ => {
                return self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        "a share of the span and a length of time cannot be divided",
                        span,
                    )
                    .help("write both as lengths, or both as percentages"),
                );
            }
        };
        match quotient {
            Some(ratio) => Some(Number::exactly(ratio)),
            None if divisor.ticks.is_zero() && divisor.share.is_zero() => {
                self.report(Diagnostic::new(Code::DivisionByZero, "a division by a duration of zero", span))
            }
            None => self.report(out_of_range(span)),
        }
    }

    pub(super) fn sum(&mut self, first: &Expr, rest: &[(SumOp, Expr)], span: Span, locals: &Locals) -> Option<Value> {
        let mut operands = Vec::with_capacity(rest.len() + 1);
        let all = std::iter::once((SumOp::Add, first)).chain(rest.iter().map(|(op, operand)| (*op, operand)));
        let mut complete = true;
        for (op, operand) in all {
            match self.evaluate(operand, locals) {
                Some(value) => operands.push((op, value, operand.span)),
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        if operands.iter().any(|(_, value, _)| matches!(value, Value::Schedule(_))) {
            let mut terms = Vec::with_capacity(operands.len());
            for (op, value, at) in operands {
                let sign = if op == SumOp::Add { 1.0 } else { -1.0 };
                terms.push((sign, self.coerce_form(value, at)?));
            }
            return self.schedule(Form::new(FormKind::Sum(terms), span, self.call));
        }
        let mut operands = operands.into_iter();
        let (_, mut sum, first_span) = operands.next()?;
        let mut sum_span = first_span;
        for (op, value, at) in operands {
            sum = self.add(sum, sum_span, op, value, at)?;
            sum_span = sum_span.to(at);
        }
        Some(sum)
    }

    fn add(&mut self, left: Value, left_span: Span, op: SumOp, right: Value, right_span: Span) -> Option<Value> {
        let span = left_span.to(right_span);
        let bare = |number: Number| {
            let ticks = number.ratio().map(Time::new)?;
            Some(Duration { bare: true, ..Duration::ticks(ticks) })
        };
        let share = |number: Number| number.ratio().map(Duration::share);
        let percent = |sign| sign == RelativeSign::Percent;
        let (a, b) = match (&left, &right) {
            (Value::Number(a), Value::Number(b)) => {
                return Some(Value::Number(if op == SumOp::Add { a.plus(*b) } else { a.minus(*b) }));
            }
            (Value::Relative(a, sign), Value::Relative(b, other)) => {
                let sum = if op == SumOp::Add { a.plus(*b) } else { a.minus(*b) };
                // Beside an `x`, a percentage can only be one of the base.
                let sign = if sign == other { *sign } else { RelativeSign::Times };
                return Some(Value::Relative(sum, sign));
            }
            (Value::Number(_) | Value::Relative(..) | Value::Mixed { .. }, _) if is_amount(&right) => {
                let ((a, b), (c, d)) = (both_parts(&left), both_parts(&right));
                let add = |a: Number, b: Number| if op == SumOp::Add { a.plus(b) } else { a.minus(b) };
                return Some(Value::Mixed { absolute: add(a, c), relative: add(b, d) });
            }
            (Value::Duration(a), Value::Duration(b)) => (Some(*a), Some(*b)),
            (Value::Duration(a), Value::Number(b)) if a.bare => (Some(*a), bare(*b)),
            (Value::Number(a), Value::Duration(b)) if b.bare => (bare(*a), Some(*b)),
            (Value::Duration(a), Value::Relative(b, sign)) if percent(*sign) => (Some(*a), share(*b)),
            (Value::Relative(a, sign), Value::Duration(b)) if percent(*sign) => (share(*a), Some(*b)),
            _ => {
                let verb = if op == SumOp::Add { "add" } else { "subtract" };
                let mut diagnostic = Diagnostic::new(
                    Code::KindMismatch,
                    format!("cannot {verb} {} and {}", left.kind(), right.kind()),
                    left_span,
                )
                .saying(left.kind())
                .and(right_span, right.kind());
                let number = match (&left, &right) {
                    (Value::Duration(_), Value::Number(number)) => Some((*number, right_span)),
                    (Value::Number(number), Value::Duration(_)) => Some((*number, left_span)),
                    _ => None,
                };
                if let Some((number, at)) = number {
                    let unit = self.tick.unwrap_or(Unit::STEP);
                    let is_count = number.ratio().is_some_and(|ratio| ratio.is_integer());
                    let fix = self.with_unit(at, unit, number).filter(|_| is_count);
                    let now = if fix.is_some() { format!(": `{number} {}`", unit.plural()) } else { String::new() };
                    let help = format!("if a length is meant, give the number a unit{now}");
                    diagnostic = diagnostic.help(help).fix(fix);
                } else {
                    diagnostic = diagnostic.help("both are lengths, or both are values");
                }
                return self.report(diagnostic);
            }
        };
        let signed = |duration: Duration| match op {
            SumOp::Add => Some(duration),
            SumOp::Subtract => duration.times(Ratio::from_integer(-1)),
        };
        if a.zip(b).is_some_and(|(a, b)| !a.agrees(&b)) {
            return self.report(self.two_clocks(span));
        }
        let sum = a.zip(b.and_then(signed)).and_then(|(a, b)| a.plus(b));
        sum.map(Value::Duration).or_else(|| self.report(out_of_range(span)))
    }
}

/// Whether a value is a level: a number, a multiple of the base, or the sum of both.
fn is_amount(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Relative(..) | Value::Mixed { .. })
}

/// The absolute and the relative part of a level.
fn both_parts(value: &Value) -> (Number, Number) {
    match value {
        Value::Number(number) => (*number, Number::whole(0)),
        Value::Relative(number, _) => (Number::whole(0), *number),
        Value::Mixed { absolute, relative } => (*absolute, *relative),
        _ => (Number::whole(0), Number::whole(0)),
    }
}

#[derive(Default)]
struct ProductParts {
    number: Option<(Number, Span)>,
    ratio: Option<(Number, RelativeSign, Span)>,
    duration: Option<(Duration, Span)>,
    /// A number plus a multiple of the base.
    mixed: Option<(Value, Span)>,
    parts: Vec<Rc<Form>>,
}

impl ProductParts {
    /// Whether it is made of plain numbers alone, so far.
    fn is_number(&self) -> bool {
        self.ratio.is_none() && self.duration.is_none() && self.mixed.is_none() && self.parts.is_empty()
    }

    fn scale(&mut self, by: impl Fn(Number) -> Number, span: Span) {
        self.number = Some(match self.number {
            Some((number, at)) => (by(number), at.to(span)),
            None => (by(Number::whole(1)), span),
        });
    }
}
