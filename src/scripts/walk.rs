//! A look at what a value is made of.

use std::collections::HashSet;

use python_calls::Value;

/// The first answer among a value and what it is made of, from left to right. `look` is asked of each once, however
/// often names hand it on, and adds those of its parts that are to be looked at.
pub(super) fn first<T>(value: Value, mut look: impl FnMut(Value, &mut Vec<Value>) -> Option<T>) -> Option<T> {
    let (mut seen, mut open) = (HashSet::new(), vec![value]);
    while let Some(value) = open.pop() {
        if !seen.insert(value) {
            continue;
        }
        let before = open.len();
        let answer = look(value, &mut open);
        if answer.is_some() {
            return answer;
        }
        open[before..].reverse();
    }
    None
}

/// Whether one of a value and what it is made of is looked for.
pub(super) fn any(value: Value, mut look: impl FnMut(Value, &mut Vec<Value>) -> bool) -> bool {
    first(value, |value, parts| look(value, parts).then_some(())).is_some()
}
