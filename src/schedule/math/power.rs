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
fn power(x: f64, n: u64) -> Option<Double> {
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

/// Powers of one number by whole exponents, as [`pow_int`] gives them: for each multiple of 256 its power, times
/// those up to 255, which are computed once.
#[derive(Clone, Debug)]
pub(crate) struct Powers {
    base: f64,
    /// The powers up to 255, in two parts.
    high: [f64; POWERS],
    low: [f64; POWERS],
    /// How many of them are in the range of exact arithmetic.
    count: usize,
    /// The multiple of 256 that was asked for last, and its power.
    last: u64,
    power: Option<Double>,
}

impl Powers {
    /// The powers of a number.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn of(base: f64) -> Self {
        let (mut high, mut low) = ([1.0; POWERS], [0.0; POWERS]);
        let mut count = 0;
        let mut factor = Double::from(base);
        for bit in 0..POWERS.trailing_zeros() {
            if factor.in_range().is_none() {
                break;
            }
            let half = 1 << bit;
            let ((below, above), (low_below, low_above)) = (high.split_at_mut(half), low.split_at_mut(half));
            for ((&high, &low), place) in below.iter().zip(&*low_below).zip(above.iter_mut().zip(low_above)) {
                let product = Double { high, low }.times(factor);
                (*place.0, *place.1) = (product.high, product.low);
            }
            count = 2 * half;
            factor = factor.times(factor);
        }
        // They rise or fall throughout: the last ones leave the range first.
        while count > 0 && (Double { high: high[count - 1], low: 0.0 }).in_range().is_none() {
            count -= 1;
        }
        Self { base, high, low, count, last: 0, power: Some(Double::from(1.0)) }
    }

    /// Whether they are those of a number.
    pub(crate) fn are_of(&self, base: f64) -> bool {
        self.base.to_bits() == base.to_bits()
    }

    /// The power of the multiple of 256 at or below an exponent, which all powers up to the next one are multiples
    /// of; `None` where it leaves the range of exact arithmetic.
    fn multiple(&mut self, exponent: u64) -> Option<Double> {
        let multiple = exponent - exponent % POWERS as u64;
        if multiple != self.last {
            (self.last, self.power) = (multiple, power(self.base, multiple));
        }
        self.power
    }

    /// The power by an exponent; `None` where exact arithmetic does not give it.
    pub(crate) fn get(&mut self, exponent: u64) -> Option<f64> {
        let index = usize::try_from(exponent % POWERS as u64).ok().filter(|index| *index < self.count)?;
        let multiple = self.multiple(exponent)?;
        Some(multiple.times(Double { high: self.high[index], low: self.low[index] }).in_range()?.rounded())
    }

    /// What gives the power by an exponent and those after it, up to the next multiple of 256 or `most` of them:
    /// a factor, and both parts of what it is multiplied by; `None` where exact arithmetic does not give them all.
    pub(crate) fn block(&mut self, exponent: u64, most: usize) -> Option<(Double, &[f64], &[f64])> {
        let first = usize::try_from(exponent % POWERS as u64).ok()?;
        let end = POWERS.min(first + most);
        let multiple = self.multiple(exponent).filter(|_| end <= self.count)?;
        let at = |index: usize| multiple.times(Double { high: self.high[index], low: self.low[index] });
        at(first).in_range().zip(at(end - 1).in_range())?;
        Some((multiple, &self.high[first..end], &self.low[first..end]))
    }

    /// Whether the powers by an exponent and by all above it times a number are surely 0 or infinite as doubles.
    pub(crate) fn is_beyond(&self, exponent: u64, number: f64) -> bool {
        end_of_range(self.base, exponent as f64, number).is_some()
    }
}

/// `number * base ^ exponent` where it is so far out of the range of a double that it is surely 0 or infinite; `None`
/// where it has to be computed.
pub(super) fn end_of_range(base: f64, exponent: f64, number: f64) -> Option<f64> {
    if base <= 0.0 {
        return None;
    }
    let twos = libm::log2(base) * exponent + libm::log2(number.abs());
    match twos {
        ..-1080.0 => Some(0.0_f64.copysign(number)),
        1030.0.. => Some(f64::INFINITY.copysign(number)),
        _ => None,
    }
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
    fn powers_one_after_the_other_are_those_one_by_one() {
        for base in [0.9, 0.999_999, -0.7, 1.0, 1.000_1, -1.5, 40.0, 1e-3, 1e-140, 1e-200, 0.0, 5e-324] {
            let mut powers = Powers::of(base);
            for exponent in (0..1100).chain(100_000..100_300) {
                let found = powers.get(exponent);
                let alone = power(base, exponent - exponent % 256).zip(power(base, exponent % 256));
                let expected = alone.and_then(|(high, low)| high.times(low).in_range());
                assert_eq!(
                    found.map(f64::to_bits),
                    expected.map(|power| power.rounded().to_bits()),
                    "{base}^{exponent}"
                );
                assert!(found.is_none_or(|power| power.to_bits() == pow_int(base, exponent).to_bits()));
                if let Some((factor, high, low)) = powers.block(exponent, 3) {
                    let first = factor.times(Double { high: high[0], low: low[0] }).rounded();
                    assert_eq!(Some(first), found);
                }
            }
        }
        let powers = Powers::of(0.5);
        assert!(powers.is_beyond(1081, 1.0) && !powers.is_beyond(1080, -1.0) && powers.is_beyond(1081, -1.0));
        assert!(powers.is_beyond(2100, 1e300) && !powers.is_beyond(2000, 1e300));
        assert!(Powers::of(2.0).is_beyond(1030, 1.0) && !Powers::of(1.0).is_beyond(u64::MAX, 1e300));
    }

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
