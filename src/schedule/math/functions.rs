//! The elementary functions of formulas and curves.

use super::divide::Share;
use super::double::{Double, two_product, two_sum};
use super::elementary::choose;
use super::exp::exp_times;

/// `base ^ exponent`; the reciprocal of the root by -0.5, which registers have instructions for.
pub(crate) fn pow(base: f64, exponent: f64) -> f64 {
    if exponent == -0.5 && base > 0.0 { reciprocal_root(base) } else { libm::pow(base, exponent) }
}

/// `base ^ -0.5` of a base above 0: the nearest double, but for rare ones that are beside it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn reciprocal_root(base: f64) -> f64 {
    let root = base.sqrt();
    let reciprocal = 1.0 / root;
    // What is missing from the square of the root, and from the product of both.
    let ((square, square_error), (product, product_error)) = (two_product(root, root), two_product(root, reciprocal));
    let (lack, rest) = ((base - square) - square_error, (1.0 - product) - product_error);
    let nearest = reciprocal + reciprocal * (rest - 0.5 * lack * (reciprocal * reciprocal));
    // Near the ends of the range, what is missing is subnormal, or the square infinite.
    choose((1e-290..1e290).contains(&base), nearest, reciprocal)
}

/// The nearest whole number, halves up.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn round(x: f64) -> f64 {
    let floor = x.floor();
    if x - floor >= 0.5 { floor + 1.0 } else { floor }
}

/// The lesser of two; NaN where either is NaN.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn lesser(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// The greater of two; NaN where either is NaN.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn greater(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

/// `(1 - cos πx) / 2` of the square of x, which is from 0 to one quarter: the square of the sine of
/// x right angles. Their quotient is exactly 2 where x is one half; how far it is from 2 elsewhere is a
/// polynomial through the Chebyshev points of the range, off by less than 2^-60.
#[inline(always)]
pub(crate) fn half_versine(square: f64) -> f64 {
    const SLOPE: [f64; 8] = [
        6.717_635_759_905_643e-8,
        -2.016_023_373_764_418e-6,
        4.867_312_270_702_146_4e-5,
        -0.000_889_072_605_156_667,
        0.011_745_352_999_155_936,
        -0.105_348_802_149_002_62,
        0.584_073_464_102_068_1,
        -1.716_814_692_820_413_5,
    ];
    let offset = square - 0.25;
    let mut slope = SLOPE[0];
    for coefficient in &SLOPE[1..] {
        slope = slope * offset + coefficient;
    }
    square * (2.0 + offset * slope)
}

/// `(1 - tanh x) / 2` and `(1 + tanh x) / 2` at x = `lb v + ub u`, where v is 1 - u. The argument of their
/// exponentials is in double-double arithmetic, so that the tails lose no bits.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn half_tanh(lb: f64, ub: f64, u: Share, v: Share) -> (f64, f64) {
    let ((a, a_low), (b, b_low)) = (two_product(lb, v.high), two_product(ub, u.high));
    let (sum, sum_low) = two_sum(a, b);
    let low = sum_low + (a_low + b_low) + (lb * v.low + ub * u.low);
    let rise = exp_times(1.0, Double { high: 2.0 * sum, low: 2.0 * low });
    let fall = exp_times(1.0, Double { high: -2.0 * sum, low: -2.0 * low });
    (1.0 / (1.0 + rise), 1.0 / (1.0 + fall))
}

#[cfg(test)]
mod tests {
    use proptest::num::f64::POSITIVE;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_power_by_minus_one_half_is_that_of_the_library_or_beside_it(base in POSITIVE, near in 0.1..10.0) {
            for base in [base, near] {
                let (found, expected) = (pow(base, -0.5), libm::pow(base, -0.5));
                prop_assert!(found.to_bits().abs_diff(expected.to_bits()) <= 1, "{}: {} {}", base, found, expected);
            }
        }
    }

    #[test]
    fn powers_by_minus_one_half_end_as_those_of_the_library() {
        for base in [0.0, -0.0, 5e-324, 1e-290, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, -1.0, f64::NAN] {
            let (found, expected) = (pow(base, -0.5), libm::pow(base, -0.5));
            assert!(found.to_bits().abs_diff(expected.to_bits()) <= 1 || found.is_nan() && expected.is_nan(), "{base}");
        }
    }

    #[test]
    fn half_a_versine_is_exact_where_it_has_to_be() {
        assert_eq!(half_versine(0.0), 0.0);
        assert_eq!(half_versine(0.25), 0.5);
    }
}
