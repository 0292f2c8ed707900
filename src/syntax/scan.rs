//! Where names, numbers and units end, by the rules of the grammar for them.

use crate::units::Unit;

fn byte(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The place of the first byte from a place on that is not of a kind.
fn end_of(text: &str, at: usize, is_of_kind: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !is_of_kind(*byte)).unwrap_or(rest.len())
}

/// The end of the white space within a line.
pub(super) fn blanks(text: &str, at: usize) -> usize {
    end_of(text, at, |byte| matches!(byte, b' ' | b'\t'))
}

/// The letters, digits and `_` at a place, if they do not start with a digit: a name, or a word of the language.
pub(super) fn word(text: &str, at: usize) -> &str {
    match byte(text, at) {
        Some(first) if starts_name(first) => &text[at..end_of(text, at, is_in_name)],
        _ => "",
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "then" | "for" | "until" | "skip" | "every" | "mirror" | "repeat" | "let" | "def" | "param" | "expect" | "in"
    )
}

/// The end of the plain name at a place.
pub(super) fn name(text: &str, at: usize) -> Option<usize> {
    let word = word(text, at);
    (!word.is_empty() && !is_keyword(word)).then_some(at + word.len())
}

/// The end of the dotted name at a place.
pub(super) fn path(text: &str, at: usize) -> Option<usize> {
    let mut end = name(text, at)?;
    while let Some(after) = part(text, end) {
        end = after;
    }
    Some(end)
}

/// Whether a text is a dotted name and nothing else.
pub(crate) fn is_name(text: &str) -> bool {
    path(text, 0) == Some(text.len())
}

/// The end of `.name` or `.3`.
pub(super) fn part(text: &str, at: usize) -> Option<usize> {
    let start = at + usize::from(byte(text, at)? == b'.');
    let first = byte(text, start).filter(|_| start > at)?;
    if starts_name(first) {
        return Some(end_of(text, start, is_in_name));
    }
    let end = match first {
        b'0' => start + 1,
        b'1'..=b'9' => end_of(text, start, |byte| byte.is_ascii_digit()),
        _ => return None,
    };
    (!byte(text, end).is_some_and(is_in_name)).then_some(end)
}

/// The end of the number at a place, with the sign of a relative one.
pub(super) fn number(text: &str, at: usize) -> Option<usize> {
    let end = digits(text, at)?;
    stands_alone(text, end + usize::from(matches!(byte(text, end), Some(b'%' | b'x'))))
}

/// The end of the number at a place, without a sign.
pub(super) fn count(text: &str, at: usize) -> Option<usize> {
    stands_alone(text, digits(text, at)?)
}

/// Where a number ends, unless something touches it.
fn stands_alone(text: &str, end: usize) -> Option<usize> {
    (!byte(text, end).is_some_and(|byte| is_in_name(byte) || byte == b'%')).then_some(end)
}

/// The end of the digits at a place, of a fraction and an exponent, and of a suffix.
fn digits(text: &str, at: usize) -> Option<usize> {
    let fraction = |at| if byte(text, at) == Some(b'.') { whole(text, at + 1) } else { None };
    let end = match whole(text, at) {
        Some(end) => fraction(end).unwrap_or(end),
        None => fraction(at)?,
    };
    let end = exponent(text, end).unwrap_or(end);
    Some(end + usize::from(matches!(byte(text, end), Some(b'k' | b'K' | b'M' | b'B' | b'T'))))
}

/// The end of digits with `_` between them.
fn whole(text: &str, at: usize) -> Option<usize> {
    byte(text, at).filter(u8::is_ascii_digit)?;
    let end = end_of(text, at, |byte| byte.is_ascii_digit() || byte == b'_');
    // The last `_` is between no two.
    Some(end - usize::from(byte(text, end - 1) == Some(b'_')))
}

/// The end of `e-4`.
fn exponent(text: &str, at: usize) -> Option<usize> {
    byte(text, at).filter(|byte| matches!(byte, b'e' | b'E'))?;
    let start = at + 1 + usize::from(matches!(byte(text, at + 1), Some(b'+' | b'-')));
    let end = end_of(text, start, |byte| byte.is_ascii_digit());
    (end > start).then_some(end)
}

/// The unit at a place, and its end; not where it is called, or defined.
pub(super) fn unit(text: &str, at: usize) -> Option<(Unit, usize)> {
    let word = word(text, at);
    let unit = Unit::parse(word)?;
    let end = at + word.len();
    let after = blanks(text, end);
    let is_meant = byte(text, after) != Some(b'(') && equals(text, after).is_none();
    is_meant.then_some((unit, end))
}

/// The end of a `=` that is not part of `==`.
pub(super) fn equals(text: &str, at: usize) -> Option<usize> {
    (byte(text, at) == Some(b'=') && byte(text, at + 1) != Some(b'=')).then_some(at + 1)
}
