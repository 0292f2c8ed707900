//! How far off an answer may be.

/// How far a value may be from the greatest or the least one, and still stand for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// So far, from 0 on.
    Absolute(f64),
    /// So much of the value, from 0 to 1.
    Relative(f64),
}

impl Tolerance {
    pub(super) const NONE: Self = Self::Absolute(0.0);

    /// How far that is from a value.
    pub fn at(self, value: f64) -> f64 {
        match self {
            Self::Absolute(tolerance) => tolerance,
            Self::Relative(share) => share * value.abs(),
        }
    }
}
