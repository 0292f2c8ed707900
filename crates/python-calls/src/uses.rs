//! Where a text uses a value: in which calls and events, and what happens in a loop.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Call, Event, EventKind};
use crate::reading::Reading;
use crate::value::{CallId, Kind, LoopId, Value};

/// What is used where, found when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    index: OnceCell<Index>,
    /// The events of each loop.
    in_loops: OnceCell<FxHashMap<LoopId, Vec<usize>>>,
}

#[derive(Debug, Default)]
struct Index {
    /// The values that a value is a part of.
    wholes: Pairs<Value>,
    /// The calls that are given it, or are of a method of it.
    calls: Pairs<CallId>,
    /// The events that it is handed on in.
    events: Pairs<usize>,
}

/// Values with what each is paired with, in the order of the values.
#[derive(Debug)]
struct Pairs<T> {
    pairs: Vec<(Value, T)>,
    /// Answers: many schedules have one optimizer.
    known: RefCell<FxHashMap<Value, Rc<[T]>>>,
}

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self { pairs: Vec::new(), known: RefCell::default() }
    }
}

impl<T: Copy + Ord> Pairs<T> {
    /// What is paired with a value.
    fn of(&self, value: Value) -> impl Iterator<Item = T> {
        let start = self.pairs.partition_point(|(it, _)| *it < value);
        self.pairs[start..].iter().take_while(move |(it, _)| *it == value).map(|(_, paired)| *paired)
    }

    /// What is paired with a value or with anything that it is a part of, each once and in order.
    fn with(&self, value: Value, wholes: &Pairs<Value>) -> impl Iterator<Item = T> + use<T> {
        let known = self.known.borrow().get(&value).cloned();
        let found = known.unwrap_or_else(|| {
            let (mut seen, mut open, mut found) = (FxHashSet::default(), vec![value], Vec::new());
            while let Some(part) = open.pop() {
                if seen.insert(part) {
                    open.extend(wholes.of(part));
                    found.extend(self.of(part));
                }
            }
            found.sort_unstable();
            found.dedup();
            let found: Rc<[T]> = found.into();
            self.known.borrow_mut().insert(value, Rc::clone(&found));
            found
        });
        (0..found.len()).map(move |at| found[at])
    }
}

impl Index {
    fn of(reading: &Reading) -> Self {
        let mut found = Self::default();
        for whole in reading.values.all() {
            reading.kind(whole).parts(|part| found.wholes.pairs.push((part, whole)));
            if let Kind::Carried(id) = *reading.kind(whole) {
                let carried = reading.carried(id);
                found.wholes.pairs.extend(carried.end.into_iter().chain([carried.start]).map(|part| (part, whole)));
            }
        }
        for (id, call) in reading.calls() {
            found.calls.pairs.extend(used_by(call).map(|value| (value, id)));
        }
        for (index, event) in reading.events().iter().enumerate() {
            match event.kind {
                EventKind::Call(id) => found.events.pairs.extend(used_by(reading.call(id)).map(|value| (value, index))),
                EventKind::Bind { value, .. } | EventKind::Return(Some(value)) | EventKind::Yield(Some(value)) => {
                    found.events.pairs.push((value, index));
                }
                EventKind::SetAttribute { base, value, .. } => {
                    found.events.pairs.extend([(base, index), (value, index)]);
                }
                EventKind::SetItem { base, key, value, .. } => {
                    found.events.pairs.extend([(base, index), (key, index), (value, index)]);
                }
                EventKind::Return(None)
                | EventKind::Yield(None)
                | EventKind::Break(_)
                | EventKind::Continue(_)
                | EventKind::Raise => {}
            }
        }
        found.wholes.pairs.sort_unstable();
        found.calls.pairs.sort_unstable();
        found.events.pairs.sort_unstable();
        found
    }
}

/// What a call is given, and what its method is one of.
fn used_by(call: &Call) -> impl Iterator<Item = Value> {
    let on = call.method.map(|(on, _)| on);
    on.into_iter().chain(call.arguments.iter().map(|argument| argument.value))
}

impl Reading {
    fn index(&self) -> &Index {
        self.uses.index.get_or_init(|| Index::of(self))
    }

    /// The calls that a value is an argument of, or whose method is one of it, in order: each in which
    /// [`Reading::has_part`] finds it there, and perhaps some where it is an attribute, an item or an operand.
    pub fn calls_with(&self, value: Value) -> impl Iterator<Item = (CallId, &Call)> {
        let index = self.index();
        index.calls.with(self.object(value), &index.wholes).map(|id| (id, self.call(id)))
    }

    /// The events that a value has a part in, with their places in [`Reading::events`], in order: calls as in
    /// [`Reading::calls_with`], and what is given to a name, an attribute or an item, returned or yielded.
    pub fn events_with(&self, value: Value) -> impl Iterator<Item = (usize, &Event)> {
        let index = self.index();
        index.events.with(self.object(value), &index.wholes).map(|at| (at, &self.events[at]))
    }

    /// What happens in the body of a loop, with the places in [`Reading::events`], in order.
    pub fn events_in(&self, over: LoopId) -> impl Iterator<Item = (usize, &Event)> {
        let in_loops = self.uses.in_loops.get_or_init(|| {
            let mut found: FxHashMap<LoopId, Vec<usize>> = FxHashMap::default();
            for (at, event) in self.events.iter().enumerate() {
                for over in self.loops_around(event.context) {
                    found.entry(over).or_default().push(at);
                }
            }
            found
        });
        in_loops.get(&over).into_iter().flatten().map(|&at| (at, &self.events[at]))
    }
}
