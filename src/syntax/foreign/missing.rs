//! Signs and words that are missing, that stand twice, or that are misspelt.

use super::comparisons::COMPARISONS;
use super::parts::last_word;
use super::place::{Place, perhaps, surely};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::text::Span;

/// The words that a statement may start with, and which define a name.
const DEFINING: [&str; 3] = ["let", "def", "param"];

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    twice(place).or_else(|| over(place)).or_else(|| comma(place)).or_else(|| misspelt(place)).or_else(|| equals(place))
}

/// `warmup(10,, from=0)`, `warmup(10) then then cosine`
fn twice(place: &Place<'_>) -> Option<Diagnostic> {
    let (found, before) = (place.found(), place.before());
    let is_again = match found {
        "," => before.ends_with(','),
        "then" => last_word(before) == "then",
        _ => false,
    };
    is_again.then(|| {
        let error = place.error(format!("`{found}` stands twice"));
        error.suggest(surely("take one of them out", Edit::remove(place.with_gap())))
    })
}

/// `cosine(p) repeat p in [10, 30]`, `cosine(p) repeat 3 over p in [10, 30]`
fn over(place: &Place<'_>) -> Option<Diagnostic> {
    let (found, before) = (place.found(), place.before());
    let last = last_word(before);
    if last == "repeat" && place.after().trim_start().starts_with("in ") {
        let error = place.error(format!("`over` is missing before `{found}`"));
        return Some(
            error.suggest(surely(format!("write `repeat over {found} in`"), Edit::insert(place.token.start, "over "))),
        );
    }
    let head = before[..before.len() - last.len()].trim_end();
    (found == "over" && last_word(head) == "repeat").then(|| {
        let error = place.error("`repeat over` runs once for each value, and takes no count");
        let count = Span::new(head.len(), before.len());
        error.suggest(perhaps(format!("take `{last}` out"), Edit::remove(count)))
    })
}

/// `warmup(10 from=0)`, `multistep([10 20])`
fn comma(place: &Place<'_>) -> Option<Diagnostic> {
    let open = place.opened().filter(|_| place.expects("an operator or `then`"))?;
    let is_list = place.text[open..].starts_with('[');
    let is_call = is_list || place.text[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let found = place.found();
    let is_number = found.starts_with(|c: char| c.is_ascii_digit());
    let is_argument =
        !is_list && place.after().trim_start().strip_prefix('=').is_some_and(|rest| !rest.starts_with('='));
    // After a named argument, all are named.
    let is_by_place = is_list || !place.text[open..place.token.start].contains('=');
    (is_call && (is_number && is_by_place || is_argument)).then(|| {
        let shown = if is_number { found.to_string() } else { format!("{found}=") };
        place
            .error(format!("a comma is missing before `{shown}`"))
            .suggest(perhaps("write a comma", Edit::insert(place.before().len(), ",")))
    })
}

/// `expct lr[0] == 0.1`, `lett x = 3`
fn misspelt(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.statement();
    let compares = COMPARISONS.iter().any(|sign| place.after().contains(sign));
    let candidates = if compares { &["expect"][..] } else { &DEFINING };
    let is_near = |candidate: &str| strsim::damerau_levenshtein(word, candidate) <= candidate.len() / 3;
    let meant = candidates.iter().find(|candidate| word != **candidate && is_near(candidate))?;
    if !compares && !place.after().contains('=') {
        return None;
    }
    let span = Span::new(place.before().len() - word.len(), place.before().len());
    let error = Diagnostic::new(Code::Syntax, format!("`{word}` is not a word of the language"), span);
    Some(error.suggest(perhaps(format!("write `{meant}`"), Edit::replace(span, *meant))))
}

/// `run 100`, `lr cosine`
fn equals(place: &Place<'_>) -> Option<Diagnostic> {
    let name = place.statement();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    let rest = place.after().lines().next().unwrap_or_default();
    let is_value = place.found().starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let same_line = !place.text[place.before().len()..place.token.start].contains('\n');
    (is_name && is_value && same_line && !rest.contains('=')).then(|| {
        place
            .error(format!("`=` is missing after `{name}`"))
            .suggest(perhaps(format!("write `{name} = …`"), Edit::insert(place.before().len(), " =")))
    })
}
