//! What every name and attribute holds at this point of the program, and what an arm changed.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::Name;
use crate::value::Value;

/// What has names: a scope, or an object with its attributes and items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Owner {
    Scope(u32),
    Object(Value),
}

pub(super) type Slot = (Owner, Name);

/// All slots, with a trail of their changes: an arm is undone without a copy of everything.
#[derive(Debug, Default)]
pub(super) struct State {
    slots: FxHashMap<Slot, Value>,
    trail: Vec<(Slot, Option<Value>)>,
    /// The objects that ever had an attribute of this name.
    owners: FxHashMap<Name, Vec<Value>>,
}

/// A point of the trail.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

/// A slot that was changed: what it held before, and what it holds now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) slot: Slot,
    pub(super) before: Option<Value>,
    pub(super) after: Value,
}

impl State {
    pub(super) fn get(&self, slot: Slot) -> Option<Value> {
        self.slots.get(&slot).copied()
    }

    pub(super) fn set(&mut self, slot: Slot, value: Value) {
        let before = self.slots.insert(slot, value);
        if before == Some(value) {
            return;
        }
        if let (None, Owner::Object(object)) = (before, slot.0) {
            let owners = self.owners.entry(slot.1).or_default();
            if !owners.contains(&object) && owners.len() < 64 {
                owners.push(object);
            }
        }
        self.trail.push((slot, before));
    }

    pub(super) fn owners(&self, name: Name) -> &[Value] {
        self.owners.get(&name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// What was changed since, each slot once, in the order of its first change.
    pub(super) fn changes(&self, since: Mark) -> Vec<Change> {
        let mut seen = FxHashSet::default();
        let trail = self.trail.get(since.0..).unwrap_or_default().iter();
        trail
            .filter(|(slot, _)| seen.insert(*slot))
            .filter_map(|&(slot, before)| Some(Change { slot, before, after: self.get(slot)? }))
            .collect()
    }

    pub(super) fn undo(&mut self, since: Mark) {
        while self.trail.len() > since.0 {
            let Some((slot, before)) = self.trail.pop() else { return };
            match before {
                Some(value) => self.slots.insert(slot, value),
                None => self.slots.remove(&slot),
            };
        }
    }
}
