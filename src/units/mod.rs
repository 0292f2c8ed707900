//! Exact numbers, exact time, durations, units, and the equations between units.

mod duration;
mod equations;
mod number;
mod time;
mod unit;

pub(crate) use duration::Duration;
pub(crate) use equations::{Equation, EquationError, Units};
pub(crate) use number::{Number, Ratio};
pub use time::Time;
pub use unit::Unit;
