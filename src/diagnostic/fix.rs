//! Edits of a text that put a finding right.

use crate::text::{Span, readable};

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty where something is added.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// Whether a fix can be applied without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The schedule stays what it is, or the finding leaves no doubt about what was meant; no comment is lost.
    Safe,
    /// The schedule may become another than the one that is meant, or a comment is lost.
    Unsafe,
}

/// Edits that put a finding right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as an imperative: "remove `mirror`".
    pub title: String,
    /// The edits, which do not overlap, in any order.
    pub edits: Vec<Edit>,
    /// Whether they can be applied without asking.
    pub applicability: Applicability,
}

impl Fix {
    /// A fix that can be applied without asking.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: readable(&title.into()).into_owned(), edits, applicability: Applicability::Safe }
    }

    /// A fix that may change what is meant.
    pub fn unsafely(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: readable(&title.into()).into_owned(), edits, applicability: Applicability::Unsafe }
    }

    /// Makes it one that is not applied without asking where it takes a comment out of a schedule.
    pub(super) fn spare_comments(&mut self, text: &str) {
        let comments = |text: &str| text.matches('#').count();
        let is_lost = |edit: &Edit| comments(edit.span.of(text)) > comments(&edit.text);
        if self.applicability == Applicability::Safe && self.edits.iter().any(is_lost) {
            self.applicability = Applicability::Unsafe;
        }
    }

    /// The text with the edits applied; `None` where they do not fit it or overlap.
    pub fn apply(&self, text: &str) -> Option<String> {
        apply(self.edits.iter(), text)
    }
}

impl Edit {
    /// Puts a text in the place of another.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Takes a text out.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Adds a text at a place.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::new(at, at), text)
    }

    /// Takes out a whole statement, with the end of its line where nothing else stands on it.
    pub(crate) fn remove_statement(span: Span, text: &str) -> Self {
        // No further than to its neighbours: a line may hold all statements of a large file.
        let before = text[..span.start].trim_end_matches([' ', '\t', '\r']);
        let after = text[span.end..].trim_start_matches([' ', '\t', '\r']);
        let next = text.len() - after.len();
        let opens_line = before.is_empty() || before.ends_with('\n');
        match after.chars().next() {
            Some('\n') if opens_line => Self::remove(Span::new(before.len(), next + 1)),
            None if opens_line => Self::remove(Span::new(before.len(), text.len())),
            // The comment is not ours to delete.
            Some('#') => Self::remove(Span::new(span.start, next)),
            Some(';') => Self::remove(Span::new(span.start, next + 1)),
            _ => Self::remove(span),
        }
    }
}

/// A text with edits applied; `None` where they do not fit it or overlap.
pub(crate) fn apply<'e>(edits: impl Iterator<Item = &'e Edit>, text: &str) -> Option<String> {
    let mut edits: Vec<_> = edits.collect();
    edits.sort_by_key(|edit| edit.span);
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        result.push_str(text.get(at..edit.span.start)?);
        result.push_str(&edit.text);
        at = edit.span.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_at_once_and_never_on_top_of_each_other() {
        let edits = |spans: [(usize, usize); 2]| {
            Fix::safe("", spans.map(|(start, end)| Edit::replace(Span::new(start, end), "x")).to_vec()).apply("abcd")
        };
        assert_eq!(edits([(2, 3), (0, 1)]).as_deref(), Some("xbxd"));
        assert_eq!(edits([(1, 1), (1, 2)]).as_deref(), Some("axxcd"));
        assert_eq!(edits([(0, 2), (1, 3)]), None);
        assert_eq!(edits([(0, 1), (3, 5)]), None);
    }
}
