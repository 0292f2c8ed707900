//! What is looked for in all of a text, once for all of its mistakes.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::parts::{is_of_name, is_of_word, last_word};

/// A text, and where in it is what its mistakes may be about.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Searched {
    /// The text, with spaces in the place of its comments: what is looked for in it is not what they say.
    pub(in crate::syntax) text: String,
    defined: OnceCell<HashSet<String>>,
    hyphened: OnceCell<HashMap<String, Vec<usize>>>,
}

impl Searched {
    pub(in crate::syntax) fn new(written: &str) -> Self {
        let mut text = String::with_capacity(written.len());
        for line in written.split_inclusive('\n') {
            let code = line.find('#').unwrap_or(line.len());
            text.push_str(&line[..code]);
            text.extend(line.bytes().skip(code).map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
        Self { text, ..Self::default() }
    }

    /// The names that a statement at the beginning of a line gives a value.
    pub(super) fn defined(&self) -> &HashSet<String> {
        self.defined.get_or_init(|| {
            let line_ends = self.text.match_indices('\n').map(|(at, _)| at + 1);
            let names = std::iter::once(0).chain(line_ends).filter_map(|start| {
                let text = self.text[start..].trim_start_matches([' ', '\t']);
                let defined = ["let ", "param "].iter().find_map(|word| text.strip_prefix(word));
                let text = defined.map_or(text, str::trim_start);
                let name = &text[..text.len() - text.trim_start_matches(is_of_word).len()];
                if name.is_empty() {
                    return None;
                }
                let value = text[name.len()..].trim_start().strip_prefix('=')?;
                (!value.starts_with('=')).then(|| name.to_string())
            });
            names.collect()
        })
    }

    /// Where a name with a hyphen in it stands.
    pub(super) fn hyphened(&self, name: &str) -> &[usize] {
        let places = self.hyphened.get_or_init(|| {
            let mut places = HashMap::<_, Vec<_>>::new();
            for (at, _) in self.text.match_indices('-') {
                let head = last_word(&self.text[..at]);
                let tail = &self.text[at + 1..];
                let tail = &tail[..tail.len() - tail.trim_start_matches(is_of_name).len()];
                if !head.is_empty() && !tail.is_empty() {
                    places.entry(format!("{head}-{tail}")).or_default().push(at - head.len());
                }
            }
            places
        });
        places.get(name).map_or(&[], Vec::as_slice)
    }
}
