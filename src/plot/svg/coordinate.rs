//! Positions in a drawing, and the digits that they are written with.

/// A position, in units of the drawing from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A length or coordinate in as many digits as can be seen.
pub(super) fn digits(coordinate: f64) -> String {
    let text = format!("{coordinate:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}
