//! Exact local time.

/// A length of time in subticks: whole fractions of a tick, as many to a tick as the schedule's
/// `resolution` says. All boundaries of a schedule are whole subticks.
pub type Subticks = i128;

/// A point in the local time of a node, `num / scale` subticks. The scale is 1 except inside of stretched
/// cycles, where time is a fraction of subticks, and for times between two ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant {
    /// 0 or more.
    pub(crate) num: i128,
    /// 1 or more.
    pub(crate) scale: i128,
}

impl Instant {
    pub(crate) fn at(subticks: Subticks) -> Self {
        Self { num: subticks, scale: 1 }
    }

    /// A boundary in the units of this instant; it saturates, and such a boundary is never reached.
    pub(crate) fn boundary(self, at: Subticks) -> i128 {
        if self.scale == 1 { at } else { at.saturating_mul(self.scale) }
    }

    /// The whole subtick that it is in.
    pub(crate) fn whole(self) -> Subticks {
        if self.scale == 1 { self.num } else { self.num.div_euclid(self.scale) }
    }

    /// The same instant on a clock that starts at a boundary.
    pub(crate) fn since(self, start: Subticks) -> Self {
        Self { num: self.num.saturating_sub(self.boundary(start)), ..self }
    }

    /// The same instant on a clock that is ahead.
    pub(crate) fn ahead(self, by: Subticks) -> Self {
        Self { num: self.num.saturating_add(self.boundary(by)), ..self }
    }

    pub(crate) fn with(self, num: i128) -> Self {
        Self { num, ..self }
    }
}

/// The quotient of two whole numbers, each rounded to a double once; exact operands up to 2^53
/// give the correctly rounded quotient.
pub(crate) fn ratio(numerator: i128, denominator: i128) -> f64 {
    to_f64(numerator) / to_f64(denominator)
}

/// The nearest double; by a 64-bit conversion where the number fits.
pub(crate) fn to_f64(number: i128) -> f64 {
    i64::try_from(number).map_or_else(|_| wide_to_f64(number), |number| number as f64)
}

/// The long way. Inlined, it would be computed before the choice is made.
#[cold]
#[inline(never)]
fn wide_to_f64(number: i128) -> f64 {
    number as f64
}
