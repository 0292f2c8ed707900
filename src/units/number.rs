//! Numbers that stay exact as long as they can.

use std::borrow::Cow;

use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use crate::schedule::Rounding;

/// An exact fraction.
pub(crate) type Ratio = num_rational::Ratio<i128>;

/// A number of the language. Literals and `+ - * /`, whole powers and roundings of exact numbers
/// are exact, and are rounded to a double once, where a value is wanted; everything else is
/// computed in doubles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    exact: Option<Ratio>,
    value: f64,
}

impl Number {
    /// A whole number.
    pub(crate) fn whole(n: i64) -> Self {
        Self::exactly(Ratio::from_integer(n.into()))
    }

    /// An exact number.
    pub(crate) fn exactly(ratio: Ratio) -> Self {
        Self { exact: Some(ratio), value: ratio.to_f64().unwrap_or(f64::NAN) }
    }

    /// A number that is known as a double only.
    pub(crate) fn inexact(value: f64) -> Self {
        Self { exact: None, value }
    }

    /// Reads a literal: digits with `_` between them, a fraction, an exponent, a suffix
    /// `k K M B T`. `None` where it is too large for a double.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = if text.contains('_') { Cow::from(text.replace('_', "")) } else { Cow::from(text) };
        let power = match digits.chars().next_back()? {
            'k' | 'K' => 3,
            'M' => 6,
            'B' => 9,
            'T' => 12,
            _ => 0,
        };
        let digits = if power == 0 { &*digits } else { &digits[..digits.len() - 1] };
        let exact = Self::parse_exact(digits, power);
        let value = match exact {
            Some(ratio) if power != 0 => ratio.to_f64()?,
            _ if power != 0 => format!("{digits}e{power}").parse().ok()?,
            _ => digits.parse().ok()?,
        };
        value.is_finite().then_some(Self { exact, value })
    }

    fn parse_exact(digits: &str, power: i32) -> Option<Ratio> {
        let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (digits, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let part = part.trim_end_matches('0');
        let mut numerator = 0_i128;
        for digit in whole.bytes().chain(part.bytes()) {
            let digit = char::from(digit).to_digit(10)?;
            numerator = numerator.checked_mul(10)?.checked_add(digit.into())?;
        }
        let exponent = exponent.checked_add(power)?.checked_sub(i32::try_from(part.len()).ok()?)?;
        let scale = 10_i128.checked_pow(exponent.unsigned_abs())?;
        if numerator.is_zero() {
            Some(Ratio::zero())
        } else if exponent < 0 {
            Some(over_power_of_ten(numerator, exponent.unsigned_abs()))
        } else {
            numerator.checked_mul(scale).map(Ratio::from_integer)
        }
    }

    /// The nearest double.
    pub(crate) fn value(self) -> f64 {
        self.value
    }

    /// The exact value: as it was computed, or that of the double.
    pub(crate) fn ratio(self) -> Option<Ratio> {
        self.exact.or_else(|| {
            let exact = BigRational::from_float(self.value)?;
            Some(Ratio::new(exact.numer().to_i128()?, exact.denom().to_i128()?))
        })
    }

    /// The sum.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        self.combine(other, num_traits::CheckedAdd::checked_add, |a, b| a + b)
    }

    /// The difference.
    #[must_use]
    pub(crate) fn minus(self, other: Self) -> Self {
        self.combine(other, num_traits::CheckedSub::checked_sub, |a, b| a - b)
    }

    /// The product.
    #[must_use]
    pub(crate) fn times(self, other: Self) -> Self {
        self.combine(other, num_traits::CheckedMul::checked_mul, |a, b| a * b)
    }

    /// The quotient; not finite where `other` is 0.
    #[must_use]
    pub(crate) fn over(self, other: Self) -> Self {
        self.combine(other, num_traits::CheckedDiv::checked_div, |a, b| a / b)
    }

    /// The negative.
    #[must_use]
    pub(crate) fn negated(self) -> Self {
        Self::whole(0).minus(self)
    }

    /// The power, by `pow` where it is not exact.
    #[must_use]
    pub(crate) fn power(self, exponent: Self, pow: impl Fn(f64, f64) -> f64) -> Self {
        let exact = || {
            let exponent = exponent.exact.filter(Ratio::is_integer)?.to_i32()?;
            let base = self.exact?;
            if base.is_zero() && exponent < 0 {
                return None;
            }
            let raised = num_traits::checked_pow(base, exponent.unsigned_abs() as usize)?;
            Some(if exponent < 0 { raised.recip() } else { raised })
        };
        exact().map_or_else(|| Self::inexact(pow(self.value, exponent.value)), Self::exactly)
    }

    /// The greatest whole number not above it.
    #[must_use]
    pub(crate) fn floor(self) -> Self {
        self.rounded(|r| r.numer().div_floor(r.denom()), f64::floor)
    }

    /// The least whole number not below it.
    #[must_use]
    pub(crate) fn ceil(self) -> Self {
        self.rounded(|r| r.numer().div_ceil(r.denom()), f64::ceil)
    }

    /// The nearest whole number, halves up.
    #[must_use]
    pub(crate) fn round(self) -> Self {
        self.rounded(round, crate::schedule::math::round)
    }

    /// The absolute value.
    #[must_use]
    pub(crate) fn abs(self) -> Self {
        if self.value < 0.0 { self.negated() } else { self }
    }

    /// How the two compare; exactly, where both are exact.
    pub(crate) fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self.exact, other.exact) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => self.value.partial_cmp(&other.value),
        }
    }

    fn combine(
        self,
        other: Self,
        exact: impl Fn(&Ratio, &Ratio) -> Option<Ratio>,
        inexact: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let both = self.exact.zip(other.exact);
        both.and_then(|(a, b)| exact(&a, &b))
            .map_or_else(|| Self::inexact(inexact(self.value, other.value)), Self::exactly)
    }

    /// The multiple of another number, above 0.
    #[must_use]
    pub(crate) fn to_multiple(self, how: Rounding, of: Self) -> Self {
        let count = self.over(of);
        let whole = match how {
            Rounding::Floor => count.floor(),
            Rounding::Ceil => count.ceil(),
            Rounding::Round => count.round(),
        };
        whole.times(of)
    }

    fn rounded(self, exact: impl Fn(Ratio) -> i128, inexact: impl Fn(f64) -> f64) -> Self {
        match self.exact {
            Some(ratio) => Self::exactly(Ratio::from_integer(exact(ratio))),
            None => Self::inexact(inexact(self.value)),
        }
    }
}

