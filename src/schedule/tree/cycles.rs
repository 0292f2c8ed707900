//! Stretched cycles: when each starts, and the clock that it goes by.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{One, ToPrimitive, Zero};

use crate::schedule::clock::{Instant, Subticks};

/// The most stretched cycles that are told apart.
const LIMIT: usize = 4096;
/// The number of cycles whose clocks are computed together.
const TOGETHER: usize = 64;
/// The bits after the binary point of the starts of cycles while they are summed.
const FRACTION_BITS: u64 = 512;
/// The bits of a local time; the rest of 128 is for sums and small multiples of it.
pub(crate) const TIME_BITS: u64 = 120;
/// The least bits that a clock may tell a subtick of its cycle to.
const SCALE_BITS: u64 = 60;

/// Whether more than 4096 stretched cycles start before the last tick, 2^64 - 1.
pub(crate) fn too_many_cycles(period: Subticks, stretch: (u32, u32), count: Option<u64>, resolution: u64) -> bool {
    let last = i128::from(u64::MAX).saturating_mul(resolution.into());
    stretch.0 != stretch.1 && starts(period, stretch, count, last).nth(LIMIT).is_some()
}

/// A cycle, or the end of the last one, in fixed point: with enough bits after the binary point that every fraction of a
/// power of two, and every boundary at a whole subtick, is exact.
#[derive(Clone, Debug)]
struct Exact {
    start: BigInt,
    length: BigInt,
}

impl Exact {
    fn first(period: Subticks) -> Self {
        Self { start: BigInt::zero(), length: BigInt::from(period) << FRACTION_BITS }
    }

    fn next(&self, (p, q): (u32, u32)) -> Self {
        Self { start: &self.start + &self.length, length: &self.length * p / q }
    }

    /// This one and those after it.
    fn onwards(self, stretch: (u32, u32)) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), move |cycle| Some(cycle.next(stretch)))
    }

    /// The first whole subtick; `None` where it does not fit.
    fn first_subtick(&self) -> Option<Subticks> {
        Integer::div_ceil(&self.start, &(BigInt::one() << FRACTION_BITS)).to_i128()
    }
}

/// The cycles that start up to `last`, and the end of the last one, with their first whole subticks.
fn starts(
    period: Subticks,
    stretch: (u32, u32),
    count: Option<u64>,
    last: Subticks,
) -> impl Iterator<Item = (Subticks, Exact)> {
    let all = Exact::first(period).onwards(stretch).map_while(move |cycle| {
        let first = cycle.first_subtick().filter(|&first| first <= last)?;
        Some((first, cycle))
    });
    all.take(count.map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(usize::MAX).saturating_add(1)))
}

/// Stretched cycles. Their starts are computed once, and their clocks as they are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Cycles {
    period: Subticks,
    stretch: (u32, u32),
    starts: Vec<Subticks>,
    clocks: Vec<Clocks>,
    longest: Subticks,
}

/// The clocks of some cycles that follow each other.
#[derive(Clone, Debug)]
struct Clocks {
    /// The first of the cycles.
    first: Exact,
    clocks: OnceLock<Vec<Option<Clock>>>,
}

impl Cycles {
    /// As many as are told apart, of a body with times up to `longest`.
    pub(crate) fn of(period: Subticks, longest: Subticks, stretch: (u32, u32), count: Option<u64>) -> Self {
        let last = i128::from(u64::MAX) << 32;
        let (mut first_subticks, mut clocks) = (Vec::new(), Vec::new());
        for (index, (first, cycle)) in starts(period, stretch, count, last).take(LIMIT).enumerate() {
            first_subticks.push(first);
            if index % TOGETHER == 0 {
                clocks.push(Clocks { first: cycle, clocks: OnceLock::new() });
            }
        }
        Self { period, stretch, starts: first_subticks, clocks, longest: longest.max(period) }
    }

    /// The first whole subtick of each, and of the end of the last one.
    pub(crate) fn starts(&self) -> &[Subticks] {
        &self.starts
    }

    /// The longest time that local time is compared with, at least the length of a cycle.
    pub(crate) fn longest(&self) -> Subticks {
        self.longest
    }

