//! Lines and columns of a text, in the units that people, programs and editors count columns in.

use std::fmt;

use super::Span;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Byte,
    /// Unicode characters (code points).
    Char,
    /// UTF-16 code units, as most editors count.
    Utf16,
}

/// A line and a column, both counted from 0. `Display` counts both from 1: `3:7`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in a [`ColumnUnit`].
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line + 1, self.column + 1)
    }
}

/// Where the lines and the wide characters of a text are. It is built once, in time linear in the
/// text; each lookup then takes time logarithmic in it.
///
/// A line ends with `\n` or `\r\n`, which are no part of its columns; a byte order mark is none
/// either. Every text has at least one line, and one that ends with a newline has an empty last line.
///
/// ```
/// use lehr::text::{ColumnUnit, LineIndex, Position};
///
/// let text = "lr = cosine # 𝛼\nwd = 0.1";
/// let index = LineIndex::new(text);
/// let end = text.find('\n').expect("two lines");
/// assert_eq!(index.position(end, ColumnUnit::Char).to_string(), "1:16");
/// assert_eq!(index.position(end, ColumnUnit::Utf16).column, 16);
/// assert_eq!(index.offset(Position { line: 1, column: 5 }, ColumnUnit::Utf16), end + 6);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    /// Each line, without what ends it.
    lines: Vec<Span>,
    /// The characters of more than one byte: neighbours of one width are one run.
    runs: Vec<Run>,
    /// The length of the text in bytes.
    length: usize,
}

/// Characters in a row that all have the same width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// The bytes that they take.
    span: Span,
    /// The bytes of each.
    width: usize,
    /// The characters of the text before them.
    chars_before: usize,
    /// The UTF-16 code units of the text before them.
    utf16_before: usize,
}

impl LineIndex {
    /// The index of a text.
    pub fn new(text: &str) -> Self {
        Self { lines: lines(text), runs: runs(text), length: text.len() }
    }

    /// How many lines the text has, at least 1.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The length of the text in bytes.
    pub fn text_len(&self) -> usize {
        self.length
    }

    /// The bytes of each line, without what ends it.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = Span> + DoubleEndedIterator {
        self.lines.iter().copied()
    }

    /// The bytes of a line, counted from 0, without what ends it; `None` past the last line.
    pub fn line(&self, line: usize) -> Option<Span> {
        self.lines.get(line).copied()
    }

    /// The line that a byte is in, counted from 0. What ends a line belongs to it, and what lies
    /// past the end of the text belongs to the last line.
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The position of a byte. Inside of a character it is that of the character, in a line ending
    /// the end of the line, and past the end of the text that end.
    pub fn position(&self, offset: usize, unit: ColumnUnit) -> Position {
        let line = self.line_of(offset);
        let Span { start, end } = self.lines[line];
        let column = self.count(offset.clamp(start, end), unit) - self.count(start, unit);
        Position { line, column }
    }

    /// The byte at a position. Past the end of a line it is that end, past the last line the end of
    /// the text, and between two UTF-16 code units of a character that character.
    pub fn offset(&self, position: Position, unit: ColumnUnit) -> usize {
        let Some(line) = self.line(position.line) else { return self.length };
        let count = self.count(line.start, unit).saturating_add(position.column);
        self.offset_of_count(count, unit).min(line.end)
    }

    /// How many bytes, characters or code units of the text lie before a byte.
    fn count(&self, offset: usize, unit: ColumnUnit) -> usize {
        let Some(run) = self.runs[..self.runs.partition_point(|run| run.span.start < offset)].last() else {
            return offset;
        };
        let chars = (offset.min(run.span.end) - run.span.start) / run.width;
        run.before(unit) + chars * run.units(unit) + offset.saturating_sub(run.span.end)
    }

    /// The byte that a number of bytes, characters or code units of the text lie before.
    fn offset_of_count(&self, count: usize, unit: ColumnUnit) -> usize {
        let Some(run) = self.runs[..self.runs.partition_point(|run| run.before(unit) <= count)].last() else {
            return count;
        };
        let after = count - run.before(unit);
        let chars = (after / run.units(unit)).min(run.chars());
        if chars < run.chars() {
            run.span.start + chars * run.width
        } else {
            run.span.end.saturating_add(after - chars * run.units(unit))
        }
    }
}

impl Run {
    fn chars(&self) -> usize {
        (self.span.end - self.span.start) / self.width
    }

    /// What lies before it in the text.
    fn before(&self, unit: ColumnUnit) -> usize {
        match unit {
            ColumnUnit::Byte => self.span.start,
            ColumnUnit::Char => self.chars_before,
            ColumnUnit::Utf16 => self.utf16_before,
        }
    }

    /// How many units each of its characters is.
    fn units(&self, unit: ColumnUnit) -> usize {
        match unit {
            ColumnUnit::Byte => self.width,
            ColumnUnit::Char => 1,
            ColumnUnit::Utf16 => self.utf16_units(),
        }
    }

    /// Only characters beyond the basic plane take four bytes, and only they are surrogate pairs.
    fn utf16_units(&self) -> usize {
        if self.width == 4 { 2 } else { 1 }
    }
}

