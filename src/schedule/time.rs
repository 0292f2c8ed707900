//! Time as an exact fraction of ticks.

use std::fmt;

use num_integer::Integer;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, ToPrimitive, Zero};

type Ratio = num_rational::Ratio<i128>;

/// A point or a length of time, in ticks, exact. Every operation that could leave the range of
/// its 128-bit numerator and denominator gives `None` instead.
///
/// ```
/// use lehr::Time;
///
/// let half = Time::fraction(5, 10).expect("a fraction");
/// let time = Time::from(12_u64).plus(half).expect("it fits");
/// assert_eq!((time.to_string(), time.floor(), time.ceil()), ("12.5".to_string(), 12, 13));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(Ratio);

impl Time {
    /// No time.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// A whole number of ticks.
    pub fn whole(ticks: i128) -> Self {
        Self(Ratio::new_raw(ticks, 1))
    }

    /// A fraction of a tick, in any terms; `None` for a denominator of 0, and where its lowest terms
    /// do not fit 128 bits with a denominator above 0.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        let sign = denominator.signum();
        // Both numbers lose the sign of the denominator.
        let (numerator, denominator) = (numerator.checked_mul(sign)?, denominator.checked_mul(sign)?);
        (denominator != 0).then(|| Self(Ratio::new(numerator, denominator)))
    }

    /// A fraction of ticks.
    pub(crate) fn new(ticks: Ratio) -> Self {
        Self(ticks)
    }

    /// The number of ticks.
    pub(crate) fn ratio(self) -> Ratio {
        self.0
    }

    /// The numerator of the reduced fraction.
    pub fn numerator(self) -> i128 {
        *self.0.numer()
    }

    /// The denominator of the reduced fraction, above 0.
    pub fn denominator(self) -> i128 {
        *self.0.denom()
    }

    /// Whether it is no time at all.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it lies before 0.
    pub fn is_negative(self) -> bool {
        self.numerator() < 0
    }

    /// Whether it is a whole number of ticks.
    pub fn is_whole(self) -> bool {
        self.denominator() == 1
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.is_whole() && other.is_whole() {
            return self.numerator().checked_add(other.numerator()).map(Self::whole);
        }
        self.0.checked_add(&other.0).map(Self)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        if self.is_whole() && other.is_whole() {
            return self.numerator().checked_sub(other.numerator()).map(Self::whole);
        }
        self.0.checked_sub(&other.0).map(Self)
    }

    /// The product with a number.
    pub(crate) fn times(self, factor: Ratio) -> Option<Self> {
        // Mostly both are whole, or the product is, and the greatest common divisors of large numbers take a while.
        if self.is_whole() && (factor.is_integer() || self.numerator() % *factor.denom() == 0) {
            return (self.numerator() / *factor.denom()).checked_mul(*factor.numer()).map(Self::whole);
        }
        self.0.checked_mul(&factor).map(Self)
    }

    /// The quotient by a number; `None` for 0 too.
    pub(crate) fn divided(self, divisor: Ratio) -> Option<Self> {
        self.0.checked_div(&divisor).map(Self)
    }

    /// The quotient by another time; `None` for 0 too.
    pub(crate) fn over(self, other: Self) -> Option<Ratio> {
        self.0.checked_div(&other.0)
    }

    /// The last whole tick at or before it.
    pub fn floor(self) -> i128 {
        if self.is_whole() {
            return self.numerator();
        }
        Integer::div_floor(&self.numerator(), &self.denominator())
    }

    /// The first whole tick at or after it.
    pub fn ceil(self) -> i128 {
        if self.is_whole() {
            return self.numerator();
        }
        Integer::div_ceil(&self.numerator(), &self.denominator())
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// The number of ticks as a decimal with at most this many digits after the point; a whole number
    /// in full.
    pub fn rounded(self, places: usize) -> String {
        if self.is_whole() {
            return self.to_string();
        }
        let text = format!("{:.places$}", self.to_f64());
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    }

    /// The number of ticks as a person writes it, and as the language reads it: from ten thousand on with a suffix
    /// where that says all of it in a few digits (`20k`, `17.6225T`), and with the thousands apart where it does not
    /// (`1_281_167`). What is not a whole number is rounded to two digits after the point from 1000 on, and to four
    /// below.
    ///
    /// ```
    /// use lehr::Time;
    ///
    /// let written = [14_600_000_000_000_u64, 1_281_167, 20_000, 5004].map(|ticks| Time::from(ticks).written());
    /// assert_eq!(written, ["14.6T", "1_281_167", "20k", "5004"]);
    /// ```
    pub fn written(self) -> String {
        let number = self.numerator();
        if !self.is_whole() {
            return apart(&self.rounded(if self.floor().unsigned_abs() < 1000 { 4 } else { 2 }));
        }
        if number.unsigned_abs() < SHORT {
            return number.to_string();
        }
        for (suffix, power, least) in SUFFIXES {
            let fits = number.unsigned_abs() >= power.unsigned_abs() && number % least == 0;
            if fits && let Some(count) = Self::fraction(number, power) {
                return format!("{count}{suffix}");
            }
        }
        apart(&number.to_string())
    }
}

