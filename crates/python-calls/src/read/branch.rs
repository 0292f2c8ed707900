//! Arms: each is followed by itself, then what they leave is put together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::state::{Change, Owner, Slot};
use super::{Exit, Flow, Reader};
use crate::model::Context;
use crate::span::Span;
use crate::value::{ContextId, Kind, Value};

impl Reader<'_> {
    /// Follows both arms of a test. Where one of them leaves, what follows stands under the condition of the other.
    pub(super) fn branch(
        &mut self,
        test: Value,
        span: Span,
        then: impl FnOnce(&mut Self) -> Flow,
        otherwise: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        match self.truth(test) {
            Some(true) => return then(self),
            Some(false) => return otherwise(self),
            None => {}
        }
        let outer = self.context;
        let mark = self.state.mark();
        let (first, first_rest) = self.arm(test, true, span, then);
        let changed = self.state.changes(mark);
        self.state.undo(mark);
        let (second, second_rest) = self.arm(test, false, span, otherwise);
        debug_assert_eq!(self.context, outer);
        match (first, second) {
            (Flow::Next, Flow::Next) => {
                let left = self.state.changes(mark);
                self.merge(test, &changed, &left);
                self.rest_of_arm(test, true, &first_rest, span);
                self.rest_of_arm(test, false, &second_rest, span);
                Flow::Next
            }
            (_, Flow::Next) => {
                self.rest(test, false, first, span);
                self.rest_of_arm(test, false, &second_rest, span);
                Flow::Next
            }
            (Flow::Next, _) => {
                self.state.undo(mark);
                changed.iter().for_each(|change| self.state.set(change.slot, change.after));
                self.rest(test, true, second, span);
                self.rest_of_arm(test, true, &first_rest, span);
                Flow::Next
            }
            (Flow::Raise, other) => other,
            (other, _) => other,
        }
    }

    /// Follows an arm; gives the conditions under which its own end is reached.
    fn arm(
        &mut self,
        test: Value,
        holds: bool,
        span: Span,
        follow: impl FnOnce(&mut Self) -> Flow,
    ) -> (Flow, Vec<(Value, bool)>) {
        let outer = self.context;
        let inner = self.enter(Context::When { test, holds, rest: false, span });
        let flow = follow(self);
        let rest = self.conditions_since(inner);
        self.context = outer;
        (flow, rest)
    }

    /// The tests that hold here and did not at `since`, a context around this one.
    fn conditions_since(&self, since: ContextId) -> Vec<(Value, bool)> {
        let mut found = Vec::new();
        let mut at = self.context;
        while at != since {
            if let Context::When { test, holds, .. } = *self.out.context(at) {
                found.push((test, holds));
            }
            let Some(parent) = self.out.parent(at) else { break };
            at = parent;
        }
        found.reverse();
        found
    }

    /// What follows is reached only where `test` came out so, as far as it is a matter of this iteration or call: a
    /// `break` ends the loop, and is an event of its own.
    fn rest(&mut self, test: Value, holds: bool, left_by: Flow, span: Span) {
        let in_loop = self.frames.last().is_some_and(|frame| !frame.loops.is_empty());
        if left_by == Flow::Continue || (left_by == Flow::Return && !in_loop) {
            self.enter(Context::When { test, holds, rest: true, span });
        }
    }

    /// An arm of `test` whose end is reached only under `rest`: so is what follows, unless the arm was not taken.
    fn rest_of_arm(&mut self, test: Value, holds: bool, rest: &[(Value, bool)], span: Span) {
        if rest.is_empty() {
            return;
        }
        let mut reached: Vec<Value> = rest.iter().map(|&(test, holds)| self.test_value(test, holds)).collect();
        let reached = if reached.len() == 1 { reached.remove(0) } else { self.add(Kind::All(reached), span) };
        let not_taken = self.test_value(test, !holds);
        let test = self.add(Kind::Any(vec![not_taken, reached]), span);
        self.enter(Context::When { test, holds: true, rest: true, span });
    }

    pub(super) fn test_value(&mut self, test: Value, holds: bool) -> Value {
        if holds {
            return test;
        }
        let span = self.out.span(test);
        self.add(Kind::Not(test), span)
    }

    /// The state holds what the second arm left; each slot gets what either arm left in it.
    fn merge(&mut self, test: Value, first: &[Change], second: &[Change]) {
        let left: FxHashMap<_, _> = second.iter().map(|change| (change.slot, change.after)).collect();
        for change in first {
            let other = left.get(&change.slot).copied().or(change.before);
            let other = other.unwrap_or_else(|| self.unset(change.slot));
            self.set_merged(change.slot, test, change.after, other);
        }
        let seen: FxHashSet<_> = first.iter().map(|change| change.slot).collect();
        for change in second.iter().filter(|change| !seen.contains(&change.slot)) {
            let before = change.before.unwrap_or_else(|| self.unset(change.slot));
            self.set_merged(change.slot, test, before, change.after);
        }
    }

    fn set_merged(&mut self, slot: Slot, test: Value, then: Value, otherwise: Value) {
        let value = self.conditional(test, then, otherwise);
        if let (Owner::Object(root), true) = (slot.0, slot.1 == self.words.content) {
            self.roots.insert(value, root);
        }
        self.state.set(slot, value);
    }

    /// Notes a way out of the function that is followed.
    pub(super) fn exit(&mut self, value: Value) {
        let context = self.context;
        let Some(frame) = self.frames.last() else { return };
        let (owner, mark, base) = (frame.owner, frame.mark, frame.base);
        let mut changes = if context == base { Vec::new() } else { self.state.changes(mark) };
        changes.retain(|change| matches!(change.slot.0, Owner::Object(_)) && change.slot.0 != owner);
        if let Some(frame) = self.frames.last_mut() {
            frame.exits.push(Exit { context, value, changes });
        }
    }

    /// What a function gives: its ways out, each under the conditions that lead to it.
    pub(super) fn fold_exits(&mut self, exits: Vec<Exit>, base: ContextId, falls_through: bool) -> Value {
        let mut exits = exits;
        let mut result = match exits.pop_if(|_| !falls_through) {
            Some(last) => last.value,
            None => self.none(Span::default()),
        };
        for exit in exits.into_iter().rev() {
            let tests = self.tests_between(exit.context, base);
            result = self.under_tests(&tests, exit.value, result);
            for change in exit.changes {
                let before = change.before.unwrap_or_else(|| self.unset(change.slot));
                let current = self.state.get(change.slot).unwrap_or(before);
                let value = self.under_tests(&tests, change.after, current);
                self.state.set(change.slot, value);
            }
        }
        result
    }

    fn under_tests(&mut self, tests: &[(Value, bool)], value: Value, otherwise: Value) -> Value {
        tests.iter().rev().fold(value, |value, &(test, holds)| {
            let (then, otherwise) = if holds { (value, otherwise) } else { (otherwise, value) };
            self.conditional(test, then, otherwise)
        })
    }

    /// The tests between two contexts, without those that only say that an earlier way out was not taken.
    fn tests_between(&self, inner: ContextId, base: ContextId) -> Vec<(Value, bool)> {
        let mut found = Vec::new();
        let mut at = inner;
        while at != base {
            if let Context::When { test, holds, rest: false, .. } = *self.out.context(at) {
                found.push((test, holds));
            }
            let Some(parent) = self.out.parent(at) else { break };
            at = parent;
        }
        found.reverse();
        found
    }
}
