//! The places where a script sets the rate of a group of an optimizer.

use python_calls::{Context, ContextId, EventKind, Iteration, Kind, LoopId, Reading, Value};

use super::model::place;
use crate::text::Span;

/// A place where a rate is set.
pub(super) struct Setting {
    /// The event.
    pub(super) event: usize,
    /// Where it stands, without the loop over the groups.
    pub(super) context: ContextId,
    /// What the group holds from there on.
    pub(super) value: Value,
    /// The group.
    pub(super) group: Value,
    /// The right side.
    pub(super) right: Span,
    /// The optimizer.
    pub(super) optimizer: Value,
}

impl Setting {
    /// The right side.
    pub(super) fn span(&self) -> Span {
        self.right
    }
}

/// The place of an event, if it sets the rate of a group of an optimizer.
pub(super) fn setting(reading: &Reading, index: usize) -> Option<Setting> {
    let event = reading.events()[index];
    let EventKind::SetItem { base, key, value, right } = event.kind else { return None };
    if !matches!(reading.kind(key), Kind::Text(text) if reading.name(*text) == "lr") {
        return None;
    }
    let (optimizer, over) = match *reading.kind(reading.object(base)) {
        Kind::Element(over) => (items(reading, over)?, Some(over)),
        Kind::Item { base, .. } => match *reading.kind(base) {
            Kind::Element(over) => (items(reading, over)?, Some(over)),
            _ => (groups(reading, base)?, None),
        },
        _ => return None,
    };
    let mut context = event.context;
    if let Some(over) = over {
        let frames = reading.frames(context);
        let at = frames.iter().position(|(_, frame)| matches!(frame, Context::Loop(id) if *id == over))?;
        context = frames.get(at.checked_sub(1)?)?.0;
    }
    Some(Setting { event: index, context, value, group: base, right: place(right), optimizer })
}

/// The optimizer whose groups a loop goes through.
pub(super) fn items(reading: &Reading, over: LoopId) -> Option<Value> {
    match &reading.loop_(over).over {
        Iteration::Items(of) => groups(reading, *of),
        Iteration::Zip(parts) => parts.iter().find_map(|part| match part {
            Iteration::Items(of) => groups(reading, *of),
            _ => None,
        }),
        _ => None,
    }
}

/// The optimizer whose `param_groups` a value is.
fn groups(reading: &Reading, value: Value) -> Option<Value> {
    match *reading.kind(reading.object(value)) {
        Kind::Attribute { base, name } if reading.name(name) == "param_groups" => Some(reading.object(base)),
        _ => None,
    }
}
