//! The font of files: a part of `DejaVu Sans`, bundled so that a picture is the same everywhere.

use ttf_parser::Face;

/// The font itself, which `font/subset.sh` makes.
pub(in crate::plot) static DATA: &[u8] = include_bytes!("font/DejaVuSans.ttf");
/// Its name; then, for readers without it, fonts whose letters are about as wide, and at last any sans serif.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, Arial, Helvetica, sans-serif";

/// How wide texts are.
pub(super) struct Metrics {
    face: Option<Face<'static>>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        Self { face: Face::parse(DATA, 0).ok() }
    }

    /// The width of a text at a size, in the unit of the size.
    pub(super) fn width(&self, text: &str, size: f64) -> f64 {
        text.chars().map(|c| self.advance(c)).sum::<f64>() * size
    }

    /// The advance of a character at size 1; a full square for one that the font does not have.
    fn advance(&self, c: char) -> f64 {
        let advance = self.face.as_ref().and_then(|face| {
            let advance = face.glyph_hor_advance(face.glyph_index(c)?)?;
            Some(f64::from(advance) / f64::from(face.units_per_em()))
        });
        advance.unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let metrics = Metrics::new();
        assert!(metrics.face.is_some());
        // DejaVu Sans has digits of 1303 units, 2048 to the em.
        assert_eq!(metrics.width("00", 10.0), 2.0 * 1303.0 / 2048.0 * 10.0);
        assert_eq!(metrics.width("字", 10.0), 10.0);
    }
}
