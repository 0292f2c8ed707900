//! A schedule with the script that it stands in, as the rules look at it.

use python_calls::{CallId, Context, ContextId, EventKind, Kind, Number, Reading, Value};

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::scripts::arguments::with_name;
use crate::scripts::{Constant, Expression, Given, Schedule, Script, Tick, python};
use crate::text::Span;

/// The longest expression that a message has room for.
const LONGEST: usize = 60;

/// A schedule of a script.
pub(super) struct Subject<'s> {
    pub(super) script: &'s Script,
    pub(super) schedule: &'s Schedule,
}

impl<'s> Subject<'s> {
    /// Whether the run may be shorter than its count.
    pub(super) fn may_be_shorter(&self) -> bool {
        self.schedule.run.at_most || self.schedule.run.guarded
    }

    pub(super) fn reading(&self) -> &'s Reading {
        self.script.reading()
    }

    /// What stands at a place.
    pub(super) fn source(&self, span: Span) -> &'s str {
        self.script.text().get(span.range()).unwrap_or_default()
    }

    /// A place with the `name=` before it, where it has one.
    pub(super) fn whole(&self, span: Span) -> Span {
        with_name(self.script.text(), span)
    }

    /// Whether it is one of PyTorch's own schedulers.
    pub(super) fn is_of_torch(&self) -> bool {
        self.schedule.function.is_some_and(|(library, _)| library.name == "pytorch")
    }

    /// Whether it is this scheduler of PyTorch's.
    pub(super) fn is(&self, class: &str) -> bool {
        self.schedule.is("pytorch", class)
    }

    /// The object that it is.
    pub(super) fn object(&self) -> Option<Value> {
        self.schedule.call.map(|call| self.reading().result(call))
    }

    /// Where it is made.
    pub(super) fn made(&self) -> Option<ContextId> {
        self.schedule.call.map(|call| self.reading().call(call).context)
    }

    /// Its arguments and those of the schedules inside of it.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &'s Given> {
        let parts = self.schedule.parts.iter().flat_map(|part| &part.arguments);
        self.schedule.arguments.iter().chain(parts)
    }

    /// Its steps that are calls.
    pub(super) fn steps(&self) -> impl Iterator<Item = CallId> {
        self.schedule.run.steps.iter().filter_map(|step| step.call)
    }

    /// A number as the script has it, at the values of the parameters: whether it is a float is kept.
    pub(super) fn number(&self, value: Value) -> Option<Number> {
        let reading = self.reading();
        let parameter = |part: Value| -> Option<Number> {
            let open = matches!(
                reading.kind(part),
                Kind::Parameter { .. } | Kind::Attribute { .. } | Kind::Item { .. } | Kind::Free(_) | Kind::Length(_)
            );
            if !open {
                return None;
            }
            let spelling = reading.spell(part);
            let known = self.script.parameters().iter().find(|parameter| parameter.spelling == spelling);
            match known.and_then(|parameter| parameter.value.as_ref()) {
                Some(value) => value.number(),
                None => reading.number(reading.default(part)?),
            }
        };
        reading.number_with(value, &parameter)
    }

    /// The spellings of the parameters of an expression that have no value.
    pub(super) fn open(&self, expression: &Expression) -> Vec<&'s str> {
        let names = expression.parameters();
        let parameters = self.script.parameters().iter();
        parameters
            .filter(|parameter| names.contains(&parameter.name.as_str()))
            .filter(|parameter| parameter.value.as_ref().and_then(Constant::number).is_none())
            .map(|parameter| parameter.spelling.as_str())
            .collect()
    }

    /// The spellings of the loaders whose lengths are in an expression.
    pub(super) fn loaders(&self, expression: &Expression) -> Vec<&'s str> {
        let names = expression.parameters();
        let parameters = self.script.parameters().iter();
        parameters
            .filter(|parameter| names.contains(&parameter.name.as_str()))
            .filter_map(|parameter| parameter.spelling.strip_prefix("len(")?.strip_suffix(')'))
            .collect()
    }

    /// Whether values that are parameters' have a part in some expressions: "at the defaults".
    pub(super) fn at_defaults(&self, expressions: &[&Expression]) -> &'static str {
        if expressions.iter().all(|expression| expression.is_closed()) { "" } else { " at the defaults" }
    }

    /// An expression in the script's own words.
    pub(super) fn spell(&self, expression: &Expression) -> String {
        python::spelled(self.script, expression).unwrap_or_else(|| expression.to_string())
    }

    /// How often the schedule is stepped, in words: "the loop's `epochs` epochs".
    pub(super) fn loop_words(&self, run: &Expression) -> String {
        match python::spelled(self.script, run).filter(|spelled| spelled.len() <= LONGEST) {
            Some(spelled) => format!("the loop's `{spelled}` {}", self.ticks()),
            None => "the number of times that `step()` is reached".to_string(),
        }
    }

    /// What a tick is called.
    pub(super) fn ticks(&self) -> &'static str {
        match self.schedule.run.tick {
            Some(Tick::Epoch) => "epochs",
            Some(Tick::Batch) => "steps",
            Some(Tick::Update) => "updates",
            None => "iterations",
        }
    }

    /// A finding about a place, which names the arm that the schedule belongs to.
    pub(super) fn finding(&self, code: Code, message: impl Into<String>, span: Span) -> Diagnostic {
        self.schedule.under_its_arm(Diagnostic::new(code, message, span))
    }

    /// A fix that wraps a place in a call.
    pub(super) fn wrap(&self, span: Span, function: &str) -> Fix {
        let text = format!("{function}({})", self.source(span));
        Fix::safe(format!("write `{text}`"), vec![Edit::replace(span, text)])
    }

    /// The conditions around a context that are not around another.
    pub(super) fn conditions_inside(&self, inner: ContextId, outer: ContextId) -> Vec<(Value, Span)> {
        let reading = self.reading();
        let shared: Vec<ContextId> = reading.frames(outer).into_iter().map(|(id, _)| id).collect();
        let frames = reading.frames(inner).into_iter().filter(|(id, _)| !shared.contains(id));
        frames
            .filter_map(|(_, frame)| match frame {
                Context::When { test, span, .. } => Some((*test, super::super::model::place(*span))),
                _ => None,
            })
            .collect()
    }

    /// The last part of what an object is called in the script: `scheduler` of `self.scheduler`.
    pub(super) fn last_name(&self, value: Value) -> String {
        let spelled = self.reading().spell(value);
        spelled.rsplit('.').next().unwrap_or_default().to_string()
    }

    /// Whether a rate is set by hand in a loop around a step.
    pub(super) fn is_set_by_hand(&self) -> bool {
        let reading = self.reading();
        let mut loops = self.schedule.run.steps.iter().flat_map(|step| step.loops.iter().map(|looped| looped.over));
        let is_rate = |key| matches!(reading.kind(key), Kind::Text(name) if reading.name(*name) == "lr");
        loops.any(|over| {
            let mut events = reading.events_in(over);
            events.any(|(_, event)| matches!(event.kind, EventKind::SetItem { key, .. } if is_rate(key)))
        })
    }

    /// Whether something prepares it for Accelerate, which steps it in its own way.
    pub(super) fn is_prepared(&self) -> bool {
        self.script.is_prepared(self.schedule)
    }
}
