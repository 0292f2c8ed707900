//! A fast look at a text, before it is parsed.

use std::cell::RefCell;
use std::io::{ErrorKind, Read, Result};

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

/// Names to look for in many texts, without a parse.
#[derive(Debug, Clone)]
pub struct Needles {
    automaton: AhoCorasick,
}

/// How much of a file is looked at in one go: most scripts are shorter.
const PART: usize = 1 << 16;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Needles {
    /// Makes a search for any of these names.
    ///
    /// # Errors
    /// If the names are so many or long that no search can be built.
    pub fn new<N: AsRef<[u8]>>(names: impl IntoIterator<Item = N>) -> std::result::Result<Needles, BuildError> {
        // Only a search for the leftmost name goes through many bytes at once.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(names)?;
        Ok(Needles { automaton })
    }

    /// Whether one of the names stands anywhere in the text, be it in a longer name, a string or a comment. If not,
    /// no call of the text has it, in a notebook's JSON as little as in a script.
    pub fn might_be_in(&self, text: impl AsRef<[u8]>) -> bool {
        self.automaton.is_match(text.as_ref())
    }

    /// The same of a file, which is read no further than to the first name, and no more than a part of it is kept.
    ///
    /// # Errors
    /// What the file cannot be read for.
    pub fn might_be_in_file(&self, mut file: impl Read) -> Result<bool> {
        // The end of a part may be the beginning of a name.
        let most_kept = self.automaton.max_pattern_len().saturating_sub(1);
        BUFFER.with_borrow_mut(|part| {
            part.resize(part.len().max(PART + most_kept), 0);
            let mut kept = 0;
            loop {
                let end = match file.read(&mut part[kept..]) {
                    Ok(0) => return Ok(false),
                    Ok(read) => kept + read,
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    Err(error) => return Err(error),
                };
                if self.automaton.is_match(&part[..end]) {
                    return Ok(true);
                }
                let from = end.saturating_sub(most_kept);
                part.copy_within(from..end, 0);
                kept = end - from;
            }
        })
    }
}
