//! Powers by whole numbers, correct to about one unit in the last place.

use super::double::Double;

/// `x ^ n`, correct to about one unit in the last place for any n: in double-double arithmetic, the
/// power of a multiple of 256 times that of the rest.
pub(crate) fn pow_int(x: f64, n: u64) -> f64 {
    if x == 1.0 || n == 0 {
        return 1.0;
    }
    if n == 1 {
        return x;
    }
    let low = n % POWERS as u64;
    match power(x, n - low).zip(power(x, low)) {
        Some((high, low)) => high.times(low).in_range().map_or_else(|| libm::pow(x, n as f64), Double::rounded),
        // It overflows after a few factors, or is too close to 0.
        None => libm::pow(x, n as f64),
    }
}

/// The number of consecutive powers that share a factor.
pub(crate) const POWERS: usize = 256;

/// `x ^ n` by squaring; `None` where an intermediate result leaves the range of exact arithmetic.
pub(crate) fn power(x: f64, n: u64) -> Option<Double> {
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
pub(crate) fn pow_split(x: f64, whole: u64, part: f64) -> f64 {
    let raised = pow_int(x, whole);
    if part == 0.0 { raised } else { raised * libm::pow(x, part) }
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
}
