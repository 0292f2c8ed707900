//! Elementary functions with the same bits on every platform.
//!
//! The functions of `std` call the platform's `libm`, and those differ in the last bits: of four
//! million cosines, glibc and the `libm` crate disagree on one in fifty. All evaluation goes
//! through this module instead: the `libm` crate, pinned to one version, and double-double
//! arithmetic of our own where a power would lose bits. Nothing here is ever contracted to a fused
//! multiply-add; Rust does not do that by itself.

use std::f64::consts::FRAC_PI_2;

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

/// Half a cosine from 1 to 0 at `u`, and what it lacks to 1; `v` is 1 - u. Both are computed
/// without cancellation, so that the first and the last ticks of a long schedule are right.
pub(super) fn half_cosine(u: f64, v: f64) -> (f64, f64) {
    if u < 0.25 {
        let sin = libm::sin(FRAC_PI_2 * u);
        let lack = sin * sin;
        (1.0 - lack, lack)
    } else if v < 0.25 {
        let sin = libm::sin(FRAC_PI_2 * v);
        let left = sin * sin;
        (left, 1.0 - left)
    } else {
        let half = 0.5 * libm::sin(FRAC_PI_2 * (v - u));
        (0.5 + half, 0.5 - half)
    }
}

/// Half of what a hyperbolic tangent lacks to 1 at `lb v + ub u`, and what that lacks to 1; `v` is
/// 1 - u. Their exponentials are taken of an argument in double-double arithmetic, so that the tail
/// loses no bits to it.
pub(super) fn half_tanh(lb: f64, ub: f64, u: f64, v: f64) -> (f64, f64) {
    let ((a, a_low), (b, b_low)) = (two_product(lb, v), two_product(ub, u));
    let sum = a + b;
    let low = (a - (sum - (sum - a))) + (b - (sum - a)) + (a_low + b_low);
    let rise = libm::exp(2.0 * sum) * (1.0 + 2.0 * low);
    let fall = libm::exp(-2.0 * sum) * (1.0 - 2.0 * low);
    (1.0 / (1.0 + rise), 1.0 / (1.0 + fall))
}

/// `x ^ n`, correct to about one unit in the last place for any n: by squaring in double-double
/// arithmetic.
pub(super) fn pow_int(x: f64, n: u64) -> f64 {
    if x == 1.0 || n == 0 {
        return 1.0;
    }
    if x.abs() < 1e-150 || x.abs() > 1e150 || n == 1 {
        // Splitting would overflow, and no more than a few factors fit.
        return if n == 1 { x } else { libm::pow(x, n as f64) };
    }
    let (mut result, mut factor, mut left) = (Double::from(1.0), Double::from(x), n);
    while left > 0 {
        if left & 1 == 1 {
            result = result.times(factor);
        }
        left >>= 1;
        if left > 0 {
            factor = factor.times(factor);
        }
        let tiny = factor.high.abs() < 1e-290 || result.high.abs() < 1e-280;
        if tiny || !factor.high.is_finite() || factor.high.abs() > 1e290 || result.high.abs() > 1e280 {
            return libm::pow(x, n as f64);
        }
    }
    result.high + result.low
}

/// `x ^ (whole + part)`, the whole part exact and the rest between 0 and 1.
pub(super) fn pow_split(x: f64, whole: u64, part: f64) -> f64 {
    let raised = pow_int(x, whole);
    if part == 0.0 { raised } else { raised * libm::pow(x, part) }
}

/// The sum of two doubles, the lower one below half a unit in the last place of the higher.
#[derive(Clone, Copy)]
struct Double {
    high: f64,
    low: f64,
}

impl Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    fn times(self, other: Self) -> Self {
        let (product, error) = two_product(self.high, other.high);
        let error = error + (self.high * other.low + self.low * other.high);
        let high = product + error;
        Self { high, low: error - (high - product) }
    }
}

/// The product of two doubles and its rounding error, exactly (Dekker 1971).
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
    fn half_cosine_is_exact_where_it_has_to_be() {
        assert_eq!(half_cosine(0.5, 0.5), (0.5, 0.5));
        assert_eq!(half_cosine(0.0, 1.0), (1.0, 0.0));
    }
}
