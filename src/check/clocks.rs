//! A unit whose size changes: `step = batch * 4096 tokens`, where `batch` is a track.

use super::evaluate::{Evaluator, Locals};
use super::scope::{Definition, Entity, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind, ProductOp};
use crate::text::Span;
use crate::units::{ChangingEquation, Clocks, Equation, Ratio, Unit};

/// The factors of the size of a unit.
#[derive(Default)]
struct Factors<'e> {
    /// Each, and whether the rest is divided by it.
    all: Vec<(&'e Expr, bool)>,
    unit: Option<Unit>,
}

impl<'e> Factors<'e> {
    fn collect(&mut self, expr: &'e Expr, divides: bool, scope: &Scope<'_>) {
        match &expr.kind {
            ExprKind::Paren(inner) => self.collect(inner, divides, scope),
            ExprKind::Quantity { value, unit } if !divides && self.unit.is_none() => {
                self.unit = scope.unit(&unit.text);
                self.collect(value, divides, scope);
            }
            ExprKind::Product { first, rest } => {
                self.collect(first, divides, scope);
                for (op, operand) in rest {
                    self.collect(operand, divides != (*op == ProductOp::Divide), scope);
                }
            }
            _ => self.all.push((expr, divides)),
        }
    }
}

impl Evaluator<'_> {
    /// `unit = value`, where a schedule is named in the value.
    pub(super) fn changing_equation(&mut self, unit: Unit, value: &Expr, named: (&str, Span)) -> Option<Equation> {
        let (name, at) = named;
        let wrong = |message: String| Diagnostic::new(Code::VariableUnit, message, at);
        let mut factors = Factors::default();
        factors.collect(value, false, self.scope);
        let track = |expr: &Expr| match &expr.kind {
            ExprKind::Name(path) => match self.scope.lookup(&path.text) {
                Some(Entity::Definition(_, Definition::Track(index))) => Some((*index, path.span)),
                _ => None,
            },
            _ => None,
        };
        let (tracks, rest): (Vec<_>, Vec<_>) = factors.all.iter().partition(|(expr, _)| track(expr).is_some());
        let ([(size, false)], Some(of)) = (&tracks[..], factors.unit) else {
            let article = unit.with_article();
            return self.report(
                wrong(format!("the size of {article} changes during the run: `{name}` is a schedule"))
                    .help(self.as_a_product(unit, &tracks, &rest)),
            );
        };
        let (track, span) = track(size)?;
        if of == unit {
            let message = format!("{} is defined in its own unit", unit.with_article());
            let other = if of == Unit::TOKEN { Unit::SAMPLE } else { Unit::TOKEN };
            let help = format!("say it in another one, such as `{}`", self.sized(unit, size, &rest, other.plural()));
            return self.report(wrong(message).help(help));
        }
        let mut count = Ratio::from_integer(1);
        for (factor, divides) in rest {
            let number = self.number_of(factor, &Locals::default(), "a factor of a size")?;
            let by = number.ratio().filter(|by| *by > Ratio::from_integer(0));
            let product = by.and_then(|by| {
                if divides {
                    num_traits::CheckedDiv::checked_div(&count, &by)
                } else {
                    num_traits::CheckedMul::checked_mul(&count, &by)
                }
            });
            let Some(product) = product else {
                let message = format!("this factor is {number}, and has to be above 0");
                return self.report(Diagnostic::new(Code::UnitEquation, message, factor.span));
            };
            count = product;
        }
        if let Some(other) = self.changing {
            return self.report(
                wrong("two units change their size during the run".to_string())
                    .and(other.span, "so does this one")
                    .help("give one of them a fixed size in the other, such as `sample = 2048 tokens`"),
            );
        }
        self.changing = Some(ChangingEquation { unit, of, count, track, span });
        None
    }

    /// What is said where two times are brought together that are told by two clocks.
    pub(super) fn two_clocks(&self, span: Span) -> Diagnostic {
        between_clocks(span, !self.units.read().is_empty())
    }

    /// How the size of a unit is written that changes, where it is not a product of one track, numbers and a unit.
    fn as_a_product(&self, unit: Unit, tracks: &[(&Expr, bool)], rest: &[(&Expr, bool)]) -> String {
        let name = unit.singular();
        let named = |expr: &Expr| match &expr.kind {
            ExprKind::Name(path) => self.scope.unit(&path.text),
            _ => None,
        };
        if let [(size, false)] = tracks {
            let units: Vec<_> = rest.iter().filter_map(|(expr, _)| named(expr)).collect();
            let numbers: Vec<_> = rest.iter().filter(|(expr, _)| named(expr).is_none()).copied().collect();
            return match units[..] {
                [of] => {
                    format!("write the unit right after a value: `{}`", self.sized(unit, size, &numbers, of.plural()))
                }
                _ => format!("say in which unit: `{}`", self.sized(unit, size, &numbers, "tokens")),
            };
        }
        if let [(first, _), ..] = tracks {
            let first = first.span.of(self.text);
            return format!("it is one track times numbers and a unit, such as `{name} = {first} * … tokens`");
        }
        let product = |name: &str| format!("as a product, `{name} = batch * … tokens`, where `batch` is a track");
        if unit.is_own() {
            format!("a track cannot be called `{name}`, which is a unit; its size is written {}", product(name))
        } else {
            format!("write it {}", product("step"))
        }
    }

    /// The size of a unit as a track, numbers and a unit.
    fn sized(&self, unit: Unit, track: &Expr, numbers: &[(&Expr, bool)], of: &str) -> String {
        let factor = |(expr, divides): &(&Expr, bool)| {
            format!(" {} {}", if *divides { '/' } else { '*' }, expr.span.of(self.text))
        };
        let numbers: String = numbers.iter().map(factor).collect();
        let whole = format!("{}{numbers}", track.span.of(self.text));
        let whole = if whole.contains('/') { format!("({whole})") } else { whole };
        format!("{} = {whole} {of}", unit.singular())
    }

    /// Both clocks, once it is known what a tick is.
    pub(super) fn clocks_of_file(&mut self) {
        let (Some(equation), Some(tick)) = (self.changing.take(), self.tick) else { return };
        let ChangingEquation { unit, of, count, track, span } = equation;
        let wrong = |message: String| Diagnostic::new(Code::VariableUnit, message, span);
        if self.units.convert(unit, of).is_some() {
            let message = format!("{} has a fixed size in {} as well", unit.with_article(), of.plural());
            self.diagnostics.push(wrong(message).help("take one of the equations out"));
            return;
        }
        let tick_is_fine = match (self.units.convert(unit, tick), self.units.convert(of, tick)) {
            (Some(one), _) if one == Ratio::from_integer(1) => false,
            (None, Some(_)) => true,
            _ => {
                let message = format!("a tick is {} here, whose size in {} changes", tick.with_article(), of.plural());
                let help = format!("count in the other one: `tick = {}` or `tick = {}`", unit.plural(), of.plural());
                self.diagnostics.push(wrong(message).help(help));
                return;
            }
        };
        // What the finer clock counts is a tick, or the unit of the equation.
        let finest = if tick_is_fine { self.units.convert(of, tick) } else { None };
        let whole = num_traits::CheckedMul::checked_mul(&count, &finest.unwrap_or(Ratio::from_integer(1)));
        let Some(whole) = whole.filter(Ratio::is_integer) else {
            let counted = if tick_is_fine { tick } else { of };
            let counted = counted.plural();
            let message = format!("{} would start between two {counted}", unit.with_article());
            let track = self.scope.tracks[track].name;
            let finer = if counted == of.plural() || !count.is_integer() {
                String::new()
            } else {
                format!(", or count finer ticks: `tick = {}`", of.plural())
            };
            let whole = format!("give it a whole number of them: `{} = {track} * … {counted}`{finer}", unit.singular());
            self.diagnostics.push(wrong(message).help(whole));
            return;
        };
        self.changing = Some(ChangingEquation { count: whole, ..equation });
        let clocks = Clocks { unit, of: if tick_is_fine { tick } else { of }, tick_is_fine, sizes: None };
        self.unconnected.retain(|unconnected| *unconnected != unit);
        self.units = std::mem::take(&mut self.units).with_clocks(Some(clocks));
    }
}

/// What is said where two times are brought together that are told by two clocks.
pub(crate) fn between_clocks(span: Span, is_read: bool) -> Diagnostic {
    let (code, why) = if is_read {
        (Code::ReadUnit, "the loop reads one of them")
    } else {
        (Code::VariableUnit, "the size of one of them in the other changes")
    };
    Diagnostic::new(code, format!("this mixes two units, and {why}"), span)
        .saying("told by two clocks")
        .help("say one after the other with `then`, and where a part ends with `until`: `hold until … then linear(…)`")
}

/// The same where the size of a unit changes.
pub(crate) fn two_clocks(span: Span) -> Diagnostic {
    between_clocks(span, false)
}
