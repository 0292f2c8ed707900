//! Exact numbers, exact time, durations, units, and the equations between units.

mod duration;
mod equations;
#[cfg(any(feature = "svg", feature = "terminal"))]
mod measure;
mod number;
mod side;
mod unit;

pub use crate::schedule::Time;
pub(crate) use duration::Duration;
pub(crate) use equations::{Equation, EquationError, Units};
#[cfg(any(feature = "svg", feature = "terminal"))]
pub(crate) use measure::Measure;
pub(crate) use number::{Number, Ratio};
pub(crate) use side::{ChangingEquation, Clocks, Side};
pub use unit::Unit;
