//! Texts of a user as they are shown: what would not be seen, or what a terminal would obey, as symbols.

use std::borrow::Cow;

/// A longer piece of a user's text in a message, in characters, is cut.
const QUOTE_LIMIT: usize = 160;
/// A longer message, in characters, is cut.
const MESSAGE_LIMIT: usize = 4000;

/// A text on one line: controls as symbols (`␛`, `␊`), other characters that cannot be seen by their number
/// (`<U+200B>`).
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |_, _| false)
}

/// The same of a text of several lines: tabs and the ends of lines stay as they are.
#[cfg(any(feature = "cli", feature = "html"))]
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    shown(text, lays_out)
}

/// A text of any layout as words on one line.
#[cfg(any(feature = "svg", feature = "terminal"))]
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(visible).collect();
    words.join(" ")
}

/// A message for a person: on one line, and with long texts of the user cut.
pub(crate) fn readable(message: &str) -> Cow<'_, str> {
    if message.len() <= QUOTE_LIMIT {
        return visible(message);
    }
    let cut = |text: &str| shortened(text, QUOTE_LIMIT, "…");
    let quoted = |(index, part): (usize, &str)| match index % 2 {
        // Cut first, so that no long text is searched for controls, and again, since symbols may be longer than these.
        1 => cut(&visible(&cut(part))),
        _ => visible(part).into_owned(),
    };
    let parts: Vec<_> = message.split('`').enumerate().map(quoted).collect();
    shortened(&parts.join("`"), MESSAGE_LIMIT, "…").into()
}

/// A text cut to at most `most` characters, the ellipsis among them.
pub(crate) fn shortened(text: &str, most: usize, ellipsis: &str) -> String {
    // No text has more characters than bytes.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text.to_string();
    }
    let kept = most.saturating_sub(ellipsis.chars().count());
    text.chars().take(kept).collect::<String>().trim_end().to_string() + ellipsis
}

/// JSON with every character escaped that cannot be seen; they stand only in its strings.
#[cfg(feature = "report")]
pub(crate) fn escaped_json(json: &str) -> Cow<'_, str> {
    let Some((first, _)) = invisible(json, is_line_feed) else { return Cow::Borrowed(json) };
    let mut text = json[..first].to_string();
    let mut before = None;
    for c in json[first..].chars() {
        if c != '\n' && is_invisible(c, before) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(text)
}

/// The first character that cannot be seen, and the byte that it is at. What `allowed` says of a character
/// and the text after it is let pass.
pub(crate) fn invisible(text: &str, allowed: impl Fn(char, &str) -> bool) -> Option<(usize, char)> {
    // Almost every text is ASCII, without controls but for those that set out its lines.
    let is_plain = |(index, byte): (usize, u8)| match byte {
        b' '..=b'~' => true,
        b'\t' | b'\n' => allowed(char::from(byte), &text[index + 1..]),
        _ => false,
    };
    if text.bytes().enumerate().all(is_plain) {
        return None;
    }
    let mut before = None;
    text.char_indices().find(|&(index, c)| {
        let hidden = is_invisible(c, before) && !allowed(c, &text[index + c.len_utf8()..]);
        before = Some(c);
        hidden
    })
}

/// What a character is shown as that cannot be seen.
fn symbol(c: char) -> String {
    match u32::from(c) {
        control @ 0..0x20 => char::from_u32(0x2400 + control).unwrap_or(c).to_string(),
        0x7f => "␡".to_string(),
        number => format!("<U+{number:04X}>"),
    }
}

/// Whether a character before a text sets out lines and columns: a tab, or what ends a line.
pub(crate) fn lays_out(c: char, rest: &str) -> bool {
    matches!(c, '\t' | '\n') || c == '\r' && rest.starts_with('\n')
}

#[cfg(feature = "report")]
fn is_line_feed(c: char, _: &str) -> bool {
    c == '\n'
}

