//! Pictures of schedules: what is to be seen of them, and drawings of it as text, SVG, PNG and PDF.
//!
//! A [`Picture`] knows curves, axes, segments and findings, and nothing of where it is drawn; it is
//! made from ends of segments, extremes and closed forms, so that a run of 10^12 ticks costs what
//! one of 1000 does. [`terminal`] and [`svg`] draw it, and [`print`](mod@print) takes an SVG to
//! pixels and pages.

mod axis;
mod curve;
mod flags;
mod font;
pub mod html;
mod number;
mod outline;
mod picture;
pub mod print;
mod style;
pub mod svg;
pub mod terminal;

pub use axis::{Label, Room, TimeAxis, TimeScale, ValueAxis};
pub use curve::{Boundary, Curve};
pub use picture::{Blank, Finding, Panel, Picture, Place, SegmentName, Subject, View};
pub use style::{Style, Theme};
#[cfg(feature = "cli")]
pub(crate) use style::{plain, wrapped};