    /// The clock of a cycle; `None` where only exact arithmetic will do.
    pub(crate) fn clock(&self, index: u64) -> Option<Clock> {
        let index = usize::try_from(index).ok().filter(|index| *index < self.starts.len())?;
        let Clocks { first, clocks } = self.clocks.get(index / TOGETHER)?;
        let clocks = clocks.get_or_init(|| {
            let cycles = first.clone().onwards(self.stretch).take(TOGETHER);
            cycles.map(|cycle| Clock::of(&cycle, self.period, self.longest)).collect()
        });
        clocks.get(index % TOGETHER).copied().flatten()
    }
}

/// The clock of a stretched cycle: at whole subticks, local time is `(time * 2^shift - start) / scale`.
///
/// Both the start and the scale are rounded up. So no whole subtick before the end of the cycle comes to its
/// length, and its start, where that is a whole subtick, comes to 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    shift: u32,
    start: i128,
    scale: i128,
}

impl Clock {
    /// The clock of a cycle by its start and its length in fixed point; `None` where it would have too few
    /// bits.
    fn of(Exact { start, length }: &Exact, period: Subticks, longest: Subticks) -> Option<Self> {
        let end = ((start + length) >> FRACTION_BITS).bits();
        let reach = ((length * longest / period) >> FRACTION_BITS).bits();
        let shift = TIME_BITS.checked_sub(end.max(reach))?;
        let unit = BigInt::one() << (FRACTION_BITS - shift);
        let start = Integer::div_ceil(start, &unit).to_i128()?;
        let scale = Integer::div_ceil(length, &(unit * period));
        let told = scale.bits() >= SCALE_BITS;
        Some(Self { shift: u32::try_from(shift).ok()?, start, scale: scale.to_i128().filter(|_| told)? })
    }

    /// The local time. The outer `None` is for a time that does not fit, the inner one for a time before the
    /// cycle starts.
    pub(crate) fn local(self, at: Instant) -> Option<Option<Instant>> {
        let whole = (at.scale == 1).then_some(at.num)?;
        let num = whole.checked_mul(1 << self.shift)?.checked_sub(self.start)?;
        let fits = num.checked_mul(4).is_some();
        fits.then_some((num >= 0).then_some(Instant { num, scale: self.scale }))
    }

    /// How many subticks pass in one of a local time; `None` where that is not of this clock.
    pub(crate) fn dilation(self, local: Instant) -> Option<Ratio<i128>> {
        (local.scale == self.scale).then(|| Ratio::new(self.scale, 1 << self.shift))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::tree::{Level, Node, Repeat};

    fn ratio(Instant { num, scale }: Instant) -> f64 {
        num as f64 / scale as f64
    }

    proptest! {
        #[test]
        fn the_clock_of_a_cycle_is_that_of_exact_arithmetic(
            period in 1_i128..1 << 40,
            stretch in (1_u32..2000, 1_u32..2000),
            places in proptest::collection::vec(any::<(u64, u16)>(), 20),
        ) {
            prop_assume!(stretch.0 != stretch.1);
            let repeat = Repeat::new(Node::Hold(Level::BASE), period, Some(500), 1.0, stretch);
            let cycles = repeat.cycles();
            for (choice, share) in places {
                let number = choice % cycles.starts.len() as u64;
                let index = usize::try_from(number).unwrap();
                let (first, clock) = (cycles.starts[index], cycles.clock(number));
                let Some((clock, &next)) = clock.zip(cycles.starts.get(index + 1)) else { continue };
                let exponent = u32::try_from(index).unwrap();
                let within = first + (next - first) * i128::from(share) / (1 << 16);
                for time in [first, within, next - 1].into_iter().filter(|time| (first..next).contains(time)) {
                    let at = Instant::at(time);
                    let local = clock.local(at).flatten().expect("a time of the cycle");
                    let exact = repeat.big_local(at, exponent).expect("a time of the cycle");
                    let (local, whole) = (ratio(local), period as f64);
                    prop_assert!((local - ratio(exact)).abs() <= 1e-15 * whole, "{local} {exact:?}");
                    prop_assert!(clock.local(at).flatten().is_some_and(|at| at.num < at.boundary(period)));
                }
                if exponent > 0 {
                    prop_assert_eq!(clock.local(Instant::at(first - 1)), Some(None));
                }
            }
        }
    }
}
