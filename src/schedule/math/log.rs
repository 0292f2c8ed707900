//! The logarithm as plain arithmetic without a branch, so that loops for wide registers can be made of it.

#![expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]

use super::divide::{Directly, Share};
use super::double::{Double, two_sum};
use super::exp::{BIAS, LN_2, ROUNDING};

/// The logarithm of the absolute value of a quotient, to about 2^-57 of 1 or of itself, whichever is greater;
/// the quotient itself may leave the range of a double.
pub(crate) fn log_of_quotient(a: f64, b: f64) -> Double {
    let ((a, a_exponent), (b, b_exponent)) = (libm::frexp(a.abs()), libm::frexp(b.abs()));
    log(a, b, a - b, f64::from(a_exponent - b_exponent))
}

/// The logarithm of `a / b`, to about 2^-57 of itself. Both are above 0, and their quotient is in the range of
/// a double; `difference` is `a - b`, as exact as it is known.
#[inline(always)]
pub(crate) fn log_of_ratio(a: f64, b: f64, difference: f64) -> Double {
    log(a, b, difference, 0.0)
}

/// The logarithm of `2^twos * a / b`.
///
/// The quotient is a power of 2 times a ratio near 1, from the root of one half to that of 2. The logarithm of
/// a ratio is twice the area hyperbolic tangent of the difference over the sum.
#[inline(always)]
fn log(a: f64, b: f64, difference: f64, twos: f64) -> Double {
    // The reciprocals of the odd numbers. The square that they multiply is below 0.0295, and the next term is
    // below 2^-57 of the first.
    const SERIES: [f64; 11] = [
        1.0 / 23.0,
        1.0 / 21.0,
        1.0 / 19.0,
        1.0 / 17.0,
        1.0 / 15.0,
        1.0 / 13.0,
        1.0 / 11.0,
        1.0 / 9.0,
        1.0 / 7.0,
        1.0 / 5.0,
        1.0 / 3.0,
    ];
    const BITS: u32 = f64::MANTISSA_DIGITS - 1;
    // From the root of one half on, the exponent counts as that of 1.
    const TO_ONE: u64 = (BIAS << BITS) - std::f64::consts::FRAC_1_SQRT_2.to_bits();
    let exponent = (a / b).to_bits().wrapping_add(TO_ONE) >> BITS;
    let taken = f64::from_bits(ROUNDING.to_bits().wrapping_add(exponent)) - (ROUNDING + BIAS as f64);
    let scaled = a * f64::from_bits((2 * BIAS).wrapping_sub(exponent) << BITS);
    let difference = if taken == 0.0 { difference } else { scaled - b };
    let (sum, sum_low) = two_sum(scaled, b);
    let share = Share::of::<Directly>(difference, sum);
    let square = share.high * share.high;
    let mut series = SERIES[0];
    for coefficient in &SERIES[1..] {
        series = series * square + coefficient;
    }
    let (first, second) = (2.0 * share.high, 2.0 * (share.low - share.high * (sum_low / sum)));
    let twos = taken + twos;
    let product = twos * LN_2.high;
    // The greater first, or 0.
    let high = product + first;
    let lack = first - (high - product);
    let low = if twos == 0.0 { 0.0 } else { lack + twos * LN_2.low };
    Double { high, low: low + (second + first * (square * series)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn it_is_beside_that_of_the_library(a in 1e-150..1e150, exponent in -150_i32..150, digits in 1.0..10.0) {
            let b = digits * libm::pow(10.0, exponent.into());
            let found = log_of_ratio(a, b, a - b).rounded();
            let expected = libm::log(a / b);
            // The library takes the logarithm of a quotient that is rounded.
            prop_assert!((found - expected).abs() <= expected.abs() * 2.5e-16 + 1.2e-16, "{found} {expected}");
        }

        #[test]
        fn near_one_it_has_all_its_digits(b in 1_u64..1 << 52, passed in 1_u64..1 << 52) {
            let (a, b, passed) = (b as f64, (b + passed) as f64, passed as f64);
            let found = log_of_ratio(a, b, -passed).rounded();
            let expected = libm::log1p(-(passed / b));
            // As far as the argument is rounded, and the logarithm that is taken of it.
            let slope = b / a;
            let tolerance = expected.abs() * 3e-16 + slope * (passed / b) * 1.2e-16;
            prop_assert!((found - expected).abs() <= tolerance, "{found} {expected}");
        }
    }

    #[test]
    fn ends_of_its_range() {
        assert_eq!(log_of_quotient(3.0, 3.0).rounded(), 0.0);
        assert_eq!(log_of_quotient(2.0, -1.0).rounded(), std::f64::consts::LN_2);
        let widest = log_of_quotient(f64::MAX, 5e-324).rounded();
        assert!((widest - 2098.0 * std::f64::consts::LN_2).abs() < 3e-13, "{widest}");
    }
}