/// Numbers below are written out.
const SHORT: u128 = 10_000;
/// Each suffix with what it stands for, and what a number has to be a multiple of for it to say all of it.
const SUFFIXES: [(&str, i128, i128); 4] =
    [("T", 1_000_000_000_000, 100_000_000), ("B", 1_000_000_000, 100_000), ("M", 1_000_000, 100), ("k", 1000, 100)];

/// A decimal number with the thousands before its point apart, from ten thousand on, as the language writes it.
fn apart(decimal: &str) -> String {
    let (whole, rest) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let digits = whole.trim_start_matches('-');
    if digits.len() < SHORT.to_string().len() {
        return decimal.to_string();
    }
    let mut text = whole[..whole.len() - digits.len()].to_string();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text + rest
}

/// A whole number of ticks.
impl From<u64> for Time {
    fn from(ticks: u64) -> Self {
        Self::whole(ticks.into())
    }
}

/// A whole number of ticks.
impl From<u32> for Time {
    fn from(ticks: u32) -> Self {
        Self::whole(ticks.into())
    }
}

impl fmt::Display for Time {
    /// A whole number, a decimal where it is a short one, else a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, mut rest) = (self.numerator(), self.denominator());
        let (mut twos, mut fives) = (0_u32, 0_u32);
        while rest % 2 == 0 {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest % 5 == 0 {
            (rest, fives) = (rest / 5, fives + 1);
        }
        let places = twos.max(fives);
        if rest != 1 || places > 9 {
            return write!(f, "{numerator}/{}", self.denominator());
        }
        if places == 0 {
            return write!(f, "{numerator}");
        }
        let scale = 10_i128.pow(places);
        match numerator.checked_mul(scale / self.denominator()) {
            None => write!(f, "{numerator}/{}", self.denominator()),
            Some(digits) => {
                let sign = if digits < 0 { "-" } else { "" };
                let (whole, part) = Integer::div_rem(&digits.unsigned_abs(), &scale.unsigned_abs());
                write!(f, "{sign}{whole}.{part:0width$}", width = places as usize)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_decimal_where_short() {
        let shown = |n, d| Time::new(Ratio::new(n, d)).to_string();
        assert_eq!(shown(12, 1), "12");
        assert_eq!(shown(25, 2), "12.5");
        assert_eq!(shown(-1, 8), "-0.125");
        assert_eq!(shown(1, 20), "0.05");
        assert_eq!(shown(1, 3), "1/3");
    }

    #[test]
    fn a_fraction_is_reduced_and_has_its_sign_above() {
        let parts = |n, d| Time::fraction(n, d).map(|time| (time.numerator(), time.denominator()));
        assert_eq!(parts(6, -4), Some((-3, 2)));
        assert_eq!(parts(0, -7), Some((0, 1)));
        assert_eq!(parts(1, 0), None);
        assert_eq!(parts(1, i128::MIN), None);
        assert_eq!(parts(i128::MIN, 1), Some((i128::MIN, 1)));
        assert_eq!(parts(i128::MIN, -1), None);
    }

    #[test]
    fn overflow_is_none() {
        let huge = Time::whole(i128::MAX);
        assert_eq!(huge.plus(Time::whole(1)), None);
        assert_eq!(huge.times(Ratio::from_integer(2)), None);
        assert_eq!(Time::whole(1).over(Time::ZERO), None);
    }
}
