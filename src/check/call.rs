//! Names and calls, evaluated. A name without a meaning has been reported by `resolve`.

use std::rc::Rc;

use super::evaluate::{Evaluator, Locals, Memo};
use super::form::{Form, FormKind};
use super::recursion::defined_by_itself;
use super::scope::{Def, Definition, Entity};
use super::value::Value;
use crate::catalogue::Function;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Arg, Expr, ExprKind, Path};
use crate::text::Span;
use crate::units::Number;

impl<'a> Evaluator<'a> {
    /// A name that is a value.
    pub(super) fn name(&mut self, name: &Path, locals: &Locals) -> Option<Value> {
        let text = name.text.as_str();
        if let Some((_, value)) = locals.iter().rev().find(|(local, _)| &**local == text) {
            return Some(value.clone());
        }
        match self.scope.lookup(text)? {
            Entity::Definition(key, definition) => self.definition(key, definition, name.span),
            Entity::Shape(shape) => self.shape(shape, &[], name.span, locals),
            Entity::Preset(preset) => self.call_preset(preset, &[], name.span, locals),
            Entity::Unit(_) => Some(Value::Unit),
            Entity::Word("pi") => Some(Value::Number(Number::inexact(std::f64::consts::PI))),
            Entity::Word(word) => self.report(no_value(word, name.span)),
            Entity::Function(function) => self.report(
                Diagnostic::new(
                    Code::KindMismatch,
                    format!("`{}` is a function and takes arguments", function.name()),
                    name.span,
                )
                .help(format!("write `{}(…)`", function.name())),
            ),
        }
    }

    pub(super) fn definition(&mut self, key: &'a str, definition: &Definition<'a>, at: Span) -> Option<Value> {
        if self.recursive.contains(&at) {
            return None;
        }
        let none = Locals::default();
        let (expr, locals) = match definition {
            Definition::Let(expr) | Definition::Param(Some(expr)) | Definition::Run(expr) => (*expr, &none),
            Definition::Base(expr, locals) => (*expr, locals),
            // That has been said where it is declared.
            Definition::Param(None) => return None,
            Definition::Track(index) => {
                if self.number_wanted
                    && let Some(value) = self.track_as_number(*index, at)
                {
                    return Some(value);
                }
                return self.schedule(Form::new(FormKind::Track(*index), at, self.call));
            }
            Definition::Event => return self.report(event_as_value(key, at)),
            Definition::Def(def) if def.has_too_many_parameters() => return None,
            Definition::Def(def) => {
                let names: Vec<_> = def.params.iter().map(|param| param.name.text.as_str()).collect();
                return self.report(
                    Diagnostic::new(Code::Arguments, format!("`{key}` takes arguments"), at)
                        .help(format!("it is called as `{key}({})`", names.join(", "))),
                );
            }
        };
        match self.memo.get(key) {
            Some(Memo::Done(Some(Value::Schedule(_)))) if self.number_wanted => {
                return self.as_number(key, expr, locals);
            }
            Some(Memo::Done(value)) => return value.clone(),
            // Where the circles of the file have not been looked for.
            Some(Memo::InProgress) => return self.report(defined_by_itself(key, at)),
            None => {}
        }
        self.memo.insert(key, Memo::InProgress);
        let outer = (std::mem::take(&mut self.in_call), self.call.take());
        let mut value = self.wanting_number(false, |evaluator| evaluator.evaluate_for_member(expr, locals));
        (self.in_call, self.call) = outer;
        if let (Some(Value::Number(_)), Definition::Run(_)) = (&value, definition) {
            // `run = 100` counts ticks.
            let number = value.take();
            value = number.and_then(|number| self.coerce_duration(&number, expr.span, "the run").map(Value::Duration));
        }
        let is_schedule = matches!(value, Some(Value::Schedule(_)));
        self.memo.insert(key, Memo::Done(value.clone()));
        if is_schedule && self.number_wanted { self.as_number(key, expr, locals) } else { value }
    }