fn shown(text: &str, allowed: impl Fn(char, &str) -> bool) -> Cow<'_, str> {
    let Some((first, _)) = invisible(text, &allowed) else { return Cow::Borrowed(text) };
    let mut shown = text[..first].to_string();
    let mut before = None;
    for (index, c) in text[first..].char_indices() {
        let rest = &text[first + index + c.len_utf8()..];
        if is_invisible(c, before) && !allowed(c, rest) {
            shown.push_str(&symbol(c));
        } else {
            shown.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(shown)
}

/// Whether nobody sees a character after another: controls, what changes the direction of text, separators,
/// what Unicode calls ignorable, and what is no character. What joins or varies a character of another script
/// or an emoji is part of that.
fn is_invisible(c: char, before: Option<char>) -> bool {
    if matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') {
        return before.is_none_or(|before| before.is_ascii() || before.is_control());
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// A character that is shown as a symbol: where it is in the text, and where both end.
#[cfg(feature = "report")]
struct Symbol {
    start: usize,
    end: usize,
    shown_end: usize,
}

/// A text with its visible form, and the way from a byte of the one to that of the other.
#[cfg(feature = "report")]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// What is written otherwise, in order.
    symbols: Vec<Symbol>,
}

#[cfg(feature = "report")]
impl Shown {
    /// The visible form of a text of several lines; `None` where it is the text itself.
    pub(crate) fn of(text: &str) -> Option<Self> {
        invisible(text, lays_out)?;
        let mut shown = Self { text: String::with_capacity(text.len()), symbols: Vec::new() };
        let mut before = None;
        for (index, c) in text.char_indices() {
            let end = index + c.len_utf8();
            if is_invisible(c, before) && !lays_out(c, &text[end..]) {
                // A byte order mark is no part of the text.
                if c != '\u{feff}' || index > 0 {
                    shown.text.push_str(&symbol(c));
                }
                shown.symbols.push(Symbol { start: index, end, shown_end: shown.text.len() });
            } else {
                shown.text.push(c);
            }
            before = Some(c);
        }
        Some(shown)
    }

    /// The byte of the visible form for one of the text.
    pub(crate) fn to(&self, byte: usize) -> usize {
        let index = self.symbols.partition_point(|symbol| symbol.end <= byte);
        let before = index.checked_sub(1).map(|index| &self.symbols[index]);
        before.map_or(byte, |symbol| byte - symbol.end + symbol.shown_end)
    }

    /// The byte of the text for one of the visible form; inside of a symbol that of its character.
    pub(crate) fn back(&self, byte: usize) -> usize {
        let index = self.symbols.partition_point(|symbol| symbol.shown_end <= byte);
        let before = index.checked_sub(1).map(|index| &self.symbols[index]);
        let back = before.map_or(byte, |symbol| byte - symbol.shown_end + symbol.end);
        self.symbols.get(index).map_or(back, |next| back.min(next.start))
    }
}

// With all that shows a text.
#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::*;

    #[test]
    fn controls_are_symbols_and_others_are_numbers() {
        assert_eq!(visible("a\x1b[31m\r\n\t\x7fb\u{9b}\u{200b}"), "a␛[31m␍␊␉␡b<U+009B><U+200B>");
        assert_eq!(visible_lines("a\r\n\tb\rc\n"), "a\r\n\tb␍c\n");
        assert_eq!(one_line("a\x1b[31m\n  b\u{202e}"), "a␛[31m b<U+202E>");
    }

    #[test]
    fn what_is_seen_stays_as_it_is() {
        for text in ["lr = 0.1", "学習率 ü ❤️‍🔥 👩‍👩‍👧", "نمی‌خواهم", "␛"] {
            assert!(matches!(visible(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn joiners_are_seen_only_after_what_they_join() {
        assert_eq!(visible("a\u{200d}b"), "a<U+200D>b");
        assert_eq!(visible("\u{fe0f}"), "<U+FE0F>");
    }

    #[test]
    fn long_texts_are_cut_and_short_ones_are_not() {
        assert_eq!(readable("`a` is no `b`"), "`a` is no `b`");
        let long = format!("`{}` is `b`", "x".repeat(1000));
        let long = readable(&long);
        assert!(long.ends_with("…` is `b`") && long.chars().count() < 200, "{long}");
        assert_eq!(shortened("abcdef", 6, "…"), "abcdef");
        assert_eq!(shortened("abcdefg", 6, "…"), "abcde…");
    }

    #[test]
    fn json_is_escaped_and_means_the_same() {
        let text = "a\u{9b}\u{202e}\u{e0041}\u{7f}b\n";
        let json = serde_json::to_string_pretty(&[text]).expect("JSON");
        let escaped = escaped_json(&json);
        assert!(escaped.contains("\\u009b\\u202e\\udb40\\udc41\\u007f") && escaped.is_ascii(), "{escaped}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&escaped).expect("JSON"), [text]);
    }

    #[cfg(feature = "report")]
    #[test]
    fn places_of_both_forms_are_found() {
        let text = "a\x1bb\u{202e}c";
        let shown = Shown::of(text).expect("it differs");
        assert_eq!(shown.text, "a␛b<U+202E>c");
        for c in ['a', 'b', 'c'] {
            let (at, there) = (text.find(c).expect("a"), shown.text.find(c).expect("a"));
            assert_eq!((shown.to(at), shown.back(there)), (there, at));
        }
        assert_eq!(shown.back(shown.text.find('U').expect("a number")), text.find('\u{202e}').expect("it"));
        assert!(Shown::of("plain\ttext\r\n").is_none());
    }
}
