//! The logarithm and the power of the `libm` crate as loops for wide registers: its arithmetic, to the bit, without
//! its branches.
//!
//! After `e_log.c` and `e_pow.c` of FreeBSD's msun, which are: Copyright (C) 1993, 2004 by Sun Microsystems, Inc.
//! All rights reserved. Permission to use, copy, modify, and distribute this software is freely granted, provided
//! that this notice is preserved.

#![expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
#![expect(clippy::excessive_precision, reason = "as published")]

use super::exp::ROUNDING;

/// The bits of a double but for its lower half.
const UPPER: u64 = 0xffff_ffff_0000_0000;
/// A whole number below 2^52 in the bits of this double is added to it.
const COUNTED: f64 = 4_503_599_627_370_496.0;
const SIZE: u64 = u64::MAX >> 1;

/// The upper half of the digits of a double.
#[inline(always)]
fn upper(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & UPPER)
}

/// A whole number below 2^52 as a double.
#[inline(always)]
pub(crate) fn counted(number: u64) -> f64 {
    f64::from_bits(COUNTED.to_bits() | number) - COUNTED
}

/// One of two numbers, both of which are there.
#[inline(always)]
pub(crate) fn choose(condition: bool, yes: f64, no: f64) -> f64 {
    if condition { yes } else { no }
}

/// The double that is nearest to `high * 2^64 + low`.
#[inline(always)]
pub(crate) fn nearest(high: u64, low: u64) -> f64 {
    let is_wide = high != 0;
    let shift = high.leading_zeros() & 63;
    // 64 bits from the first one on, the last of which says whether there is a one after them.
    let upper = if is_wide { high << shift | (low >> 1) >> (63 - shift) } else { low };
    let rest = if is_wide { low << shift } else { 0 };
    let twos = if is_wide { 64 - u64::from(shift) } else { 0 };
    (upper | u64::from(rest != 0)) as f64 * f64::from_bits((1023 + twos) << 52)
}

/// `libm::log(x)` of a normal number above 0.
#[inline(always)]
pub(crate) fn log(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const L: [f64; 7] = [
        6.666_666_666_666_735_130e-1,
        3.999_999_999_940_941_908e-1,
        2.857_142_874_366_239_149e-1,
        2.222_219_843_214_978_396e-1,
        1.818_357_216_161_805_012e-1,
        1.531_383_769_920_937_332e-1,
        1.479_819_860_511_658_591e-1,
    ];
    // From the root of one half to that of 2, times a power of 2.
    let bits = x.to_bits();
    let high = (bits >> 32) + (0x3ff0_0000 - 0x3fe6_a09e);
    let twos = counted(high >> 20) - 1023.0;
    let reduced = f64::from_bits(((high & 0x000f_ffff) + 0x3fe6_a09e) << 32 | bits & !UPPER);
    let f = reduced - 1.0;
    let half = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (L[1] + w * (L[3] + w * L[5]));
    let odd = z * (L[0] + w * (L[2] + w * (L[4] + w * L[6])));
    let rest = odd + even;
    s * (half + rest) + twos * LN_2_LOW - half + f + twos * LN_2_HIGH
}

/// The power that [`pow`](super::pow) gives, or NaN where a branch would have to be taken: for a base that is not a
/// normal number above 0, an exponent with a rule of its own or above 2^31, and a power near the ends of the range.
#[inline(always)]
pub(crate) fn pow_or_nan(base: f64, exponent: f64) -> f64 {
    raised_or_nan(base, log2(base), exponent)
}

/// The same, with what [`log2`] gives for the base.
#[inline(always)]
pub(crate) fn raised_or_nan(base: f64, (high, low): (f64, f64), exponent: f64) -> f64 {
    // The exponent in two parts, times the logarithm.
    let upper_exponent = upper(exponent);
    let small = (exponent - upper_exponent) * high + exponent * low;
    let large = upper_exponent * high;
    let power = exp2(large, small);
    let is_normal = (base.to_bits() >> 52).wrapping_sub(1) < 0x7fe;
    let size = exponent.abs();
    let has_rule = size == 0.0 || size == 1.0 || exponent == 2.0 || size == 0.5;
    let is_within = (large + small).abs() < 1020.0 && exponent.to_bits() & SIZE < 0x41e0_0000 << 32;
    choose(is_normal && !has_rule && is_within, power, f64::NAN)
}

