//! The arm that a place stands in: the conditions around it.

use python_calls::{Context, ContextId, Value};

use super::model::{Condition, place};
use super::resolve::{Resolver, Scope};
use crate::text::Span;

/// The conditions around a place, for people and for the reader.
pub(super) fn conditions(resolver: &Resolver<'_>, context: ContextId) -> (Vec<Condition>, Vec<(Value, bool)>) {
    let reading = resolver.reading;
    let mut shown = Vec::new();
    let mut all = Vec::new();
    for (_, frame) in reading.frames(context) {
        let Context::When { test, holds, span, .. } = *frame else { continue };
        all.push((test, holds));
        shown.push(condition(resolver, test, holds, place(span)));
    }
    (shown, all)
}

/// A test that holds or does not, in the words of the script.
pub(super) fn condition(resolver: &Resolver<'_>, test: Value, holds: bool, span: Span) -> Condition {
    Condition { text: resolver.reading.spell(test), holds, span, test }
}

/// Whether an arm is the one at the values of the parameters.
pub(super) fn taken(resolver: &Resolver<'_>, arm: &[Condition]) -> Option<bool> {
    let mut known = Some(true);
    for condition in arm {
        match resolver.truth(condition.test, Scope::default()) {
            Some(truth) if truth != condition.holds => return Some(false),
            Some(_) => {}
            None => known = None,
        }
    }
    known
}
