//! Characters that a word processor, a web page or another alphabet puts into a text.

use super::place::{Place, surely};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::text::Span;

/// What a character looks like, and stands for.
fn meant(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2212}' | '\u{2010}'..='\u{2015}' => "-",
        '×' | '·' | '⋅' | '∗' => "*",
        '÷' => "/",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '→' => "->",
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => " ",
        '（' => "(",
        '）' => ")",
        '，' => ",",
        '＝' => "=",
        _ => return None,
    })
}

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found();
    let c = found.chars().next()?;
    if matches!(c, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '«' | '»') {
        return Some(string(place, c));
    }
    character(place, place.token.start)
}

/// `1e−4`, with a minus that is not the one of the keyboard.
pub(super) fn exponent(place: &Place<'_>, number: &str, letters: &str) -> Option<Diagnostic> {
    if !letters.eq_ignore_ascii_case("e") {
        return None;
    }
    let end = place.token.start + number.len() + letters.len();
    if let Some(diagnostic) = character(place, end) {
        return Some(diagnostic);
    }
    let message = format!("`{number}{letters}` has no exponent");
    Some(place.error(message).help(format!("write it right after the `{letters}`, without a space")))
}

fn character(place: &Place<'_>, at: usize) -> Option<Diagnostic> {
    let c = place.text.get(at..)?.chars().next()?;
    let now = meant(c)?;
    let span = Span::new(at, at + c.len_utf8());
    let shown = if now == " " { "a plain space".to_string() } else { format!("`{now}`") };
    let message = format!("`{c}` (U+{:04X}) is not a character of the language", u32::from(c));
    Some(
        Diagnostic::new(Code::Syntax, message, span)
            .suggest(surely(format!("write {shown}"), Edit::replace(span, now))),
    )
}

/// What stands in quotes, without them.
fn string(place: &Place<'_>, quote: char) -> Diagnostic {
    let error = place.error("there are no strings in the language");
    let closing = match quote {
        '“' | '„' => '”',
        '‘' => '’',
        '«' => '»',
        other => other,
    };
    let rest = &place.text[place.token.start + quote.len_utf8()..place.region.end];
    let word = rest.find(closing).map(|at| &rest[..at]).filter(|word| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let Some(word) = word else { return error.help("names and words need no quotes: `shape=cosine`") };
    let start = place.token.start;
    let all = Span::new(start, start + quote.len_utf8() + word.len() + closing.len_utf8());
    error.suggest(surely(format!("write `{word}`, without quotes"), Edit::replace(all, word)))
}
