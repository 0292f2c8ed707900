//! Expressions to values: names looked up, kinds checked, units converted.

use std::collections::HashMap;
use std::rc::Rc;

use super::form::{Amount, Form, FormKind};
use super::scope::{Definition, Scope};
use super::suggest::did_you_mean;
use super::value::{Duration, Lambda, Value};
use crate::catalogue;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind, Path, ProductOp, RelativeSign, SumOp, Unit};
use crate::text::Span;
use crate::units::{Number, Ratio, Time, Units};

/// How deep names, brackets and operators may lead into each other.
const DEPTH_LIMIT: u32 = 280;
/// How deep schedules may nest in each other.
const FORM_DEPTH_LIMIT: u32 = 128;
/// How many forms a schedule may come to, and how many expressions the calls of `def` may be
/// evaluated for, where the text itself is not longer.
const EXPANSION_LIMIT: u64 = 1_000_000;

/// What the parameters of a `def` stand for; empty elsewhere.
pub(crate) type Locals = Rc<Vec<(String, Value)>>;

enum Memo {
    InProgress,
    Done(Option<Value>),
}

/// Evaluates the expressions of a file.
pub(crate) struct Evaluator<'a> {
    pub(crate) scope: &'a Scope<'a>,
    pub(crate) text: &'a str,
    pub(crate) units: Units,
    /// The unit of a tick, where the file names one.
    pub(crate) tick: Option<Unit>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    memo: HashMap<&'a str, Memo>,
    depth: u32,
    in_call: u32,
    calls_left: u64,
    size_limit: u64,
    /// Units without an equation to the tick that have been reported.
    unconnected: Vec<Unit>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>, text: &'a str) -> Self {
        let limit = EXPANSION_LIMIT.max(text.len() as u64);
        Self {
            scope,
            text,
            units: Units::default(),
            tick: None,
            diagnostics: Vec::new(),
            memo: HashMap::new(),
            depth: 0,
            in_call: 0,
            calls_left: limit,
            size_limit: limit,
            unconnected: Vec::new(),
        }
    }

    /// Reports a finding; `None`, so that an error can be returned by it.
    pub(crate) fn report<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// What an expression stands for; `None` where that has been reported as an error.
    pub(crate) fn evaluate(&mut self, expr: &Expr, locals: &Locals) -> Option<Value> {
        if self.depth >= DEPTH_LIMIT {
            return self.report(nested_too_deeply(expr.span));
        }
        if self.in_call > 0 {
            if self.calls_left == 0 {
                return None;
            }
            self.calls_left -= 1;
            if self.calls_left == 0 {
                return self.report(expanded_too_far(expr.span, self.size_limit));
            }
        }
        self.depth += 1;
        let value = self.evaluate_kind(expr, locals);
        self.depth -= 1;
        value
    }

    fn evaluate_kind(&mut self, expr: &Expr, locals: &Locals) -> Option<Value> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Number(text) => self.number(text, span).map(Value::Number),
            ExprKind::Relative { number, sign } => {
                let number = self.number(number, span)?;
                let number = match sign {
                    RelativeSign::Percent => number.over(Number::whole(100)),
                    RelativeSign::Times => number,
                };
                Some(Value::Relative(number, *sign))
            }
            ExprKind::Quantity { value, unit, .. } => {
                let value_span = value.span;
                let value = self.evaluate(value, locals)?;
                self.quantity(value, value_span, *unit, span)
            }
            ExprKind::Name(name) => self.name(name, locals),
            ExprKind::Call { name, args, args_span } => self.call(name, args, *args_span, span, locals),
            ExprKind::Index { name, .. } => self.report(
                Diagnostic::new(
                    Code::IndexOutsideExpect,
                    format!("`{}[…]` is the value of a track at a tick, which only `expect` can ask for", name.text),
                    span,
                )
                .help(format!("write `{}` for the whole curve, or move this into an `expect`", name.text)),
            ),
            ExprKind::List(items) => {
                let values: Vec<_> =
                    items.iter().map(|item| self.evaluate(item, locals).map(|value| (value, item.span))).collect();
                values.into_iter().collect::<Option<_>>().map(Value::List)
            }
            ExprKind::Paren(inner) => self.evaluate(inner, locals),
            ExprKind::Negate(inner) => {
                let value = self.evaluate(inner, locals)?;
                self.negate(value, span)
            }
            ExprKind::Power(operands) => self.power(operands, locals),
            ExprKind::Product { first, rest } => self.product(first, rest, span, locals),
            ExprKind::Sum { first, rest } => self.sum(first, rest, span, locals),
            ExprKind::Then(parts) => {
                let forms: Vec<_> = parts.iter().map(|part| self.form_of(part, locals)).collect();
                let forms = forms.into_iter().collect::<Option<Vec<_>>>()?;
                let size = forms.iter().fold(0_u64, |sum, form| sum.saturating_add(form.size));
                if size > self.size_limit {
                    return self.report(expanded_too_far(span, self.size_limit));
                }
                self.schedule(Form::then(forms, span))
            }
            ExprKind::Postfix { operand, words } => self.postfix(operand, words, locals),
            ExprKind::Lambda { param, body } => Some(Value::Lambda(Lambda {
                param: param.clone(),
                body: Rc::new((**body).clone()),
                locals: Rc::clone(locals),
            })),
        }
    }

    /// A form as a value, within the limits of size and depth.
    pub(crate) fn schedule(&mut self, form: Rc<Form>) -> Option<Value> {
        if form.size > self.size_limit {
            return self.report(expanded_too_far(form.span, self.size_limit));
        }
        if form.depth > FORM_DEPTH_LIMIT {
            return self.report(nested_too_deeply(form.span));
        }
        Some(Value::Schedule(form))
    }

    /// An expression where a schedule has to stand.
    pub(crate) fn form_of(&mut self, expr: &Expr, locals: &Locals) -> Option<Rc<Form>> {
        let value = self.evaluate(expr, locals)?;
        self.coerce_form(value, expr.span)
    }

    /// A value where a schedule has to stand: a constant is held.
    pub(crate) fn coerce_form(&mut self, value: Value, span: Span) -> Option<Rc<Form>> {
        match value {
            Value::Schedule(form) => Some(form),
            Value::Number(number) => Some(constant(Amount::Absolute(number.value()), span)),
            Value::Relative(number, _) => Some(constant(Amount::Relative(number.value()), span)),
            other => {
                let found = other.kind();
                let help = match other {
                    Value::Duration(_) => {
                        "a duration stands behind `for`, `skip` and `every`, and in brackets: `hold for …`, `warmup(…)`"
                    }
                    _ => "write a shape such as `hold`, `warmup(5)` or `cosine(10)`",
                };
                self.report(
                    Diagnostic::new(Code::KindMismatch, format!("{found} stands where a schedule is expected"), span)
                        .saying(found)
                        .help(help),
                )
            }
        }
    }

    /// An expression where a plain number has to stand.
    pub(crate) fn number_of(&mut self, expr: &Expr, locals: &Locals, what: &str) -> Option<Number> {
        let value = self.evaluate(expr, locals)?;
        match value {
            Value::Number(number) => Some(number),
            other => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("{what} is a plain number, and this is {}", other.kind()),
                    expr.span,
                )
                .saying(other.kind()),
            ),
        }
    }

    /// A value where a duration has to stand; a bare number counts ticks.
    pub(crate) fn coerce_duration(&mut self, value: &Value, span: Span, what: &str) -> Option<Duration> {
        match value {
            Value::Duration(duration) => Some(*duration),
            Value::Number(number) => {
                let Some(ratio) = number.ratio() else {
                    return self.report(out_of_range(span, number.value()));
                };
                if let Some(unit) = self.tick
                    && number.value() != 0.0
                {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::BareDuration,
                            format!("{what} is {number} ticks, and the file names units: a tick is {}", article(unit)),
                            span,
                        )
                        .saying(format!("counted in {}", unit.plural()))
                        .help(format!("write `{number} {}`, or the unit that is meant", plural(unit, *number))),
                    );
                }
                Some(Duration { bare: true, ..Duration::ticks(Time::new(ratio)) })
            }
            Value::Relative(number, RelativeSign::Percent) => match number.ratio() {
                Some(ratio) => Some(Duration::share(ratio)),
                None => self.report(out_of_range(span, number.value())),
            },
            other => {
                let help = match other {
                    Value::Relative(..) => "`x` means times the base; a share of the span is written with `%`",
                    _ => {
                        "write a count with a unit (`5 epochs`), a count of ticks (`10`), or a share of the span (`5%`)"
                    }
                };
                self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        format!("{what} is a duration, and this is {}", other.kind()),
                        span,
                    )
                    .saying(other.kind())
                    .help(help),
                )
            }
        }
    }

    fn number(&mut self, text: &str, span: Span) -> Option<Number> {
        let number = Number::parse(text);
        if number.is_none() {
            self.diagnostics.push(
                Diagnostic::new(Code::NumberRange, format!("`{text}` is too large for a number"), span)
                    .help("numbers reach up to 1.8e308"),
            );
        }
        number
    }

    fn quantity(&mut self, value: Value, value_span: Span, unit: Unit, span: Span) -> Option<Value> {
        match value {
            Value::Number(number) => {
                let size = self.size_of(unit, span)?;
                let ticks = number.ratio().map(Time::new).and_then(|count| count.times(size));
                match ticks {
                    Some(ticks) => Some(Value::Duration(Duration::ticks(ticks))),
                    None => self.report(out_of_range(span, number.value())),
                }
            }
            Value::List(items) => {
                let items: Vec<_> = items
                    .into_iter()
                    .map(|(item, at)| self.quantity(item, at, unit, at).map(|value| (value, at)))
                    .collect();
                items.into_iter().collect::<Option<_>>().map(Value::List)
            }
            other => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("a count of {} is a plain number, and this is {}", unit.plural(), other.kind()),
                    value_span,
                )
                .saying(other.kind())
                .help(match other {
                    Value::Duration(_) => "it has a unit already: leave this one out".to_string(),
                    _ => format!("write a number before `{}`", unit.plural()),
                }),
            ),
        }
    }

    /// How many ticks a unit is.
    fn size_of(&mut self, unit: Unit, span: Span) -> Option<Ratio> {
        let Some(tick) = self.tick else {
            // Only an equation's own count is evaluated before the tick is known.
            return self.report(
                Diagnostic::new(
                    Code::UnitEquation,
                    format!("the count of a unit equation is a plain number, and this speaks of {}", unit.plural()),
                    span,
                )
                .help("divide the numbers, without units: `epoch = 1_281_167 / 256 steps`"),
            );
        };
        if let Some(size) = self.units.convert(unit, tick) {
            return Some(size);
        }
        if !self.unconnected.contains(&unit) {
            self.unconnected.push(unit);
            let coarser = super::fineness(unit) < super::fineness(tick);
            let (big, small) = if coarser { (unit, tick) } else { (tick, unit) };
            let example = match (big, small) {
                (Unit::Epoch, Unit::Step) => "5004",
                (Unit::Epoch, _) => "1_281_167",
                (_, Unit::Sample) => "256",
                _ => "4M",
            };
            self.diagnostics.push(
                Diagnostic::new(
                    Code::MissingEquation,
                    format!(
                        "{} are counted here and a tick is {}, but nothing says how many {} one {} is",
                        unit.plural(),
                        article(tick),
                        small.plural(),
                        big.singular()
                    ),
                    span,
                )
                .saying(format!("in {}", unit.plural()))
                .help(format!(
                    "add an equation, such as `{} = {example} {}`",
                    big.singular(),
                    small.plural()
                )),
            );
        }
        None
    }

    fn name(&mut self, name: &Path, locals: &Locals) -> Option<Value> {
        let text = name.text.as_str();
        if let Some((_, value)) = locals.iter().rev().find(|(local, _)| local == text) {
            return Some(value.clone());
        }
        let scope = self.scope;
        if let Some((key, definition)) = scope.definitions.get_key_value(text) {
            return self.definition(key, definition, name.span);
        }
        if text == "pi" {
            return Some(Value::Number(Number::inexact(std::f64::consts::PI)));
        }
        if let Some(signature) = catalogue::shape(text) {
            return self.shape(signature, &[], name.span, locals);
        }
        if Unit::parse(text).is_some() {
            return Some(Value::Unit);
        }
        let (code, message, help) = match text {
            "run" => (
                Code::MissingRun,
                "`run` is not defined".to_string(),
                "add `run = 90 epochs`, or give `--run`".to_string(),
            ),
            "base" => (
                Code::MissingBase,
                "`base` is not defined".to_string(),
                "add `base = 0.1`, or give `--base`".to_string(),
            ),
            "end" => (
                Code::IndexOutsideExpect,
                "`end` is the last tick of the run, which only `expect` can ask for".to_string(),
                "write `run` for the length of the run".to_string(),
            ),
            "tick" => (
                Code::UnknownName,
                "`tick` is not a value".to_string(),
                "time is the parameter of a function: `factor(t -> 0.95 ^ (t / 1 epoch))`".to_string(),
            ),
            _ if catalogue::FUNCTIONS.contains(&text) => (
                Code::KindMismatch,
                format!("`{text}` is a function and takes arguments"),
                format!("write `{text}(…)`"),
            ),
            _ => {
                let candidates = locals
                    .iter()
                    .map(|(local, _)| local.as_str())
                    .chain(scope.definitions.keys().copied())
                    .chain(catalogue::SHAPES.iter().map(|shape| shape.name))
                    .chain(["run", "base", "pi"]);
                let help = did_you_mean(text, candidates, "define it with `let`, `def` or `param`, or as a track");
                (Code::UnknownName, format!("nothing is called `{text}`"), help)
            }
        };
        self.report(Diagnostic::new(code, message, name.span).help(help))
    }

    fn definition(&mut self, key: &'a str, definition: &Definition<'a>, at: Span) -> Option<Value> {
        let expr = match definition {
            Definition::Let(expr) | Definition::Param(expr) | Definition::Run(expr) | Definition::Base(expr) => *expr,
            Definition::Track(index) => {
                return self.schedule(Form::new(FormKind::Track(*index), at));
            }
            Definition::Def(def) => {
                let names: Vec<_> = def.params.iter().map(|param| param.name.text.as_str()).collect();
                return self.report(
                    Diagnostic::new(Code::Arguments, format!("`{key}` takes arguments"), at)
                        .help(format!("write `{key}({})`", names.join(", "))),
                );
            }
        };
        match self.memo.get(key) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::InProgress) => {
                return self.report(
                    Diagnostic::new(Code::Recursion, format!("`{key}` is defined by itself"), at)
                        .saying("its own value is needed here")
                        .help("every name has to end in numbers and shapes"),
                );
            }
            None => {}
        }
        self.memo.insert(key, Memo::InProgress);
        let in_call = std::mem::take(&mut self.in_call);
        let mut value = self.evaluate(expr, &Locals::default());
        self.in_call = in_call;
        if let (Some(Value::Number(_)), Definition::Run(_)) = (&value, definition) {
            // `run = 100` counts ticks.
            let number = value.take();
            value = number.and_then(|number| self.coerce_duration(&number, expr.span, "the run").map(Value::Duration));
        }
        self.memo.insert(key, Memo::Done(value.clone()));
        value
    }

    /// Calls of shapes, functions and definitions.
    fn call(
        &mut self,
        name: &Path,
        args: &[crate::syntax::ast::Arg],
        args_span: Span,
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        let text = name.text.as_str();
        let scope = self.scope;
        match scope.definitions.get(text) {
            Some(Definition::Def(def)) => return self.call_def(text, def, args, span, locals),
            Some(_) => {
                return self.report(
                    Diagnostic::new(Code::Arguments, format!("`{text}` takes no arguments"), args_span)
                        .saying("these")
                        .help(format!("write `{text}`, or define it by `def {text}(…) = …`")),
                );
            }
            None => {}
        }
        if let Some(signature) = catalogue::shape(text) {
            return self.shape(signature, args, span, locals);
        }
        if catalogue::FUNCTIONS.contains(&text) {
            return self.function(text, args, span, locals);
        }
        let definitions = scope.definitions.iter().filter(|(_, d)| matches!(d, Definition::Def(_)));
        let candidates = definitions
            .map(|(name, _)| *name)
            .chain(catalogue::SHAPES.iter().flat_map(|shape| [Some(shape.name), shape.alias]).flatten())
            .chain(catalogue::FUNCTIONS.iter().copied());
        let help = did_you_mean(text, candidates, "define it by `def`, or use one of the shapes");
        self.report(
            Diagnostic::new(Code::UnknownName, format!("no shape or function is called `{text}`"), name.span)
                .help(help),
        )
    }

    fn call_def(
        &mut self,
        name: &str,
        def: &super::scope::Def<'a>,
        args: &[crate::syntax::ast::Arg],
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        let names: Vec<_> = def.params.iter().map(|param| param.name.text.as_str()).collect();
        let slots = self.bind(name, &names, args)?;
        let mut bound = Vec::with_capacity(names.len());
        let mut complete = true;
        for (param, arg) in def.params.iter().zip(slots) {
            let value = match (arg, &param.default) {
                (Some(arg), _) => self.evaluate(&arg.value, locals),
                (None, Some(default)) => self.evaluate(default, &Rc::new(bound.clone())),
                (None, None) => self.report(
                    Diagnostic::new(Code::Arguments, format!("`{name}` needs `{}`", param.name.text), span)
                        .and(param.name.span, "it has no default")
                        .help(format!("write `{name}({})`", names.join(", "))),
                ),
            };
            match value {
                Some(value) => bound.push((param.name.text.clone(), value)),
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        self.in_call += 1;
        let value = self.evaluate(def.body, &Rc::new(bound));
        self.in_call -= 1;
        value
    }

    fn negate(&mut self, value: Value, span: Span) -> Option<Value> {
        match value {
            Value::Number(number) => Some(Value::Number(number.negated())),
            Value::Relative(number, sign) => Some(Value::Relative(number.negated(), sign)),
            Value::Duration(duration) => {
                let negated = duration.times(Ratio::from_integer(-1));
                negated.map(Value::Duration).or_else(|| self.report(out_of_range(span, f64::INFINITY)))
            }
            Value::Schedule(form) => self.schedule(Form::new(FormKind::Sum(vec![(-1.0, form)]), span)),
            other => self.report(
                Diagnostic::new(Code::KindMismatch, format!("{} has no negative", other.kind()), span)
                    .saying(other.kind()),
            ),
        }
    }

    fn power(&mut self, operands: &[Expr], locals: &Locals) -> Option<Value> {
        let numbers: Vec<_> =
            operands.iter().map(|operand| self.number_of(operand, locals, "an operand of `^`")).collect();
        let numbers = numbers.into_iter().collect::<Option<Vec<_>>>()?;
        let folded =
            numbers.into_iter().rev().reduce(|exponent, base| base.power(exponent, crate::schedule::math::pow));
        folded.map(Value::Number)
    }

    fn product(&mut self, first: &Expr, rest: &[(ProductOp, Expr)], span: Span, locals: &Locals) -> Option<Value> {
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
        if let Some((_, at)) = product.duration {
            return self.report(
                Diagnostic::new(Code::KindMismatch, "a duration times a schedule means nothing", at)
                    .saying("a duration")
                    .help("`S for D` cuts or holds it at D"),
            );
        }
        let number = product.number.map(|(number, at)| (number.value(), at));
        let ratio = product.ratio.map(|(number, _, at)| (number.value(), at));
        let mut parts = Vec::with_capacity(product.parts.len());
        for part in product.parts {
            match &part.kind {
                FormKind::Product { number: None, ratio: None, parts: inner } => parts.extend(inner.iter().cloned()),
                _ => parts.push(part),
            }
        }
        self.schedule(Form::new(FormKind::Product { number, ratio, parts }, span))
    }

    fn constant_product(&mut self, product: ProductParts, span: Span) -> Option<Value> {
        let number = product.number.map(|(number, _)| number);
        match (product.duration, product.ratio) {
            (None, None) => number.map(Value::Number),
            (None, Some((ratio, sign, _))) => {
                let ratio = number.map_or(ratio, |number| number.times(ratio));
                Some(Value::Relative(ratio, sign))
            }
            (Some((duration, _)), None) => {
                let factor = number.map_or_else(|| Some(Ratio::from_integer(1)), Number::ratio);
                let scaled = factor.and_then(|factor| duration.times(factor));
                scaled.map(Value::Duration).or_else(|| self.report(out_of_range(span, f64::INFINITY)))
            }
            (Some((_, duration)), Some((_, _, ratio))) => self.report(
                Diagnostic::new(Code::KindMismatch, "a duration times a percentage means two things", duration)
                    .saying("a duration")
                    .and(ratio, "of the base, or of the span?")
                    .help("scale a duration by a number: `0.5 * …`"),
            ),
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
                    Some((ratio, sign, at)) => (ratio.times(number), sign, at.to(span)),
                    None => (number, sign, span),
                });
            }
            (ProductOp::Multiply, Value::Duration(duration)) if product.duration.is_none() => {
                product.duration = Some((duration, span));
            }
            (ProductOp::Divide, Value::Duration(divisor)) => {
                let Some((duration, at)) = product.duration.take() else {
                    return self.report(
                        Diagnostic::new(Code::KindMismatch, "only a duration can be divided by a duration", span)
                            .saying("a duration"),
                    );
                };
                let count = self.quotient(duration, divisor, at.to(span))?;
                product.scale(|n| n.times(count), at);
            }
            (ProductOp::Multiply, Value::Schedule(form)) => product.parts.push(form),
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

    fn quotient(&mut self, duration: Duration, divisor: Duration, span: Span) -> Option<Number> {
        let quotient = match (duration.is_relative(), divisor.is_relative()) {
            (false, false) => duration.ticks.over(divisor.ticks),
            (true, true) if duration.ticks.is_zero() && divisor.ticks.is_zero() => duration.share.over(divisor.share),
            _ => {
                return self.report(
                    Diagnostic::new(Code::KindMismatch, "a share of the span and a length of time do not divide", span)
                        .help("write both as lengths, or both as percentages"),
                );
            }
        };
        match quotient {
            Some(ratio) => Some(Number::exactly(ratio)),
            None if divisor.ticks.is_zero() && divisor.share.is_zero() => {
                self.report(Diagnostic::new(Code::DivisionByZero, "a division by a duration of zero", span))
            }
            None => self.report(out_of_range(span, f64::INFINITY)),
        }
    }

    fn sum(&mut self, first: &Expr, rest: &[(SumOp, Expr)], span: Span, locals: &Locals) -> Option<Value> {
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
            return self.schedule(Form::new(FormKind::Sum(terms), span));
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
            (Value::Relative(a, sign), Value::Relative(b, other)) if sign == other => {
                let sum = if op == SumOp::Add { a.plus(*b) } else { a.minus(*b) };
                return Some(Value::Relative(sum, *sign));
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
                diagnostic.help = match (&left, &right) {
                    (Value::Duration(_), Value::Number(n)) | (Value::Number(n), Value::Duration(_)) => {
                        let unit = self.tick.unwrap_or(Unit::Step);
                        Some(format!("if a length is meant, give the number a unit: `{n} {}`", unit.plural()))
                    }
                    (Value::Number(n), Value::Relative(..)) | (Value::Relative(..), Value::Number(n)) => {
                        Some(format!("`{n}` is absolute; `{n}x` is so many times the base"))
                    }
                    _ => None,
                };
                return self.report(diagnostic);
            }
        };
        let signed = |duration: Duration| match op {
            SumOp::Add => Some(duration),
            SumOp::Subtract => duration.times(Ratio::from_integer(-1)),
        };
        let sum = a.zip(b.and_then(signed)).and_then(|(a, b)| a.plus(b));
        sum.map(Value::Duration).or_else(|| self.report(out_of_range(span, f64::INFINITY)))
    }
}

