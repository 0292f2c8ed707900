//! Evenly spaced whole numbers of up to 127 bits, each rounded once to a double.

use super::lanes::Lanes;
use super::ticks::EXACT;
use crate::schedule::clock::to_f64;
use crate::schedule::math::{BIAS, nearest};

/// The number of them that are rounded together.
pub(super) const BLOCK: usize = 256;
/// The number of them that are counted at once: as many as the widest registers hold.
const COUNTED: usize = 8;

/// The doubles that are nearest to `first`, `first + step` and so on, of which the first `count` are 0 or more. What
/// stands after those means nothing.
pub(super) fn rounded(first: i128, step: i128, count: usize, lanes: Lanes) -> [f64; BLOCK] {
    let mut all = [0.0; BLOCK];
    let places = &mut all[..count];
    if let Some(SameDigits { first: above, step: more, digits, few }) = SameDigits::of(first, step, count) {
        lanes.tabulate(
            places,
            above,
            more,
            #[inline(always)]
            move |number| number + digits,
        );
        let few = if step < 0 { count - few..count } else { 0..few };
        few.for_each(|index| places[index] = to_f64(first + step * index as i128));
    } else {
        let mut next = Halves::from(first, step);
        lanes.run(
            #[inline(always)]
            || places.chunks_mut(COUNTED).for_each(|places| next.round(places)),
        );
    }
    all
}

/// Whole numbers that have their last digits in common, since the step between them is a multiple of a power of 2: what
/// is above these digits is exact as a double.
///
/// The digits below are rounded to an odd number, so that to round the sum is to round the whole number, which has at
/// least two bits less after it (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms
/// using rounding to odd", 2008).
struct SameDigits {
    first: f64,
    step: f64,
    digits: f64,
    /// How many of the least ones may be too small for that, and are rounded one by one.
    few: usize,
}

impl SameDigits {
    /// `None` where what is above has more digits than a double.
    fn of(first: i128, step: i128, count: usize) -> Option<Self> {
        let bits = step.trailing_zeros().min(i128::BITS - 2);
        let exact = |number: i128| i64::try_from(number).ok().filter(|_| number.abs() <= EXACT);
        let (above, more) = exact(first >> bits).zip(exact(step >> bits))?;
        let last = exact(i64::try_from(count.saturating_sub(1)).ok()?.checked_mul(more)?.checked_add(above)?.into())?;
        let unit = power_of_two(bits);
        let digits = rounded_to_odd(first.unsigned_abs() & ((1 << bits) - 1));
        let few = usize::try_from(2 - above.min(last)).map_or(0, |few| few.min(count));
        Some(Self { first: above as f64 * unit, step: more as f64 * unit, digits, few })
    }
}

/// Itself where a double holds it, and otherwise the one of its neighbours whose last digit is odd.
fn rounded_to_odd(number: u128) -> f64 {
    let bits = (u128::BITS - number.leading_zeros()).saturating_sub(f64::MANTISSA_DIGITS);
    let digits = number >> bits;
    let odd = digits | u128::from(digits << bits != number);
    // So it is converted by one instruction.
    u64::try_from(odd).map_or(f64::NAN, |odd| odd as f64) * power_of_two(bits)
}

/// `2 ^ bits`, up to 2^1023.
fn power_of_two(bits: u32) -> f64 {
    f64::from_bits((u64::from(bits) + BIAS) << (f64::MANTISSA_DIGITS - 1))
}

/// Evenly spaced whole numbers of any kind, each as two halves.
struct Halves {
    /// The upper and the lower halves of the next ones.
    high: [u64; COUNTED],
    low: [u64; COUNTED],
    /// Those of the difference to the ones after them.
    ahead: (u64, u64),
}

impl Halves {
    fn from(first: i128, step: i128) -> Self {
        let times = |count: usize| step.wrapping_mul(count as i128);
        let all: [(u64, u64); COUNTED] = std::array::from_fn(|index| halves(first.wrapping_add(times(index))));
        Self { high: all.map(|(high, _)| high), low: all.map(|(_, low)| low), ahead: halves(times(COUNTED)) }
    }

    /// The doubles that are nearest to the next ones.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    fn round(&mut self, rounded: &mut [f64]) {
        for (place, (high, low)) in rounded.iter_mut().zip(self.high.iter_mut().zip(&mut self.low)) {
            *place = nearest(*high, *low);
            *low = low.wrapping_add(self.ahead.1);
            *high = high.wrapping_add(self.ahead.0).wrapping_add(u64::from(*low < self.ahead.1));
        }
    }
}

/// The upper and the lower half of a number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the halves are what is asked for")]
fn halves(number: i128) -> (u64, u64) {
    ((number >> 64) as u64, number as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn each_is_rounded_as_by_the_language(
            number in any::<u128>(), length in 1_u32..=120, ends in 0_u32..120, same in 0_u32..120,
            step in any::<u64>(), step_bits in 1_u32..60, falls in any::<bool>(), count in 1_usize..=BLOCK,
        ) {
            let number = (number >> (128 - length)).cast_signed();
            // A tie between two doubles, and its neighbours, are as likely as any other number.
            let tie = (number >> ends << ends) | (1 << ends >> 1);
            let step = i128::from(step >> (64 - step_bits)).max(1) << same.min(119 - 6 - step_bits);
            for least in [number, tie, (tie - 1).max(0), tie + 1] {
                let (first, step) = if falls { (least + step * (count - 1) as i128, -step) } else { (least, step) };
                let at = |index: usize| first + step * index as i128;
                for lanes in Lanes::available() {
                    let found = rounded(first, step, count, lanes);
                    for (index, found) in found.iter().take(count).enumerate() {
                        prop_assert_eq!(found.to_bits(), (at(index) as f64).to_bits(), "{} + {} * {}", first, step, index);
                    }
                }
            }
        }
    }
}
