//! How things look: colours that the colour-blind tell apart, and dashes and marks for whoever sees
//! none.

/// Whether a picture is drawn on white or on black.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
}

/// The look of a curve, by its place in a panel. No two of the first 25 are alike without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style(pub usize);

/// The palette of Okabe and Ito, as red, green, blue: on white its yellow is darker, on black its
/// blue is lighter.
const LIGHT: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#a07d00", "#56b4e9", "#000000"];
const DARK: [&str; 7] = ["#56b4e9", "#e69f00", "#2ecc9a", "#e58fc0", "#f0e442", "#4f9bd9", "#ffffff"];

/// Lengths of dashes and gaps; the first is an unbroken line.
const DASHES: [&[f64]; 5] = [&[], &[7.0, 3.0], &[2.0, 2.5], &[9.0, 3.0, 2.0, 3.0], &[4.0, 2.0]];

/// Marks on a curve, for text.
const GLYPHS: [char; 8] = ['●', '▲', '■', '◆', '○', '△', '□', '◇'];
const ASCII: [char; 8] = ['*', '+', 'o', 'x', '#', '@', '%', '='];

/// A mark on a curve, for drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    /// Its outline around a point, as a path of SVG.
    pub(super) fn outline(self) -> &'static str {
        match self {
            Self::Circle => "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
            Self::Square => "m-3-3h6v6h-6z",
            Self::Triangle => "m0-4l4 7h-8z",
            Self::Diamond => "m0-4l4 4l-4 4l-4-4z",
        }
    }
}

/// The colours of everything but the curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inks {
    pub(super) paper: &'static str,
    pub(super) text: &'static str,
    pub(super) faint: &'static str,
    pub(super) grid: &'static str,
    pub(super) boundary: &'static str,
    pub(super) warning: &'static str,
}

impl Theme {
    /// All colours with the names that a page gives them, in the same order for both themes.
    pub(super) fn named(self) -> Vec<(String, &'static str)> {
        let Inks { paper, text, faint, grid, boundary, warning } = self.inks();
        let inks = [
            ("paper", paper),
            ("text", text),
            ("faint", faint),
            ("grid", grid),
            ("boundary", boundary),
            ("warning", warning),
        ];
        let inks = inks.map(|(name, color)| (name.to_string(), color)).into_iter();
        inks.chain((0..LIGHT.len()).map(|index| (Style(index).class(), Style(index).color(self)))).collect()
    }

    pub(super) fn inks(self) -> Inks {
        match self {
            Self::Light => Inks {
                paper: "#ffffff",
                text: "#1f2328",
                faint: "#59636e",
                grid: "#e3e6ea",
                boundary: "#a9b1ba",
                warning: "#b35900",
            },
            Self::Dark => Inks {
                paper: "#0d1117",
                text: "#e6edf3",
                faint: "#9da7b3",
                grid: "#262c34",
                boundary: "#57606c",
                warning: "#ffb454",
            },
        }
    }
}

impl Style {
    /// The colour, as CSS writes it.
    pub fn color(self, theme: Theme) -> &'static str {
        let palette = match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        };
        palette[self.0 % palette.len()]
    }

    /// The class in a page that has its colour.
    pub(super) fn class(self) -> String {
        format!("ink-{}", self.0 % LIGHT.len())
    }

    /// The lengths of its dashes and gaps; none for an unbroken line.
    pub fn dashes(self) -> &'static [f64] {
        DASHES[self.0 % DASHES.len()]
    }

    /// Its mark, where dashes alone would repeat.
    pub(super) fn mark(self) -> Option<Mark> {
        let marks = [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond];
        (self.0 / DASHES.len()).checked_sub(1).map(|round| marks[round % marks.len()])
    }

    /// The character that marks it in text.
    pub fn glyph(self, ascii: bool) -> char {
        let glyphs = if ascii { &ASCII } else { &GLYPHS };
        let letter = |index: usize| u8::try_from(index % 26).map_or('?', |index| char::from(b'a' + index));
        glyphs.get(self.0).copied().unwrap_or_else(|| letter(self.0 - glyphs.len()))
    }

    /// Its colour in a terminal, of the sixteen that every terminal has and its owner has chosen.
    pub(super) fn terminal_color(self) -> ratatui::style::Color {
        use ratatui::style::Color;
        let colors = [Color::Cyan, Color::Yellow, Color::Green, Color::Magenta, Color::Blue, Color::Red];
        colors[self.0 % colors.len()]
    }
}

/// A text of the user on one line and without control characters, which would reach a terminal.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let visible = |c: char| if c.is_control() || is_bidi(c) { '\u{fffd}' } else { c };
    words.join(" ").chars().map(visible).collect()
}

/// A line of a source as it stands there, with characters made visible that would pass for others.
pub(super) fn visible(line: &str) -> String {
    line.chars().map(|c| if c != '\t' && c.is_control() || is_bidi(c) { '\u{fffd}' } else { c }).collect()
}

/// Characters that turn the direction of the text around them.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of at most so many characters, cut in the end.
pub(super) fn shortened(text: &str, most: usize, ellipsis: &str) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept = most.saturating_sub(ellipsis.chars().count());
    text.chars().take(kept).collect::<String>().trim_end().to_string() + ellipsis
}

/// A text in lines of a width, broken between words; a word that is longer than a line is cut.
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
    fn no_two_styles_are_alike_without_colour() {
        let looks: std::collections::HashSet<_> = (0..25)
            .map(|index| {
                (
                    Style(index).dashes().iter().map(|length| length.to_bits()).collect::<Vec<_>>(),
                    format!("{:?}", Style(index).mark()),
                )
            })
            .collect();
        assert_eq!(looks.len(), 25);
    }

    #[test]
    fn lines_break_between_words() {
        let chars = |text: &str| text.chars().count() as f64;
        assert_eq!(wrapped("one two three", 8.0, &chars), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh ij", 3.0, &chars), ["abc", "def", "gh", "ij"]);
    }
}
