//! Doubles with an exponent of their own, for what leaves the range of a double on its way to a value within it.

use std::cmp::Ordering;

use super::double::Double;

/// Exponents of this size and beyond stay where they are.
const FAR: i64 = 1 << 40;

/// `digits * 2 ^ exponent`. The digits are 0, not finite, or from a half to below 1, so that arithmetic rounds as
/// that of doubles does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wide {
    digits: f64,
    exponent: i64,
}

impl Wide {
    pub(crate) const ZERO: Self = Self { digits: 0.0, exponent: 0 };

    /// The zero of a sign.
    fn zero(is_negative: bool) -> Self {
        Self { digits: if is_negative { -0.0 } else { 0.0 }, exponent: 0 }
    }

    fn normal(digits: f64, exponent: i64) -> Self {
        let (digits, more) = libm::frexp(digits);
        if digits == 0.0 || !digits.is_finite() {
            return Self { digits, exponent: 0 };
        }
        Self { digits, exponent: exponent.saturating_add(more.into()).clamp(-FAR, FAR) }
    }

    /// The nearest double; infinite where none is near.
    pub(crate) fn to_f64(self) -> f64 {
        libm::ldexp(self.digits, i32::try_from(self.exponent.clamp(-5000, 5000)).unwrap_or_default())
    }

    pub(crate) fn times(self, other: Self) -> Self {
        let zero = |wide: Self, other: Self| wide.digits == 0.0 && !other.digits.is_nan();
        if zero(self, other) || zero(other, self) {
            // 0 times what no double holds is 0, of the sign that the product has.
            return Self::zero(self.digits.is_sign_negative() != other.digits.is_sign_negative());
        }
        Self::normal(self.digits * other.digits, self.exponent.saturating_add(other.exponent))
    }

    pub(crate) fn over(self, other: Self) -> Self {
        if self.digits == 0.0 && other.digits != 0.0 && !other.digits.is_nan() {
            return Self::zero(self.digits.is_sign_negative() != other.digits.is_sign_negative());
        }
        Self::normal(self.digits / other.digits, self.exponent.saturating_sub(other.exponent))
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        if self.digits == 0.0 && other.digits == 0.0 {
            return Self { digits: self.digits + other.digits, exponent: 0 };
        }
        if self.digits == 0.0 || other.digits == 0.0 {
            return if self.digits == 0.0 { other } else { self };
        }
        if !(self.digits.is_finite() && other.digits.is_finite()) {
            return Self::normal(self.digits + other.digits, 0);
        }
        let (far, near) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        // Beyond 200 bits, the lesser one does not even round.
        let shift = i32::try_from((near.exponent - far.exponent).max(-200)).unwrap_or(-200);
        Self::normal(far.digits + libm::ldexp(near.digits, shift), far.exponent)
    }

    pub(crate) fn negated(self) -> Self {
        Self { digits: -self.digits, ..self }
    }

    pub(crate) fn abs(self) -> Self {
        Self { digits: self.digits.abs(), ..self }
    }

    pub(crate) fn is_nan(self) -> bool {
        self.digits.is_nan()
    }

    /// The lesser of two; NaN where either is NaN.
    pub(crate) fn lesser(self, other: Self) -> Self {
        if self.is_nan() || self.compare(other) == Some(Ordering::Less) { self } else { other }
    }

    /// The greater of two; NaN where either is NaN.
    pub(crate) fn greater(self, other: Self) -> Self {
        if self.is_nan() || self.compare(other) == Some(Ordering::Greater) { self } else { other }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        self.plus(other.negated()).digits.partial_cmp(&0.0).or_else(|| self.digits.partial_cmp(&other.digits))
    }

    pub(crate) fn sqrt(self) -> Self {
        let odd = self.exponent.rem_euclid(2);
        let digits = if odd == 1 { self.digits * 2.0 } else { self.digits };
        Self::normal(digits.sqrt(), (self.exponent - odd) / 2)
    }

    pub(crate) fn log(self) -> Self {
        let plain = self.to_f64();
        let is_beyond = self.digits > 0.0 && self.digits.is_finite() && (plain == 0.0 || plain.is_infinite());
        if is_beyond {
            return Self::from(libm::log(self.digits) + self.exponent as f64 * std::f64::consts::LN_2);
        }
        Self::from(libm::log(plain))
    }

