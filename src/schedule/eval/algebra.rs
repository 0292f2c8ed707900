//! What values are made of: numbers at a base, or terms of a base that may not be known.

use super::weights::{Passage, geometric, mixed};
use crate::schedule::math::{greater, lesser};
use crate::schedule::tree::{Level, PlateauState, value_of};

/// What values are made of.
pub(crate) trait Algebra: Copy {
    type Value: Copy;

    fn level(self, level: Level) -> Self::Value;
    /// `from * left + to * gone`
    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Self::Value;
    /// `from ^ left * to ^ gone`
    fn geometric(self, from: Level, to: Level, at: Passage) -> Self::Value;
    fn scale(self, value: Self::Value, by: f64) -> Self::Value;
    /// The value of a plateau.
    fn plateau(self, from: Level, slot: usize, plateaus: &[PlateauState]) -> Self::Value;
    fn add(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn min(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn max(self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// A number that does not scale with the base.
    fn number(self, number: f64) -> Self::Value;
    /// A value at a base times `by`.
    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> Self::Value) -> Self::Value;
}

/// Values at a base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numeric {
    pub(crate) base: f64,
}

impl Algebra for Numeric {
    type Value = f64;

    fn level(self, level: Level) -> f64 {
        level.at(self.base)
    }

    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> f64 {
        mixed(from.at(self.base), left, to.at(self.base), gone)
    }

    fn geometric(self, from: Level, to: Level, at: Passage) -> f64 {
        geometric(from.at(self.base), to.at(self.base), at)
    }

    fn scale(self, value: f64, by: f64) -> f64 {
        by * value
    }

    fn plateau(self, from: Level, slot: usize, plateaus: &[PlateauState]) -> f64 {
        value_of(plateaus, slot, from, self.base)
    }

    fn add(self, a: f64, b: f64) -> f64 {
        a + b
    }

    fn min(self, a: f64, b: f64) -> f64 {
        lesser(a, b)
    }

    fn max(self, a: f64, b: f64) -> f64 {
        greater(a, b)
    }

    fn number(self, number: f64) -> f64 {
        number
    }

    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> f64) -> f64 {
        inner(Self { base: self.base * by })
    }
}

/// Values in terms of the base; `None` where a value has no such form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Symbolic {
    /// The base, where it is one number.
    pub(super) base: Option<f64>,
}

impl Symbolic {
    fn choose(self, a: Option<Level>, b: Option<Level>, choose: fn(f64, f64) -> f64) -> Option<Level> {
        let (a, b) = a.zip(b)?;
        let alike = a.abs == 0.0 && b.abs == 0.0 || a.rel == 0.0 && b.rel == 0.0;
        let base = self.base.or(alike.then_some(1.0))?;
        let (left, right) = (a.at(base), b.at(base));
        let chosen = choose(left, right);
        Some(if chosen.to_bits() == left.to_bits() { a } else { b })
    }
}

impl Algebra for Symbolic {
    type Value = Option<Level>;

    fn level(self, level: Level) -> Option<Level> {
        Some(level)
    }

    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Option<Level> {
        Some(Level { rel: mixed(from.rel, left, to.rel, gone), abs: mixed(from.abs, left, to.abs, gone) })
    }

    fn geometric(self, from: Level, to: Level, at: Passage) -> Option<Level> {
        if from.abs == 0.0 && to.abs == 0.0 {
            return Some(Level::relative(geometric(from.rel, to.rel, at)));
        }
        if from.rel == 0.0 && to.rel == 0.0 {
            return Some(Level::absolute(geometric(from.abs, to.abs, at)));
        }
        let base = self.base?;
        Some(Level::absolute(geometric(from.at(base), to.at(base), at)))
    }

    fn scale(self, value: Option<Level>, by: f64) -> Option<Level> {
        value.map(|value| value.scaled(by))
    }

    fn plateau(self, from: Level, _: usize, _: &[PlateauState]) -> Option<Level> {
        Some(from)
    }

    fn add(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        a.zip(b).map(|(a, b)| Level { rel: a.rel + b.rel, abs: a.abs + b.abs })
    }

    fn min(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        self.choose(a, b, lesser)
    }

    fn max(self, a: Option<Level>, b: Option<Level>) -> Option<Level> {
        self.choose(a, b, greater)
    }

    fn number(self, number: f64) -> Option<Level> {
        Some(Level::absolute(number))
    }

    fn decayed(self, by: f64, inner: impl FnOnce(Self) -> Option<Level>) -> Option<Level> {
        let base = self.base.map(|base| base * by);
        inner(Self { base }).map(|value| Level { rel: value.rel * by, abs: value.abs })
    }
}
