//! What is said of forms and times: in the words of the file.

use super::Lowerer;
use super::frame::Length;
use crate::text::{Span, shortened};
use crate::units::{Clocks, Side, Time};

/// A longer text of a segment, in characters, is cut.
const SEGMENT_LIMIT: usize = 200;
/// A longer text, in characters, is not quoted in a message.
const QUOTE_LIMIT: usize = 40;

impl Lowerer<'_> {
    /// The text of a form, as segments are named by. A long one is read once, however many segments it stands for.
    pub(super) fn source(&mut self, span: Span) -> Box<str> {
        let text = span.of(self.text);
        if text.len() <= SEGMENT_LIMIT && is_one_line(text) {
            return text.into();
        }
        let words = || shortened(&words_of(text, SEGMENT_LIMIT), SEGMENT_LIMIT, "…").into();
        self.sources.entry(span).or_insert_with(words).clone()
    }

    pub(super) fn short_source(&self, span: Span) -> String {
        let source = words_of(span.of(self.text), QUOTE_LIMIT);
        if source.chars().count() <= QUOTE_LIMIT { source } else { "…".to_string() }
    }

    /// A time of the clock of the form in the words of the file.
    pub(super) fn count(&self, time: Time) -> String {
        self.told(Length { time, side: self.side })
    }

    /// A time in the words of the file.
    pub(super) fn told(&self, Length { time, side }: Length) -> String {
        let unit = match side {
            Side::Tick => None,
            Side::Other => self.clocks.as_ref().map(Clocks::other_unit),
            Side::Read(place) => self.reads.get(usize::from(place)).copied(),
        };
        match unit.or(self.tick) {
            Some(unit) if time == Time::whole(1) => format!("1 {}", unit.singular()),
            Some(unit) => format!("{} {}", time.written(), unit.plural()),
            None if time == Time::whole(1) => "1 tick".to_string(),
            None => format!("{} ticks", time.written()),
        }
    }
}

/// A text on one line and without its comments. What is longer than `most` characters is not read to its end, and has
/// more than them here.
fn words_of(text: &str, most: usize) -> String {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(line));
    let (mut source, mut count) = (String::new(), 0);
    for word in lines.flat_map(str::split_whitespace) {
        if count > 0 {
            source.push(' ');
            count += 1;
        }
        let end = word.char_indices().nth(most + 1).map_or(word.len(), |(end, _)| end);
        source.push_str(&word[..end]);
        count += word[..end].chars().count();
        if count > most {
            break;
        }
    }
    source
}

/// Whether a text, which starts and ends with a word, is what [`words_of`] makes of it. Of a text that is not all ASCII it
/// never says so.
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b'#') && !bytes.windows(2).any(|pair| pair == b"  ")
}
