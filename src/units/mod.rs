//! Exact numbers, exact time, and the equations between units.

mod equations;
mod number;
mod time;

pub(crate) use equations::{Equation, EquationError, Units};
pub(crate) use number::Number;
pub use number::Ratio;
pub use time::Time;
