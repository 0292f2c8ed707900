//! What a schedule does over a range of ticks, from closed forms: its extremes, its turns, where
//! it meets a condition. Nothing walks the ticks, so a run of 10^12 of them costs what one of
//! 10^3 does.
//!
//! The values of every node, and the slopes between them, can be bounded on a range of ticks ([`bounds`]).
//! A [`search`] halves the ranges whose bounds leave a question open, down to single ticks, and drops the
//! others. Answers are right to rounding.
//!
//! [`questions`] are what can be asked of one schedule, with the answers in [`answers`]; [`difference`]
//! compares two, by the bounds of a [`pair`]. A [`total`] is the sum of several, whose [`terms`] may cancel out. [`parts`] and [`seam`] say where to take a range apart.
//! [`jumps`] and [`segments`] list where a schedule changes its course.

mod answers;
mod bounds;
mod budget;
mod condition;
mod difference;
mod every_tick;
mod function;
mod gap;
mod jumps;
mod mean;
mod pair;
mod part;
mod parts;
mod questions;
mod seam;
mod search;
mod segments;
mod terms;
mod ticks;
mod tolerance;
mod total;

pub use answers::{Extremes, Point, Trend};
pub use budget::Budget;
pub(crate) use condition::Bounds;
pub use condition::Condition;
pub use difference::{Difference, DifferenceReport, Largest};
pub(crate) use every_tick::EveryTick;
pub use function::Analysis;
pub use gap::Gap;
pub use jumps::Jump;
pub use segments::SegmentInfo;
pub use tolerance::Tolerance;
pub(crate) use tolerance::are_close;
pub(crate) use total::Total;
