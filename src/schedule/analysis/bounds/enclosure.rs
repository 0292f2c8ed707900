//! Bounds of a function in a window, and arithmetic with them.

use std::f64::consts::{FRAC_PI_2, PI};

use super::interval::Interval;
use crate::schedule::tree::{Level, Rounding};

/// Bounds of a function in a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Enclosure {
    /// Holds all values.
    pub(crate) value: Interval,
    /// Holds the slope between any two ticks, per subtick; unbounded where the value jumps.
    pub(crate) slope: Interval,
    /// Whether every value is a number.
    pub(crate) defined: bool,
}

impl Enclosure {
    pub(crate) fn new(value: Interval, slope: Interval) -> Self {
        Self { value, slope, defined: true }
    }

    pub(crate) fn constant(value: Interval) -> Self {
        Self::new(value, Interval::ZERO)
    }

    /// Nothing is known.
    pub(crate) fn unknown() -> Self {
        Self { value: Interval::ALL, slope: Interval::ALL, defined: false }
    }

    /// The function in two windows that follow one another; `seam` holds the slope between them.
    pub(crate) fn joined(self, next: Self, seam: Interval) -> Self {
        Self {
            value: self.value.hull(next.value),
            slope: self.slope.hull(seam).hull(next.slope),
            defined: self.defined && next.defined,
        }
    }

    pub(crate) fn times(self, number: Interval) -> Self {
        Self { value: self.value * number, slope: self.slope * number, ..self }
    }

    /// The same with tighter bounds, by the value at a time and how far the window reaches around that time.
    pub(crate) fn around(self, middle: f64, times: Interval) -> Self {
        let reach = Interval::point(middle) + self.slope * times;
        let value = Interval { lo: self.value.lo.max(reach.lo), hi: self.value.hi.min(reach.hi) };
        // Rounding alone can put the bounds in the wrong order.
        if value.lo <= value.hi { Self { value, ..self } } else { self }
    }

    fn with(self, other: Self, value: Interval, slope: Interval) -> Self {
        Self { value, slope, defined: self.defined && other.defined }
    }

    /// The image of a smooth function; `derivative` bounds its derivative on the values.
    fn mapped(self, value: Interval, derivative: Interval) -> Self {
        Self { value, slope: derivative * self.slope, ..self }
    }

    /// The same, where a part of the values may have no image.
    fn partly(self, defined: bool) -> Self {
        Self { defined: self.defined && defined, ..self }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.with(other, self.value + other.value, self.slope + other.slope)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.plus(other.times(Interval::point(-1.0)))
    }

    pub(crate) fn product(self, other: Self) -> Self {
        self.with(other, self.value * other.value, self.value * other.slope + other.value * self.slope)
    }

    pub(crate) fn quotient(self, other: Self) -> Self {
        if other.value.contains(0.0) {
            return Self::unknown();
        }
        let inverse = other.value.reciprocal();
        self.product(Self { value: inverse, slope: -(other.slope * inverse * inverse), defined: other.defined })
    }

    pub(crate) fn lesser(self, other: Self) -> Self {
        match () {
            () if self.value.hi <= other.value.lo => self.partly(other.defined),
            () if other.value.hi <= self.value.lo => other.partly(self.defined),
            () => self.with(other, self.value.min(other.value), self.slope.hull(other.slope)),
        }
    }

    pub(crate) fn greater(self, other: Self) -> Self {
        match () {
            () if self.value.lo >= other.value.hi => self.partly(other.defined),
            () if other.value.lo >= self.value.hi => other.partly(self.defined),
            () => self.with(other, self.value.max(other.value), self.slope.hull(other.slope)),
        }
    }

    pub(crate) fn power(self, exponent: Self) -> Self {
        let (a, b) = (self.value, exponent.value);
        if exponent.slope.is_zero() && b.lo == b.hi {
            return self.raised(b.lo).partly(exponent.defined);
        }
        if a.lo <= 0.0 {
            return Self::unknown();
        }
        let value = a.through(|x| libm::pow(x, b.lo)).hull(a.through(|x| libm::pow(x, b.hi)));
        let relative = exponent.slope * a.through(libm::log) + b * self.slope * a.reciprocal();
        self.with(exponent, value, value * relative)
    }

