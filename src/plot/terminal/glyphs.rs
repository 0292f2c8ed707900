//! The characters of a drawing in a terminal, and the colours of its curves.

use ratatui::style::{Color, Modifier, Style as Paint};

use crate::plot::findings::NumberedFinding;
use crate::plot::series::LineStyle;

/// The characters of a drawing.
pub(super) struct Glyphs {
    pub(super) ascii: bool,
    pub(super) ellipsis: &'static str,
    pub(super) upright: char,
    pub(super) mark_left: char,
    pub(super) corner: char,
    pub(super) level: char,
    pub(super) mark_below: char,
    pub(super) boundary: char,
    pub(super) event: char,
    /// Marks on curves; letters follow when they run out.
    curves: [char; 8],
}

const UNICODE: Glyphs = Glyphs {
    ascii: false,
    ellipsis: "…",
    upright: '│',
    mark_left: '┤',
    corner: '└',
    level: '─',
    mark_below: '┬',
    boundary: '┊',
    event: '▲',
    curves: ['●', '▲', '■', '◆', '○', '△', '□', '◇'],
};
const ASCII: Glyphs = Glyphs {
    ascii: true,
    ellipsis: "...",
    upright: '|',
    mark_left: '+',
    corner: '+',
    level: '-',
    mark_below: '+',
    boundary: ':',
    event: '^',
    curves: ['*', '+', 'o', 'x', '#', '@', '%', '='],
};

impl Glyphs {
    /// Those of ASCII alone, or of Unicode.
    pub(super) fn new(ascii: bool) -> &'static Self {
        if ascii { &ASCII } else { &UNICODE }
    }

    /// A text in the characters that there are.
    pub(super) fn text(&self, text: &str) -> String {
        if !self.ascii {
            return text.to_string();
        }
        let plain = |c: char| match c {
            '…' => "...".to_string(),
            '–' | '—' | '−' => "-".to_string(),
            '×' => "x".to_string(),
            '→' => "->".to_string(),
            c if c.is_ascii() => c.to_string(),
            _ => "?".to_string(),
        };
        text.chars().map(plain).collect()
    }

    /// The mark of a curve.
    pub(super) fn curve(&self, style: LineStyle) -> char {
        let letter = |index: usize| u8::try_from(index % 26).map_or('?', |index| char::from(b'a' + index));
        let mark = self.curves.get(style.index()).copied();
        mark.unwrap_or_else(|| letter(style.index() - self.curves.len()))
    }

    /// The mark of a finding.
    pub(super) fn finding(&self, finding: &NumberedFinding) -> char {
        let number = u32::try_from(finding.number).unwrap_or(u32::MAX);
        match (self.ascii, number) {
            (true, 1..=9) => char::from_digit(number, 10).unwrap_or('!'),
            (false, 1..=20) => char::from_u32(u32::from('①') + number - 1).unwrap_or('!'),
            _ => '!',
        }
    }
}

/// The colours of curves, of the sixteen that every terminal has and its owner has chosen.
const COLORS: [Color; 6] = [Color::Cyan, Color::Yellow, Color::Green, Color::Magenta, Color::Blue, Color::Red];

/// How a curve is painted: those of a family in two grades, as many as terminals have of a colour.
pub(super) fn paint(style: LineStyle) -> Paint {
    graded(style.index(), style.is_faint())
}

/// What stands for the paint of a curve on a canvas, which takes colours alone.
pub(super) fn tag(style: LineStyle) -> Color {
    Color::Rgb(u8::try_from(style.index() % COLORS.len()).unwrap_or(0), style.is_faint().into(), 0)
}

/// The paint that a tag stands for.
pub(super) fn tagged(tag: Color) -> Option<Paint> {
    match tag {
        Color::Rgb(index, faint, 0) => Some(graded(index.into(), faint == 1)),
        _ => None,
    }
}

fn graded(index: usize, is_faint: bool) -> Paint {
    let paint = Paint::new().fg(COLORS[index % COLORS.len()]);
    if is_faint { paint.add_modifier(Modifier::DIM) } else { paint }
}
