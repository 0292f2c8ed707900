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

/// A share of a whole, of two whole numbers: the nearest double, and what it lacks.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) high: f64,
    pub(super) low: f64,
}

impl Share {
    /// The quotient; exact operands, up to 2^53, give it to twice the digits of a double.
    pub(super) fn of(numerator: f64, denominator: f64) -> Self {
        let high = numerator / denominator;
        let (product, error) = two_product(high, denominator);
        Self { high, low: ((numerator - product) - error) / denominator }
    }
}

/// The sine of a share of a right angle, of at most one half, squared.
fn sin_squared(share: Share) -> f64 {
    /// What `FRAC_PI_2` lacks to half of pi.
    const FRAC_PI_2_LOW: f64 = 6.123_233_995_736_766e-17;
    if share.high == 0.0 {
        return 0.0;
    }
    let (angle, error) = two_product(FRAC_PI_2, share.high);
    let error = error + (FRAC_PI_2 * share.low + FRAC_PI_2_LOW * share.high);
    // The sine of the sum, by the first terms of the cotangent: the error is that small.
    let sin = libm::sin(angle);
    let sin = sin + sin * (error / angle * (1.0 - angle * angle / 3.0));
    sin * sin
}

/// Half a cosine from 1 to 0 at `u`, and what it lacks to 1; `v` is 1 - u. Both are computed
/// without cancellation, so that the first and the last ticks of a long schedule are right.
pub(super) fn half_cosine(u: Share, v: Share) -> (f64, f64) {
    if u.high < 0.4 {
        let lack = sin_squared(u);
        (1.0 - lack, lack)
    } else if v.high < 0.4 {
        let left = sin_squared(v);
        (left, 1.0 - left)
    } else {
        let half = 0.5 * libm::sin(FRAC_PI_2 * (v.high - u.high));
        (0.5 + half, 0.5 - half)
    }
}

/// Half of what a hyperbolic tangent lacks to 1 at `lb v + ub u`, and what that lacks to 1; `v` is
/// 1 - u. Their exponentials are taken of an argument in double-double arithmetic, so that the tail
/// loses no bits to it.
pub(super) fn half_tanh(lb: f64, ub: f64, u: Share, v: Share) -> (f64, f64) {
    let ((a, a_low), (b, b_low)) = (two_product(lb, v.high), two_product(ub, u.high));
    let sum = a + b;
    let low = (a - (sum - (sum - a))) + (b - (sum - a)) + (a_low + b_low) + (lb * v.low + ub * u.low);
    let rise = libm::exp(2.0 * sum) * (1.0 + 2.0 * low);
    let fall = libm::exp(-2.0 * sum) * (1.0 - 2.0 * low);
    (1.0 / (1.0 + rise), 1.0 / (1.0 + fall))
}

/// `from ^ v * to ^ u`, where v is 1 - u, from the nearer end.
pub(super) fn geometric(from: f64, to: f64, u: Share, v: Share) -> f64 {
    let (near, far, share) = if u.high <= 0.5 { (from, to, u) } else { (to, from, v) };
    let ratio = far / near;
    let power = libm::pow(ratio, share.high);
    near * (power + power * (share.low * libm::log(ratio)))
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
        let at = |share| Share { high: share, low: 0.0 };
        assert_eq!(half_cosine(at(0.5), at(0.5)), (0.5, 0.5));
        assert_eq!(half_cosine(at(0.0), at(1.0)), (1.0, 0.0));
    }
}
