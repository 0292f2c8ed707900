//! What a base class from elsewhere asks of an object as soon as the object is made.

use super::state::Owner;
use super::{DEEPEST_CALL, Reader};
use crate::model::Context;
use crate::reading::Asked;
use crate::value::{ClassId, Kind, Value};

/// A method without arguments that a base class asks for values, the one that does so in the base class, and what
/// changes with each time.
const ASKED: &str = "get_lr";
const ASKS: &str = "step";
const CHANGES: &str = "last_epoch";

impl Reader<'_> {
    /// Follows `get_lr` of a scheduler, whose base class calls it.
    pub(super) fn ask(&mut self, class: ClassId, object: Value) {
        let [asked, asks, changes] = [ASKED, ASKS, CHANGES].map(|name| self.out.names.intern(name));
        let Some(&Kind::Function(function)) = self.class_attribute(class, asked, 0).map(|found| self.kind(found))
        else {
            return;
        };
        let definition = &self.definitions[function.index()];
        let is_asked = self.class_attribute(class, asks, 0).is_none()
            && definition.class.is_some()
            && self.out.functions[function.index()].parameters.len() == 1
            && !definition.is_generator;
        let start = definition.start;
        if !is_asked
            || self.frames.len() > DEEPEST_CALL
            || self.is_on_stack(start)
            || !self.spend(self.out.functions[function.index()].span)
        {
            return;
        }
        let span = self.out.functions[function.index()].span;
        let counter = self.open_attribute(object, changes, span);
        self.state.set((Owner::Object(object), changes), counter);
        let since = self.out.events.len();
        let outer = self.context;
        self.enter_alone(Context::Entry(function));
        let ended = std::mem::take(&mut self.ended);
        let value = self.answer(function, object);
        self.ended = ended;
        self.context = outer;
        self.out.asked.push(Asked { object, method: asked, value, since, changes });
    }
}