    /// The value of a name where a number is wanted, of one that is a schedule elsewhere: a `tanh(…)` in it is
    /// the number.
    fn as_number(&mut self, key: &'a str, expr: &Expr, locals: &Locals) -> Option<Value> {
        if let Some(value) = self.number_memo.get(key) {
            return value.clone();
        }
        let outer = (std::mem::take(&mut self.in_call), self.call.take());
        let (value, mut found) = self.unreported(|evaluator| {
            evaluator.wanting_number(true, |evaluator| evaluator.evaluate_for_member(expr, locals))
        });
        // What is wrong with it as a schedule has been said. Where it is no number, it stays a schedule, and whoever
        // wants a number says so.
        found.retain(|found| found.code == Code::TrackAsNumber);
        let value = value.or_else(|| match self.memo.get(key) {
            Some(Memo::Done(schedule)) if found.is_empty() => schedule.clone(),
            _ => None,
        });
        self.diagnostics.extend(found);
        (self.in_call, self.call) = outer;
        self.number_memo.insert(key, value.clone());
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
        if locals.iter().any(|(local, _)| &**local == text) {
            return self.report(value_called(text, args_span));
        }
        match self.scope.lookup(text)? {
            Entity::Definition(_, Definition::Def(def))
                if def.has_too_many_parameters() || self.recursive.contains(&name.span) =>
            {
                None
            }
            Entity::Definition(_, Definition::Def(def)) => self.call_def(text, def, args, span, locals),
            Entity::Shape(shape) => match Function::named(text) {
                Some(function) if self.number_wanted || is_below_zero(args) => {
                    self.function(function, args, span, locals)
                }
                _ => self.shape(shape, args, span, locals),
            },
            Entity::Preset(preset) => self.call_preset(preset, args, span, locals),
            Entity::Function(function) => self.function(function, args, span, locals),
            entity @ (Entity::Definition(..) | Entity::Unit(_) | Entity::Word(_)) => {
                self.report(takes_none(&entity, name, args_span))
            }
        }
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
        for ((param, local), arg) in def.params.iter().zip(&*def.names).zip(slots) {
            let value = match (arg, &param.default) {
                (Some(arg), _) => self.evaluate(&arg.value, locals),
                (None, Some(default)) => self.evaluate(default, &bound),
                (None, None) => self.report(
                    Diagnostic::new(Code::Arguments, format!("`{name}` needs `{}`", param.name.text), span)
                        .and(param.name.span, "it has no default")
                        .help(format!("it is called as `{name}({})`", names.join(", "))),
                ),
            };
            match value {
                Some(value) => Rc::make_mut(&mut bound).push((Rc::clone(local), value)),
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

/// Whether the only argument has a sign, which no length has.
fn is_below_zero(args: &[Arg]) -> bool {
    matches!(args, [Arg { name: None, value, .. }] if matches!(value.kind, ExprKind::Negate(_)))
}

pub(super) fn takes_no_arguments(name: &str, args: Span) -> Diagnostic {
    Diagnostic::new(Code::Arguments, format!("`{name}` takes no arguments"), args).saying("these")
}

/// What is wrong with a call of a value that has a name.
pub(super) fn value_called(name: &str, args: Span) -> Diagnostic {
    takes_no_arguments(name, args).suggest(without_arguments(name, args))
}

fn without_arguments(name: &str, args: Span) -> Fix {
    Fix::unsafely(format!("write `{name}`"), vec![Edit::remove(args)])
}

/// What is wrong with a call of what is neither a shape nor a function.
pub(super) fn takes_none(entity: &Entity<'_, '_>, name: &Path, args: Span) -> Diagnostic {
    let (text, at) = (name.text.as_str(), name.span);
    let error = || takes_no_arguments(text, args);
    match entity {
        Entity::Definition(key, Definition::Event) => event_as_value(key, at),
        Entity::Definition(_, Definition::Track(_)) => error()
            .help(format!("write `{text}`, the whole curve; only an `expect` asks for its value at a tick"))
            .fix(without_arguments(text, args)),
        Entity::Definition(_, Definition::Let(_) | Definition::Param(_)) => error()
            .help(format!("write `{text}`, or define it by `def {text}(…) = …`"))
            .fix(without_arguments(text, args)),
        Entity::Unit(_) => error().help("it is a unit: write the number before it"),
        Entity::Word(word) if *word != "pi" => no_value(word, at),
        _ => value_called(text, args),
    }
}

fn event_as_value(name: &str, at: Span) -> Diagnostic {
    let error = Diagnostic::new(Code::KindMismatch, format!("`{name}` is an event, which has no value"), at);
    error.help("write a number, a `let` or a track; only the loop asks whether an event fires")
}

/// What is wrong with a word that stands where a value should.
fn no_value(word: &str, span: Span) -> Diagnostic {
    let (code, message, help) = match word {
        "run" => (Code::MissingRun, "`run` is not defined", "add `run = …`, or give `--run`"),
        "base" => (Code::MissingBase, "`base` is not defined", "add `base = …`, or give `--base`"),
        "end" => (
            Code::IndexOutsideExpect,
            "`end` is the last tick of the run, which only `expect` can ask for",
            "the length of the run is `run`",
        ),
        _ => (Code::UnknownName, "`tick` is not a value", "time is the parameter of a function: `factor(t -> …)`"),
    };
    Diagnostic::new(code, message, span).help(help)
}
