//! How far off an answer may be.

/// How far a value may be from the greatest or the least one and still be taken for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// A distance, 0 or more.
    Absolute(f64),
    /// A share of the value, from 0 to 1.
    Relative(f64),
}

impl Tolerance {
    pub(super) const NONE: Self = Self::Absolute(0.0);

    /// The distance that it allows at a value.
    pub fn at(self, value: f64) -> f64 {
        match self {
            Self::Absolute(tolerance) => tolerance,
            Self::Relative(share) => share * value.abs(),
        }
    }
}

/// Whether two numbers are apart by no more than a share of the larger one. An infinite one is close only to itself, and
/// what is not a number is close to nothing.
pub(crate) fn are_close(one: f64, other: f64, share: f64) -> bool {
    let (apart, largest) = ((one - other).abs(), one.abs().max(other.abs()));
    one == other || apart.is_finite() && apart <= share * largest
}
