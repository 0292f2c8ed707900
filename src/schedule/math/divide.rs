//! Dividing many numbers by the same one.

#![expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]

use super::double::two_product;

/// A way to divide. All of them give the nearest double.
pub(crate) trait Divide: Copy {
    /// The quotient of a number that is 0 or more and one above 0; neither it nor its rounding error may be
    /// subnormal.
    fn divide(numerator: f64, denominator: f64) -> f64;

    /// What is missing from the product of the denominator and that quotient; it is exact.
    fn remainder(numerator: f64, denominator: f64, quotient: f64) -> f64;
}

/// By the instruction for it, which takes several times as long as a product.
#[derive(Clone, Copy)]
pub(crate) struct Directly;

impl Divide for Directly {
    #[inline(always)]
    fn divide(numerator: f64, denominator: f64) -> f64 {
        numerator / denominator
    }

    #[inline(always)]
    fn remainder(numerator: f64, denominator: f64, quotient: f64) -> f64 {
        let (product, error) = two_product(quotient, denominator);
        (numerator - product) - error
    }
}

/// By the reciprocal of the divisor, to twice the digits of a double, which a loop computes once. For
/// processors that multiply and add in one instruction.
///
/// The first quotient is within one unit in the last place of the true one, and its remainder is exact, so
/// the second quotient is the nearest double (Markstein, "Computation of elementary functions on
/// the IBM RISC System/6000 processor", 1990; Brisebarre, Muller and Raina, "Accelerating correctly
/// rounded floating-point division when the divisor is known in advance", 2004).
#[derive(Clone, Copy)]
pub(crate) struct ByReciprocal;

impl Divide for ByReciprocal {
    #[inline(always)]
    #[expect(clippy::disallowed_methods, reason = "an instruction of the processors that this is for, rounded once")]
    fn divide(numerator: f64, denominator: f64) -> f64 {
        let reciprocal = 1.0 / denominator;
        let lack_of_reciprocal = (-denominator).mul_add(reciprocal, 1.0) / denominator;
        let quotient = numerator.mul_add(reciprocal, numerator * lack_of_reciprocal);
        let lack = (-denominator).mul_add(quotient, numerator);
        lack.mul_add(reciprocal, quotient)
    }

    #[inline(always)]
    #[expect(clippy::disallowed_methods, reason = "an instruction of the processors that this is for, rounded once")]
    fn remainder(numerator: f64, denominator: f64, quotient: f64) -> f64 {
        (-denominator).mul_add(quotient, numerator)
    }
}

/// A quotient of two whole numbers: the nearest double, and what is missing from it.
#[derive(Clone, Copy)]
pub(crate) struct Share {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl Share {
    /// The quotient; exact operands, up to 2^53, give it to twice the digits of a double.
    #[inline(always)]
    pub(crate) fn of<D: Divide>(numerator: f64, denominator: f64) -> Self {
        let high = D::divide(numerator, denominator);
        // The last digits of the correction do not matter, and the reciprocal is the same for a whole loop.
        Self { high, low: D::remainder(numerator, denominator, high) * (1.0 / denominator) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whole numbers of any length up to that of a double's digits, and their neighbours.
    fn whole() -> impl Strategy<Value = f64> {
        (0_u32..53, any::<u64>()).prop_map(|(bits, number)| (1 + (number >> (63 - bits))) as f64)
    }

    fn assert_same(numerator: f64, denominator: f64) {
        let (direct, by_reciprocal) =
            (Directly::divide(numerator, denominator), ByReciprocal::divide(numerator, denominator));
        assert_eq!(direct.to_bits(), by_reciprocal.to_bits(), "{numerator} / {denominator}");
        let plain = Directly::remainder(numerator, denominator, direct);
        let fused = ByReciprocal::remainder(numerator, denominator, direct);
        assert_eq!(plain.to_bits(), fused.to_bits(), "the remainder of {numerator} / {denominator}");
    }

    #[test]
    fn small_numbers_are_divided_alike() {
        for denominator in 1..1000 {
            for numerator in 0..=denominator {
                assert_same(f64::from(numerator), f64::from(denominator));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn whole_numbers_and_their_squares_are_divided_alike(numerator in whole(), denominator in whole()) {
            assert_same(numerator, denominator);
            assert_same(numerator * numerator, denominator * denominator);
        }

        /// Where the quotient is all but half way between two doubles, the last step decides.
        #[test]
        fn near_ties_are_divided_alike(quotient in 1_u64 << 53..1 << 54, denominator in 1_u64 << 52..1 << 53) {
            let product = u128::from(quotient | 1) * u128::from(denominator);
            let numerator = u64::try_from(product >> (128 - product.leading_zeros() - 53)).expect("53 bits");
            for near in numerator - 1..=numerator + 1 {
                assert_same(near as f64, denominator as f64);
            }
        }
    }
}
