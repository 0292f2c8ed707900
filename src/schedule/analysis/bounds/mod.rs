//! Interval arithmetic: bounds of a node's values, and of the slopes between them, on a window of time.
//!
//! [`BoundsEvaluator`] evaluates a tree on a [`Window`] as [`eval`](mod@crate::schedule::eval) does at an instant; an
//! [`Interval`] holds the numbers there may be, and an [`Enclosure`] is one for values and one for slopes.

mod enclosure;
mod evaluate;
mod formula;
mod interval;
mod ramp;
mod seen;
mod window;

pub(super) use enclosure::Enclosure;
pub(super) use evaluate::BoundsEvaluator;
pub(super) use interval::Interval;
pub(super) use seen::Seen;
pub(super) use window::Window;
