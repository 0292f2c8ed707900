//! The limit of nesting, checked before anything recurses.

use super::recovery::is_family;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// How deep brackets may nest.
pub(super) const BRACKET_LIMIT: usize = 128;

/// The part of a text in which no statement is known to nest too deep.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    checked: usize,
}

impl Nesting {
    /// The first bracket that nests too deep in the statement at a place, as an error.
    pub(super) fn check(&mut self, text: &str, at: usize) -> Option<Diagnostic> {
        // A statement that starts where another was looked for ends no later, and nests no deeper.
        if at < self.checked {
            return None;
        }
        match scan(text, at) {
            Ok(end) => {
                self.checked = end;
                None
            }
            Err(bracket) => Some(
                Diagnostic::new(
                    Code::Nesting,
                    format!("brackets nest more than {BRACKET_LIMIT} deep"),
                    Span::new(bracket, bracket + 1),
                )
                .saying("one too many")
                .help("name the inner parts with `let`"),
            ),
        }
    }
}

/// Where a statement ends at the latest, or the bracket in it that nests too deep.
///
/// No rule of the grammar goes past a `;`, past a closing bracket without an opening one, past a
/// bracket that opens on the line below an operand, or past the start of another statement: `let` and
/// the like, or a name and `=` or the braces of a family where no named argument can be.
fn scan(text: &str, start: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    // The last token was an opening bracket or a comma: a named argument may follow.
    let mut may_be_named = false;
    // The last token may end an operand; since it, a line has ended.
    let mut after_operand = false;
    let mut on_new_line = false;
    // Nothing but the words that open the statement stands before this token.
    let mut opens = true;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                on_new_line |= byte == b'\n';
                at += 1;
                continue;
            }
            b'#' => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                continue;
            }
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' => {
                let is_outside = |byte: &u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'.');
                let end = bytes[at..].iter().position(is_outside).map_or(text.len(), |length| at + length);
                let word = &text[at..end];
                let is_opener = matches!(word, "let" | "def" | "param" | "expect");
                if !opens && (is_opener || !may_be_named && is_defined(word, &text[end..])) {
                    return Ok(at);
                }
                opens &= is_opener;
                may_be_named = false;
                after_operand = !matches!(word, "then" | "for" | "until" | "skip" | "every") && !is_opener;
                on_new_line = false;
                at = end;
                continue;
            }
            b'(' | b'[' if after_operand && on_new_line => return Ok(at),
            b'(' | b'[' if depth == BRACKET_LIMIT => return Err(at),
            b'(' | b'[' => depth += 1,
            b')' | b']' if depth == 0 => return Ok(at),
            b')' | b']' => depth -= 1,
            b';' => return Ok(at),
            _ => {}
        }
        may_be_named = matches!(byte, b'(' | b'[' | b',');
        after_operand = matches!(byte, b')' | b']' | b'%');
        on_new_line = false;
        opens = false;
        at += 1;
    }
    Ok(at)
}

/// Whether a `=` follows a name, or the braces of a family.
fn is_defined(name: &str, rest: &str) -> bool {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let mut after = rest.bytes().skip_while(is_space);
    is_family(name, rest) || after.next() == Some(b'=') && after.next() != Some(b'=')
}
