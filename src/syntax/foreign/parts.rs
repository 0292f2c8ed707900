//! What a text ends with, and where its brackets end.

/// The last word of a text: letters, digits, `_` and `.`.
pub(super) fn last_word(text: &str) -> &str {
    &text[text.trim_end_matches(is_of_word).len()..]
}

/// Whether a word may have a character: a name, dots included, or a number.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

/// Whether a name without dots may have a character.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The number that a text ends with, if it does.
pub(super) fn last_number(text: &str) -> Option<&str> {
    let word = last_word(text);
    let start = match word.chars().next() {
        // `1e-4` has a sign in it.
        Some(c) if c.is_ascii_digit() => {
            let head = &text[..text.len() - word.len()];
            let mantissa =
                head.strip_suffix(['-', '+']).map(last_word).filter(|mantissa| mantissa.ends_with(['e', 'E']));
            mantissa.filter(|mantissa| mantissa.starts_with(|c: char| c.is_ascii_digit())).map_or(0, |m| m.len() + 1)
        }
        Some('.') => 0,
        _ => return None,
    };
    let number = &text[text.len() - word.len() - start..];
    number.contains(|c: char| c.is_ascii_digit()).then_some(number)
}

/// The end of the bracket that opens at a place of a text, its closing one included.
pub(super) fn bracket_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, c) in text[at..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + index + 1);
                }
            }
            _ => {}
        }
    }
    None
}
