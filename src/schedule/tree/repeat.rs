//! Cycles: which one a time is in, and what its local time is.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, checked_pow};
use serde::{Deserialize, Serialize};

use super::cycles::{Cycles, TIME_BITS};
use super::node::Node;
use crate::schedule::clock::{Instant, Subticks};

/// A body that runs again and again, each cycle the same but for its length and its base.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// What runs.
    pub(crate) body: Node,
    /// The length of the first cycle, above 0.
    pub(crate) period: Subticks,
    /// How many cycles, at least 1; endless where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<u64>,
    /// Cycle k runs at the base times `decay ^ (first + k)`.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(crate) decay: f64,
    /// How many cycles have been before the first one of these.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) first: u64,
    /// Cycle k is dilated by `stretch ^ k`, a fraction (numerator, denominator), both above 0.
    #[serde(default = "unit", skip_serializing_if = "is_unit")]
    pub(crate) stretch: (u32, u32),
    /// The stretched cycles; they follow from the rest.
    #[serde(skip)]
    cycles: OnceLock<Cycles>,
}

impl PartialEq for Repeat {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
            && self.period == other.period
            && self.count == other.count
            && self.decay == other.decay
            && self.first == other.first
            && self.stretch == other.stretch
    }
}

/// Where a time falls.
pub(crate) struct Cycle {
    /// From 0 on; beyond 64 bits far out in a fine resolution.
    pub(crate) index: i128,
    /// The local time of the body.
    pub(crate) local: Instant,
    /// Whether that has more digits than fit, and was cut.
    pub(crate) is_cut: bool,
}

impl Repeat {
    /// A repeat; see its fields for their ranges.
    pub fn new(body: Node, period: Subticks, count: Option<u64>, decay: f64, stretch: (u32, u32)) -> Self {
        Self { body, period, count, decay, first: 0, stretch, cycles: OnceLock::new() }
    }

