//! What a tick is: the unit that the training loop counts.

use std::collections::HashSet;

use num_traits::One;

use super::evaluate::Evaluator;
use super::scope::Scope;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, File};
use crate::text::Span;
use crate::units::{Ratio, Unit};

impl Evaluator<'_> {
    /// The unit of a tick, where the file names any.
    pub(super) fn tick_unit(&mut self, file: &File) -> Option<Unit> {
        let named = NamedUnits::of(file, self.scope);
        if let Some(expr) = self.scope.tick {
            if let ExprKind::Name(name) = &expr.kind
                && let Some(unit) = self.scope.unit(&name.text)
            {
                return Some(unit);
            }
            self.wrong_tick(expr);
        }
        if named.anywhere.contains(&Unit::STEP) {
            return Some(Unit::STEP);
        }
        let finest = match self.finest(&named.anywhere) {
            Ok(finest) => finest?,
            Err(units) => return self.unclear_tick(units, &named),
        };
        let outside = named.outside_equations.contains(&finest);
        if let (false, Some((_, _, span))) = (outside, self.scope.equations.first()) {
            let used = self.finest(&named.outside_equations).ok().flatten();
            let other = used.unwrap_or(Unit::STEP);
            let counting = |unit: Unit| {
                let tick = format!("tick = {}", unit.plural());
                Fix::unsafely(format!("write `{tick}`"), vec![Edit::insert(span.start, format!("{tick}\n"))])
            };
            self.diagnostics.push(
                Diagnostic::new(
                    Code::TickUnit,
                    format!("a tick is one {} here, a unit that only an equation names", finest.singular()),
                    *span,
                )
                .saying(format!("{} appear nowhere else", finest.plural()))
                .help(format!(
                    "say what the training loop counts: `tick = {}` or `tick = {}`",
                    other.plural(),
                    finest.plural()
                ))
                .fix(counting(other))
                .fix(counting(finest)),
            );
        }
        Some(finest)
    }

    /// A `tick` that is no unit.
    fn wrong_tick(&mut self, expr: &Expr) {
        let own = self.scope.units().filter(|unit| unit.is_own());
        let units: Vec<_> = own.map(|unit| format!("`{}`", unit.plural())).collect();
        let own = if units.is_empty() { String::new() } else { format!(", or {}", units.join(", ")) };
        let mut diagnostic = Diagnostic::new(Code::KindMismatch, "`tick` is a unit", expr.span)
            .help(format!("it is `steps`, `epochs`, `samples` or `tokens`{own}"));
        if let ExprKind::Quantity { unit, .. } = &expr.kind
            && let Some(unit) = self.scope.unit(&unit.text)
        {
            let title = format!("write `tick = {}`; a tick is always one of them", unit.plural());
            diagnostic.help = None;
            diagnostic = diagnostic.suggest(Fix::unsafely(title, vec![Edit::replace(expr.span, unit.plural())]));
        }
        self.diagnostics.push(diagnostic);
    }

    /// The finest of some units. One whose size changes is coarser than what it is made of, and so is what holds one or
    /// more of it.
    fn finest(&self, units: &[Unit]) -> Result<Option<Unit>, [Unit; 2]> {
        let is_coarser = |unit: Unit| {
            let changing = self.changing.filter(|changing| changing.unit.is_own() && units.contains(&changing.of));
            let held = changing.and_then(|changing| self.units.convert(unit, changing.unit));
            unit.is_own() && held.is_some_and(|count| count >= Ratio::one())
        };
        let fixed: Vec<_> = units.iter().copied().filter(|unit| !is_coarser(*unit)).collect();
        self.units.finest(&fixed)
    }

    /// Two units of which none is known to be the finer one.
    fn unclear_tick(&mut self, [one, other]: [Unit; 2], named: &NamedUnits) -> Option<Unit> {
        let place = named.first.unwrap_or_default();
        let why = if self.units.convert(one, other).is_none() {
            format!("no equation says whether {} or {} are finer", one.plural(), other.plural())
        } else {
            format!("{} is as long as {}", one.with_article(), other.with_article())
        };
        let unclear = Diagnostic::new(
            Code::UnclearTick,
            format!("a tick is the finest unit that the file names, and {why}"),
            place,
        )
        .saying(format!("{} or {}?", one.plural(), other.plural()));
        let ticks = [one, other].into_iter().filter(|unit| self.may_be_counted(*unit, &named.anywhere));
        let ticks: Vec<_> = ticks.map(|unit| format!("tick = {}", unit.plural())).collect();
        let counted: Vec<_> = ticks.iter().map(|tick| format!("`{tick}`")).collect();
        let counted = if counted.is_empty() { "`tick = …`".to_string() } else { counted.join(" or ") };
        // A second equation for a unit could contradict the first one.
        let is_free =
            |unit: Unit| unit.is_own() && named.anywhere.iter().all(|other| !self.are_connected(unit, *other));
        let free = [(other, one), (one, other)].into_iter().find(|(unit, _)| is_free(*unit));
        let equation =
            free.map(|(unit, of)| format!(", or how long one is: `{} = … {}`", unit.singular(), of.plural()));
        let help = format!("say what the training loop counts: {counted}{}", equation.unwrap_or_default());
        let counting = |tick: String| {
            let edit = Edit::insert(place.start, format!("{tick}\n"));
            Fix::unsafely(format!("write `{tick}`"), vec![edit])
        };
        self.report(ticks.into_iter().map(counting).fold(unclear.help(help), Diagnostic::fix))
    }

    /// Whether equations say how long each of two different units is in the other one.
    fn are_connected(&self, one: Unit, other: Unit) -> bool {
        let is_sized = |unit: Unit| {
            self.changing.is_some_and(|changing| {
                [changing.unit, changing.of].iter().any(|end| unit == *end || self.units.convert(unit, *end).is_some())
            })
        };
        one != other && (self.units.convert(one, other).is_some() || is_sized(one) && is_sized(other))
    }

    /// Whether the loop may count a unit: it has one size, and units of the language that are named have one in it. Others
    /// may be read by the loop.
    fn may_be_counted(&self, unit: Unit, named: &[Unit]) -> bool {
        let is_resized = self
            .changing
            .is_some_and(|changing| unit != changing.unit && self.units.convert(unit, changing.unit).is_some());
        let has_size = |other: &Unit| other.is_own() || *other == unit || self.are_connected(*other, unit);
        !is_resized && named.iter().all(has_size)
    }
}