fn lines(text: &str) -> Vec<Span> {
    let mut start = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    let mut lines = Vec::new();
    for (newline, _) in text.match_indices('\n') {
        let carriage_return = text[start..newline].ends_with('\r');
        lines.push(Span::new(start, newline - usize::from(carriage_return)));
        start = newline + 1;
    }
    lines.push(Span::new(start, text.len()));
    lines
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut narrow_since = 0;
    let (mut chars_before, mut utf16_before) = (0, 0);
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let (width, end) = (c.len_utf8(), at + c.len_utf8());
        chars_before += at - narrow_since;
        utf16_before += at - narrow_since;
        match runs.last_mut() {
            Some(run) if run.span.end == at && run.width == width => run.span.end = end,
            _ => runs.push(Run { span: Span::new(at, end), width, chars_before, utf16_before }),
        }
        chars_before += 1;
        utf16_before += c.len_utf16();
        narrow_since = end;
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNITS: [ColumnUnit; 3] = [ColumnUnit::Byte, ColumnUnit::Char, ColumnUnit::Utf16];

    fn positions(text: &str, offset: usize) -> [(usize, usize); 3] {
        let index = LineIndex::new(text);
        UNITS.map(|unit| {
            let Position { line, column } = index.position(offset, unit);
            (line, column)
        })
    }

    fn length(text: &str, unit: ColumnUnit) -> usize {
        match unit {
            ColumnUnit::Byte => text.len(),
            ColumnUnit::Char => text.chars().count(),
            ColumnUnit::Utf16 => text.encode_utf16().count(),
        }
    }

    /// The lines of a text with the byte that each starts at, found by splitting it.
    fn naive_lines(text: &str) -> Vec<(usize, &str)> {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut start = mark;
        text[mark..]
            .split('\n')
            .enumerate()
            .map(|(number, line)| {
                let is_last = number == text.matches('\n').count();
                let found = (start, if is_last { line } else { line.strip_suffix('\r').unwrap_or(line) });
                start += line.len() + 1;
                found
            })
            .collect()
    }

    #[test]
    fn a_column_counts_bytes_characters_or_utf_16() {
        let text = "a = 1 # é𝛼\nb";
        let newline = text.find('\n').expect("two lines");
        assert_eq!(positions(text, newline), [(0, 14), (0, 10), (0, 11)]);
        assert_eq!(positions(text, newline + 1), [(1, 0); 3]);
    }

    #[test]
    fn line_endings_and_the_mark_are_in_no_column() {
        let text = "\u{feff}ab\r\nc\n";
        assert_eq!(positions(text, 0), [(0, 0); 3]);
        assert_eq!(positions(text, 3), [(0, 0); 3]);
        assert_eq!([5, 6].map(|offset| positions(text, offset)[0]), [(0, 2); 2]);
        assert_eq!([7, 8, 9].map(|offset| positions(text, offset)[0]), [(1, 0), (1, 1), (2, 0)]);
        let index = LineIndex::new(text);
        assert_eq!(
            (0..4).map(|line| index.line(line).map(|line| line.of(text))).collect::<Vec<_>>(),
            [Some("ab"), Some("c"), Some(""), None]
        );
    }

    #[test]
    fn past_the_end_is_the_end() {
        for text in ["", "a", "a\n", "é"] {
            let index = LineIndex::new(text);
            for unit in UNITS {
                let end = index.position(text.len(), unit);
                assert_eq!(index.position(usize::MAX, unit), end, "{text:?}");
                assert_eq!(index.offset(end, unit), text.len());
                assert_eq!(index.offset(Position { line: end.line, column: usize::MAX }, unit), text.len());
                assert_eq!(index.offset(Position { line: usize::MAX, column: 0 }, unit), text.len());
            }
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_its_character() {
        let index = LineIndex::new("a𝛼b");
        let offsets = [0, 1, 2, 3, 4].map(|column| index.offset(Position { line: 0, column }, ColumnUnit::Utf16));
        assert_eq!(offsets, [0, 1, 1, 5, 6]);
    }

    #[test]
    fn people_count_from_one() {
        assert_eq!(Position { line: 2, column: 6 }.to_string(), "3:7");
    }

    proptest! {
        #[test]
        fn every_byte_is_where_a_walk_finds_it(text in "\u{feff}?([ab\n\r]|\r\n|[éß]|[漢字]|[𝛼😀]){0,40}") {
            let index = LineIndex::new(&text);
            let lines = naive_lines(&text);
            prop_assert_eq!(index.line_count(), lines.len());
            for (number, &(start, line)) in lines.iter().enumerate() {
                prop_assert_eq!(index.line(number), Some(Span::new(start, start + line.len())));
                for (at, _) in line.char_indices().chain([(line.len(), ' ')]) {
                    for unit in UNITS {
                        let position = Position { line: number, column: length(&line[..at], unit) };
                        prop_assert_eq!(index.position(start + at, unit), position);
                        prop_assert_eq!(index.offset(position, unit), start + at);
                    }
                }
            }
        }

        #[test]
        fn any_number_has_a_place(text in ".{0,20}", offset: usize, line in 0_usize..5, column: usize) {
            let index = LineIndex::new(&text);
            for unit in UNITS {
                let found = index.offset(Position { line, column }, unit);
                prop_assert!(text.is_char_boundary(found));
                prop_assert!(index.position(offset, unit).line < index.line_count());
                for offset in 0..=text.len() {
                    let found = index.offset(index.position(offset, unit), unit);
                    prop_assert!(text.is_char_boundary(found));
                }
            }
        }
    }
}
