//! Pictures of schedules: what is to be seen of them, and drawings of it as text, SVG, PNG, PDF and HTML.
//!
//! A [`Picture`] knows curves, axes, segments and findings, and nothing of where it is drawn; it is
//! made from ends of segments, extremes and closed forms, so that a run of 10^12 ticks costs what
//! one of 1000 does. Each way to draw it has a feature of the same name, by what it costs to build: `svg`
//! (two small crates), `html` (a page that holds an SVG), `terminal` (ratatui) and `print` (PNG and PDF of an
//! SVG, by resvg and svg2pdf).

mod axis;
mod events;
mod extent;
mod findings;
mod flags;
#[cfg(feature = "html")]
pub mod html;
mod number;
mod panel;
mod picture;
#[cfg(feature = "print")]
pub mod print;
mod series;
mod subject;
#[cfg(feature = "svg")]
pub mod svg;
#[cfg(feature = "terminal")]
pub mod terminal;
#[cfg(all(test, feature = "html"))]
mod tests;
mod words;

pub use axis::{AxisLabel, TimeAxis, TimeScale, ValueAxis};
pub use events::EventMarks;
pub use findings::{Anchor, NumberedFinding};
pub use panel::Panel;
pub use picture::Picture;
pub use series::{Boundary, Series};
#[cfg(feature = "cli")]
pub(crate) use subject::{Blank, read};
pub use subject::{Subject, View};
#[cfg(feature = "cli")]
pub(crate) use words::wrapped;
