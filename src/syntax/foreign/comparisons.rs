//! Comparisons, which stand in an `expect`, and what they compare.

use super::parts::{bracket_end, last_word};
use super::place::{Place, surely};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// The signs that compare two numbers, those that start with another one first.
pub(super) const COMPARISONS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];

/// What other languages say in place of `expect`.
const OTHER_WORDS: [&str; 6] = ["assert", "check", "ensure", "require", "test", "verify"];

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    other_word(place)
        .or_else(|| without_expect(place))
        .or_else(|| compared_twice(place))
        .or_else(|| several_ticks(place))
}

/// `assert lr[end] == 0.1`
fn other_word(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.statement();
    let claims = |rest: &str| COMPARISONS.iter().any(|sign| rest.contains(sign)) || rest.trim_end().ends_with(')');
    let is_name = place.found().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !OTHER_WORDS.contains(&word) || !is_name || !claims(place.after()) {
        return None;
    }
    let start = place.before().len() - word.len();
    let word_span = Span::new(start, start + word.len());
    let error = Diagnostic::new(Code::Syntax, format!("`{word}` is not a word of the language"), word_span);
    Some(error.suggest(surely("write `expect`", Edit::replace(word_span, "expect"))))
}

/// `lr[3] == 0.1`, `max(lr) <= 0.1`, `lr[end] = 0.1`
fn without_expect(place: &Place<'_>) -> Option<Diagnostic> {
    let (statement, sign) = (place.statement(), place.found());
    if !statement.ends_with([']', ')']) || statement.starts_with("expect") || statement.contains('=') {
        return None;
    }
    let start = place.before().len() - statement.len();
    let mut edits = vec![Edit::insert(start, "expect ")];
    if sign == "=" && statement.ends_with(']') {
        edits.push(Edit::replace(place.token, "=="));
        let error = place.error("`=` defines a name, and the value at a tick follows from the schedule");
        return Some(error.suggest(Fix::unsafely("write `expect … == …`", edits)));
    }
    COMPARISONS.contains(&sign).then(|| {
        place.error(format!("`{sign}` compares, in an `expect`")).suggest(Fix::safe("write `expect` before it", edits))
    })
}

/// `expect 0 < lr[3] < 0.1`
fn compared_twice(place: &Place<'_>) -> Option<Diagnostic> {
    let sides = place.statement().strip_prefix("expect ")?;
    if !COMPARISONS.contains(&place.found()) || !place.expects("the end of the statement") {
        return None;
    }
    let start = place.before().len() - sides.len();
    let (at, first) =
        COMPARISONS.iter().filter_map(|sign| Some((sides.find(sign)?, *sign))).min_by_key(|found| found.0)?;
    let middle = place.text[start + at + first.len()..place.before().len()].trim();
    Some(place.error("an `expect` compares two numbers").suggest(surely(
        format!("write `expect {middle} {} …` on a line of its own", place.found()),
        Edit::insert(place.before().len(), format!("\nexpect {middle}")),
    )))
}

/// `expect lr[end,] == 0.1`, `expect lr[1, 2] == 0.1`
fn several_ticks(place: &Place<'_>) -> Option<Diagnostic> {
    let open = place.opened().filter(|open| place.found() == "," && place.text[*open..].starts_with('['))?;
    let track = last_word(&place.text[..open]);
    let end = bracket_end(&place.text[..place.region.end], open)?;
    if track.is_empty() {
        return None;
    }
    let error = place.error(format!("`{track}[…]` is the value of a track at one tick"));
    if place.text[place.token.end..end - 1].trim().is_empty() {
        return Some(error.suggest(surely("take the comma out", Edit::remove(place.token))));
    }
    place.statement().starts_with("expect").then(|| {
        error.help(format!("write an `expect` for each tick, or ask for all of a range: `max({track}[… .. …])`"))
    })
}
