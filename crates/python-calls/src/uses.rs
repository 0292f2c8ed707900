//! Where a text uses a value: in which calls and events, and what happens in a loop.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Call, Context, EventKind};
use crate::reading::Reading;
use crate::value::{CallId, Kind, LoopId, Value};

/// What is used where, found when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    index: OnceCell<Index>,
    /// The events of each loop, found apart.
    in_loops: OnceCell<FxHashMap<LoopId, Vec<usize>>>,
    /// Answers: many schedules have one optimizer.
    calls: RefCell<FxHashMap<Value, Rc<[CallId]>>>,
    events: RefCell<FxHashMap<Value, Rc<[usize]>>>,
}

/// Pairs of a value and what it is used in, in the order of the values.
#[derive(Debug, Default)]
struct Index {
    /// The values that it is a part of.
    wholes: Vec<(Value, Value)>,
    /// The calls that are given it, or are of a method of it.
    calls: Vec<(Value, CallId)>,
    /// The events that it is handed on in.
    events: Vec<(Value, usize)>,
}

impl Index {
    fn of(reading: &Reading) -> Self {
        let mut found = Self::default();
        for whole in reading.values.all() {
            reading.kind(whole).parts(|part| found.wholes.push((part, whole)));
            if let Kind::Carried(id) = *reading.kind(whole) {
                let carried = reading.carried(id);
                found.wholes.extend(carried.end.into_iter().chain([carried.start]).map(|part| (part, whole)));
            }
        }
        for (id, call) in reading.calls() {
            found.calls.extend(used_by(call).map(|value| (value, id)));
        }
        for (index, event) in reading.events().iter().enumerate() {
            match event.kind {
                EventKind::Call(id) => found.events.extend(used_by(reading.call(id)).map(|value| (value, index))),
                EventKind::Bind { value, .. } | EventKind::Return(Some(value)) | EventKind::Yield(Some(value)) => {
                    found.events.push((value, index));
                }
                EventKind::SetAttribute { base, value, .. } => found.events.extend([(base, index), (value, index)]),
                EventKind::SetItem { base, key, value, .. } => {
                    found.events.extend([(base, index), (key, index), (value, index)]);
                }
                EventKind::Return(None)
                | EventKind::Yield(None)
                | EventKind::Break(_)
                | EventKind::Continue(_)
                | EventKind::Raise => {}
            }
        }
        found.wholes.sort_unstable();
        found.calls.sort_unstable();
        found.events.sort_unstable();
        found
    }

    /// A value and everything that it is a part of.
    fn wholes_of(&self, value: Value) -> FxHashSet<Value> {
        let (mut seen, mut open) = (FxHashSet::default(), vec![value]);
        while let Some(part) = open.pop() {
            if seen.insert(part) {
                open.extend(of(&self.wholes, part));
            }
        }
        seen
    }
}

/// What a call is given, and what its method is one of.
fn used_by(call: &Call) -> impl Iterator<Item = Value> {
    let on = call.method.map(|(on, _)| on);
    on.into_iter().chain(call.arguments.iter().map(|argument| argument.value))
}

/// What is paired with a value.
fn of<T: Copy>(pairs: &[(Value, T)], value: Value) -> impl Iterator<Item = T> {
    let start = pairs.partition_point(|(it, _)| *it < value);
    pairs[start..].iter().take_while(move |(it, _)| *it == value).map(|(_, paired)| *paired)
}

/// What is paired with any of some values, each once and in order.
fn of_all<T: Copy + Ord>(pairs: &[(Value, T)], values: &FxHashSet<Value>) -> Rc<[T]> {
    let mut found: Vec<T> = values.iter().flat_map(|&value| of(pairs, value)).collect();
    found.sort_unstable();
    found.dedup();
    found.into()
}

impl Reading {
    fn index(&self) -> &Index {
        self.uses.index.get_or_init(|| Index::of(self))
    }

    /// The calls that a value is an argument of, or whose method is one of it, in order: each in which
    /// [`Reading::has_part`] finds it there, and perhaps some where it is an attribute, an item or an operand.
    pub fn calls_with(&self, value: Value) -> Rc<[CallId]> {
        let value = self.object(value);
        let known = self.uses.calls.borrow().get(&value).cloned();
        known.unwrap_or_else(|| {
            let index = self.index();
            let found = of_all(&index.calls, &index.wholes_of(value));
            self.uses.calls.borrow_mut().insert(value, Rc::clone(&found));
            found
        })
    }

    /// The events that a value has a part in, as indices of [`Reading::events`], in order: calls as in
    /// [`Reading::calls_with`], and what is given to a name, an attribute or an item, returned or yielded.
    pub fn events_with(&self, value: Value) -> Rc<[usize]> {
        let value = self.object(value);
        let known = self.uses.events.borrow().get(&value).cloned();
        known.unwrap_or_else(|| {
            let index = self.index();
            let found = of_all(&index.events, &index.wholes_of(value));
            self.uses.events.borrow_mut().insert(value, Rc::clone(&found));
            found
        })
    }

    /// What happens in the body of a loop, as indices of [`Reading::events`], in order.
    pub fn events_in(&self, over: LoopId) -> &[usize] {
        let in_loops = self.uses.in_loops.get_or_init(|| {
            let mut found: FxHashMap<LoopId, Vec<usize>> = FxHashMap::default();
            for (index, event) in self.events().iter().enumerate() {
                let mut at = Some(event.context);
                while let Some(context) = at {
                    if let Context::Loop(over) = *self.context(context) {
                        found.entry(over).or_default().push(index);
                    }
                    at = self.parent(context);
                }
            }
            found
        });
        in_loops.get(&over).map_or(&[], Vec::as_slice)
    }
}
