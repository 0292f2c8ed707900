//! Expressions to values: names looked up, kinds checked, units converted.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::form::{Amount, Form, FormKind};
use super::scope::{Definition, Entity, Scope};
use super::total;
pub(crate) use super::value::Locals;
use super::value::{Constant, Lambda, Value};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, RelativeSign};
use crate::text::Span;
use crate::units::{ChangingEquation, Duration, Number, Ratio, Side, Time, Unit, Units};

/// How deep names, brackets and operators may lead into each other.
const DEPTH_LIMIT: u32 = 280;
/// How deep schedules may nest in each other.
const FORM_DEPTH_LIMIT: u32 = 128;
/// How many forms a schedule may come to, and how many expressions the calls of `def` may be
/// evaluated for, where the text itself is not longer.
const EXPANSION_LIMIT: u64 = 1_000_000;

/// How many parts all chains and products may have together, as a multiple of that limit. A part of one that
/// stands in another counts in both.
const COPIES: u64 = 8;

/// How many cycles all `repeat over` may have together, each time that one is evaluated.
pub(super) const CYCLE_LIMIT: u64 = 16_384;

pub(super) enum Memo {
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
    pub(super) memo: HashMap<&'a str, Memo>,
    /// The same for names that have another value where a number is wanted.
    pub(super) number_memo: HashMap<&'a str, Option<Value>>,
    /// What tracks come to that are mentioned, where they are constants.
    pub(super) constants: HashMap<usize, Constant>,
    /// Whether what is found is not reported, since it is evaluated again in its place.
    pub(super) is_aside: bool,
    /// Whether a number is wanted, so that `tanh(…)` is one.
    pub(super) number_wanted: bool,
    depth: u32,
    /// How many expressions have been evaluated.
    pub(super) evaluated: u64,
    pub(super) in_call: u32,
    /// The outermost call of a `def` whose body is being evaluated.
    pub(super) call: Option<Span>,
    calls_left: u64,
    pub(super) size_limit: u64,
    /// How many elements of lists and operations of formulas shapes may still be made of.
    items_left: u64,
    /// How many parts chains and products may still have together, those of one within another counted twice;
    /// `None` where it has been too many.
    copies_left: Option<u64>,
    /// How many cycles `repeat over` may still come to; `None` where it has been too many.
    pub(super) cycles_left: Option<u64>,
    /// Units without an equation to the tick that have been reported.
    pub(super) unconnected: Vec<Unit>,
    /// The equation of a unit whose size changes.
    pub(super) changing: Option<ChangingEquation>,
    /// Where the formula being read counts ticks, last.
    pub(super) ticks_counted: Option<Span>,
    /// Whether each `def` that a formula calls names a track.
    pub(super) leading: HashMap<&'a str, bool>,
    /// The places of the uses that close a circle of definitions; they have been reported.
    pub(super) recursive: HashSet<Span>,
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
            number_memo: HashMap::new(),
            constants: HashMap::new(),
            is_aside: false,
            number_wanted: false,
            depth: 0,
            evaluated: 0,
            in_call: 0,
            call: None,
            calls_left: limit,
            size_limit: limit,
            items_left: limit,
            copies_left: Some(limit.saturating_mul(COPIES)),
            cycles_left: Some(CYCLE_LIMIT),
            unconnected: Vec::new(),
            changing: None,
            ticks_counted: None,
            leading: HashMap::new(),
            recursive: HashSet::new(),
        }
    }

    /// Reports a finding; `None`, so that an error can be returned by it.
    pub(crate) fn report<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// Evaluates something without reporting what is wrong with it: that is given back, and a unit that is told there
    /// does not count as told.
    pub(super) fn unreported<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> T) -> (T, Vec<Diagnostic>) {
        let (reported, told) = (self.diagnostics.len(), self.unconnected.len());
        let value = evaluate(self);
        self.unconnected.truncate(told);
        (value, self.diagnostics.split_off(reported))
    }

    /// What an expression stands for; `None` where that has been reported as an error.
    pub(crate) fn evaluate(&mut self, expr: &Expr, locals: &Locals) -> Option<Value> {
        self.descend(expr.span, |evaluator| evaluator.evaluate_kind(expr, locals))
    }

    /// What the value of a track or a base stands for; that of a family is evaluated for each member, within the
    /// limit of expansion.
    pub(super) fn evaluate_for_member(&mut self, expr: &Expr, locals: &Locals) -> Option<Value> {
        self.for_member(locals, |evaluator| evaluator.evaluate(expr, locals))
    }

    pub(super) fn for_member<T>(&mut self, locals: &Locals, look: impl FnOnce(&mut Self) -> T) -> T {
        let is_member = u32::from(!locals.is_empty());
        self.in_call += is_member;
        let value = look(self);
        self.in_call -= is_member;
        value
    }

    /// What an expression stands for where a number, a duration or a list of them is wanted.
    pub(super) fn evaluate_number(&mut self, expr: &Expr, locals: &Locals) -> Option<Value> {
        self.wanting_number(true, |evaluator| evaluator.evaluate(expr, locals))
    }

    /// Evaluates where a number is wanted, or where none is.
    pub(super) fn wanting_number<T>(&mut self, wanted: bool, evaluate: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.number_wanted, wanted);
        let value = evaluate(self);
        self.number_wanted = outer;
        value
    }

    /// Looks at an expression inside of another one, within the limits of depth and expansion.
    pub(super) fn descend<T>(&mut self, span: Span, look: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEPTH_LIMIT {
            return self.report(nested_too_deeply(span));
        }
        if self.in_call > 0 {
            if self.calls_left == 0 {
                return None;
            }
            self.calls_left -= 1;
            if self.calls_left == 0 {
                return self.report(expanded_too_far(span, self.size_limit));
            }
        }
        self.evaluated += 1;
        self.depth += 1;
        let value = look(self);
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
            ExprKind::Quantity { value, unit } => {
                let value_span = value.span;
                let value = self.evaluate_number(value, locals)?;
                self.quantity(value, value_span, self.scope.unit(&unit.text)?, span)
            }
            ExprKind::Name(name) => self.name(name, locals),
            ExprKind::Call { name, args, args_span } => self.call(name, args, *args_span, span, locals),
            ExprKind::Index { of, .. } => {
                let name = of.span.of(self.text);
                let has_values = match &of.kind {
                    ExprKind::Name(path) => {
                        matches!(self.scope.lookup(&path.text), Some(Entity::Definition(_, Definition::Track(_))))
                    }
                    _ => total::of(of, self.scope).is_some(),
                };
                let (message, help) = if has_values {
                    let message =
                        format!("`{name}[…]` is the value of a track at a tick, which only `expect` can ask for");
                    (message, format!("write `{name}` for the whole curve, or move this into an `expect`"))
                } else {
                    let message = "only a track has a value at a tick, and only `expect` can ask for it";
                    (message.to_string(), format!("write `{name}` for the whole curve"))
                };
                let fix = Fix::unsafely(format!("write `{name}`"), vec![Edit::replace(span, name)]);
                self.report(Diagnostic::new(Code::IndexOutsideExpect, message, span).help(help).fix(fix))
            }
            ExprKind::List(items) => {
                let values: Vec<_> =
                    items.iter().map(|item| self.evaluate(item, locals).map(|value| (value, item.span))).collect();
                let values = values.into_iter().collect::<Option<Vec<_>>>()?;
                if let Some((_, at)) = values.iter().find(|(value, _)| matches!(value, Value::List(_))) {
                    return self.report(
                        Diagnostic::new(Code::KindMismatch, "a list cannot hold another list", *at)
                            .saying("a list")
                            .help("write its elements one by one"),
                    );
                }
                Some(Value::List(Rc::new(values)))
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
                self.schedule(Form::then(forms, span, self.call))
            }
            ExprKind::Postfix { operand, words } => self.postfix(operand, words, locals),
            ExprKind::Range { first, last } => {
                let [from, to] = [first, last].map(|end| Some((self.evaluate_number(end, locals)?, end.span)));
                Some(Value::Range(Rc::new([from?, to?])))
            }
            ExprKind::Lambda { param, body } => Some(Value::Lambda(Lambda {
                param: param.clone(),
                body: Rc::new((**body).clone()),
                locals: Rc::clone(locals),
            })),
        }
    }

    /// A form as a value, within the limits of size and depth.
    pub(crate) fn schedule(&mut self, form: Rc<Form>) -> Option<Value> {
        if let FormKind::Shape(shape) = &form.kind {
            // A list may be written once and used often.
            let items = shape.items();
            if items > self.items_left {
                self.items_left = 0;
                return self.report(expanded_too_far(form.span, self.size_limit));
            }
            self.items_left -= items;
        }
        if form.size > self.size_limit {
            return self.report(expanded_too_far(form.span, self.size_limit));
        }
        if let FormKind::Then(_) | FormKind::Cycles(_) | FormKind::Product { .. } = &form.kind {
            // So may a chain or a product that others take apart, and cycles.
            let left = self.copies_left?.checked_sub(form.children().len() as u64);
            self.copies_left = left;
            if left.is_none() {
                return self.report(expanded_too_far(form.span, self.size_limit));
            }
        }
        if form.depth > FORM_DEPTH_LIMIT {
            return self.report(nested_too_deeply(form.span));
        }
        Some(Value::Schedule(form))
    }

    /// An expression where a schedule has to stand.
    pub(crate) fn form_of(&mut self, expr: &Expr, locals: &Locals) -> Option<Rc<Form>> {
        let value = self.wanting_number(false, |evaluator| evaluator.evaluate(expr, locals))?;
        self.coerce_form(value, expr.span)
    }

    /// A value where a schedule has to stand: a constant is held.
    pub(crate) fn coerce_form(&mut self, value: Value, span: Span) -> Option<Rc<Form>> {
        match value {
            Value::Schedule(form) => Some(form),
            Value::Number(number) => Some(constant(Amount::Absolute(number.value()), span, self.call)),
            Value::Relative(number, _) => Some(constant(Amount::Relative(number.value()), span, self.call)),
            Value::Mixed { absolute, relative } => {
                Some(constant(Amount::sum(absolute.value(), relative.value()), span, self.call))
            }
            other => {
                let found = other.kind();
                let help = match other {
                    Value::Duration(_) => {
                        "a duration goes after `for`, `until`, `skip` and `every`, and in brackets: `hold for …`, `warmup(…)`"
                    }
                    _ => "write a shape, such as `hold` or `cosine`",
                };
                self.report(
                    Diagnostic::new(Code::KindMismatch, format!("expected a schedule, found {found}"), span)
                        .saying(found)
                        .help(help),
                )
            }
        }
    }

    /// An expression where a plain number has to stand.
    pub(crate) fn number_of(&mut self, expr: &Expr, locals: &Locals, what: &str) -> Option<Number> {
        let value = self.evaluate_number(expr, locals)?;
        match value {
            Value::Number(number) => Some(number),
            other => {
                let message = format!("{what} is a plain number, and this is {}", other.kind());
                let diagnostic = Diagnostic::new(Code::KindMismatch, message, expr.span).saying(other.kind());
                self.report(self.as_number_instead(diagnostic, &other, expr))
            }
        }
    }

    /// The same for the value of a member of a family.
    pub(super) fn number_of_member(&mut self, expr: &Expr, locals: &Locals, what: &str) -> Option<Number> {
        self.for_member(locals, |evaluator| evaluator.number_of(expr, locals, what))
    }

    /// A value where a duration has to stand; a bare number counts ticks.
    pub(crate) fn coerce_duration(&mut self, value: &Value, span: Span, what: &str) -> Option<Duration> {
        match value {
            Value::Duration(duration) => Some(*duration),
            Value::Number(number) => {
                let Some(ratio) = number.ratio() else {
                    return self.report(out_of_range(span));
                };
                if let Some(unit) = self.tick
                    && number.value() != 0.0
                {
                    let is_too_long =
                        unit == Unit::EPOCH && self.written_run().is_some_and(|run| Time::new(ratio) > run);
                    let fix = self.with_unit(span, unit, *number).filter(|_| !is_too_long);
                    let help = match &fix {
                        _ if is_too_long => format!(
                            "{number} epochs are more than the run: if steps are meant, write so, and `epoch = … steps`"
                        ),
                        Some(_) => format!("write `{number} {}`, or the unit that is meant", plural(&unit, *number)),
                        None => "give it the unit that is meant".to_string(),
                    };
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::BareDuration,
                            format!(
                                "{what} is {} ticks, and the file names units: a tick is {}",
                                Time::new(ratio).written(),
                                unit.with_article()
                            ),
                            span,
                        )
                        .saying(format!("counted in {}", unit.plural()))
                        .help(help)
                        .fix(fix),
                    );
                }
                Some(Duration { bare: true, ..Duration::ticks(Time::new(ratio)) })
            }
            Value::Relative(number, RelativeSign::Percent) => match number.ratio() {
                Some(ratio) => Some(Duration::share(ratio)),
                None => self.report(out_of_range(span)),
            },
            other => {
                let help = match other {
                    Value::Relative(..) => "`x` means times the base; a share of the span is written with `%`",
                    _ => "write a count with a unit, a count of ticks, or a share of the span with `%`",
                };
                let message = format!("{what} is a duration, and this is {}", other.kind());
                let diagnostic = Diagnostic::new(Code::KindMismatch, message, span).saying(other.kind());
                self.report(diagnostic.help(help))
            }
        }
    }

    /// How many ticks the run is, where it is written as a count of them.
    fn written_run(&self) -> Option<Time> {
        let Some(Definition::Run(expr)) = self.scope.definitions.get("run") else { return None };
        let ExprKind::Quantity { value, unit } = &expr.kind else { return None };
        let count = Number::parse(value.span.of(self.text)).filter(|_| self.scope.unit(&unit.text) == self.tick)?;
        count.ratio().map(Time::new)
    }

    /// The fix that writes the unit of a tick after a number.
    pub(super) fn with_unit(&self, span: Span, unit: Unit, number: Number) -> Option<Fix> {
        let literal = Number::parse(span.of(self.text)).is_some_and(|literal| literal == number);
        let name = plural(&unit, number);
        literal.then(|| Fix::safe(format!("add `{name}`"), vec![Edit::insert(span.end, format!(" {name}"))]))
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
                let (side, size) = self.size_of(unit, span)?;
                let ticks = number.ratio().map(Time::new).and_then(|count| count.times(size));
                match ticks {
                    Some(ticks) => Some(Value::Duration(Duration { side, ..Duration::ticks(ticks) })),
                    None => self.report(out_of_range(span)),
                }
            }
            Value::List(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|(item, at)| self.quantity(item.clone(), *at, unit, *at).map(|value| (value, *at)))
                    .collect();
                items.into_iter().collect::<Option<Vec<_>>>().map(|items| Value::List(Rc::new(items)))
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

    /// Whether it has been said why a unit, or one that it has a fixed size in, has no size in ticks.
    pub(super) fn is_explained(&self, unit: Unit) -> bool {
        self.unconnected.iter().any(|known| *known == unit || self.units.convert(unit, *known).is_some())
    }

    /// The clock of a unit, and how many ticks a unit is, or of what the other clock counts.
    fn size_of(&mut self, unit: Unit, span: Span) -> Option<(Side, Ratio)> {
        // A file that names a unit has a tick.
        let tick = self.tick?;
        if let Some(size) = self.units.size_on_clock(unit, tick) {
            return Some(size);
        }
        if !self.is_explained(unit) {
            self.unconnected.push(unit);
            let is_coarser = self.units.compare(unit, tick).is_none_or(std::cmp::Ordering::is_lt);
            let (big, small) = if is_coarser { (unit, tick) } else { (tick, unit) };
            self.diagnostics.push(
                Diagnostic::new(
                    Code::MissingEquation,
                    format!(
                        "{} are counted here and a tick is {}, but nothing says how many {} one {} is",
                        unit.plural(),
                        tick.with_article(),
                        small.plural(),
                        big.singular()
                    ),
                    span,
                )
                .saying(format!("in {}", unit.plural()))
                .help(format!(
                    "say how many, in an equation: `{} = … {}`{}",
                    big.singular(),
                    small.plural(),
                    if unit.is_own() { "; lehr cannot measure it by itself" } else { "" }
                )),
            );
        }
        None
    }
}

fn constant(amount: Amount, span: Span, call: Option<Span>) -> Rc<Form> {
    Form::new(FormKind::Constant(amount), span, call)
}

pub(crate) fn out_of_range(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NumberRange, "this is too large or too fine to be held exactly", span)
        .help("numbers reach up to 1.8e308, and a length is a fraction of two whole numbers of up to 38 digits")
}

pub(crate) fn nested_too_deeply(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Nesting, "names and schedules nest too deep", span)
        .help(format!("schedules may nest {FORM_DEPTH_LIMIT} deep: take this one apart"))
}

fn expanded_too_far(span: Span, limit: u64) -> Diagnostic {
    Diagnostic::new(
        Code::Expansion,
        format!("written out, this comes to more than {} parts", Time::from(limit).written()),
        span,
    )
    .help("`repeat n` costs the same for any n; each use of a `let` or a `def` costs its whole size")
}

/// "1 step", "2 steps".
pub(crate) fn plural(unit: &Unit, count: Number) -> &str {
    if count.value() == 1.0 { unit.singular() } else { unit.plural() }
}
