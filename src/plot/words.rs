//! Texts in pictures: broken into lines.

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
    fn lines_break_between_words() {
        let chars = |text: &str| text.chars().count() as f64;
        assert_eq!(wrapped("one two three", 8.0, &chars), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 3.0, &chars), ["abc", "def", "gh", "ij"]);
    }
}
