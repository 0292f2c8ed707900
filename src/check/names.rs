//! Names and calls: what they stand for.

use std::rc::Rc;

use super::evaluate::{Evaluator, Locals, Memo};
use super::form::{Form, FormKind};
use super::prelude::{preset, presets};
use super::scope::{Def, Definition};
use super::suggest::did_you_mean;
use super::value::Value;
use crate::catalogue::{self, Function, ShapeName};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, Path};
use crate::text::Span;
use crate::units::{Number, Unit};

/// Of more findings than this, none is given a name that was probably meant.
const SUGGESTED: usize = 100;

impl<'a> Evaluator<'a> {
    pub(super) fn name(&mut self, name: &Path, locals: &Locals) -> Option<Value> {
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
        if let Some(shape) = catalogue::shape(text) {
            return self.shape(shape, &[], name.span, locals);
        }
        if let Some(preset) = preset(text) {
            return self.call_preset(preset, &[], name.span, locals);
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
            _ if Function::named(text).is_some() => (
                Code::KindMismatch,
                format!("`{text}` is a function and takes arguments"),
                format!("write `{text}(…)`"),
            ),
            _ => {
                // Each costs a look at every name.
                let looked_up = if self.diagnostics.len() < SUGGESTED { usize::MAX } else { 0 };
                let candidates = locals
                    .iter()
                    .map(|(local, _)| local.as_str())
                    .chain(scope.definitions.keys().copied())
                    .chain(ShapeName::ALL.iter().map(|shape| shape.name()))
                    .chain(presets().iter().map(|preset| preset.name.as_str()))
                    .chain(["run", "base", "pi"])
                    .take(looked_up);
                let help = did_you_mean(text, candidates, "define it with `let`, `def` or `param`, or as a track");
                (Code::UnknownName, format!("nothing is called `{text}`"), help)
            }
        };
        self.report(Diagnostic::new(code, message, name.span).help(help))
    }

    pub(super) fn definition(&mut self, key: &'a str, definition: &Definition<'a>, at: Span) -> Option<Value> {
        let expr = match definition {
            Definition::Let(expr) | Definition::Param(expr) | Definition::Run(expr) | Definition::Base(expr) => *expr,
            Definition::Track(index) => {
                return self.schedule(Form::new(FormKind::Track(*index), at, self.call));
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
        let outer = (std::mem::take(&mut self.in_call), self.call.take());
        let mut value = self.evaluate(expr, &Locals::default());
        (self.in_call, self.call) = outer;
        if let (Some(Value::Number(_)), Definition::Run(_)) = (&value, definition) {
            // `run = 100` counts ticks.
            let number = value.take();
            value = number.and_then(|number| self.coerce_duration(&number, expr.span, "the run").map(Value::Duration));
        }
        self.memo.insert(key, Memo::Done(value.clone()));
        value
    }

    /// Calls of shapes, functions and definitions.
    pub(super) fn call(
        &mut self,
        name: &Path,
        args: &[Arg],
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
        if let Some(shape) = catalogue::shape(text) {
            return self.shape(shape, args, span, locals);
        }
        if let Some(preset) = preset(text) {
            return self.call_preset(preset, args, span, locals);
        }
        if let Some(function) = Function::named(text) {
            return self.function(function, args, span, locals);
        }
        let definitions = scope.definitions.iter().filter(|(_, d)| matches!(d, Definition::Def(_)));
        let looked_up = if self.diagnostics.len() < SUGGESTED { usize::MAX } else { 0 };
        let candidates = definitions
            .map(|(name, _)| *name)
            .chain(ShapeName::ALL.iter().flat_map(|shape| [Some(shape.name()), shape.entry().alias]).flatten())
            .chain(presets().iter().map(|preset| preset.name.as_str()))
            .chain(Function::ALL.iter().map(|function| function.name()))
            .take(looked_up);
        let help = did_you_mean(text, candidates, "define it by `def`, or use one of the shapes");
        self.report(
            Diagnostic::new(Code::UnknownName, format!("no shape or function is called `{text}`"), name.span)
                .help(help),
        )
    }

    pub(super) fn call_def(
        &mut self,
        name: &str,
        def: &Def<'a>,
        args: &[Arg],
        span: Span,
        locals: &Locals,
    ) -> Option<Value> {
        let names: Vec<_> = def.params.iter().map(|param| param.name.text.as_str()).collect();
        let slots = self.bind(name, &names, args)?;
        let mut bound: Locals = Rc::new(Vec::with_capacity(names.len()));
        let mut complete = true;
        for (param, arg) in def.params.iter().zip(slots) {
            let value = match (arg, &param.default) {
                (Some(arg), _) => self.evaluate(&arg.value, locals),
                (None, Some(default)) => self.evaluate(default, &bound),
                (None, None) => self.report(
                    Diagnostic::new(Code::Arguments, format!("`{name}` needs `{}`", param.name.text), span)
                        .and(param.name.span, "it has no default")
                        .help(format!("write `{name}({})`", names.join(", "))),
                ),
            };
            match value {
                Some(value) => Rc::make_mut(&mut bound).push((param.name.text.clone(), value)),
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        let outer = self.call;
        self.call = outer.or(Some(span));
        self.in_call += 1;
        let value = self.evaluate(def.body, &bound);
        self.in_call -= 1;
        self.call = outer;
        value
    }
}
