//! What a schedule is compiled to: a tree of combinators, each with a clock of its own.
//!
//! A [`Node`] is a function of the base and of its local time. [`Level`]s are its values in terms of
//! the base, a [`Curve`] or a [`Formula`] is the way between two of them, and a [`Chain`] and a
//! [`Repeat`] are nodes one after another.

mod base;
mod chain;
mod controller;
mod curve;
mod cycles;
mod formula;
mod level;
mod node;
mod noise;
mod plateau;
mod reach;
mod repeat;
mod rounding;
mod stage;
mod stages;
mod steer;

pub use chain::{Chain, SegmentRef};
pub use controller::{Controller, ControllerState};
pub use curve::{Curve, Interpolation, TanhBounds};
pub(crate) use cycles::too_many_cycles;
pub(crate) use formula::apply;
pub use formula::{Formula, Op};
pub use level::Level;
pub use node::{Node, Segment, Stage};
pub(crate) use node::{OfFormula, Stateful};
pub(crate) use noise::Deviates;
pub use noise::Noise;
pub use plateau::{Mode, Plateau, PlateauState, ThresholdMode};
pub use reach::{Reach, ReachState};
pub(crate) use repeat::Cycle;
pub use repeat::Repeat;
pub use rounding::Rounding;
pub use stage::{End, ReadUnit, Readings, StagesState};
pub(crate) use stages::{At, Reading, is_reading, reading, running, settle, written};
pub use steer::{Change, Steer, SteerState, Steering};