    fn raised(self, exponent: f64) -> Self {
        let a = self.value;
        let whole = exponent == libm::floor(exponent);
        let crosses = a.contains(0.0);
        if crosses && exponent < 0.0 {
            return Self::unknown();
        }
        let power = |exponent: f64| {
            let image = a.through(|x| libm::pow(x, exponent));
            if crosses && whole { image.hull(Interval::ZERO) } else { image }
        };
        if exponent == 0.0 {
            return Self { value: Interval::point(1.0), slope: Interval::ZERO, ..self };
        }
        if a.lo < 0.0 && !whole {
            return Self::unknown();
        }
        self.mapped(power(exponent), power(exponent - 1.0).times(exponent))
    }

    pub(crate) fn sqrt(self) -> Self {
        let a = self.value.max(Interval::ZERO);
        let slope = if a.lo == 0.0 {
            Interval { lo: 0.5 / a.hi.sqrt(), hi: f64::INFINITY }
        } else {
            a.through(|x| 0.5 / x.sqrt())
        };
        self.mapped(a.through(f64::sqrt), slope).partly(self.value.lo >= 0.0)
    }

    pub(crate) fn exp(self) -> Self {
        let value = self.value.through(libm::exp);
        self.mapped(value, value)
    }

    pub(crate) fn log(self) -> Self {
        if self.value.lo <= 0.0 {
            return Self::unknown();
        }
        self.mapped(self.value.through(libm::log), self.value.reciprocal())
    }

    pub(crate) fn sin(self) -> Self {
        self.mapped(sine(self.value), sine(self.value + Interval::point(FRAC_PI_2)))
    }

    pub(crate) fn cos(self) -> Self {
        self.mapped(sine(self.value + Interval::point(FRAC_PI_2)), -sine(self.value))
    }

    pub(crate) fn tanh(self) -> Self {
        let value = self.value.through(libm::tanh);
        let slopes = value.through(|x| 1.0 - x * x);
        self.mapped(value, if value.contains(0.0) { slopes.hull(Interval::point(1.0)) } else { slopes })
    }

    pub(crate) fn abs(self) -> Self {
        self.greater(self.times(Interval::point(-1.0)))
    }

    /// The multiples of a number.
    pub(crate) fn rounded(self, how: Rounding, to: f64) -> Self {
        let (lo, hi) = how.apply_within(self.value.lo, self.value.hi, to);
        let slope = if lo == hi { Interval::ZERO } else { self.slope.signs() };
        Self { value: Interval::between(lo, hi), slope, ..self }
    }

    /// Through a function that goes up in steps.
    pub(crate) fn stepped(self, step: fn(f64) -> f64) -> Self {
        let value = self.value.through(step);
        let slope = if value.lo == value.hi { Interval::ZERO } else { self.slope.signs() };
        Self { value, slope, ..self }
    }
}

/// The values of a level at all bases.
pub(crate) fn amount(level: Level, base: Interval) -> Interval {
    base.through(|base| level.at(base))
}

/// The sines of a range of angles.
fn sine(angles: Interval) -> Interval {
    let (lo, hi) = (angles.lo, angles.hi);
    if !angles.is_finite() || hi - lo >= 2.0 * PI || lo.abs().max(hi.abs()) > 1e8 {
        return Interval { lo: -1.0, hi: 1.0 };
    }
    let reaches = |angle: f64| libm::floor((hi - angle) / (2.0 * PI)) >= libm::ceil((lo - angle) / (2.0 * PI));
    let mut image = angles.through(libm::sin);
    if reaches(FRAC_PI_2) {
        image.hi = 1.0;
    }
    if reaches(-FRAC_PI_2) {
        image.lo = -1.0;
    }
    image
}
