//! Calls of presets.

use std::rc::Rc;

use super::evaluate::{Evaluator, Locals};
use super::prelude::Preset;
use super::value::Value;
use crate::catalogue::Takes;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, RelativeSign};
use crate::text::Span;
use crate::units::{Duration, Time};

impl Evaluator<'_> {
    /// A call of a preset, or its bare name. Everything in it stands at the place of the call.
    pub(super) fn call_preset(&mut self, preset: &Preset, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        let names: Vec<_> = preset.params.iter().map(|param| param.name.text.as_str()).collect();
        let slots = self.bind(&preset.name, &names, args)?;
        let mut bound = vec![("tick".into(), Value::Duration(Duration::ticks(Time::whole(1))))];
        let mut complete = true;
        for ((param, takes), arg) in preset.params.iter().zip(&preset.takes).zip(slots) {
            let name = param.name.text.as_str();
            let value = match (arg, &param.default) {
                (Some(arg), _) => {
                    let value = self.evaluate_number(&arg.value, locals);
                    value.and_then(|value| self.preset_argument(name, *takes, value, arg.value.span))
                }
                (None, Some(default)) => {
                    let value = self.evaluate_number(&default.moved_to(span), &Rc::new(bound.clone()));
                    value.and_then(|value| self.preset_argument(name, *takes, value, span))
                }
                (None, None) => self.report(
                    Diagnostic::new(Code::Arguments, format!("`{}` needs `{name}`", preset.name), span).help(format!(
                        "write `{}`; `lehr shapes {}` shows what it is made of",
                        preset.usage(),
                        preset.name
                    )),
                ),
            };
            match value {
                Some(value) => bound.push((name.into(), value)),
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        self.in_call += 1;
        let body = preset.body.moved_to(span);
        let value = self.wanting_number(false, |evaluator| evaluator.evaluate(&body, &Rc::new(bound)));
        self.in_call -= 1;
        value
    }

    /// An argument in the kind that the parameter takes.
    fn preset_argument(&mut self, name: &str, takes: Takes, value: Value, span: Span) -> Option<Value> {
        match (takes, value) {
            (Takes::Duration, value) => self.coerce_duration(&value, span, &format!("`{name}`")).map(Value::Duration),
            (Takes::Ratio, Value::Relative(number, RelativeSign::Percent)) => Some(Value::Number(number)),
            (_, value) => Some(value),
        }
    }
}
