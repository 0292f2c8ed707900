//! Texts of the user in pictures: made harmless, cut to a length, and broken into lines.

/// A text of the user on one line, without the control characters that a terminal would obey.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().map(|c| if c.is_control() || is_bidi(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether a character changes the direction of the text around it.
pub(super) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text cut to at most `most` characters, the ellipsis among them.
pub(super) fn shortened(text: &str, most: usize, ellipsis: &str) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept = most.saturating_sub(ellipsis.chars().count());
    text.chars().take(kept).collect::<String>().trim_end().to_string() + ellipsis
}

/// A text broken into lines of at most `width`, between words; a word that is longer than a line is cut.
pub(crate) fn wrapped(text: &str, width: f64, measure: &dyn Fn(&str) -> f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if measure(&longer) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            if !line.is_empty() && measure(&format!("{line}{c}")) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_get_through() {
        assert_eq!(plain("a\x1b[31m\n  b\u{202e}"), "a\u{fffd}[31m b\u{fffd}");
    }

    #[test]
    fn lines_break_between_words() {
        let chars = |text: &str| text.chars().count() as f64;
        assert_eq!(wrapped("one two three", 8.0, &chars), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 3.0, &chars), ["abc", "def", "gh", "ij"]);
    }
}
