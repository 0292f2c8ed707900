//! An SVG as pixels and as a page, with the bundled font and no other.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::font;

/// A picture in PNG, so many pixels wide and high.
///
/// # Errors
///
/// What is no SVG, or is too large for an image.
pub fn png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, String> {
    let tree = tree(svg)?;
    let mut pixels = Pixmap::new(width, height).ok_or("the image is too large")?;
    let scale = Transform::from_scale(width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// A picture in PDF, a point to a unit of the SVG, with its text as text.
///
/// # Errors
///
/// What is no SVG.
pub fn pdf(svg: &str) -> Result<Vec<u8>, String> {
    let options = svg2pdf::ConversionOptions { embed_text: true, ..Default::default() };
    svg2pdf::to_pdf(&tree(svg)?, options, svg2pdf::PageOptions::default()).map_err(|error| error.to_string())
}

fn tree(svg: &str) -> Result<Tree, String> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::DATA.to_vec());
    fonts.set_sans_serif_family(font::NAME);
    let options = Options { font_family: font::NAME.to_string(), fontdb: Arc::new(fonts), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| error.to_string())
}