/// The units that a file names, each once: those of the language before its own, as it declares them.
struct NamedUnits {
    anywhere: Vec<Unit>,
    outside_equations: Vec<Unit>,
    /// The first statement that names one.
    first: Option<Span>,
}

impl NamedUnits {
    fn of(file: &File, scope: &Scope<'_>) -> Self {
        let (mut anywhere, mut outside_equations) = (Vec::new(), Vec::new());
        let mut first = None;
        let equations: HashSet<Span> = scope.equations.iter().map(|(_, _, span)| *span).collect();
        for statement in &file.statements {
            let is_equation = equations.contains(&statement.span);
            let named = if is_equation { &mut anywhere } else { &mut outside_equations };
            let mut names_one = false;
            statement.for_each_expr(&mut |expr| {
                for_each_unit(expr, scope, &mut |unit| {
                    names_one = true;
                    add(named, unit);
                });
            });
            if names_one && statement.span.start < statement.span.end {
                first.get_or_insert(statement.span);
            }
        }
        scope.equations.iter().for_each(|(unit, _, _)| add(&mut anywhere, *unit));
        outside_equations.iter().for_each(|unit| add(&mut anywhere, *unit));
        let in_order = |named: Vec<Unit>| scope.units().filter(|unit| named.contains(unit)).collect();
        Self { anywhere: in_order(anywhere), outside_equations: in_order(outside_equations), first }
    }
}

/// Adds a unit to those that are known, which are few.
fn add(known: &mut Vec<Unit>, unit: Unit) {
    if !known.contains(&unit) {
        known.push(unit);
    }
}

/// Calls a function with each unit that an expression names.
fn for_each_unit(expr: &Expr, scope: &Scope<'_>, found: &mut impl FnMut(Unit)) {
    if let ExprKind::Quantity { unit, .. } = &expr.kind
        && let Some(unit) = scope.unit(&unit.text)
    {
        found(unit);
    }
    expr.for_each_child(&mut |child| for_each_unit(child, scope, found));
}
