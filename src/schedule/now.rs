//! The time of the track that a node is in, at which its formulas see other tracks.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{CheckedMul, ToPrimitive};

use super::clock::Instant;
use super::sizes::Crossing;
use super::time::Time;
use super::tree::{Cycle, Repeat};

/// The time of a track at a local time of one of its nodes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now<'n> {
    /// The time, on the clock of the track or on one that is crossed from it.
    at: Instant,
    /// Subticks to a unit of that clock.
    resolution: u64,
    /// How many subticks of that clock pass in one of local time; below 0 where local time runs backwards.
    rate: Ratio<i128>,
    /// Whether local time, or that rate, has more digits than fit and was cut.
    is_cut: bool,
    /// How that clock is reached from that of the track, where it is another one.
    through: Option<&'n Through<'n>>,
}

/// A change of clocks on the way from a track to a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Through<'n> {
    pub(crate) crossing: &'n Crossing,
    /// The local time on the outer clock.
    pub(crate) outer: Instant,
    /// Subticks to a unit of the outer clock.
    pub(crate) resolution: u64,
    /// The same time on the inner one.
    pub(crate) inner: Instant,
    /// The time of the track then.
    pub(crate) now: Now<'n>,
}

impl<'n> Now<'n> {
    /// That of a track, where local time is that of the track.
    pub(crate) fn of_track(at: Instant, resolution: u64) -> Self {
        Self { at, resolution, rate: Ratio::from_integer(1), is_cut: false, through: None }
    }

    /// The same on the inner clock of a crossing.
    pub(crate) fn crossed(through: &'n Through<'n>) -> Self {
        let resolution = through.crossing.resolution;
        let is_cut = through.now.is_cut;
        Self { through: Some(through), is_cut, ..Self::of_track(through.inner, resolution) }
    }

    /// The same where local time runs backwards from here on.
    #[must_use]
    pub(crate) fn backwards(self) -> Self {
        Self { rate: -self.rate, ..self }
    }

    /// The same in a cycle, where local time may go slower.
    #[must_use]
    pub(crate) fn in_cycle(self, repeat: &Repeat, cycle: &Cycle) -> Self {
        let dilation = repeat.dilation(cycle);
        let rate = self.rate.checked_mul(&dilation);
        let is_cut = self.is_cut || cycle.is_cut || rate.is_none();
        Self { rate: rate.unwrap_or_else(|| product(self.rate, dilation)), is_cut, ..self }
    }

    /// The same a length of local time, in subticks, before.
    #[must_use]
    pub(crate) fn earlier(self, length: Instant) -> Self {
        if self.rate == Ratio::from_integer(1) && length.scale == self.at.scale {
            return self.at(self.at.with(self.at.num.saturating_sub(length.num)));
        }
        let exact = || exact(self.at)?.minus(exact(length)?.times(self.rate)?);
        self.at(exact().map_or_else(|| before(self.at, length, self.rate), instant))
    }

    /// The same at another time of its clock; a track has no time before 0.
    fn at(self, at: Instant) -> Self {
        Self { at: at.with(at.num.max(0)), ..self }
    }

    /// The same some parts of a subtick of its clock later.
    #[must_use]
    pub(crate) fn later(self, parts: i128) -> Self {
        Self { at: self.at.with(self.at.num.saturating_add(parts)), ..self }
    }

    /// Whether its clock is that of the track.
    pub(crate) fn is_direct(&self) -> bool {
        self.through.is_none()
    }

    /// Whether local time passes as the time of the track does, in the same parts of a subtick.
    pub(crate) fn is_steady(&self, scale: i128) -> bool {
        self.through.is_none() && self.at.scale == scale && self.rate == Ratio::from_integer(1)
    }

    /// Whether at least some parts of a subtick have passed on its clock.
    pub(crate) fn is_after(&self, parts: i128) -> bool {
        self.at.num >= parts
    }

    /// Whether local time was cut, so that one moment before may be found at another time from each tick.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The time of the track, and how many subticks a unit of its clock has.
    pub(crate) fn time(&self) -> (Instant, u64) {
        let Some(through) = self.through else { return (self.at, self.resolution) };
        if self.at == through.inner {
            return through.now.time();
        }
        let outer = exact(self.at).and_then(|at| through.crossing.back_exactly(at, through.resolution));
        let passed = outer.and_then(|outer| exact(through.outer)?.minus(outer));
        through.now.earlier(passed.map_or(Instant::at(0), instant)).time()
    }
}

/// Times that no fraction holds are told apart to one subtick in this many.
const PARTS: i128 = 1 << 20;

/// The bits of a rate that has no fraction.
const RATE_BITS: u64 = 60;

/// A product that does not fit, to some 60 bits.
fn product(one: Ratio<i128>, other: Ratio<i128>) -> Ratio<i128> {
    let numerator = BigInt::from(*one.numer()) * other.numer();
    let denominator = BigInt::from(*one.denom()) * other.denom();
    let shift = numerator.bits().max(denominator.bits()).saturating_sub(RATE_BITS);
    let cut = |number: BigInt| (number >> shift).to_i128().unwrap_or(0);
    Ratio::new(cut(numerator), cut(denominator).max(1))
}

/// A time less a length of local time that passes at a rate, in parts of a subtick.
fn before(at: Instant, length: Instant, rate: Ratio<i128>) -> Instant {
    // Over one denominator, and not in lowest terms, which would take longer than all else.
    let scale = BigInt::from(length.scale) * rate.denom();
    let num = &scale * at.num - BigInt::from(length.num) * rate.numer() * at.scale;
    let parts = (num * PARTS).div_floor(&(scale * at.scale)).to_i128();
    Instant { num: parts.unwrap_or(0), scale: PARTS }
}

/// A time in subticks.
fn exact(at: Instant) -> Option<Time> {
    (at.scale > 0).then(|| Time::new(Ratio::new(at.num, at.scale)))
}

fn instant(subticks: Time) -> Instant {
    Instant { num: subticks.numerator(), scale: subticks.denominator() }
}
