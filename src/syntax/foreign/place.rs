//! The place of a token that the grammar does not expect, and what is looked for around it.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// What is looked for in all of a text, once for all of its mistakes.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Searched {
    /// The text, with spaces in the place of its comments: what is looked for in it is not what they say.
    pub(in crate::syntax) text: String,
    /// The names that a statement at the beginning of a line gives a value.
    defined: OnceCell<HashSet<String>>,
    /// Where names with a hyphen in them stand.
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

    fn defined(&self) -> &HashSet<String> {
        self.defined.get_or_init(|| {
            let line_ends = self.text.match_indices('\n').map(|(at, _)| at + 1);
            let names = std::iter::once(0).chain(line_ends).filter_map(|start| {
                let text = self.text[start..].trim_start_matches([' ', '\t']);
                let text =
                    ["let ", "param "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start();
                let name = &text[..text.len() - text.trim_start_matches(is_of_word).len()];
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

/// A token that the grammar does not expect, in its statement.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Place<'t> {
    pub(in crate::syntax) searched: &'t Searched,
    /// The text, with spaces in the place of its comments.
    pub(in crate::syntax) text: &'t str,
    /// The text as it is written.
    pub(in crate::syntax) written: &'t str,
    /// The statement that cannot be read.
    pub(in crate::syntax) region: Span,
    pub(in crate::syntax) token: Span,
    /// What may stand there instead.
    pub(in crate::syntax) expected: &'t [&'t str],
}

impl<'t> Place<'t> {
    pub(super) fn found(&self) -> &'t str {
        self.token.of(self.text)
    }

    /// The text before the token, without the white space at its end.
    pub(super) fn before(&self) -> &'t str {
        self.text[..self.token.start].trim_end()
    }

    /// The statement up to the token.
    pub(super) fn statement(&self) -> &'t str {
        self.text[self.region.start..self.token.start].trim()
    }

    /// The rest of the statement after the token.
    pub(super) fn after(&self) -> &'t str {
        self.text.get(self.token.end..self.region.end).unwrap_or("")
    }

    /// Whether a statement that begins a line of the text gives a name a value.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.searched.defined().contains(name)
    }

    /// The innermost bracket of the statement that is open before the token.
    pub(super) fn opened(&self) -> Option<usize> {
        let mut open = Vec::new();
        for (index, c) in self.text[self.region.start..self.token.start].char_indices() {
            match c {
                '(' | '[' | '{' => open.push(self.region.start + index),
                ')' | ']' | '}' => _ = open.pop(),
                _ => {}
            }
        }
        open.pop()
    }

    /// Whether a comment stands in a part of the text.
    pub(super) fn has_comment(&self, part: Span) -> bool {
        part.of(self.text) != part.of(self.written)
    }

    /// From the end of what stands before the token to its own end; the token alone after a comment.
    pub(super) fn with_gap(&self) -> Span {
        let all = Span::new(self.before().len(), self.token.end);
        if self.has_comment(all) { self.token } else { all }
    }

    pub(super) fn expects(&self, what: &str) -> bool {
        self.expected.contains(&what)
    }

    pub(super) fn error(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::Syntax, message, self.token)
    }
}

/// An edit that leaves no doubt.
pub(super) fn surely(title: impl Into<String>, edit: Edit) -> Fix {
    Fix::safe(title, vec![edit])
}

/// An edit that is only likely to be what is meant.
pub(super) fn perhaps(title: impl Into<String>, edit: Edit) -> Fix {
    Fix::unsafely(title, vec![edit])
}

/// The last word of a text: letters, digits, `_` and `.`.
pub(super) fn last_word(text: &str) -> &str {
    &text[text.trim_end_matches(is_of_word).len()..]
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

/// Whether a name without dots may have a character.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The number that a text ends with, if it does.
pub(super) fn last_number(text: &str) -> Option<&str> {
    let word = last_word(text);
    let start = match word.chars().next() {
        // `1e-4` has a sign in it.
        Some(c) if c.is_ascii_digit() => {
            let head = &text[..text.len() - word.len()];
            let mantissa =
                head.strip_suffix(['-', '+']).map(last_word).filter(|mantissa| mantissa.ends_with(['e', 'E']));
            mantissa.filter(|mantissa| mantissa.starts_with(|c: char| c.is_ascii_digit())).map_or(0, |m| m.len() + 1)
        }
        Some('.') => 0,
        _ => return None,
    };
    let number = &text[text.len() - word.len() - start..];
    number.contains(|c: char| c.is_ascii_digit()).then_some(number)
}

/// The end of the bracket that opens at a place of a text, its closing one included.
pub(super) fn bracket_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, c) in text[at..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + index + 1);
                }
            }
            _ => {}
        }
    }
    None
}