    /// `e ^ x`: that of a part of it, squared until it is whole.
    pub(crate) fn exp(self) -> Self {
        Self::halved_until(self.to_f64(), |x| x.abs() < 700.0, libm::exp)
    }

    /// `self ^ exponent`.
    pub(crate) fn power(self, exponent: Self) -> Self {
        let (base, exponent) = (self.to_f64(), exponent.to_f64());
        let plain = super::pow(base, exponent);
        if plain != 0.0 && plain.is_finite() || plain.is_nan() || base == 0.0 {
            return Self::from(plain);
        }
        let log = self.abs().log().to_f64();
        let size = Self::halved_until(
            exponent,
            |part| (part * log).abs() < 700.0,
            |part| {
                if base.is_finite() { super::pow(base.abs(), part) } else { libm::exp(part * log) }
            },
        );
        if plain.is_sign_negative() { size.negated() } else { size }
    }

    fn halved_until(x: f64, small: impl Fn(f64) -> bool, of: impl Fn(f64) -> f64) -> Self {
        let (mut part, mut squares) = (x, 0);
        while !small(part) && squares < 64 && part.is_finite() {
            part *= 0.5;
            squares += 1;
        }
        (0..squares).fold(Self::from(of(part)), |power, _| power.times(power))
    }
}

impl From<f64> for Wide {
    fn from(number: f64) -> Self {
        Self::normal(number, 0)
    }
}

/// A power by an exponent of a whole number and a part from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Power {
    pub(crate) base: f64,
    pub(crate) whole: u64,
    pub(crate) part: f64,
}

impl Power {
    pub(crate) fn whole(base: f64, whole: u64) -> Self {
        Self { base, whole, part: 0.0 }
    }

    /// The nearest double, or the next one.
    pub(crate) fn to_f64(self) -> f64 {
        super::pow_split(self.base, self.whole, self.part)
    }

    /// A number times the power, which may leave the range of a double where the product does not.
    #[cold]
    #[inline(never)]
    pub(crate) fn of(self, number: f64) -> f64 {
        let end = super::power::end_of_range(self.base, self.whole as f64 + self.part, number);
        end.unwrap_or_else(|| self.wide().times(Wide::from(number)).to_f64())
    }

    /// The same beyond the range of a double, in double-double arithmetic.
    pub(crate) fn wide(self) -> Wide {
        let plain = self.to_f64();
        if is_plain(plain) {
            return Wide::from(plain);
        }
        let scaled = |double: Double, by: f64| Double { high: double.high * by, low: double.low * by };
        // Digits from a half to below 1 have a product from a quarter to 1: at most one step brings it back.
        let times = |(a, more): (Double, i64), (b, most): (Double, i64)| {
            let (product, exponent) = (a.times(b), more.saturating_add(most));
            let (digits, exponent) = match product.high.abs() {
                high if high < 0.5 => (scaled(product, 2.0), exponent.saturating_sub(1)),
                high if high < 1.0 => (product, exponent),
                _ => (scaled(product, 0.5), exponent.saturating_add(1)),
            };
            (digits, exponent.clamp(-FAR, FAR))
        };
        let (digits, exponent) = libm::frexp(self.base);
        let (mut result, mut factor) =
            ((Double { high: 0.5, low: 0.0 }, 1), (Double { high: digits, low: 0.0 }, exponent.into()));
        let mut left = self.whole;
        while left > 0 {
            if left & 1 == 1 {
                result = times(result, factor);
            }
            left >>= 1;
            factor = times(factor, factor);
        }
        let whole = Wide::normal(result.0.rounded(), result.1);
        if self.part == 0.0 { whole } else { whole.times(Wide::from(libm::pow(self.base, self.part))) }
    }
}