/// A number over `10^power`, which is in range, in its lowest terms: 10 has no prime factors but 2 and 5.
fn over_power_of_ten(mut numerator: i128, power: u32) -> Ratio {
    let (mut fives, twos) = (power, numerator.trailing_zeros().min(power));
    numerator >>= twos;
    while fives > 0 && numerator % 5 == 0 {
        numerator /= 5;
        fives -= 1;
    }
    Ratio::new_raw(numerator, 5_i128.pow(fives) << (power - twos))
}

/// The nearest whole number to a fraction, halves up.
pub(crate) fn round(ratio: Ratio) -> i128 {
    let floor = ratio.floor();
    let up = ratio - floor >= Ratio::new(1, 2);
    floor.to_integer() + i128::from(up)
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::schedule::format_value(self.value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn suffixes_and_groups() {
        assert_eq!(Number::parse("1_281_167").map(Number::value), Some(1_281_167.0));
        assert_eq!(Number::parse("1.4T").and_then(Number::ratio), Some(Ratio::from_integer(1_400_000_000_000)));
        assert_eq!(Number::parse("2.4").and_then(Number::ratio), Some(Ratio::new(12, 5)));
        assert_eq!(Number::parse("1e999"), None);
        assert_eq!(Number::parse(".1").map(Number::value), Some(0.1));
    }

    #[test]
    fn sums_of_decimals_are_exact() {
        let sum = Number::parse("0.1").unwrap().plus(Number::parse("0.2").unwrap());
        assert_eq!(sum.value(), 0.3);
    }

    proptest! {
        #[test]
        fn an_exact_literal_rounds_like_the_standard_parser(digits in 0_u64..u64::MAX, exponent in -30_i32..5) {
            let text = format!("{digits}e{exponent}");
            let number = Number::parse(&text).unwrap();
            let through_ratio = number.exact.map(|r| Number::exactly(r).value());
            prop_assert_eq!(number.value(), text.parse::<f64>().unwrap());
            if let Some(value) = through_ratio {
                prop_assert_eq!(value, number.value());
            }
        }
    }
}
