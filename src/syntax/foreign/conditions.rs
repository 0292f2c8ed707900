//! Conditions on the time, which lengths say here.

use super::parts::last_word;
use super::place::{Place, perhaps};
use crate::diagnostic::{Diagnostic, Edit};
use crate::text::Span;

/// `A` before a time, `B` after it.
struct Condition<'t> {
    before: &'t str,
    time: &'t str,
    after: &'t str,
}

/// `0.1 if step < 10 else 0.01`, `if t < 10 then 0.1 else 0.01`, `t < 10 ? 0.1 : 0.01`
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let statement = place.region.of(place.text);
    if statement.trim_start().starts_with("expect") {
        return None;
    }
    let is_condition = matches!(place.found(), "if" | "else" | "?" | "<" | ">" | "<=" | ">=")
        && !place.before().ends_with('=')
        || last_word_is_if(place);
    if !is_condition {
        return None;
    }
    let error = place.error("there are no conditions in the language: lengths say what holds when");
    let start = place.text[..place.token.start].rfind('\n').map_or(0, |at| at + 1);
    let line = place.text[start..].lines().next().unwrap_or_default().trim_end();
    let found = line.find('=').and_then(|at| Some((at + 1, condition(&line[at + 1..])?)));
    let Some((at, Condition { before, time, after })) = found else {
        return Some(error.help("write `A for D then B`: A for the time D, and B after it"));
    };
    let now = format!("hold({before}) for {time} then hold({after})");
    let edit = Edit::replace(Span::new(start + at, start + line.len()), format!(" {now}"));
    Some(error.suggest(perhaps(format!("write `{now}`"), edit)))
}

fn last_word_is_if(place: &Place<'_>) -> bool {
    last_word(place.before()) == "if"
}

fn condition(text: &str) -> Option<Condition<'_>> {
    let text = text.trim();
    let (before, test, after) = if let Some(rest) = text.strip_prefix("if ") {
        let (test, rest) = rest.split_once(" then ")?;
        let (before, after) = rest.split_once(" else ")?;
        (before, test, after)
    } else if let Some((before, rest)) = text.split_once(" if ") {
        let (test, after) = rest.split_once(" else ")?;
        (before, test, after)
    } else {
        let (test, rest) = text.split_once('?')?;
        let (before, after) = rest.split_once(':')?;
        (before, test, after)
    };
    let (_, time) = test.split_once('<')?;
    let time = time.trim_start_matches('=').trim();
    let is_plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._- ".contains(c));
    let (before, after) = (before.trim(), after.trim());
    [before, time, after].iter().all(|part| is_plain(part)).then_some(Condition { before, time, after })
}