/// Whether a number is so far from the ends of the range of a double that products with others are within it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn is_plain(number: f64) -> bool {
    (1e-200..=1e200).contains(&number.abs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::power::end_of_range;
    use super::*;

    fn special() -> impl Strategy<Value = f64> {
        proptest::sample::select(vec![0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, 5e-324])
    }

    proptest! {
        #[test]
        fn arithmetic_is_that_of_doubles_within_their_range(a in -1e150..1e150_f64, b in -1e150..1e150_f64) {
            let (x, y) = (Wide::from(a), Wide::from(b));
            prop_assert_eq!(x.times(y).to_f64(), a * b);
            prop_assert_eq!(x.over(y).to_f64(), a / b);
            prop_assert_eq!(x.plus(y).to_f64(), a + b);
            prop_assert_eq!(x.lesser(y).to_f64(), a.min(b));
            prop_assert_eq!(x.greater(y).to_f64(), a.max(b));
            prop_assert_eq!(x.abs().sqrt().to_f64(), a.abs().sqrt());
        }

        #[test]
        fn what_leaves_the_range_comes_back(base in 1.5..100.0_f64, whole in 2_u64..1_000_000) {
            let (up, down) = (Power::whole(base, whole), Power::whole(1.0 / base, whole));
            let product = up.wide().times(down.wide()).to_f64();
            prop_assert!((product - 1.0).abs() < 1.2e-16 * whole as f64 + 1e-15, "{product}");
        }

        #[test]
        fn what_ends_at_zero_or_beyond_all_numbers_is_what_wide_arithmetic_gives(
            base in prop_oneof![0.0..2.0_f64, 0.999..1.001_f64, any::<f64>(), special().prop_filter("a factor is finite", |base| base.is_finite())],
            whole in prop_oneof![0_u64..3000, any::<u64>()],
            part in prop_oneof![Just(0.0), 0.0..1.0_f64],
            number in prop_oneof![-1.0..1.0_f64, any::<f64>(), special()],
        ) {
            let power = Power { base, whole, part };
            let wide = power.wide().times(Wide::from(number)).to_f64();
            let product = power.of(number);
            let same = product.to_bits() == wide.to_bits() || product.is_nan() && wide.is_nan();
            prop_assert!(same, "{power:?} times {number}: {product} and {wide}");
        }

        #[test]
        fn powers_far_out_of_range_need_no_wide_arithmetic(base in 1.001..2.0_f64, number in -1.0..1.0_f64) {
            prop_assume!(number.abs() > 1e-300);
            let ends = [base, 1.0 / base].map(|base| end_of_range(base, 2e6, number));
            prop_assert_eq!(ends, [f64::INFINITY, 0.0].map(|end| Some(end.copysign(number))));
        }
    }

    #[test]
    fn zeros_have_the_signs_that_doubles_give_them() {
        let numbers = [0.0, -0.0, 1.5, -1.5];
        for (a, b) in numbers.into_iter().flat_map(|a| numbers.map(|b| (a, b))) {
            let (x, y) = (Wide::from(a), Wide::from(b));
            let same = |wide: Wide, plain: f64| wide.to_f64().to_bits() == plain.to_bits() || plain.is_nan();
            assert!(same(x.times(y), a * b), "{a} * {b}");
            assert!(same(x.over(y), a / b), "{a} / {b}");
            assert!(same(x.plus(y), a + b), "{a} + {b}");
            assert!(same(x.negated(), -a) && same(x.abs(), a.abs()), "{a}");
            let huge = Power::whole(2.0, u64::MAX).wide();
            assert!(b != 0.0 || same(huge.times(y), b) && same(y.over(huge), b), "{b}");
        }
    }

    #[test]
    fn zero_times_anything_is_zero() {
        let huge = Power::whole(2.0, u64::MAX).wide();
        assert_eq!(huge.to_f64(), f64::INFINITY);
        assert_eq!(Wide::ZERO.times(huge).to_f64(), 0.0);
        assert_eq!(Wide::ZERO.times(Wide::from(f64::INFINITY)).to_f64(), 0.0);
        assert!(Wide::ZERO.times(Wide::from(f64::NAN)).is_nan());
        let thousand = Wide::from(1000.0);
        assert!((thousand.exp().log().to_f64() - 1000.0).abs() < 1e-9);
        assert_eq!(Wide::from(2.0).power(thousand).times(Wide::from(0.5).power(thousand)).to_f64(), 1.0);
        let log = Wide::from(2.0).power(Wide::from(2000.0)).log().to_f64();
        assert!((log - 2000.0 * std::f64::consts::LN_2).abs() < 1e-12, "{log}");
    }
}