/// A number to a part from 0 to below 1, as `libm::pow` gives it, with what [`log2`] gives for the number; NaN where that
/// is no normal number above 0.
#[inline(always)]
pub(crate) fn raised_in_part(base: f64, (high, low): (f64, f64), part: f64) -> f64 {
    let upper_part = upper(part);
    let power = exp2(upper_part * high, (part - upper_part) * high + part * low);
    let is_normal = (f64::MIN_POSITIVE..f64::INFINITY).contains(&base);
    let power = choose(part == 0.5, base.sqrt(), choose(part == 0.0, 1.0, power));
    // With a logarithm in this range, no power by a part leaves the normal doubles.
    choose(is_normal && high.abs() < 1020.0, power, f64::NAN)
}

/// The logarithm to the base of 2 in two parts, of a normal number above 0.
#[inline(always)]
pub(crate) fn log2(x: f64) -> (f64, f64) {
    const L: [f64; 6] = [
        5.999_999_999_999_946_487_25e-1,
        4.285_714_285_785_501_842_52e-1,
        3.333_333_298_183_774_329_18e-1,
        2.727_281_238_085_340_064_89e-1,
        2.306_607_457_755_617_540_67e-1,
        2.069_750_178_003_384_177_84e-1,
    ];
    const DP_HIGH: f64 = 5.849_624_872_207_641_601_56e-1;
    const DP_LOW: f64 = 1.350_039_202_129_748_971_28e-8;
    const CP: f64 = 9.617_966_939_259_755_543_29e-1;
    const CP_HIGH: f64 = 9.617_967_009_544_372_558_59e-1;
    const CP_LOW: f64 = -7.028_461_650_952_758_265_16e-9;
    let bits = x.to_bits();
    let digits = bits >> 32 & 0x000f_ffff;
    // Around 1 below the root of 3/2, around 3/2 below that of 3, around 2 from there on.
    let (is_middle, is_last) = (digits > 0x3988e && digits < 0xbb67a, digits >= 0xbb67a);
    let last = u64::from(is_last);
    let twos = counted((bits >> 52) + last) - 1023.0;
    let head = (digits | 0x3ff0_0000) - (last << 20);
    let x = f64::from_bits(head << 32 | bits & !UPPER);
    let point = choose(is_middle, 1.5, 1.0);
    let (point_high, point_low) = (choose(is_middle, DP_HIGH, 0.0), choose(is_middle, DP_LOW, 0.0));
    // (x - point) / (x + point) in two parts.
    let u = x - point;
    let v = 1.0 / (x + point);
    let share = u * v;
    let share_high = upper(share);
    let sum_high = f64::from_bits(((head >> 1 | 0x2000_0000) + 0x0008_0000 + (u64::from(is_middle) << 18)) << 32);
    let sum_low = x - (sum_high - point);
    let share_low = v * ((u - share_high * sum_high) - share_high * sum_low);
    let square = share * share;
    let series = L[0] + square * (L[1] + square * (L[2] + square * (L[3] + square * (L[4] + square * L[5]))));
    let rest = square * square * series + share_low * (share_high + share);
    let square = share_high * share_high;
    let t_high = upper(3.0 + square + rest);
    let t_low = rest - ((t_high - 3.0) - square);
    let u = share_high * t_high;
    let v = share_low * t_high + t_low * share;
    let p_high = upper(u + v);
    let p_low = v - (p_high - u);
    let z_high = CP_HIGH * p_high;
    let z_low = CP_LOW * p_high + p_low * CP + point_low;
    let high = upper(((z_high + z_low) + point_high) + twos);
    (high, z_low - (((high - twos) - point_high) - z_high))
}

/// `2 ^ (large + small)`, where that is normal.
#[inline(always)]
fn exp2(large: f64, small: f64) -> f64 {
    const P: [f64; 5] = [
        1.666_666_666_666_660_190_37e-1,
        -2.777_777_777_701_559_338_42e-3,
        6.613_756_321_437_934_361_17e-5,
        -1.653_390_220_546_525_153_90e-6,
        4.138_136_797_057_238_460_39e-8,
    ];
    const LN_2_HIGH: f64 = 6.931_471_824_645_996_093_75e-1;
    const LN_2_LOW: f64 = -1.904_654_299_957_768_045_25e-9;
    let sum = small + large;
    // The whole part of its size and one half, above one half.
    let size = sum.abs() + 0.5;
    let nearest = (size + ROUNDING) - ROUNDING;
    let whole = nearest - choose(nearest > size, 1.0, 0.0);
    let whole = choose(sum.to_bits() & SIZE >= 0x3fe0_0001 << 32, whole, 0.0).copysign(sum);
    let large = large - whole;
    let twos = (whole + ROUNDING).to_bits().wrapping_sub(ROUNDING.to_bits());
    let t = upper(small + large);
    let u = t * LN_2_HIGH;
    let v = (small - (t - large)) * std::f64::consts::LN_2 + t * LN_2_LOW;
    let z = u + v;
    let w = v - (z - u);
    let square = z * z;
    let t = z - square * (P[0] + square * (P[1] + square * (P[2] + square * (P[3] + square * P[4]))));
    let rest = (z * t) / (t - 2.0) - (w + z * w);
    let power = 1.0 - (rest - z);
    f64::from_bits(power.to_bits().wrapping_add(twos << 52))
}

