//! Words and characters in the cells of a terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style as Paint};
use ratatui::text::Line as Text;

pub(super) const FAINT: Paint = Paint::new().add_modifier(Modifier::DIM);
pub(super) const STRONG: Paint = Paint::new().add_modifier(Modifier::BOLD);
pub(super) const WARNING: Paint = Paint::new().fg(Color::Yellow).add_modifier(Modifier::BOLD);

/// Writes into a buffer from the top down, and never outside its area.
pub(super) struct Pen<'b> {
    pub(super) buffer: &'b mut Buffer,
    pub(super) area: Rect,
    pub(super) row: u16,
}

impl Pen<'_> {
    /// Writes at a column of the current row; the column after it.
    pub(super) fn put(&mut self, column: u16, text: &str, paint: Paint) -> u16 {
        self.write(Position::new(column, self.row), text, paint)
    }

    pub(super) fn write(&mut self, at: Position, text: &str, paint: Paint) -> u16 {
        if !self.area.contains(at) {
            return at.x;
        }
        self.buffer.set_stringn(at.x, at.y, text, usize::from(self.area.right() - at.x), paint).0
    }

    pub(super) fn line(&mut self, column: u16, text: &str, paint: Paint) {
        self.put(column, text, paint);
        self.row += 1;
    }

    pub(super) fn buffer_char(&mut self, column: u16, row: u16, symbol: char, paint: Paint) {
        self.write(Position::new(column, row), symbol.encode_utf8(&mut [0; 4]), paint);
    }

    pub(super) fn is_blank(&self, column: u16, row: u16) -> bool {
        let at = Position::new(column, row);
        self.area.contains(at) && self.buffer.cell(at).is_some_and(|cell| matches!(cell.symbol(), " " | "\u{2800}"))
    }
}

/// The cell that a share of `count` cells is in.
pub(super) fn cell(share: f64, count: u16) -> u16 {
    rounded(share.clamp(0.0, 1.0) * f64::from(count.saturating_sub(1)))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(super) fn rounded(number: f64) -> u16 {
    number.round() as u16
}

/// The columns that a text takes.
pub(super) fn width_of(text: &str) -> usize {
    Text::from(text).width()
}
