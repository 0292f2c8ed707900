//! What a tick is: the unit that the training loop counts.

use std::collections::HashSet;

use super::evaluate::Evaluator;
use super::scope::Scope;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, File};
use crate::text::Span;
use crate::units::Unit;

impl Evaluator<'_> {
    /// The unit of a tick, where the file names any.
    pub(super) fn tick_unit(&mut self, file: &File) -> Option<Unit> {
        let named = NamedUnits::of(file, self.scope);
        if let Some(expr) = self.scope.tick {
            if let ExprKind::Name(name) = &expr.kind
                && let Some(unit) = Unit::parse(&name.text)
            {
                return Some(unit);
            }
            let mut diagnostic = Diagnostic::new(Code::KindMismatch, "`tick` is a unit", expr.span)
                .help("it is `steps`, `epochs`, `samples` or `tokens`");
            if let ExprKind::Quantity { unit, .. } = &expr.kind {
                let title = format!("write `tick = {}`; a tick is always one of them", unit.plural());
                diagnostic.help = None;
                diagnostic = diagnostic.suggest(Fix::unsafely(title, vec![Edit::replace(expr.span, unit.plural())]));
            }
            self.diagnostics.push(diagnostic);
        }
        if named.anywhere.contains(&Unit::Step) {
            return Some(Unit::Step);
        }
        let finest = named.anywhere.iter().copied().max()?;
        let outside = named.outside_equations.contains(&finest);
        if let (false, Some((_, _, span))) = (outside, self.scope.equations.first()) {
            let used = named.outside_equations.iter().copied().max();
            let other = used.unwrap_or(Unit::Step);
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
}

/// The units that a file names.
struct NamedUnits {
    anywhere: HashSet<Unit>,
    outside_equations: HashSet<Unit>,
}

impl NamedUnits {
    fn of(file: &File, scope: &Scope<'_>) -> Self {
        let mut anywhere = HashSet::new();
        let mut outside_equations = HashSet::new();
        let equations: HashSet<Span> = scope.equations.iter().map(|(_, _, span)| *span).collect();
        for statement in &file.statements {
            let equation = equations.contains(&statement.span);
            let mut units = HashSet::new();
            statement.for_each_expr(&mut |expr| collect_units(expr, &mut units));
            anywhere.extend(&units);
            if !equation {
                outside_equations.extend(&units);
            }
        }
        anywhere.extend(scope.equations.iter().map(|(unit, _, _)| *unit));
        Self { anywhere, outside_equations }
    }
}

fn collect_units(expr: &Expr, units: &mut HashSet<Unit>) {
    if let ExprKind::Quantity { unit, .. } = &expr.kind {
        units.insert(*unit);
    }
    expr.for_each_child(&mut |child| collect_units(child, units));
}
