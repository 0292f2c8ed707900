//! Unit equations: `epoch = 5004 steps`.

use std::collections::HashSet;

use super::evaluate::{Evaluator, Locals, out_of_range};
use super::scope::{Definition, Entity, Scope};
use super::value::Value;
use crate::catalogue::Function;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, Path};
use crate::text::Span;
use crate::units::{Equation, EquationError, Number, Ratio, Time, Unit, Units};

impl Evaluator<'_> {
    /// The sizes that the equations of the file give to units.
    pub(super) fn units_of_file(&mut self) -> Units {
        let scope = self.scope;
        let mut equations = Vec::with_capacity(scope.equations.len());
        for &(unit, value, span) in &scope.equations {
            match self.equation(unit, value, span) {
                Some(equation) => equations.push(equation),
                // That it has no size need not be said too.
                None => self.unconnected.push(unit),
            }
        }
        let (units, errors) = Units::new(&equations);
        self.diagnostics.extend(errors.iter().map(equation_error));
        units
    }

    /// `unit = value`, where the value is a duration in one other unit.
    fn equation(&mut self, unit: Unit, value: &Expr, span: Span) -> Option<Equation> {
        let mut named = Named::default();
        named.look_into(value, self.scope);
        if let Some((schedule, at)) = named.schedule {
            return self.changing_equation(unit, value, (schedule, at));
        }
        let of = match named.units[..] {
            [of] if of == unit => {
                let message = format!("{} is defined in its own unit", unit.with_article());
                return self.report(
                    Diagnostic::new(Code::UnitEquation, message, span)
                        .help(format!("define it in another unit, such as {}", neighbour(unit).plural())),
                );
            }
            [of] => of,
            [] => neighbour(unit),
            [first, second, ..] => {
                let (first, second) = (first.plural(), second.plural());
                let message = format!("an equation is between two units, and this speaks of {first} and of {second}");
                return self.report(Diagnostic::new(Code::UnitEquation, message, value.span).help(format!(
                    "write `{} = …` in one of them, and the other in an equation of its own",
                    unit.singular()
                )));
            }
        };
        let duration = match self.in_units_of(of, value)? {
            Value::Duration(duration) if !duration.is_relative() => duration,
            other => return self.no_duration(unit, &other, value),
        };
        let count = duration.ticks.ratio();
        if count > Ratio::from_integer(0) {
            return Some(Equation { unit, count, of, span });
        }
        let count = Time::new(count);
        let message = format!("one {} is {count} {}, and has to be above 0", unit.singular(), of.plural());
        self.report(Diagnostic::new(Code::UnitEquation, message, value.span))
    }

    /// What an expression comes to where that unit alone is known. What names stand for is evaluated again once
    /// the others are, and reports what is wrong with it then.
    fn in_units_of(&mut self, unit: Unit, value: &Expr) -> Option<Value> {
        let (memo, number_memo) = (std::mem::take(&mut self.memo), std::mem::take(&mut self.number_memo));
        self.tick = Some(unit);
        let (found, own) = self.unreported(|evaluator| evaluator.evaluate_number(value, &Locals::default()));
        self.tick = None;
        (self.memo, self.number_memo) = (memo, number_memo);
        let is_own = |span: Span| value.span.start <= span.start && span.end <= value.span.end;
        let is_own = |found: &Diagnostic| found.code == Code::TrackAsNumber || is_own(found.span());
        self.diagnostics.extend(own.into_iter().filter(is_own));
        found
    }

    fn no_duration(&mut self, unit: Unit, value: &Value, expr: &Expr) -> Option<Equation> {
        let span = expr.span;
        let message = format!("an equation says how many of another unit one {} is", unit.singular());
        let diagnostic = Diagnostic::new(Code::UnitEquation, message, span);
        let Value::Number(number) = value else {
            return self.report(diagnostic.saying(value.kind()).help(format!(
                "write a number with a unit: `{} = … {}`",
                unit.singular(),
                neighbour(unit).plural()
            )));
        };
        // What is set from outside stands nowhere in the text.
        let text = if let ExprKind::Number(digits) = &expr.kind { digits } else { span.of(self.text) };
        let is_in_text = text == span.of(self.text);
        let literal = Number::parse(text).is_some_and(|literal| literal == *number);
        let count = if literal { text.to_string() } else { number.to_string() };
        let mentions = |unit: Unit| self.text.contains(unit.singular());
        let of = if unit == Unit::STEP && mentions(Unit::TOKEN) { Unit::TOKEN } else { neighbour(unit) };
        let before = self.text[..span.start].trim_end().strip_suffix('=').map(str::trim_end);
        let head = before.and_then(|before| before.strip_suffix(unit.plural()));
        let is_said = |head: &&str| head.rsplit('\n').next().is_some_and(|line| !line.contains('#'));
        let start = head.filter(is_said).map(str::len);
        if let (Some(start), false) = (start.filter(|_| is_in_text), self.scope.definitions.contains_key("run")) {
            let run = format!("run = {count} {}", unit.plural());
            let edit = Edit::replace(Span::new(start, span.end), &*run);
            return self.report(diagnostic.suggest(Fix::unsafely(format!("write `{run}`"), vec![edit])));
        }
        let now = format!("{} = {text} {}", unit.singular(), of.plural());
        let edit = is_in_text.then(|| Edit::insert(span.end, format!(" {}", of.plural())));
        self.report(
            diagnostic
                .help(format!("give the number a unit: `{now}`"))
                .fix(edit.map(|edit| Fix::unsafely(format!("write `{now}`"), vec![edit]))),
        )
    }
}

