//! What other languages, libraries and word processors write, and what it is here.

mod comparisons;
mod conditions;
mod events;
mod missing;
mod operators;
mod parts;
mod place;
mod searched;
mod typography;
mod words;

use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;
pub(super) use place::Place;
pub(super) use searched::Searched;
pub(super) use words::RESERVED;

/// What is wrong, where the token is one of those that people write.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    words::opening(place)
        .or_else(|| events::explain(place))
        .or_else(|| comparisons::explain(place))
        .or_else(|| missing::explain(place))
        .or_else(|| conditions::explain(place))
        .or_else(|| typography::explain(place))
        .or_else(|| operators::explain(place))
        .or_else(|| words::explain(place))
}

/// What is wrong with the word after a number that is no unit of the file, where people write it.
pub(crate) fn unit_in_other_words(text: &str, statement: Span, word: Span) -> Option<Diagnostic> {
    let searched = Searched::default();
    let place = Place { searched: &searched, text, written: text, region: statement, token: word, expected: &[] };
    let number = parts::last_number(place.before())?;
    let unknown = |found| Diagnostic { code: Code::UnknownName, ..found };
    words::unit_instead(&place, number).map(unknown).or_else(|| words::spaced_suffix(&place, number))
}

/// What is wrong with a number that letters touch.
pub(super) fn letters(place: &Place<'_>, number: &str, letters: &str) -> Option<Diagnostic> {
    typography::exponent(place, number, letters).or_else(|| words::letters(place, number, letters))
}

/// What is wrong with a value right after another one.
pub(super) fn two_values(place: &Place<'_>) -> Option<Diagnostic> {
    operators::two_values(place)
}
