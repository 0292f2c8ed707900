//! Cycles: which one a time is in, and what its local time is.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

use super::clock::Instant;
use super::node::{Node, Subticks};

/// So many stretched cycles are told apart.
const CYCLE_LIMIT: usize = 4096;
/// Behind the point, where the starts of cycles are accumulated.
const FRACTION_BITS: u64 = 512;
/// How many bits local time in a stretched cycle is held with.
const TIME_BITS: u64 = 120;

/// A body that runs again and again, each cycle the same but for its length and its base.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// What runs.
    pub(super) body: Node,
    /// The length of the first cycle, above 0.
    pub(super) period: Subticks,
    /// How many cycles, at least 1; endless where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    /// Cycle k runs at the base times `decay ^ k`.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(super) decay: f64,
    /// Cycle k is dilated by `stretch ^ k`, a fraction (numerator, denominator), both above 0.
    #[serde(default = "unit", skip_serializing_if = "is_unit")]
    pub(super) stretch: (u32, u32),
    /// The first whole subtick of each stretched cycle; follows from the rest.
    #[serde(skip)]
    starts: OnceLock<Vec<Subticks>>,
}

impl PartialEq for Repeat {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
            && self.period == other.period
            && self.count == other.count
            && self.decay == other.decay
            && self.stretch == other.stretch
    }
}

/// Where a time falls.
pub(super) struct Cycle {
    pub(super) index: u64,
    /// The local time of the body.
    pub(super) local: Instant,
}

/// More stretched cycles than are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyCycles;

impl Repeat {
    /// A repeat; see its fields for their ranges.
    pub fn new(body: Node, period: Subticks, count: Option<u64>, decay: f64, stretch: (u32, u32)) -> Self {
        Self { body, period, count, decay, stretch, starts: OnceLock::new() }
    }

    /// What runs.
    pub fn body(&self) -> &Node {
        &self.body
    }

    /// The length of the first cycle, in subticks.
    pub fn period(&self) -> Subticks {
        self.period
    }

    /// How many cycles; `None` for endless ones.
    pub fn count(&self) -> Option<u64> {
        self.count
    }

    /// Cycle k runs at the base times this to the power of k.
    pub fn decay(&self) -> f64 {
        self.decay
    }

    /// Cycle k is so much longer than cycle k - 1, as a fraction.
    pub fn stretch(&self) -> (u32, u32) {
        self.stretch
    }

    pub(super) fn is_stretched(&self) -> bool {
        self.stretch.0 != self.stretch.1
    }

    /// The cycle of a time. At a boundary it is the later one, or the earlier one at its end if
    /// `left`. Behind the last cycle it is that one's end.
    pub(super) fn cycle(&self, at: Instant, left: bool) -> Option<Cycle> {
        let cycle = if self.is_stretched() { self.stretched_cycle(at)? } else { self.plain_cycle(at)? };
        let behind = self.count.is_some_and(|count| cycle.index >= count);
        if behind {
            return None;
        }
        if left && cycle.local.num == 0 && cycle.index > 0 {
            return Some(Cycle { index: cycle.index - 1, local: Instant::at(self.period) });
        }
        Some(cycle)
    }

    /// The first whole subtick behind a stretched cycle; `None` behind the last one that is told apart.
    pub(super) fn end_of(&self, index: u64) -> Option<Subticks> {
        self.starts().get(usize::try_from(index).ok()?.checked_add(1)?).copied()
    }

    /// The first whole subtick of each cycle of a stretched repeat.
    pub(super) fn starts(&self) -> &[Subticks] {
        self.starts.get_or_init(|| cycle_starts(self.period, self.stretch, self.count, i128::from(u64::MAX) << 32).0)
    }

    fn plain_cycle(&self, at: Instant) -> Option<Cycle> {
        let period = at.boundary(self.period);
        let (index, num) = match (u64::try_from(at.num), u64::try_from(period)) {
            (Ok(num), Ok(period)) => (num / period, i128::from(num % period)),
            _ => (u64::try_from(at.num / period).ok()?, at.num % period),
        };
        Some(Cycle { index, local: at.with(num) })
    }

