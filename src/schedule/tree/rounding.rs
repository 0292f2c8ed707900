//! Values to multiples of a number.

use serde::{Deserialize, Serialize};

use super::formula::Op;

/// Which multiple of a number a value is taken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// The greatest one that is not above it.
    Floor,
    /// The least one that is not below it.
    Ceil,
    /// The nearest one, and of two the greater.
    Round,
}

/// A value this close to where it would be rounded otherwise is there, as a share of itself: 8 units in the last
/// place, which arithmetic in doubles may be off.
const DOUBT: f64 = 1.0 / (1_u64 << 49) as f64;
/// And as a share of the multiple, since what it was subtracted from may have been larger; but not next to 0.
const LEAST_DOUBT: f64 = 1.0 / (1_u64 << 44) as f64;
/// Up to this share of the multiple, a value is next to 0.
const NEXT_TO_ZERO: f64 = 1.0 / (1 << 20) as f64;
/// No value further from there is, however large it is.
const MOST_DOUBT: f64 = 1.0 / (1 << 20) as f64;
/// From here on, every double is a whole number.
const WHOLE: f64 = (1_u64 << 52) as f64;

impl Rounding {
    /// The multiple of `to`, which is above 0, for a value. What exact arithmetic would put on a multiple, or
    /// in the middle of two, is there.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn apply(self, value: f64, to: f64) -> f64 {
        let count = value / to;
        let least = if count.abs() > NEXT_TO_ZERO { LEAST_DOUBT } else { 0.0 };
        let doubt = (count.abs() * DOUBT + least).min(MOST_DOUBT);
        let whole = match self {
            Self::Floor => (count + doubt).floor(),
            Self::Ceil => (count - doubt).ceil(),
            Self::Round => (count + doubt + 0.5).floor(),
        };
        // A value that is too large to have a fraction, or is no number, stays; -0 is 0.
        if count.abs() < WHOLE { whole * to + 0.0 } else { value }
    }

    /// The least and the greatest multiple for any value from `lo` to `hi`, which may be off by rounding.
    pub(crate) fn apply_within(self, lo: f64, hi: f64, to: f64) -> (f64, f64) {
        if lo == hi {
            let multiple = self.apply(lo, to);
            return (multiple, multiple);
        }
        let off = |value: f64| 2.0 * (DOUBT * value.abs() + LEAST_DOUBT * to);
        (self.apply(lo - off(lo), to), self.apply(hi + off(hi), to))
    }

    /// The operation that takes a number to a whole one in the same way.
    pub(crate) fn op(self) -> Op {
        match self {
            Self::Floor => Op::Floor,
            Self::Ceil => Op::Ceil,
            Self::Round => Op::Round,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Rounding::{Ceil, Floor, Round};

    #[test]
    fn halves_go_up() {
        for (value, to, expected) in [
            (200.0, 16.0, [192.0, 208.0, 208.0]),
            (0.5, 1.0, [0.0, 1.0, 1.0]),
            (-0.5, 1.0, [-1.0, 0.0, 0.0]),
            (-1.5, 1.0, [-2.0, -1.0, -1.0]),
            (2.4, 1.0, [2.0, 3.0, 2.0]),
            (0.3, 0.1, [0.300_000_000_000_000_04; 3]),
            (100.3 - 99.8, 1.0, [0.0, 1.0, 1.0]),
            (1e-14, 1.0, [0.0, 1.0, 0.0]),
            (1e300, 16.0, [1e300; 3]),
        ] {
            assert_eq!([Floor, Ceil, Round].map(|how| how.apply(value, to)), expected, "{value} to {to}");
        }
        assert!(Round.apply(f64::NAN, 1.0).is_nan());
        assert_eq!(Ceil.apply(f64::INFINITY, 1.0), f64::INFINITY);
        assert!(Ceil.apply(-0.25, 1.0).is_sign_positive());
    }

    proptest! {
        #[test]
        fn what_arithmetic_puts_next_to_a_tie_is_the_tie(halves in -4_000_000_i64..4_000_000, to in 1_u32..5000, ulps in -4_i64..=4) {
            let to = f64::from(to);
            let exact = halves as f64 / 2.0 * to;
            let near = f64::from_bits(exact.to_bits().wrapping_add_signed(if exact == 0.0 { 0 } else { ulps }));
            for how in [Floor, Ceil, Round] {
                prop_assert_eq!(how.apply(near, to), how.apply(exact, to));
            }
            prop_assert_eq!(Round.apply(exact, to), (halves as f64 / 2.0 + 0.5).floor() * to);
        }
    }
}
