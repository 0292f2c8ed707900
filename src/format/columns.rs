//! What the author has lined up: `=` of statements below each other, and comments after lines.

use crate::syntax::ast::{Statement, StatementKind};
use crate::text::{ColumnUnit, LineIndex};

/// The `=` of a statement: where it stands in its line, and how wide what stands before it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Equals {
    pub(super) column: usize,
    pub(super) width: usize,
}

/// The `=` of a statement that starts its line, where a space stands before it.
pub(super) fn equals(text: &str, lines: &LineIndex, statement: &Statement) -> Option<Equals> {
    let (opener, name) = match &statement.kind {
        StatementKind::Assign { name, .. } => ("", name.span),
        StatementKind::Family { name, .. } => ("", name.span),
        StatementKind::Let { name, .. } => ("let ", name.span),
        StatementKind::Param { name, .. } => ("param ", name.span),
        StatementKind::Event { name, .. } => ("event ", name.span),
        _ => return None,
    };
    let head = &text[statement.span.start..name.end];
    let rest = &text[name.end..];
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let is_spaced = space > 0 && !head.contains('\n') && rest[space..].starts_with('=');
    let column = lines.position(name.end + space, ColumnUnit::Char).column;
    is_spaced.then_some(Equals { column, width: opener.len() + name.end - name.start })
}

/// How many spaces more than one stand before each `=`. `follows` says that a statement stands right
/// below the one before it; those whose `=` were in one column stay so.
pub(super) fn padding(all: &[(bool, Option<Equals>)]) -> Vec<usize> {
    let mut padding = Vec::with_capacity(all.len());
    let same = |a: &(bool, Option<Equals>), b: &(bool, Option<Equals>)| {
        b.0 && a.1.zip(b.1).is_some_and(|(a, b)| a.column == b.column)
    };
    for group in all.chunk_by(same) {
        let width = |equals: &Option<Equals>| equals.map_or(0, |equals| equals.width);
        let widest = group.iter().map(|(_, equals)| width(equals)).max().unwrap_or_default();
        padding.extend(group.iter().map(|(_, equals)| equals.map_or(0, |equals| widest - equals.width)));
    }
    padding
}

/// The column of each comment of a text.
fn comments(text: &str, lines: &LineIndex) -> impl Iterator<Item = usize> {
    lines.lines().filter_map(|line| {
        let at = line.start + line.of(text).find('#')?;
        Some(lines.position(at, ColumnUnit::Char).column)
    })
}

/// Puts the comments after the lines of a text into one column where they were in the text that it was
/// made of, and all others two spaces after their line. No text holds a `#` that starts no comment.
pub(super) fn line_up_comments(written: &str, lines: &LineIndex, formatted: &str) -> String {
    struct Line<'f> {
        whole: &'f str,
        code: &'f str,
        comment: &'f str,
        column: usize,
    }
    let mut columns = comments(written, lines);
    let lines: Vec<_> = formatted
        .lines()
        .map(|line| match line.find('#') {
            Some(at) => {
                let (code, comment) = line.split_at(at);
                Line { whole: line, code: code.trim_end(), comment, column: columns.next().unwrap_or_default() }
            }
            None => Line { whole: line, code: line, comment: "", column: 0 },
        })
        .collect();
    let is_trailing = |line: &Line<'_>| !line.code.is_empty() && !line.comment.is_empty();
    let mut out = String::with_capacity(formatted.len());
    for group in lines.chunk_by(|a, b| is_trailing(a) && is_trailing(b) && a.column == b.column) {
        let column = group.iter().map(|line| line.code.len()).max().unwrap_or_default() + 2;
        for line in group {
            if is_trailing(line) {
                out.push_str(line.code);
                out.extend(std::iter::repeat_n(' ', column - line.code.len()));
                out.push_str(line.comment);
            } else {
                out.push_str(line.whole);
            }
            out.push('\n');
        }
    }
    out
}
