//! Numbers of 57 digits, each with the size of what it was computed from.

use std::cell::RefCell;

use astro_float::{BigFloat, Consts, RoundingMode, Sign};
use num_rational::Ratio;

/// Exact fractions: times, and constants as they are written.
pub(super) type Q = Ratio<i128>;

const BITS: usize = 192;
const MODE: RoundingMode = RoundingMode::ToEven;

thread_local! {
    static CONSTANTS: RefCell<Consts> = RefCell::new(Consts::new().expect("constants"));
}

/// A number to 192 bits.
#[derive(Clone, Debug)]
pub(super) struct Big(BigFloat);

impl Big {
    pub(super) fn of(number: f64) -> Self {
        Self(BigFloat::from_f64(number, BITS))
    }

    pub(super) fn exactly(ratio: Q) -> Self {
        let part = |number: i128| BigFloat::from_i128(number, BITS);
        Self(part(*ratio.numer()).div(&part(*ratio.denom()), BITS, MODE))
    }

    /// A number as a double: what is raised to powers is rounded before.
    pub(super) fn rounded(ratio: Q) -> Self {
        Self::of(*ratio.numer() as f64 / *ratio.denom() as f64)
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self(self.0.add(&other.0, BITS, MODE))
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self(self.0.sub(&other.0, BITS, MODE))
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self(self.0.mul(&other.0, BITS, MODE))
    }

    pub(super) fn over(&self, other: &Self) -> Self {
        Self(self.0.div(&other.0, BITS, MODE))
    }

    pub(super) fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    pub(super) fn sqrt(&self) -> Self {
        Self(self.0.sqrt(BITS, MODE))
    }

    pub(super) fn exp(&self) -> Self {
        CONSTANTS.with_borrow_mut(|constants| Self(self.0.exp(BITS, MODE, constants)))
    }

    pub(super) fn ln(&self) -> Self {
        CONSTANTS.with_borrow_mut(|constants| Self(self.0.ln(BITS, MODE, constants)))
    }

    pub(super) fn tanh(&self) -> Self {
        CONSTANTS.with_borrow_mut(|constants| Self(self.0.tanh(BITS, MODE, constants)))
    }

    /// The cosine of a number of half turns.
    pub(super) fn cos_pi(&self) -> Self {
        CONSTANTS.with_borrow_mut(|constants| {
            let turn = constants.pi(BITS, MODE).mul(&self.0, BITS, MODE);
            Self(turn.cos(BITS, MODE, constants))
        })
    }

    /// A power by an exact exponent; that by 0 is 1, of 0 too.
    pub(super) fn power(&self, exponent: Q) -> Self {
        if exponent.is_integer() && *exponent.numer() >= 0 {
            let exponent = usize::try_from(*exponent.numer()).expect("a small exponent");
            return Self(self.0.powi(exponent, BITS, MODE));
        }
        if self.0.is_zero() {
            return self.clone();
        }
        self.ln().times(&Self::exactly(exponent)).exp()
    }

    pub(super) fn is_less(&self, other: &Self) -> bool {
        self.0.cmp(&other.0).is_some_and(|order| order < 0)
    }

    /// The nearest double, or the next one.
    pub(super) fn to_f64(&self) -> f64 {
        let Some((words, _, sign, exponent, _)) = self.0.as_raw_parts() else { return f64::NAN };
        let Some(&top) = words.last() else { return 0.0 };
        let below = words.len().checked_sub(2).map_or(0, |at| words[at] >> 62);
        let digits = (u128::from(top) << 2 | u128::from(below)) as f64;
        let size = libm::ldexp(digits, exponent - 66);
        if sign == Sign::Neg { -size } else { size }
    }
}

/// A value, and the sum of the sizes that it was added up from: what its relative error refers to.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) exact: Big,
    pub(super) size: Big,
}

impl Value {
    pub(super) fn new(exact: Big) -> Self {
        Self { size: exact.abs(), exact }
    }

    pub(super) fn exactly(ratio: Q) -> Self {
        Self::new(Big::exactly(ratio))
    }

    /// A number that doubles come by with an error that is a multiple of one operation's.
    pub(super) fn within(exact: Big, times: f64) -> Self {
        Self { size: exact.abs().times(&Big::of(times.max(1.0))), exact }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self { exact: self.exact.plus(&other.exact), size: self.size.plus(&other.size) }
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        Self { exact: self.exact.minus(&other.exact), size: self.size.plus(&other.size) }
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self { exact: self.exact.times(&other.exact), size: self.size.times(&other.size) }
    }

    /// The multiple of a number, by the name of the function. What doubles cannot tell from where it would be
    /// rounded otherwise is there.
    pub(super) fn rounded(&self, how: &str, to: Q) -> Self {
        if self.exact.to_f64() == 0.0 {
            return Self::exactly(Q::from_integer(0));
        }
        let count = self.exact.over(&Big::exactly(to));
        let least = if count.abs().to_f64() > 1e-6 { 1.0 } else { 0.0 };
        let doubt = count.abs().plus(&Big::of(least)).times(&Big::of(1e-14));
        let whole = match how {
            "floor" => count.plus(&doubt).0.floor(),
            "ceil" => count.minus(&doubt).0.ceil(),
            _ => count.plus(&doubt).plus(&Big::of(0.5)).0.floor(),
        };
        Self::new(Big(whole).times(&Big::exactly(to)))
    }

    /// How many times more uncertain it is than a number by itself.
    pub(super) fn doubt(&self) -> f64 {
        let exact = self.exact.abs().to_f64();
        if exact == 0.0 { 1.0 } else { self.size.over(&self.exact.abs()).to_f64() }
    }

    pub(super) fn lesser(self, other: Self) -> Self {
        if other.exact.is_less(&self.exact) { other } else { self }
    }

    pub(super) fn greater(self, other: Self) -> Self {
        if self.exact.is_less(&other.exact) { other } else { self }
    }
}
