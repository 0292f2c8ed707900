//! A picture as an SVG: what a careful person puts into a paper.
//!
//! The layout is our own, and the `svg` crate writes it: plotters, the best-kept plotting crate, makes
//! dashes of many short lines, has one axis of time, and places labels without asking how wide they are.

mod coordinate;
mod document;
mod font;
mod layout;
mod outline;
mod stroke;
mod theme;

use super::picture::Picture;
use layout::Sheet;

#[cfg(feature = "print")]
pub(super) use font::DATA as FONT;
#[cfg(feature = "html")]
pub(super) use stroke::Mark;
#[cfg(feature = "html")]
pub(super) use theme::Inks;
pub use theme::Theme;

/// The width where none is asked for, in units of the drawing.
pub const DEFAULT_WIDTH: f64 = 800.0;
/// The least width, in units of the drawing.
pub const MIN_WIDTH: f64 = 240.0;
/// The least height to ask for, in units of the drawing.
pub const MIN_HEIGHT: f64 = 160.0;

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The SVG, as a document of its own.
    pub text: String,
    /// Its width, in units of the drawing: pixels on a screen, unless it is scaled.
    pub width: f64,
    /// Its height, in the same units.
    pub height: f64,
}

/// Draws a picture. `width` and `height` are in units of the drawing, pixels on a screen unless it is
/// scaled; a width below [`MIN_WIDTH`] is taken for that. Without a height, or where what must be drawn
/// needs more, the drawing is as high as it needs to be.
pub fn draw(picture: &Picture<'_>, width: f64, height: Option<f64>, theme: Theme) -> Drawing {
    let sheet = Sheet::new(picture, width.max(MIN_WIDTH), height, theme);
    let document = sheet.document();
    Drawing { text: format!("{document}\n"), width: sheet.width, height: sheet.height }
}
