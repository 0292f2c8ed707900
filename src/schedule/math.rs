//! Elementary functions with the same bits on every platform.
//!
//! The functions of `std` call the platform's `libm`, and those differ in the last bits: of four
//! million cosines, glibc and the `libm` crate disagree on one in fifty. Evaluation uses the `libm`
//! crate instead, pinned to one version, and arithmetic of our own where that would lose bits or
//! cannot be a loop for wide registers. Nothing here is ever contracted to a fused multiply-add; Rust
//! does not do that by itself.

use super::divide::Divide;
use super::exp::exp_times;

/// `base ^ exponent`.
pub(crate) fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// The function of arithmetic with a name, `sqrt exp log sin cos tanh abs floor ceil round`.
pub(crate) fn named(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "sqrt" => f64::sqrt,
        "exp" => libm::exp,
        "log" => libm::log,
        "sin" => libm::sin,
        "cos" => libm::cos,
        "tanh" => libm::tanh,
        "abs" => f64::abs,
        "floor" => f64::floor,
        "ceil" => f64::ceil,
        "round" => f64::round,
        _ => return None,
    })
}

/// A share of a whole, of two whole numbers: the nearest double, and what it lacks.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) high: f64,
    pub(super) low: f64,
}

impl Share {
    /// The quotient; exact operands, up to 2^53, give it to twice the digits of a double.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(super) fn of<D: Divide>(numerator: f64, denominator: f64) -> Self {
        let high = D::divide(numerator, denominator);
        let (product, error) = two_product(high, denominator);
        // Of what is so small, the last digits do not matter; the reciprocal is the same for a whole loop.
        Self { high, low: ((numerator - product) - error) * (1.0 / denominator) }
    }
}

/// `(1 - cos πx) / 2` of the square of x, which is from 0 to one quarter: the square of the sine of
/// a right angle's share. The quotient of both is 2, exactly, where x is one half; what it is beside
/// that is a polynomial through the Chebyshev points of the range, off by less than 2^-60.
#[inline(always)]
pub(super) fn half_versine(square: f64) -> f64 {
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

/// Half of what a hyperbolic tangent lacks to 1 at `lb v + ub u`, and what that lacks to 1; `v` is
/// 1 - u. Their exponentials are taken of an argument in double-double arithmetic, so that the tail
/// loses no bits to it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(super) fn half_tanh(lb: f64, ub: f64, u: Share, v: Share) -> (f64, f64) {
    let ((a, a_low), (b, b_low)) = (two_product(lb, v.high), two_product(ub, u.high));
    let (sum, sum_low) = two_sum(a, b);
    let low = sum_low + (a_low + b_low) + (lb * v.low + ub * u.low);
    let rise = exp_times(1.0, Double { high: 2.0 * sum, low: 2.0 * low });
    let fall = exp_times(1.0, Double { high: -2.0 * sum, low: -2.0 * low });
    (1.0 / (1.0 + rise), 1.0 / (1.0 + fall))
}

/// `x ^ n`, correct to about one unit in the last place for any n: in double-double arithmetic, the
/// power of a multiple of 256 times that of the rest.
pub(super) fn pow_int(x: f64, n: u64) -> f64 {
    if x == 1.0 || n == 0 {
        return 1.0;
    }
    if n == 1 {
        return x;
    }
    let low = n % POWERS as u64;
    match power(x, n - low).zip(power(x, low)) {
        Some((high, low)) => high.times(low).in_range().map_or_else(|| libm::pow(x, n as f64), Double::rounded),
        // No more than a few factors fit, or none is told from 0.
        None => libm::pow(x, n as f64),
    }
}

/// So many powers in a row have one factor in common.
pub(super) const POWERS: usize = 256;

/// `x ^ n` by squaring; `None` where it does not fit.
pub(super) fn power(x: f64, n: u64) -> Option<Double> {
    let (mut result, mut factor, mut left) = (Double::from(1.0), Double::from(x).in_range()?, n);
    while left > 0 {
        if left & 1 == 1 {
            result = result.times(factor).in_range()?;
        }
        left >>= 1;
        if left > 0 {
            factor = factor.times(factor).in_range()?;
        }
    }
    Some(result)
}

/// `x ^ (whole + part)`, the whole part exact and the rest between 0 and 1.
pub(super) fn pow_split(x: f64, whole: u64, part: f64) -> f64 {
    let raised = pow_int(x, whole);
    if part == 0.0 { raised } else { raised * libm::pow(x, part) }
}

/// The sum of two doubles, the lower one below half a unit in the last place of the higher.
#[derive(Clone, Copy)]
pub(super) struct Double {
    pub(super) high: f64,
    pub(super) low: f64,
}

impl Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(super) fn times(self, other: Self) -> Self {
        let (product, error) = two_product(self.high, other.high);
        let error = error + (self.high * other.low + self.low * other.high);
        let high = product + error;
        Self { high, low: error - (high - product) }
    }

    /// Itself, where splitting neither overflows nor loses what is below it.
    pub(super) fn in_range(self) -> Option<Self> {
        (1e-150..=1e150).contains(&self.high.abs()).then_some(self)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(super) fn rounded(self) -> f64 {
        self.high + self.low
    }
}

/// The sum of two doubles and its rounding error, exactly (Knuth 1969).
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let rounded = sum - a;
    (sum, (a - (sum - rounded)) + (b - rounded))
}

/// The product of two doubles and its rounding error, exactly (Dekker 1971).
#[inline(always)]
fn two_product(a: f64, b: f64) -> (f64, f64) {
    const SPLITTER: f64 = 134_217_729.0;
    let split = |x: f64| {
        let scaled = SPLITTER * x;
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_powers_are_right_to_the_last_bit_or_one_beside() {
        // By exact rational arithmetic.
        for (x, n, expected) in [
            (0.5, 10, 1.0 / 1024.0),
            (1.5, 40, 11_057_332.320_940_012),
            (0.9, 2, 0.81),
            (3.0, 30, 205_891_132_094_649.0),
        ] {
            let found = pow_int(x, n);
            assert!((found - expected).abs() <= expected * f64::EPSILON, "{x}^{n} = {found}");
        }
        assert_eq!(pow_int(0.0, 0), 1.0);
        assert_eq!(pow_int(0.5, u64::MAX), 0.0);
        assert_eq!(pow_int(1.0, u64::MAX), 1.0);
        assert_eq!(pow_int(2.0, 1 << 40), f64::INFINITY);
    }

    #[test]
    fn half_a_versine_is_exact_where_it_has_to_be() {
        assert_eq!(half_versine(0.0), 0.0);
        assert_eq!(half_versine(0.25), 0.5);
    }
}
