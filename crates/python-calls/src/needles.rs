//! A fast look at a text, before it is parsed.

use aho_corasick::{AhoCorasick, BuildError};

/// Names to look for in many texts, without a parse.
#[derive(Debug, Clone)]
pub struct Needles {
    automaton: AhoCorasick,
}

impl Needles {
    /// Makes a search for any of these names.
    ///
    /// # Errors
    /// If the names are so many or long that no search can be built.
    pub fn new<N: AsRef<[u8]>>(names: impl IntoIterator<Item = N>) -> Result<Needles, BuildError> {
        AhoCorasick::new(names).map(|automaton| Needles { automaton })
    }

    /// Whether one of the names stands anywhere in the text, be it in a longer name, a string or a comment. If not,
    /// no call of the text has it, in a notebook's JSON as little as in a script.
    pub fn might_be_in(&self, text: impl AsRef<[u8]>) -> bool {
        self.automaton.is_match(text.as_ref())
    }
}
