//! `repeat over`: a cycle for each value of a list or a range.

use std::rc::Rc;

use super::evaluate::{CYCLE_LIMIT, Evaluator, Locals};
use super::form::{Form, FormKind};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::format_percent;
use crate::syntax::ast::{Expr, Over, Postfix, RelativeSign};
use crate::text::shortened;
use crate::units::{Clocks, Duration, Number, Ratio, Side, Time};

/// A longer name, in characters, is cut where it tells cycles apart.
const NAME_LIMIT: usize = 40;
/// So is all that is said of a cycle.
const LABEL_LIMIT: usize = 80;

impl Evaluator<'_> {
    /// The cycles that an operand with some words comes to, by the value that it has a name for in each.
    pub(super) fn cycles_over(
        &mut self,
        operand: &Expr,
        (inner, rest): (&[Postfix], &[Postfix]),
        over: &Over,
        locals: &Locals,
    ) -> Option<Rc<Form>> {
        if self.is_aside {
            // What a track comes to as a constant, which this is not.
            return None;
        }
        let values = self.values_over(over, locals)?;
        self.take_cycles(values.len() as u64, over)?;
        let name: Rc<str> = over.name.text.as_str().into();
        let shown = shortened(&name, NAME_LIMIT, "…");
        let cycle = |evaluator: &mut Self, value: Value| {
            let label = shortened(&format!("{shown} = {}", evaluator.told(&value)), LABEL_LIMIT, "…").into();
            let bound: Vec<_> = locals.iter().cloned().chain([(Rc::clone(&name), value)]).collect();
            let locals = Rc::new(bound);
            let form = evaluator.for_member(&locals, |evaluator| match inner {
                [] => evaluator.form_of(operand, &locals),
                [.., last] => {
                    let value = evaluator.postfix(operand, inner, &locals)?;
                    evaluator.coerce_form(value, operand.span.to(last.span))
                }
            });
            Some((label, form?))
        };
        // What is wrong with one is mostly wrong with all of them.
        let cycles = values.into_iter().map(|value| cycle(self, value)).collect::<Option<Vec<_>>>()?;
        let span = operand.span.to(rest.first().map_or(operand.span, |word| word.span));
        match self.schedule(Form::new(FormKind::Cycles(cycles), span, self.call))? {
            Value::Schedule(form) => Some(form),
            _ => None,
        }
    }

    /// Takes cycles from those that a file may have; one error says that they are too many together.
    fn take_cycles(&mut self, count: u64, over: &Over) -> Option<()> {
        let left = self.cycles_left?;
        self.cycles_left = left.checked_sub(count);
        match self.cycles_left {
            Some(_) => Some(()),
            None => self.report(too_many((CYCLE_LIMIT - left).saturating_add(count), over)),
        }
    }

    /// What a name stands for, as a person writes it.
    fn told(&self, value: &Value) -> String {
        match value {
            Value::Number(number) => number.to_string(),
            Value::Relative(number, RelativeSign::Percent) => format_percent(number.value()),
            Value::Relative(number, RelativeSign::Times) => format!("{number}x"),
            Value::Mixed { absolute, relative } => format!("{absolute} + {relative}x"),
            Value::Duration(time) => self.written(*time),
            Value::List(_) | Value::Range(_) | Value::Schedule(_) | Value::Unit | Value::Lambda(_) => {
                value.kind().to_string()
            }
        }
    }

    /// A duration as a person writes it.
    fn written(&self, time: Duration) -> String {
        let share = format_percent(time.share.to_f64());
        if time.ticks.is_zero() && time.is_relative() {
            return share;
        }
        let other = self.units.clocks().filter(|_| time.side == Side::Other).map(Clocks::other_unit);
        let unit = other.or(self.tick);
        let unit = unit.as_ref().map(|unit| if time.ticks == Time::whole(1) { unit.singular() } else { unit.plural() });
        let count = format!("{} {}", time.ticks.written(), unit.unwrap_or("ticks"));
        if time.is_relative() { format!("{share} + {count}") } else { count }
    }

    /// The values that cycles run over, one or more.
    fn values_over(&mut self, over: &Over, locals: &Locals) -> Option<Vec<Value>> {
        let Over { name, values, last } = over;
        let span = values.span.to(over.end().span);
        if let Some(last) = last {
            let (first, last) = self.range([values, last], locals, &mut Vec::new())?;
            let count = u64::try_from(last - first).map_or(u64::MAX, |steps| steps.saturating_add(1));
            if count > CYCLE_LIMIT {
                return self.report(too_many(count, over));
            }
            let number = |number| Value::Number(Number::exactly(Ratio::from_integer(number)));
            return Some((first..=last).map(number).collect());
        }
        let list = match self.evaluate_number(values, locals)? {
            Value::List(list) => list,
            other => {
                let message = format!("`{}` runs over a list or a range, and this is {}", name.text, other.kind());
                let error = Diagnostic::new(Code::KindMismatch, message, span).saying(other.kind());
                return self.report(error.help("write the values, `[0.5, 1, 2]`, or whole numbers, `0..4`"));
            }
        };
        if list.is_empty() {
            let error = Diagnostic::new(Code::ArgumentRange, "the list has no values, so that there is no cycle", span);
            return self.report(error.help("write one value for each cycle: `[0.5, 1, 2]`"));
        }
        let is_constant =
            |value: &Value| !matches!(value, Value::Schedule(_) | Value::Range(_) | Value::Unit | Value::Lambda(_));
        if let Some((value, at)) = list.iter().find(|(value, _)| !is_constant(value)) {
            let message = format!("`{}` is a length or a level in each cycle, and this is {}", name.text, value.kind());
            let error = Diagnostic::new(Code::KindMismatch, message, *at).saying(value.kind());
            return self
                .report(error.help("write numbers, percentages or durations, and the schedule before `repeat`"));
        }
        Some(list.iter().map(|(value, _)| value.clone()).collect())
    }
}

fn too_many(cycles: u64, over: &Over) -> Diagnostic {
    let [most, cycles] = [CYCLE_LIMIT, cycles].map(|count| Time::from(count).written());
    let message = format!("a file may have at most {most} cycles of `repeat over`, and with these it has {cycles}");
    let error = Diagnostic::new(Code::Expansion, message, over.values.span.to(over.end().span));
    error.help("`repeat n` costs the same for any n; cycles that grow are `repeat(n, stretch=…)`")
}
