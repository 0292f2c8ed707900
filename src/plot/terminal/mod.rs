//! A picture in a terminal: braille, or plain characters where those are all there is.

mod glyphs;
mod layout;
mod paint;
mod pen;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style as Paint};

use super::picture::Picture;
pub(crate) use layout::TerminalDrawing;

/// The picture as lines of text with the escape codes of their colours, at most `width` columns wide, or
/// 20 where that is less. It has `height` rows where it fits into them, and as many as it needs where it
/// does not. With `ascii`, every character is one of ASCII.
pub fn draw(picture: &Picture<'_>, width: u16, height: u16, ascii: bool) -> String {
    text_of(&drawn(picture, width, height, ascii), written)
}

/// The same without colours.
#[cfg(feature = "server")]
pub(crate) fn draw_plain(picture: &Picture<'_>, width: u16, height: u16) -> String {
    text_of(&drawn(picture, width, height, false), |_| Paint::new())
}

fn drawn(picture: &Picture<'_>, width: u16, height: u16, ascii: bool) -> Buffer {
    let drawing = TerminalDrawing::new(picture, width, height, ascii);
    let area = Rect::new(0, 0, drawing.width(), drawing.height());
    let mut buffer = Buffer::empty(area);
    drawing.render(area, &mut buffer);
    buffer
}

/// The character that marks a finding on its curve.
#[cfg(feature = "cli")]
pub(crate) fn mark(finding: &super::findings::NumberedFinding, ascii: bool) -> char {
    glyphs::Glyphs::new(ascii).finding(finding)
}

/// The rows of a buffer without the blanks at their ends, with the escape codes of how their cells are painted.
fn text_of(buffer: &Buffer, painted: fn(&Cell) -> Paint) -> String {
    let mut text = String::new();
    for row in buffer.area.top()..buffer.area.bottom() {
        let cells =
            (buffer.area.left()..buffer.area.right()).filter_map(|column| buffer.cell(Position::new(column, row)));
        let cells: Vec<_> = cells.collect();
        let used = cells.iter().rposition(|cell| cell.symbol() != " ").map_or(0, |last| last + 1);
        let mut current = anstyle::Style::new();
        for cell in &cells[..used] {
            let style = anstyle::Style::from(painted(cell));
            if style != current {
                text.push_str(&format!("{current:#}{style}"));
                current = style;
            }
            text.push_str(cell.symbol());
        }
        text.push_str(&format!("{current:#}\n"));
    }
    text
}

/// How a cell is painted, without saying that it is painted as usual.
fn written(cell: &Cell) -> Paint {
    Paint { fg: Some(cell.fg).filter(|color| *color != Color::Reset), add_modifier: cell.modifier, ..Paint::new() }
}