    /// The same after a number of cycles.
    #[must_use]
    pub fn from_cycle(self, first: u64) -> Self {
        Self { first, ..self }
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

    /// Cycle k runs at the base times this to the power of k, and of how many were [before](Self::first).
    pub fn decay(&self) -> f64 {
        self.decay
    }

    /// How many cycles have been before the first one of these.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// How often the base of a cycle has decayed.
    pub(crate) fn decays(&self, index: i128) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX).saturating_add(self.first)
    }

    /// How many times as long as cycle k - 1 cycle k is, as a fraction.
    pub fn stretch(&self) -> (u32, u32) {
        self.stretch
    }

    pub(crate) fn is_stretched(&self) -> bool {
        self.stretch.0 != self.stretch.1
    }

    /// The cycle of a time. At a boundary it is the later one, or the earlier one at its end if
    /// `left`. After the last cycle it is that one's end.
    pub(crate) fn cycle(&self, at: Instant, left: bool) -> Option<Cycle> {
        if self.is_long_over(at) {
            return None;
        }
        let cycle = if self.is_stretched() { self.stretched_cycle(at)? } else { self.plain_cycle(at)? };
        let is_over = self.count.is_some_and(|count| cycle.index >= count.into());
        if is_over {
            return None;
        }
        if left && cycle.local.num == 0 && cycle.index > 0 {
            return Some(Cycle { index: cycle.index - 1, local: Instant::at(self.period), is_cut: false });
        }
        Some(cycle)
    }

    /// How many times as long as the first cycle another one is. Local times of its [clock](Cycles::clock) pass as that
    /// does, which is this number to some 60 bits.
    pub(crate) fn dilation(&self, Cycle { index, local, .. }: &Cycle) -> Ratio<i128> {
        let clock = || self.cycles().clock(u64::try_from(*index).ok()?)?.dilation(*local);
        if self.is_stretched() {
            clock().unwrap_or_else(|| self.exact_dilation(*index))
        } else {
            Ratio::from_integer(1)
        }
    }

    /// The end of the last cycle, whose value is held after it.
    pub(crate) fn last(&self) -> Cycle {
        let index = self.count.map_or(0, |count| i128::from(count) - 1);
        Cycle { index, local: Instant::at(self.period), is_cut: false }
    }

    /// The dilation of a cycle by the fraction itself.
    fn exact_dilation(&self, index: i128) -> Ratio<i128> {
        let (p, q) = (i128::from(self.stretch.0), i128::from(self.stretch.1));
        let exactly = || checked_pow(Ratio::new(p, q), usize::try_from(index).ok()?);
        // Beyond all fractions, to a subtick.
        let nearly = || {
            let start = |index: i128| self.starts().get(usize::try_from(index).ok()?).copied();
            Some(Ratio::new(start(index.checked_add(1)?)?.checked_sub(start(index)?)?, self.period))
        };
        exactly().or_else(nearly).unwrap_or(Ratio::from_integer(1))
    }

    /// How long ago the last cycle ended, for a time after it.
    pub(crate) fn over(&self, at: Instant) -> Instant {
        let Some(count) = self.count else { return Instant::at(0) };
        if !self.is_stretched() {
            return at.since(self.period.saturating_mul(count.into()));
        }
        let last = self.exact_dilation(i128::from(count) - 1);
        let (p, q) = (i128::from(self.stretch.0), i128::from(self.stretch.1));
        // The sum of all cycles: the next one less the first, over the stretch less one.
        let end = || {
            let next = last.checked_mul(&Ratio::new(p, q))?;
            let whole = next.checked_sub(&Ratio::from_integer(1))?.checked_div(&Ratio::new(p - q, q))?;
            Ratio::new(at.num, at.scale).checked_sub(&whole.checked_mul(&self.period.into())?)
        };
        let nearly = || at.since(self.end_of(i128::from(count) - 1).unwrap_or(0));
        end().map_or_else(nearly, |over| Instant { num: *over.numer(), scale: *over.denom() })
    }

    /// The first whole subtick after a stretched cycle; `None` after the last one that is told apart.
    pub(crate) fn end_of(&self, index: i128) -> Option<Subticks> {
        self.starts().get(usize::try_from(index).ok()?.checked_add(1)?).copied()
    }

    /// The first whole subtick of each cycle of a stretched repeat.
    pub(crate) fn starts(&self) -> &[Subticks] {
        self.cycles().starts()
    }

    pub(crate) fn cycles(&self) -> &Cycles {
        self.cycles.get_or_init(|| Cycles::of(self.period, self.body.longest_time(), self.stretch, self.count))
    }

    /// Whether the last stretched cycle ended at least a subtick ago, so that no local time has to be found.
    fn is_long_over(&self, at: Instant) -> bool {
        let count = self.count.filter(|_| self.is_stretched()).and_then(|count| usize::try_from(count).ok());
        let end = count.and_then(|count| self.starts().get(count));
        end.is_some_and(|&end| at.whole() > end)
    }

    fn plain_cycle(&self, at: Instant) -> Option<Cycle> {
        let period = at.boundary(self.period);
        let (index, num) = match (u64::try_from(at.num), u64::try_from(period)) {
            (Ok(num), Ok(period)) => (i128::from(num / period), i128::from(num % period)),
            _ => (at.num / period, at.num % period),
        };
        (index >= 0).then(|| Cycle { index, local: at.with(num), is_cut: false })
    }

    fn stretched_cycle(&self, at: Instant) -> Option<Cycle> {
        let starts = self.starts();
        let whole = at.whole();
        let mut index = starts.partition_point(|&start| start <= whole);
        // Between two subticks, the boundary itself decides.
        if index < starts.len() && at.scale != 1 && starts[index] == whole + 1 && self.local(at, index as u64).is_some()
        {
            index += 1;
        }
        let index = index.checked_sub(1)? as u64;
        self.local(at, index).or_else(|| self.local(at, index.checked_sub(1)?))
    }

    /// A time in a stretched cycle, which it is known to be in.
    pub(crate) fn within(&self, cycle: &Cycle, at: Instant) -> Option<Cycle> {
        self.local(at, u64::try_from(cycle.index).ok()?)
    }

    /// A time in cycle `index`; `None` before that starts. With the stretch p / q it is
    /// `(num - start) / (p/q)^k`: the numerator times `q^k` over the scale times `p^k`, both whole.
    fn local(&self, at: Instant, index: u64) -> Option<Cycle> {
        let exponent = u32::try_from(index).ok()?;
        let clock = || self.cycles().clock(index)?.local(at);
        let (local, is_cut) = match self.small_local(at, exponent).or_else(clock) {
            Some(local) => (local, false),
            None => (self.big_local(at, exponent), true),
        };
        Some(Cycle { index: index.into(), local: local?, is_cut })
    }

    /// The same where everything fits into 128 bits; the outer `None` where it does not.
    fn small_local(&self, at: Instant, exponent: u32) -> Option<Option<Instant>> {
        let (p, q) = (i128::from(self.stretch.0), i128::from(self.stretch.1));
        // Most powers are far too great for that, which their logarithm says at once.
        exponent.checked_mul(p.max(q).ilog2()).filter(|bits| *bits < i128::BITS)?;
        let (p_power, q_power) = (p.checked_pow(exponent)?, q.checked_pow(exponent)?);
        let start = self.period.checked_mul(q)?.checked_mul((p_power - q_power) / (p - q))?;
        let num = at.num.checked_mul(q_power)?.checked_sub(start.checked_mul(at.scale)?)?;
        let scale = at.scale.checked_mul(p_power)?;
        let fits = self.cycles().longest().checked_mul(scale)?.checked_mul(4).is_some() && num.checked_mul(4).is_some();
        fits.then_some((num >= 0).then_some(Instant { num, scale }))
    }

    pub(crate) fn big_local(&self, at: Instant, exponent: u32) -> Option<Instant> {
        let (p, q) = (BigInt::from(self.stretch.0), BigInt::from(self.stretch.1));
        let (p_power, q_power) = (p.pow(exponent), q.pow(exponent));
        let start = BigInt::from(self.period) * &q * ((&p_power - &q_power) / (&p - &q));
        let num = BigInt::from(at.num) * &q_power - start * at.scale;
        if num.is_negative() {
            return None;
        }
        let scale = BigInt::from(at.scale) * &p_power;
        // Fixed point: both are cut to the bits of a local time.
        let bits = (&scale * self.cycles().longest()).bits().max(num.bits());
        let shift = bits.saturating_sub(TIME_BITS);
        let scale = (scale >> shift).to_i128()?.max(1);
        Some(Instant { num: (num >> shift).to_i128()?, scale })
    }
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(number: &f64) -> bool {
    *number == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn unit() -> (u32, u32) {
    (1, 1)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_unit(stretch: &(u32, u32)) -> bool {
    *stretch == unit()
}
