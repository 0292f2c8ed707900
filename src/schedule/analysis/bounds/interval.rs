//! Arithmetic on ranges of numbers.

use std::ops::{Add, Mul, Neg, Sub};

/// All numbers from `lo` to `hi`, both included; the bounds are right to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) lo: f64,
    pub(crate) hi: f64,
}

impl Interval {
    pub(crate) const ALL: Self = Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY };
    pub(crate) const ZERO: Self = Self { lo: 0.0, hi: 0.0 };

    pub(crate) fn point(value: f64) -> Self {
        Self::between(value, value)
    }

    /// The numbers between two; all numbers where one of them is NaN.
    pub(crate) fn between(a: f64, b: f64) -> Self {
        if a.is_nan() || b.is_nan() { Self::ALL } else { Self { lo: a.min(b), hi: a.max(b) } }
    }

    pub(crate) fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    pub(crate) fn contains(self, value: f64) -> bool {
        self.lo <= value && value <= self.hi
    }

    pub(crate) fn is_finite(self) -> bool {
        self.lo.is_finite() && self.hi.is_finite()
    }

    pub(crate) fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The image of a function that rises or falls throughout.
    pub(crate) fn through(self, monotone: impl Fn(f64) -> f64) -> Self {
        let first = monotone(self.lo);
        // Mostly it is one number, and its image takes as long as a value of a tree.
        let is_point = self.lo.to_bits() == self.hi.to_bits();
        Self::between(first, if is_point { first } else { monotone(self.hi) })
    }

    pub(crate) fn times(self, number: f64) -> Self {
        self * Self::point(number)
    }

    pub(crate) fn min(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.min(other.hi) }
    }

    pub(crate) fn max(self, other: Self) -> Self {
        Self { lo: self.lo.max(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The reciprocals of numbers that are not 0; all numbers where 0 is among them.
    pub(crate) fn reciprocal(self) -> Self {
        if self.contains(0.0) { Self::ALL } else { self.through(|x| 1.0 / x) }
    }

    /// All the numbers with the signs of these.
    pub(crate) fn signs(self) -> Self {
        Self {
            lo: if self.lo < 0.0 { f64::NEG_INFINITY } else { 0.0 },
            hi: if self.hi > 0.0 { f64::INFINITY } else { 0.0 },
        }
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (lo, hi) = (self.lo + other.lo, self.hi + other.hi);
        if lo.is_nan() || hi.is_nan() { Self::ALL } else { Self { lo, hi } }
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        Self { lo: -self.hi, hi: -self.lo }
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        // An infinite bound is never reached, so 0 times it is 0.
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        let (a, b) = (product(self.lo, other.lo), product(self.lo, other.hi));
        let (c, d) = (product(self.hi, other.lo), product(self.hi, other.hi));
        Self { lo: a.min(b).min(c.min(d)), hi: a.max(b).max(c.max(d)) }
    }
}
