//! Rows of cells in columns, for reading: long ones are cut, and wrapped where the width is known.

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::text::{one_line, shortened};

/// A longer cell, in characters, is cut.
const CELL: usize = 400;
/// A longer name, in characters, is cut.
const NAME: usize = 60;
/// Columns give way to the width of the terminal down to this one.
const NARROW: usize = 8;
/// A column of words alone gives way down to this one.
const WORDS: usize = 12;
/// What stands before each column.
const GAP: &str = "  ";

/// Rows of cells that may hold a user's words, in columns. Where they do not fit into a width, the cells of the widest
/// columns are wrapped.
pub(super) fn columns<const N: usize>(rows: &[[String; N]], width: Option<usize>) -> String {
    grid(&shown(rows), width)
}

fn shown<const N: usize>(rows: &[[String; N]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| shortened(&one_line(cell), CELL, "…")).collect()).collect()
}

/// The same, where a single column is wrapped and the cells of the others stay whole. Where even that does not fit, each
/// cell of a row has its own line, after its heading.
pub(super) fn columns_around<const N: usize>(rows: &[[String; N]], wrapped: usize, width: Option<usize>) -> String {
    let rows = shown(rows);
    let mut widths = widths(&rows);
    let whole: usize = widths.iter().map(|width| width + GAP.len()).sum();
    let left = widths[wrapped].saturating_sub(whole.saturating_sub(width.unwrap_or(whole)));
    if left >= widths[wrapped].min(WORDS) {
        widths[wrapped] = left;
        return laid_out(&rows, &widths);
    }
    let mut text = String::new();
    let Some((heads, rows)) = rows.split_first() else { return text };
    let most = (0..N).filter(|column| *column != wrapped).map(|column| columns_of(&heads[column])).max().unwrap_or(0);
    for row in rows {
        let title = lines(&row[wrapped], width.unwrap_or(whole).saturating_sub(GAP.len()).max(NARROW));
        text.extend(title.iter().map(|line| format!("{GAP}{line}\n")));
        let others = heads.iter().zip(row).enumerate().filter(|(column, _)| *column != wrapped);
        text.extend(others.map(|(_, (head, cell))| format!("{GAP}{GAP}{}{GAP}{cell}\n", padded(head, most))));
    }
    text
}

/// Rows of cells in columns, as they are.
pub(super) fn grid(rows: &[Vec<String>], width: Option<usize>) -> String {
    let mut widths = widths(rows);
    let whole: usize = widths.iter().map(|width| width + GAP.len()).sum();
    narrow(&mut widths, whole.saturating_sub(width.unwrap_or(whole)));
    laid_out(rows, &widths)
}

/// How wide the widest cell of each column is.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns_of(cell)).max().unwrap_or(0);
    (0..count).map(widest).collect()
}

fn laid_out(rows: &[Vec<String>], widths: &[usize]) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<Vec<_>> = row.iter().zip(widths).map(|(cell, width)| lines(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let part = |(cell, width): (&Vec<String>, &usize)| padded(cell.get(line).map_or("", |it| it), *width);
            let parts: Vec<_> = cells.iter().zip(widths).map(part).collect();
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
    if !text.contains('\n') && columns_of(text) <= width {
        return vec![text.trim_end_matches(' ').to_string()];
    }
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
    fn numbers_stay_whole_beside_words_that_are_wrapped() {
        let rows = [["steps", "shape"], ["10k – 311_948.48", "cosine(T=5k steps, to=1%)"]];
        let rows = rows.map(|row| row.map(str::to_string));
        let around = |width| columns_around(&rows, 1, Some(width));
        assert_eq!(around(60), "  steps             shape\n  10k – 311_948.48  cosine(T=5k steps, to=1%)\n");
        assert_eq!(
            around(36),
            "  steps             shape\n  10k – 311_948.48  cosine(T=5k\n                    steps, to=1%)\n"
        );
        assert_eq!(around(30), "  cosine(T=5k steps, to=1%)\n    steps  10k – 311_948.48\n");
    }

    #[test]
    fn no_cell_is_too_long() {
        let long = "x".repeat(100_000);
        let table = columns(&[[long, "y".to_string()]], Some(80));
        assert!(table.lines().all(|line| line.chars().count() <= 80) && table.contains('…'), "{table}");
    }
}
