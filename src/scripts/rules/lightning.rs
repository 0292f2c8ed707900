//! What Lightning's `configure_optimizers` says of a scheduler beside the scheduler itself.

use python_calls::{Context, EventKind, Kind, Reading, Value};

use super::subject::Subject;
use crate::scripts::model::place;
use crate::text::Span;

/// What is returned with a scheduler.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Configuration {
    /// `interval`
    pub(super) interval: Option<Value>,
    /// `monitor`
    pub(super) monitor: Option<Value>,
    /// Whether something that is not known may be in it.
    pub(super) open: bool,
}

impl Subject<'_> {
    /// How Lightning is told to step it; nothing where no `configure_optimizers` returns it.
    pub(super) fn lightning(&self) -> Option<Configuration> {
        let reading = self.reading();
        let object = self.object()?;
        let found = reading.events_with(object).find_map(|(_, event)| {
            let EventKind::Return(Some(value)) = event.kind else { return None };
            if !is_configuring(reading, event.context) || !reading.has_part(value, object) {
                return None;
            }
            let mut found = Configuration::default();
            look(reading, value, object, &mut found);
            Some(found)
        });
        found.filter(|_| !is_manual(reading))
    }

    /// An argument of the file's `Trainer` that is a number, and its place.
    pub(super) fn of_trainer(&self, name: &str) -> Option<(f64, Span)> {
        let reading = self.reading();
        reading.calls().find_map(|(_, call)| {
            let path = reading.path(call.callee)?;
            let lightning = ["pytorch_lightning.", "lightning."].iter().any(|root| path.starts_with(root));
            if !lightning || !path.ends_with(".Trainer") {
                return None;
            }
            let argument = reading.argument(call, name, None)?;
            Some((self.number(argument.value)?.as_f64(), place(argument.span)))
        })
    }
}

impl Configuration {
    /// What Lightning's `interval` is, where it is known.
    pub(super) fn interval<'r>(&self, reading: &'r Reading) -> Option<&'r str> {
        match self.interval.map(|value| reading.kind(reading.object(value))) {
            _ if self.open => None,
            None => Some("epoch"),
            Some(Kind::Text(name)) => Some(reading.name(*name)),
            Some(_) => None,
        }
    }
}

/// Whether the file steps its optimizers itself.
fn is_manual(reading: &Reading) -> bool {
    reading.events().iter().any(|event| match event.kind {
        EventKind::SetAttribute { name, value, .. } => {
            reading.name(name) == "automatic_optimization" && matches!(reading.kind(value), Kind::Bool(false))
        }
        _ => false,
    })
}

/// Whether a place is in a `configure_optimizers`.
fn is_configuring(reading: &Reading, context: python_calls::ContextId) -> bool {
    reading.frames(context).iter().any(|(_, frame)| match frame {
        Context::Entry(function) => reading.name(reading.function(*function).name) == "configure_optimizers",
        Context::Call(call) => reading
            .call(*call)
            .inlined
            .is_some_and(|function| reading.name(reading.function(function).name) == "configure_optimizers"),
        _ => false,
    })
}

/// Looks for the dicts around an object.
fn look(reading: &Reading, value: Value, object: Value, found: &mut Configuration) {
    let value = reading.object(value);
    match reading.kind(value) {
        Kind::Dict(pairs) => {
            for &(key, item) in pairs {
                let key = match reading.kind(key) {
                    Kind::Text(name) => reading.name(*name),
                    _ => {
                        found.open = true;
                        continue;
                    }
                };
                match key {
                    "interval" => found.interval = Some(item),
                    "monitor" => found.monitor = Some(item),
                    _ if reading.has_part(item, object) => look(reading, item, object, found),
                    _ => {}
                }
            }
        }
        Kind::Tuple(items) | Kind::List(items) => {
            for &item in items.iter().filter(|&&item| reading.has_part(item, object)) {
                look(reading, item, object, found);
            }
        }
        Kind::Call(_) => {}
        _ => found.open = true,
    }
}