#[derive(Default)]
struct ProductParts {
    number: Option<(Number, Span)>,
    ratio: Option<(Number, RelativeSign, Span)>,
    duration: Option<(Duration, Span)>,
    parts: Vec<Rc<Form>>,
}

impl ProductParts {
    fn scale(&mut self, by: impl Fn(Number) -> Number, span: Span) {
        self.number = Some(match self.number {
            Some((number, at)) => (by(number), at.to(span)),
            None => (by(Number::whole(1)), span),
        });
    }
}

pub(crate) fn constant(amount: Amount, span: Span) -> Rc<Form> {
    Form::new(FormKind::Constant(amount), span)
}

pub(crate) fn out_of_range(span: Span, value: f64) -> Diagnostic {
    let what = if value.is_finite() { "this length is too large or too fine" } else { "this number leaves all bounds" };
    Diagnostic::new(Code::NumberRange, format!("{what} to be held exactly"), span)
        .help("time is held as a fraction with a numerator and a denominator of up to 38 digits")
}

pub(crate) fn nested_too_deeply(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Nesting, "names and schedules lead too deep into each other", span)
        .help(format!("schedules may nest {FORM_DEPTH_LIMIT} deep: take this one apart"))
}

fn expanded_too_far(span: Span, limit: u64) -> Diagnostic {
    Diagnostic::new(Code::Expansion, format!("written out, this comes to more than {limit} parts"), span)
        .help("`repeat n` costs the same for any n; each use of a `let` or a `def` costs its whole size")
}

/// "1 step", "2 steps".
pub(crate) fn plural(unit: Unit, count: Number) -> &'static str {
    if count.value() == 1.0 { unit.singular() } else { unit.plural() }
}

/// "a step", "an epoch".
pub(crate) fn article(unit: Unit) -> String {
    let article = if unit == Unit::Epoch { "an" } else { "a" };
    format!("{article} {}", unit.singular())
}
