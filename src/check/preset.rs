//! Calls of presets: schedules of the prelude, written in the language itself.

use std::rc::Rc;
use std::sync::OnceLock;

use super::evaluate::{Evaluator, Locals};
use super::value::Value;
use crate::catalogue::{Takes, prelude};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, Expr, Param, RelativeSign, StatementKind};
use crate::syntax::parse;
use crate::text::Span;
use crate::units::{Duration, Time};

/// A schedule of the prelude.
pub(crate) struct Preset {
    pub(crate) name: String,
    /// What each of its parameters takes.
    takes: Vec<Takes>,
    pub(crate) params: Vec<Param>,
    body: Expr,
}

/// Every preset, in the order of the prelude.
pub(crate) fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let (file, diagnostics) = parse(prelude::TEXT);
        debug_assert!(diagnostics.is_empty(), "the prelude does not parse: {diagnostics:?}");
        let definitions = file.statements.into_iter().filter_map(|statement| match statement.kind {
            StatementKind::Def { name, params, body } => {
                let described = prelude::preset(&name.text).map_or(&[][..], |preset| &preset.parameters);
                let takes = described.iter().map(|parameter| parameter.takes).collect();
                Some(Preset { name: name.text, takes, params, body })
            }
            _ => None,
        });
        definitions.collect()
    })
}

/// The preset of a name.
pub(crate) fn preset(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

impl Preset {
    /// The call as it is documented.
    pub(crate) fn usage(&self) -> String {
        let names: Vec<_> = self.params.iter().map(|param| param.name.text.as_str()).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

impl Evaluator<'_> {
    /// A call of a preset, or its bare name. Everything in it stands at the place of the call.
    pub(super) fn call_preset(&mut self, preset: &Preset, args: &[Arg], span: Span, locals: &Locals) -> Option<Value> {
        let names: Vec<_> = preset.params.iter().map(|param| param.name.text.as_str()).collect();
        let slots = self.bind(&preset.name, &names, args)?;
        let mut bound = vec![("tick".to_string(), Value::Duration(Duration::ticks(Time::whole(1))))];
        let mut complete = true;
        for ((param, takes), arg) in preset.params.iter().zip(&preset.takes).zip(slots) {
            let name = param.name.text.as_str();
            let value = match (arg, &param.default) {
                (Some(arg), _) => {
                    let value = self.evaluate(&arg.value, locals);
                    value.and_then(|value| self.preset_argument(name, *takes, value, arg.value.span))
                }
                (None, Some(default)) => {
                    let value = self.evaluate(&here(default, span), &Rc::new(bound.clone()));
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
                Some(value) => bound.push((name.to_string(), value)),
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        self.in_call += 1;
        let value = self.evaluate(&here(&preset.body, span), &Rc::new(bound));
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

/// An expression of the prelude at a place of the file.
fn here(expr: &Expr, span: Span) -> Expr {
    let mut moved = expr.clone();
    moved.for_each_span(&mut |place| *place = span);
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_parses() {
        let (_, diagnostics) = parse(prelude::TEXT);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(presets().len(), prelude::presets().len());
        for (preset, described) in presets().iter().zip(prelude::presets()) {
            let names = preset.params.iter().map(|param| param.name.text.as_str());
            assert!(names.eq(described.parameters.iter().map(|parameter| parameter.name)), "{}", preset.name);
        }
    }
}
