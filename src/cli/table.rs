//! Rows of cells in columns, for reading: long ones are cut, and wrapped where the width is known.

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::text::{one_line, shortened};

/// A longer cell, in characters, is cut.
const CELL: usize = 400;
/// A longer name, in characters, is cut.
const NAME: usize = 60;
/// Columns give way to the width of the terminal down to this one.
const NARROW: usize = 8;
/// What stands before each column.
const GAP: &str = "  ";

/// Rows of cells that may hold a user's words, in columns. Where they do not fit into a width, the cells of the widest
/// columns are wrapped.
pub(super) fn columns<const N: usize>(rows: &[[String; N]], width: Option<usize>) -> String {
    let shown = |row: &[String; N]| row.iter().map(|cell| shortened(&one_line(cell), CELL, "…")).collect();
    grid(&rows.iter().map(shown).collect::<Vec<Vec<_>>>(), width)
}

/// Rows of cells in columns, as they are.
pub(super) fn grid(rows: &[Vec<String>], width: Option<usize>) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns_of(cell)).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count).map(widest).collect();
    let whole: usize = widths.iter().map(|width| width + GAP.len()).sum();
    narrow(&mut widths, whole.saturating_sub(width.unwrap_or(whole)));
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<_>> = row.iter().zip(&widths).map(|(cell, width)| lines(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let part = |(cell, width): (&Vec<String>, &usize)| padded(cell.get(line).map_or("", |it| it), *width);
            let parts: Vec<_> = cells.iter().zip(&widths).map(part).collect();
            text.push_str(format!("{GAP}{}", parts.join(GAP)).trim_end());
            text.push('\n');
        }
    }
    text
}

/// Takes so much from columns, from the widest ones first.
fn narrow(widths: &mut [usize], mut excess: usize) {
    while excess > 0 {
        let Some(&most) = widths.iter().max().filter(|most| **most > NARROW) else { return };
        let next = widths.iter().copied().filter(|width| *width < most).max().unwrap_or(0).max(NARROW);
        let widest: Vec<_> = widths.iter_mut().filter(|width| **width == most).collect();
        let each = excess.div_ceil(widest.len()).min(most - next);
        for width in widest {
            let cut = each.min(excess);
            *width -= cut;
            excess -= cut;
        }
    }
}

/// A name of the user, for reading.
pub(super) fn named(name: &str) -> String {
    shortened(&one_line(name), NAME, "…")
}

/// A text on lines of at most a width, broken between words where it can be.
pub(super) fn lines(text: &str, width: usize) -> Vec<String> {
    let options =
        Options::new(width.max(1)).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// A text with blanks after it up to a width, which has no limit, as a width of `format!` has.
pub(super) fn padded(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(columns_of(text));
    format!("{text}{}", " ".repeat(blanks))
}

fn columns_of(text: &str) -> usize {
    textwrap::core::display_width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_column_gives_way() {
        let rows = [["a", "one two three four five six"], ["b", "seven"]].map(|row| row.map(str::to_string));
        assert_eq!(columns(&rows, None), "  a  one two three four five six\n  b  seven\n");
        assert_eq!(columns(&rows, Some(24)), "  a  one two three four\n     five six\n  b  seven\n");
        assert_eq!(columns(&rows, Some(1)), "  a  one two\n     three\n     four\n     five six\n  b  seven\n");
        let wide = [["first column of two", "second column of two"].map(str::to_string)];
        assert_eq!(columns(&wide, Some(26)), "  first        second\n  column of    column of\n  two          two\n");
    }

    #[test]
    fn no_cell_is_too_long() {
        let long = "x".repeat(100_000);
        let table = columns(&[[long, "y".to_string()]], Some(80));
        assert!(table.lines().all(|line| line.chars().count() <= 80) && table.contains('…'), "{table}");
    }
}
