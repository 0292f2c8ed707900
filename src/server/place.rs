//! The place where something is being written, by the text before it.

use crate::reference::{self, Entry, Takes};

/// What the text before the cursor says of the place.
pub(super) struct Place<'t> {
    /// The statement before the word that is being written.
    pub(super) before: &'t str,
    /// The call that it is an argument of, with what stands before the argument in its brackets.
    pub(super) call: Option<(&'t str, &'t str)>,
}

impl<'t> Place<'t> {
    pub(super) fn of(text: &'t str, byte: usize) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let before = text.get(..byte).unwrap_or_default();
        let before = before.trim_end_matches(is_word);
        let mut depth = 0_usize;
        let mut call = None;
        let mut start = 0;
        for (at, c) in before.char_indices().rev() {
            match c {
                ')' | ']' => depth += 1,
                '(' | '[' if depth > 0 => depth -= 1,
                '(' => {
                    let head = before[..at].trim_end();
                    let name = &head[head.trim_end_matches(is_word).len()..];
                    call = call.or_else(|| (!name.is_empty()).then_some((name, &before[at + 1..])));
                }
                '\n' | ';' if depth == 0 && call.is_none() => {
                    start = at + 1;
                    break;
                }
                _ => {}
            }
        }
        Self { before: &before[start..], call }
    }

    /// Whether the word opens a statement.
    pub(super) fn opens_statement(&self) -> bool {
        self.call.is_none() && self.before.trim().is_empty()
    }

    /// Whether a number or another operand stands before the word.
    pub(super) fn follows_operand(&self) -> bool {
        let before = self.before.trim_end();
        let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
        let is_keyword = reference::words().keywords.contains(&word) && !matches!(word, "mirror" | "repeat");
        before.ends_with([')', ']', '%']) || !word.is_empty() && !is_keyword
    }

    pub(super) fn follows_number(&self) -> bool {
        let before = self.before.trim_end();
        let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
        before.ends_with([')', ']']) || word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// The words that the argument chooses among, where it is named.
    pub(super) fn words(&self, entry: &Entry, given: &str) -> Option<&'static [&'static str]> {
        let argument = given.rsplit(',').next()?.trim();
        let name = argument.strip_suffix('=')?.trim();
        let parameter = entry.parameters.iter().find(|parameter| parameter.name == name)?;
        if let Takes::Word(words) = parameter.takes { Some(words) } else { None }
    }
}