    fn stretched_cycle(&self, at: Instant) -> Option<Cycle> {
        let starts = self.starts();
        let whole = at.num.div_euclid(at.scale);
        let mut index = starts.partition_point(|&start| start <= whole);
        // Between two subticks, the boundary itself has to be asked.
        if index < starts.len() && at.scale != 1 && starts[index] == whole + 1 && self.local(at, index as u64).is_some()
        {
            index += 1;
        }
        let index = index.checked_sub(1)? as u64;
        if let Some(local) = self.local(at, index) {
            return Some(Cycle { index, local });
        }
        let index = index.checked_sub(1)?;
        Some(Cycle { index, local: self.local(at, index)? })
    }

    /// The local time in cycle `index`; `None` before it starts. With the stretch p / q it is
    /// `(num - start) / (p/q)^k`: the numerator times `q^k` over the scale times `p^k`, both whole.
    fn local(&self, at: Instant, index: u64) -> Option<Instant> {
        let exponent = u32::try_from(index).ok()?;
        self.small_local(at, exponent).unwrap_or_else(|| self.big_local(at, exponent))
    }

    /// The same where everything fits into 128 bits; the outer `None` where it does not.
    fn small_local(&self, at: Instant, exponent: u32) -> Option<Option<Instant>> {
        let (p, q) = (i128::from(self.stretch.0), i128::from(self.stretch.1));
        let (p_power, q_power) = (p.checked_pow(exponent)?, q.checked_pow(exponent)?);
        let start = self.period.checked_mul(q)?.checked_mul((p_power - q_power) / (p - q))?;
        let num = at.num.checked_mul(q_power)?.checked_sub(start.checked_mul(at.scale)?)?;
        let scale = at.scale.checked_mul(p_power)?;
        let fits = self.period.checked_mul(scale)?.checked_mul(4).is_some() && num.checked_mul(4).is_some();
        fits.then_some((num >= 0).then_some(Instant { num, scale }))
    }

    fn big_local(&self, at: Instant, exponent: u32) -> Option<Instant> {
        let (p, q) = (BigInt::from(self.stretch.0), BigInt::from(self.stretch.1));
        let (p_power, q_power) = (p.pow(exponent), q.pow(exponent));
        let start = BigInt::from(self.period) * &q * ((&p_power - &q_power) / (&p - &q));
        let num = BigInt::from(at.num) * &q_power - start * at.scale;
        if num.is_negative() {
            return None;
        }
        let scale = BigInt::from(at.scale) * &p_power;
        // Fixed point: both are cut to so many bits.
        let bits = (&scale * self.period).bits().max(num.bits());
        let shift = bits.saturating_sub(TIME_BITS);
        let scale = (scale >> shift).to_i128()?.max(1);
        Some(Instant { num: (num >> shift).to_i128()?, scale })
    }
}

/// How many stretched cycles there are before the end of all ticks.
///
/// # Errors
///
/// More than 4096 of them.
pub fn cycle_table_len(
    period: Subticks,
    stretch: (u32, u32),
    count: Option<u64>,
    resolution: u64,
) -> Result<usize, TooManyCycles> {
    if stretch.0 == stretch.1 {
        return Ok(1);
    }
    let last = i128::from(u64::MAX).saturating_mul(resolution.into());
    let (starts, complete) = cycle_starts(period, stretch, count, last);
    if complete { Ok(starts.len()) } else { Err(TooManyCycles) }
}

/// The first whole subtick of each cycle, up to `last`, and of the end of the last cycle; and
/// whether those are all. Accumulated in fixed point, with so many bits behind the point that
/// every fraction of a power of two, and every boundary at a whole subtick, is exact.
fn cycle_starts(period: Subticks, (p, q): (u32, u32), count: Option<u64>, last: Subticks) -> (Vec<Subticks>, bool) {
    let point = BigInt::one() << FRACTION_BITS;
    let mut length = BigInt::from(period) << FRACTION_BITS;
    let mut start = BigInt::zero();
    let mut starts = Vec::new();
    let mut index = 0;
    loop {
        let first = Integer::div_ceil(&start, &point);
        let Some(first) = first.to_i128().filter(|&first| first <= last) else { return (starts, true) };
        if starts.len() >= CYCLE_LIMIT {
            return (starts, false);
        }
        starts.push(first);
        if count == Some(index) {
            return (starts, true);
        }
        index += 1;
        start += &length;
        length = length * p / q;
    }
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(number: &f64) -> bool {
    *number == 1.0
}

fn unit() -> (u32, u32) {
    (1, 1)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_unit(stretch: &(u32, u32)) -> bool {
    *stretch == unit()
}
