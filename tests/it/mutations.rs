//! Texts with tokens and lines deleted, doubled and exchanged.

use proptest::prelude::*;
use proptest::sample::Index;

/// A text in parts: words, numbers, blanks, and each other character by itself.
fn tokens(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        ' ' => 2,
        _ => 0,
    };
    let mut tokens: Vec<String> = Vec::new();
    let mut last = 0;
    for c in text.chars() {
        match tokens.last_mut() {
            Some(token) if kind(c) != 0 && kind(c) == last => token.push(c),
            _ => tokens.push(c.to_string()),
        }
        last = kind(c);
    }
    tokens
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_string).collect()
}

/// What is done to a part of a text.
#[derive(Clone, Copy, Debug)]
enum Change {
    Delete,
    Double,
    /// With another part.
    Exchange,
    /// By a part of another text.
    Replace,
    /// By a part that seldom stands there.
    Odd,
    /// Such a part is written before it.
    Insert,
}

/// One change of a text.
#[derive(Clone, Debug)]
pub(crate) struct Mutation {
    of_lines: bool,
    change: Change,
    at: Index,
    other: Index,
    odd: &'static str,
}

impl Mutation {
    /// The text after it; `donor` is another text.
    pub(crate) fn apply(&self, text: &str, donor: &str) -> String {
        let split = if self.of_lines { lines } else { tokens };
        let mut parts = split(text);
        if parts.is_empty() {
            return text.to_string();
        }
        let (at, other) = (self.at.index(parts.len()), self.other.index(parts.len()));
        match self.change {
            Change::Delete => drop(parts.remove(at)),
            Change::Double => parts.insert(at, parts[at].clone()),
            Change::Exchange => parts.swap(at, other),
            Change::Replace => {
                let from = split(donor);
                if !from.is_empty() {
                    parts[at].clone_from(&from[self.other.index(from.len())]);
                }
            }
            Change::Odd => parts[at] = self.odd.to_string(),
            Change::Insert => parts.insert(at, self.odd.to_string()),
        }
        parts.concat()
    }
}

/// Changes of a text, some of which write one of the `odd` parts into it.
pub(crate) fn mutations(odd: &'static [&'static str]) -> impl Strategy<Value = Mutation> {
    let change = prop::sample::select(vec![
        Change::Delete,
        Change::Double,
        Change::Exchange,
        Change::Replace,
        Change::Odd,
        Change::Insert,
    ]);
    (any::<bool>(), change, any::<Index>(), any::<Index>(), prop::sample::select(odd))
        .prop_map(|(of_lines, change, at, other, odd)| Mutation { of_lines, change, at, other, odd })
}
