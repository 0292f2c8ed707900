//! Unit equations: `epoch = 5004 steps`.

use super::evaluate::{Evaluator, Locals, out_of_range};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind};
use crate::text::Span;
use crate::units::{Equation, EquationError, Ratio, Time, Unit, Units};

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

    fn equation(&mut self, unit: Unit, value: &Expr, span: Span) -> Option<Equation> {
        let mut inner = value;
        while let ExprKind::Paren(next) = &inner.kind {
            inner = next;
        }
        let ExprKind::Quantity { value: count, unit: of, .. } = &inner.kind else {
            let text = value.span.of(self.text);
            return self.report(
                Diagnostic::new(
                    Code::UnitEquation,
                    format!("an equation says how many of another unit one {} is", unit.singular()),
                    value.span,
                )
                .help(format!(
                    "give the number a unit, such as `{} = {text} {}`",
                    unit.singular(),
                    neighbour(unit).plural()
                )),
            );
        };
        if *of == unit {
            return self.report(
                Diagnostic::new(
                    Code::UnitEquation,
                    format!("{} is defined in its own unit", unit.with_article()),
                    span,
                )
                .help(format!("define it in another unit, such as {}", neighbour(unit).plural())),
            );
        }
        let value = self.evaluate_number(count, &Locals::default())?;
        let number = match value {
            Value::Number(number) => number,
            Value::Schedule(_) => {
                return self.report(
                    Diagnostic::new(
                        Code::VariableUnit,
                        format!(
                            "the size of {} would change during the run: `{}` is a schedule",
                            unit.with_article(),
                            count.span.of(self.text)
                        ),
                        count.span,
                    )
                    .help("a unit has one size; count the run in the unit that does not change, by `tick = …`"),
                );
            }
            other => {
                return self.report(Diagnostic::new(
                    Code::UnitEquation,
                    format!("the count of a unit equation is a plain number, and this is {}", other.kind()),
                    count.span,
                ));
            }
        };
        match number.ratio() {
            Some(ratio) if number.value() > 0.0 => Some(Equation { unit, count: ratio, of: *of, span }),
            Some(_) => self.report(Diagnostic::new(
                Code::UnitEquation,
                format!("one {} is {number} {}, and has to be above 0", unit.singular(), of.plural()),
                count.span,
            )),
            None => self.report(out_of_range(count.span)),
        }
    }
}

/// A unit to define another by: the next finer one, and for the finest the one before it.
fn neighbour(unit: Unit) -> Unit {
    unit.finer().unwrap_or(Unit::Sample)
}

fn equation_error(error: &EquationError) -> Diagnostic {
    match error {
        EquationError::Contradiction { equation, earlier } => {
            let Equation { unit, count, of, span } = equation;
            let shown = |ratio: Ratio| Time::new(ratio).to_string();
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
