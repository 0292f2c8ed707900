//! What values are made of: numbers at a base, or terms of a base that may not be known.

use super::weights::{Passage, geometric, mixed};
use crate::schedule::math::{Power, Wide, greater, is_plain, lesser};
use crate::schedule::tree::{Formula, Level, Rounding};

/// What values are made of.
pub(crate) trait Algebra: Copy {
    type Value: Copy;

    fn level(self, level: Level) -> Self::Value;
    /// `from * left + to * gone`
    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Self::Value;
    /// `from ^ left * to ^ gone`
    fn geometric(self, from: Level, to: Level, at: Passage) -> Self::Value;
    fn scale(self, value: Self::Value, by: f64) -> Self::Value;
    /// A level times a power.
    fn raised(self, level: Level, by: Power) -> Self::Value;
    /// A level times what a formula gives, by the values of its tracks.
    fn factored(self, level: Level, formula: &Formula, argument: f64, tracks: &[f64]) -> Self::Value;
    fn add(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn min(self, a: Self::Value, b: Self::Value) -> Self::Value;
    fn max(self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// The multiple of a number.
    fn rounded(self, value: Self::Value, how: Rounding, to: f64) -> Self::Value;
    /// A number that does not scale with the base.
    fn number(self, number: f64) -> Self::Value;
}

/// Up to this size, the parts of a product neither leave the range of a double nor hide that another one has.
pub(crate) const LIMIT: f64 = 1.844_674_407_370_955_2e19;

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

    fn raised(self, level: Level, by: Power) -> f64 {
        raised(level.at(self.base), by)
    }

    fn factored(self, level: Level, formula: &Formula, argument: f64, tracks: &[f64]) -> f64 {
        let value = formula.evaluate(argument, tracks) * level.at(self.base);
        if value.is_finite() { value } else { factored_widely(self, level, formula, argument, tracks) }
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

    fn rounded(self, value: f64, how: Rounding, to: f64) -> f64 {
        how.apply(value, to)
    }

    fn number(self, number: f64) -> f64 {
        number
    }
}

/// A number times a power, which may leave the range of a double where the product does not.
pub(crate) fn raised(number: f64, by: Power) -> f64 {
    let power = by.to_f64();
    if is_plain(power) || number == 0.0 && power.is_finite() {
        return power * number;
    }
    by.of(number)
}

#[cold]
#[inline(never)]
fn factored_widely(numeric: Numeric, level: Level, formula: &Formula, argument: f64, tracks: &[f64]) -> f64 {
    WideNumeric::of(numeric).factored(level, formula, argument, tracks).to_f64()
}

/// Values at a base, where they or the numbers on the way to them may leave the range of a double.
#[derive(Clone, Copy, Debug)]
pub(super) struct WideNumeric {
    pub(super) base: Wide,
}

impl WideNumeric {
    pub(super) fn of(numeric: Numeric) -> Self {
        Self { base: Wide::from(numeric.base) }
    }
}

impl Algebra for WideNumeric {
    type Value = Wide;

    fn level(self, level: Level) -> Wide {
        Wide::from(level.rel).times(self.base).plus(Wide::from(level.abs))
    }

    fn mix(self, from: Level, left: f64, to: Level, gone: f64) -> Wide {
        let (from, to) = (self.level(from), self.level(to));
        Wide::from(left).times(from).plus(Wide::from(gone).times(to))
    }

    fn geometric(self, from: Level, to: Level, at: Passage) -> Wide {
        if from.abs == 0.0 && to.abs == 0.0 {
            return self.base.times(Wide::from(geometric(from.rel, to.rel, at)));
        }
        Wide::from(geometric(self.level(from).to_f64(), self.level(to).to_f64(), at))
    }

    fn scale(self, value: Wide, by: f64) -> Wide {
        Wide::from(by).times(value)
    }

    fn raised(self, level: Level, by: Power) -> Wide {
        by.wide().times(self.level(level))
    }

    fn factored(self, level: Level, formula: &Formula, argument: f64, tracks: &[f64]) -> Wide {
        formula.evaluate_wide(argument, tracks).times(self.level(level))
    }

    fn add(self, a: Wide, b: Wide) -> Wide {
        a.plus(b)
    }

    fn min(self, a: Wide, b: Wide) -> Wide {
        a.lesser(b)
    }

    fn max(self, a: Wide, b: Wide) -> Wide {
        a.greater(b)
    }

    fn rounded(self, value: Wide, how: Rounding, to: f64) -> Wide {
        let number = value.to_f64();
        // Beyond every double, a value is as good as a multiple.
        if number.is_finite() { Wide::from(how.apply(number, to)) } else { value }
    }

    fn number(self, number: f64) -> Wide {
        Wide::from(number)
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

    fn raised(self, level: Level, by: Power) -> Option<Level> {
        Some(Level { rel: raised(level.rel, by), abs: raised(level.abs, by) })
    }

    fn factored(self, level: Level, formula: &Formula, argument: f64, tracks: &[f64]) -> Option<Level> {
        let times = |number: f64| Numeric { base: 1.0 }.factored(Level::relative(number), formula, argument, tracks);
        Some(Level { rel: times(level.rel), abs: times(level.abs) })
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

    fn rounded(self, value: Option<Level>, how: Rounding, to: f64) -> Option<Level> {
        let value = value?;
        let base = self.base.or((value.rel == 0.0).then_some(1.0))?;
        Some(Level::absolute(how.apply(value.at(base), to)))
    }

    fn number(self, number: f64) -> Option<Level> {
        Some(Level::absolute(number))
    }
}
