//! The exponential function as plain arithmetic without a branch, so that loops for wide registers can be
//! made of it.

#![expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]

use super::double::Double;

/// The logarithm of 2 in two parts. The first has few enough digits that its multiples by whole numbers up
/// to 2^20 are exact.
pub(crate) const LN_2: Double = Double { high: 0.693_147_180_369_123_8, low: 1.908_214_929_270_587_7e-10 };
/// Adding this to a number rounds it to a whole number, which then is in the last bits of the sum.
pub(crate) const ROUNDING: f64 = 6_755_399_441_055_744.0;
/// Up to this exponent, both powers of 2 that an exponential is made of are normal doubles.
const LIMIT: f64 = 1416.0;
/// What is added to the exponent of 2 in the bits of a double.
pub(crate) const BIAS: u64 = 1023;

/// `factor * e ^ x`, within one unit in the last place, for an x from -1416 to 1416; an x beyond is taken
/// as the nearer end. The power may leave the range of a double where the product does not.
#[inline(always)]
pub(crate) fn exp_times(factor: f64, x: Double) -> f64 {
    let Power { fraction, twos: (first, second) } = exp(x);
    factor * first * (1.0 + fraction) * second
}

/// `e ^ x` and `1 - e ^ x`, without cancellation; x is not above 0.
#[inline(always)]
pub(crate) fn exp_and_lack(x: Double) -> (f64, f64) {
    let Power { fraction, twos: (first, second) } = exp(x);
    let twos = first * second;
    (first * (1.0 + fraction) * second, (1.0 - twos) - twos * fraction)
}

/// `first * second * (1 + fraction)`; both are powers of 2, because one alone may be out of range.
struct Power {
    /// From the root of one half to that of 2, less 1.
    fraction: f64,
    twos: (f64, f64),
}

#[inline(always)]
fn exp(x: Double) -> Power {
    // The reciprocals of the factorials from 13 down to 2. The rest is at most half of the logarithm of 2, so
    // the next term is below 2^-57.
    const SERIES: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
    ];
    let high = x.high.clamp(-LIMIT, LIMIT);
    let shifted = high * std::f64::consts::LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    let rest = high - whole * LN_2.high;
    let low = x.low - whole * LN_2.low;
    let left = rest + low;
    let lack = (rest - left) + low;
    let mut series = SERIES[0];
    for coefficient in &SERIES[1..] {
        series = series * left + coefficient;
    }
    let both = shifted.to_bits().wrapping_sub(ROUNDING.to_bits()).wrapping_add(2 * BIAS);
    let half = both >> 1;
    let two_to_the = |biased: u64| f64::from_bits(biased << (f64::MANTISSA_DIGITS - 1));
    let fraction = left + (lack + left * left * series);
    Power { fraction, twos: (two_to_the(half), two_to_the(both.wrapping_sub(half))) }
}

#[cfg(test)]
mod tests {
    use proptest::num::f64::{NORMAL, POSITIVE};
    use proptest::prelude::*;

    use super::super::log::log_of_quotient;
    use super::*;

    fn ulps(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn it_is_beside_that_of_the_library(x in -745.0..709.7) {
            prop_assert!(ulps(exp_times(1.0, Double { high: x, low: 0.0 }), libm::exp(x)) <= 2, "{x}");
        }

        #[test]
        fn it_takes_a_logarithm_back(a in POSITIVE | NORMAL, b in POSITIVE | NORMAL) {
            let log = log_of_quotient(a, b);
            prop_assume!(log.high.abs() < LIMIT);
            let found = exp_times(b, log);
            prop_assert!((found / a - 1.0).abs() < 3e-16, "{a} / {b}: {found}");
        }
    }

    #[test]
    fn ends_of_its_range() {
        let exp = |high: f64| exp_times(1.0, Double { high, low: 0.0 });
        assert_eq!([exp(0.0), exp(-0.0), exp(1e300), exp(-1e300)], [1.0, 1.0, f64::INFINITY, 0.0]);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert!(exp(f64::NAN).is_nan());
        let (least, log) = (5e-324, log_of_quotient(1e280, 5e-324));
        assert!((exp_times(least, log) / 1e280 - 1.0).abs() < 3e-16);
    }
}