/// What an expression speaks of, through names.
#[derive(Default)]
struct Named<'n> {
    /// In the order of their places.
    units: Vec<Unit>,
    /// A schedule among them, and where it is named.
    schedule: Option<(&'n str, Span)>,
    seen: HashSet<&'n str>,
}

impl<'n> Named<'n> {
    fn look_into(&mut self, expr: &'n Expr, scope: &Scope<'n>) {
        let name = match &expr.kind {
            ExprKind::Quantity { unit, .. } => {
                let unit = scope.unit(&unit.text).filter(|unit| !self.units.contains(unit));
                self.units.extend(unit);
                None
            }
            ExprKind::Name(name) | ExprKind::Call { name, .. } => Some(name),
            _ => None,
        };
        if let Some(Path { text: name, span }) = name
            && self.seen.insert(name)
        {
            let named = || (name.as_str(), *span);
            match scope.lookup(name) {
                Some(Entity::Definition(_, Definition::Track(index))) => {
                    let value = scope.tracks[*index].value;
                    self.look_into(value, scope);
                    self.schedule = self.schedule.map(|_| named()).or_else(|| is_in_time(value).then(named));
                }
                Some(Entity::Definition(
                    _,
                    Definition::Let(value) | Definition::Param(Some(value)) | Definition::Run(value),
                )) => {
                    self.look_into(value, scope);
                    self.schedule = self.schedule.map(|_| named()).or_else(|| is_in_time(value).then(named));
                }
                Some(Entity::Definition(_, Definition::Def(def))) => self.look_into(def.body, scope),
                Some(Entity::Shape(_) | Entity::Preset(_)) if Function::named(name).is_none() => {
                    self.schedule = Some((name, *span));
                }
                _ => {}
            }
        }
        expr.for_each_child(&mut |child| self.look_into(child, scope));
    }
}

/// Whether an expression is a schedule by its words: `16 until 100 steps then 64`.
fn is_in_time(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Then(_) | ExprKind::Postfix { .. } => true,
        ExprKind::Paren(inner) => is_in_time(inner),
        _ => false,
    }
}

/// A unit of the language to define another by: the next finer one, and for the finest the one before it.
fn neighbour(unit: Unit) -> Unit {
    unit.finer().unwrap_or(if unit.is_own() { Unit::STEP } else { Unit::SAMPLE })
}

fn equation_error(error: &EquationError) -> Diagnostic {
    match error {
        EquationError::Contradiction { equation, earlier } => {
            let Equation { unit, count, of, span } = equation;
            // Two that differ little must not look the same.
            let shown = |ratio: Ratio| {
                let time = Time::new(ratio);
                if time.is_whole() { time.written() } else { time.to_string() }
            };
            Diagnostic::new(
                Code::ContradictingEquations,
                format!(
                    "one {} is {} {} here, and {} {} by the other equations",
                    unit.singular(),
                    shown(*count),
                    of.plural(),
                    shown(*earlier),
                    of.plural()
                ),
                *span,
            )
            .help("take one of the equations out")
        }
        EquationError::TooLarge(equation) => out_of_range(equation.span),
    }
}