#[cfg(test)]
mod tests {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE};
    use proptest::prelude::*;

    use super::*;

    fn assert_pow(base: f64, exponent: f64) -> bool {
        let (found, expected) = (pow_or_nan(base, exponent), libm::pow(base, exponent));
        assert!(found.is_nan() || found.to_bits() == expected.to_bits(), "{base} ^ {exponent}: {found} {expected}");
        !found.is_nan()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100_000))]

        #[test]
        fn its_logarithm_has_the_bits_of_the_library(any in POSITIVE | NORMAL, near in 0.4..2.5) {
            for x in [any, near, 1.0 + (near - 1.0) * 1e-6] {
                prop_assert_eq!(log(x).to_bits(), libm::log(x).to_bits(), "{}", x);
            }
        }

        #[test]
        fn wide_numbers_are_rounded_as_by_the_language(number in any::<u128>(), bits in 0_u32..128, tail in 0_u32..128) {
            for digits in [number, number >> tail << tail, (number >> tail << tail) | 1 << tail >> 1] {
                for wide in [digits >> bits, (digits >> bits) + 1, !(u128::MAX << bits)] {
                    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is asked for")]
                    let (high, low) = ((wide >> 64) as u64, wide as u64);
                    prop_assert_eq!(nearest(high, low).to_bits(), (wide as f64).to_bits(), "{}", wide);
                }
            }
        }

        #[test]
        fn its_power_has_the_bits_of_the_library(
            any in POSITIVE | NORMAL, near in 0.5..2.0, exponent in -5.0..5.0, long in -1e6..1e6,
            wild in POSITIVE | NEGATIVE | NORMAL, part in 0.0..1.0,
        ) {
            prop_assert!(assert_pow(near, exponent) && assert_pow(1.0 + (near - 1.0) * 1e-4, long));
            assert_pow(any, exponent);
            for base in [any, near] {
                let found = raised_in_part(base, log2(base), part);
                prop_assert!(found.is_nan() || found.to_bits() == libm::pow(base, part).to_bits(), "{} ^ {}", base, part);
            }
            assert_pow(any, 1.0 / exponent.floor());
            assert_pow(any, wild);
            assert_pow(near, wild);
            assert_pow(-any, exponent.floor());
        }
    }

    #[test]
    fn powers_in_part_have_the_bits_of_the_library() {
        for base in [1e-300, 1e-9, 0.5, 0.9, 0.999_999, 1.0, 1.000_1, 2.0, 3.0, 1e300] {
            for part in (0..1000).map(|part| f64::from(part) / 1000.0).chain([1e-300, 1.0 - f64::EPSILON / 2.0]) {
                let found = raised_in_part(base, log2(base), part);
                assert_eq!(found.to_bits(), libm::pow(base, part).to_bits(), "{base} ^ {part}");
            }
        }
        let beyond = [0.0, -0.0, -2.0, 5e-324, f64::INFINITY, f64::NAN, f64::MAX];
        assert!(beyond.iter().all(|&base| raised_in_part(base, log2(base), 0.3).is_nan()));
    }

    #[test]
    fn powers_with_rules_of_their_own_are_left_to_the_library() {
        for base in [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 1e-310, f64::INFINITY, f64::NAN] {
            for exponent in [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -0.5, 3.0, 1e300, -1e300, f64::INFINITY, f64::NAN] {
                assert_pow(base, exponent);
            }
        }
        assert!(!assert_pow(4000.0, -0.5) && assert_pow(0.999_999, 1_000_000.0) && assert_pow(0.999_999, 3.0));
        assert!(!assert_pow(3.0, 0.5) && !assert_pow(0.0, -0.5) && !assert_pow(10.0, 400.0));
    }
}
