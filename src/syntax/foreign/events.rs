//! What cannot stand in an `event`, or starts the line after one.

use super::place::{Place, perhaps, surely};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::text::Span;

/// What is wrong in a statement that defines an event.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let rest = after_event(place.region.of(place.text))?;
    let name = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    if place.found().starts_with('.') && after_event(place.statement()) == Some(name) {
        let dotted = &rest[..rest.find(|c| !is_part(c) && c != '.').unwrap_or(rest.len())];
        let start = place.region.end - rest.len();
        let span = Span::new(start, start + dotted.len());
        let now = dotted.trim_end_matches('.').replace('.', "_");
        if now == dotted {
            return None;
        }
        let error = Diagnostic::new(Code::Syntax, "the name of an event has no dots", span);
        return Some(error.suggest(perhaps(format!("write `{now}`"), Edit::replace(span, now))));
    }
    if place.expected != ["the end of the statement"] {
        return None;
    }
    let times = rest[name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let help = if times.starts_with("every") {
        "after its interval an event has `from …` and `until …`; put arithmetic in brackets: `every (2 * n)`"
    } else {
        "an event has one list of times: `at [3, 5]`, `at [5k, 20k] steps`; put arithmetic in brackets: `at (2 * n)`"
    };
    Some(place.error(format!("`{}` follows an event that is already complete", place.found())).help(help))
}

/// What is wrong with a `from` that starts the line after an event.
pub(super) fn from_on_next_line(place: &Place<'_>, word: Span) -> Option<Diagnostic> {
    // What is imported has a name.
    if !place.text[word.end..place.region.end]
        .trim_start()
        .starts_with(|c: char| c.is_ascii_digit() || "(.".contains(c))
    {
        return None;
    }
    let before = place.text[..word.start].trim_end();
    let mut lines = before.lines().rev().map(str::trim_start);
    let event = lines.find(|line| !line.starts_with("until") && !line.starts_with("from"))?;
    after_event(event)?;
    let error = Diagnostic::new(Code::Syntax, "`from` goes on the line of what comes before it", word)
        .saying("a line that begins with `from` is a statement");
    let gap = Span::new(before.len(), word.start);
    Some(if place.has_comment(gap) {
        error.help("write it before the comment: `every 5 steps from 3 steps`")
    } else {
        error.suggest(surely("join the lines", Edit::replace(gap, " ")))
    })
}

/// What follows the word `event` where it begins a statement and is no name itself.
fn after_event(statement: &str) -> Option<&str> {
    let rest = statement.trim_start().strip_prefix("event")?;
    let named = rest.trim_start();
    (named.len() < rest.len() && named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).then_some(named)
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
