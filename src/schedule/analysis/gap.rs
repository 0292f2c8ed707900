//! How far the values of two schedules are apart at a tick.

use crate::schedule::Schedule;

/// The values of two schedules at a tick.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// The tick, counted from 0.
    pub tick: u64,
    /// The value of the first schedule.
    pub a: f64,
    /// The value of the second one.
    pub b: f64,
}

impl Gap {
    /// How far the values are apart.
    pub fn absolute(self) -> f64 {
        match (self.a.is_nan(), self.b.is_nan()) {
            (true, true) => 0.0,
            (false, false) if self.a == self.b => 0.0,
            (false, false) => (self.a - self.b).abs(),
            _ => f64::INFINITY,
        }
    }

    /// How far they are apart as a share of the one that is further from 0.
    pub fn relative(self) -> f64 {
        let apart = self.absolute();
        if apart == 0.0 || apart == f64::INFINITY { apart } else { apart / self.a.abs().max(self.b.abs()) }
    }
}

impl Schedule {
    /// The values of both at a tick.
    pub(super) fn gap(&self, other: &Self, tick: u64) -> Gap {
        Gap { tick, a: self.value(tick), b: other.value(tick) }
    }
}
