//! The place of a token that the grammar does not expect, and what is looked for around it.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// A token that the grammar does not expect, in its statement.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Place<'t> {
    pub(in crate::syntax) text: &'t str,
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

    /// Whether a line of the text gives a name a value.
    pub(super) fn is_defined(&self, name: &str) -> bool {
        self.text.lines().any(|line| {
            let line = line.trim_start();
            let line = ["let ", "param "].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line).trim_start();
            let value = line.strip_prefix(name).and_then(|rest| rest.trim_start().strip_prefix('='));
            value.is_some_and(|value| !value.starts_with('='))
        })
    }

    /// The innermost bracket of the statement that is open before the token.
    pub(super) fn opened(&self) -> Option<usize> {
        let mut open = Vec::new();
        let mut comment = false;
        for (index, c) in self.text[self.region.start..self.token.start].char_indices() {
            match c {
                '\n' => comment = false,
                _ if comment => {}
                '#' => comment = true,
                '(' | '[' | '{' => open.push(self.region.start + index),
                ')' | ']' | '}' => _ = open.pop(),
                _ => {}
            }
        }
        open.pop()
    }

    /// From the end of what stands before the token to its own end.
    pub(super) fn with_gap(&self) -> Span {
        Span::new(self.before().len(), self.token.end)
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
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    &text[text.trim_end_matches(is_part).len()..]
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
