//! The place of a token that the grammar does not expect, and what is looked for around it.

use super::searched::Searched;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// A token that the grammar does not expect, in its statement.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Place<'t> {
    /// What is looked for in all of the text.
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
