//! Dashes and marks: what tells curves apart without their colours.

use crate::plot::series::LineStyle;

/// Lengths of dashes and gaps; the first is an unbroken line.
const DASHES: [&[f64]; 5] = [&[], &[7.0, 3.0], &[2.0, 2.5], &[9.0, 3.0, 2.0, 3.0], &[4.0, 2.0]];

/// A mark on a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plot) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    /// Its outline around a point, as a path of SVG.
    pub(in crate::plot) fn outline(self) -> &'static str {
        match self {
            Self::Circle => "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
            Self::Square => "m-3-3h6v6h-6z",
            Self::Triangle => "m0-4l4 7h-8z",
            Self::Diamond => "m0-4l4 4l-4 4l-4-4z",
        }
    }
}

impl LineStyle {
    /// The lengths of its dashes and gaps; none for an unbroken line.
    pub(in crate::plot) fn dashes(self) -> &'static [f64] {
        DASHES[self.index() % DASHES.len()]
    }

    /// Its mark, where dashes alone would repeat.
    pub(in crate::plot) fn mark(self) -> Option<Mark> {
        let marks = [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond];
        (self.index() / DASHES.len()).checked_sub(1).map(|round| marks[round % marks.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_25_styles_are_alike_without_colour() {
        let looks: std::collections::HashSet<_> = (0..25)
            .map(|index| {
                let style = LineStyle::nth(index);
                let dashes: Vec<_> = style.dashes().iter().map(|length| length.to_bits()).collect();
                (dashes, format!("{:?}", style.mark()))
            })
            .collect();
        assert_eq!(looks.len(), 25);
    }
}
