//! Exact numbers, exact time, and the equations between units.

mod equations;
mod number;
mod time;

pub use equations::{Equation, EquationError, Units};
pub use number::{Number, Ratio};
pub use time::Time;
