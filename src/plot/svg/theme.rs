//! Colours: two themes, with colours for curves that the colour-blind tell apart.

use crate::plot::series::LineStyle;

/// Whether a picture is drawn on white or on black.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
}

/// The palette of Okabe and Ito, as CSS writes it: on white its yellow is darker, on black its blue is
/// lighter.
const LIGHT: [&str; PALETTE_SIZE] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#a07d00", "#56b4e9", "#000000"];
const DARK: [&str; PALETTE_SIZE] = ["#56b4e9", "#e69f00", "#2ecc9a", "#e58fc0", "#f0e442", "#4f9bd9", "#ffffff"];
const PALETTE_SIZE: usize = 7;

/// The colours of everything but the curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plot) struct Inks {
    pub(in crate::plot) paper: &'static str,
    pub(in crate::plot) text: &'static str,
    pub(in crate::plot) faint: &'static str,
    pub(in crate::plot) grid: &'static str,
    pub(in crate::plot) boundary: &'static str,
    pub(in crate::plot) warning: &'static str,
}

impl Theme {
    pub(in crate::plot) fn inks(self) -> Inks {
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

    /// The colours of curves.
    pub(in crate::plot) fn palette(self) -> [&'static str; PALETTE_SIZE] {
        match self {
            Self::Light => LIGHT,
            Self::Dark => DARK,
        }
    }
}

impl LineStyle {
    /// The colour, as CSS writes it.
    pub(in crate::plot) fn color(self, theme: Theme) -> &'static str {
        theme.palette()[self.palette_index()]
    }

    /// The place of its colour in the palettes.
    pub(in crate::plot) fn palette_index(self) -> usize {
        self.index() % PALETTE_SIZE
    }
}
