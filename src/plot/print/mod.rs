//! An SVG as pixels and as a page, with the bundled font and no other.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::svg::FONT;
use crate::error::Error;

/// The name of the bundled font.
const FONT_NAME: &str = "DejaVu Sans";

/// An SVG as PNG, `width` pixels wide and `height` pixels high.
///
/// # Errors
///
/// A text that is no SVG, or an image that would have no pixels or too many.
pub fn png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, Error> {
    let tree = tree(svg)?;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| Error::message("the image is too large"))?;
    let scale = Transform::from_scale(width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(Error::new)
}

/// An SVG as PDF, with a point for each unit of the SVG and its text as text.
///
/// # Errors
///
/// A text that is no SVG.
pub fn pdf(svg: &str) -> Result<Vec<u8>, Error> {
    let options = svg2pdf::ConversionOptions { embed_text: true, ..Default::default() };
    let pdf = svg2pdf::to_pdf(&tree(svg)?, options, svg2pdf::PageOptions::default());
    pdf.map_err(|error| Error::message(error.to_string()))
}

fn tree(svg: &str) -> Result<Tree, Error> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family(FONT_NAME);
    let options = Options { font_family: FONT_NAME.to_string(), fontdb: Arc::new(fonts), ..Options::default() };
    Tree::from_str(svg, &options).map_err(Error::new)
}
