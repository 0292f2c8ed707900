//! Compiled schedules: trees of combinators, each a pure function of the base, the value it
//! starts from, and time.
//!
//! | Room | What is in it |
//! |---|---|
//! | `tree` | the nodes that a schedule is made of |
//! | `clock` | exact local time |
//! | `sizes` | two clocks, one of which goes faster or slower as a run goes on |
//! | `math` | elementary functions with the same bits everywhere |
//! | `eval` | the value of a node at a time |
//! | `fill` | the values of a node at many ticks, and cursors |
//! | `analysis` | extremes, turns, jumps and comparisons over ranges of ticks, from bounds |
//! | `time` | exact time in ticks |
//! | `now` | the time of the track around a node
//! | `run` | running a schedule that watches metrics, and saving its state |
//! | `trigger` | the ticks at which events fire |
//! | `validate` | what a tree has to be |
//! | `build` | schedules that are made without a text |
//! | `display` | numbers and schedules as text |
//!
//! The value at a tick is the same, to the bit, by [`Schedule::value`], by [`Schedule::fill`] and
//! after a round trip through serde, on every platform: all arithmetic is IEEE 754 doubles in a
//! fixed order, time is whole numbers, and the elementary functions are those of the `libm` crate,
//! pinned, or of our own, and never the platform's.

#![deny(clippy::wildcard_enum_match_arm, reason = "a new node or operation breaks the build, not the numbers")]

mod analysis;
mod build;
mod clock;
mod display;
mod eval;
mod fill;
pub(crate) mod math;
mod now;
mod run;
mod sizes;
mod time;
mod tree;
mod trigger;
mod validate;
#[cfg(test)]
pub(crate) mod work;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

pub use analysis::{
    Analysis, Budget, Condition, Difference, DifferenceReport, Extremes, Gap, Jump, Largest, Point, SegmentInfo,
    Tolerance, Trend,
};
pub(crate) use analysis::{Bounds, EveryTick, Total, are_close};
pub use clock::Subticks;
#[cfg(feature = "cli")]
pub(crate) use display::write_value;
pub use display::{format_percent, format_short, format_value};
pub(crate) use eval::{arrive, arrive_decayed};
pub use fill::{Cursor, Iter};
pub use run::{Run, State};
pub(crate) use sizes::PIECES;
pub use sizes::{Crossing, Sizes};
pub use time::Time;
#[cfg(feature = "cli")]
pub(crate) use tree::reading;
pub use tree::{
    Chain, Change, Controller, ControllerState, Curve, End, Formula, Interpolation, Level, Mode, Node, Noise, Op,
    Plateau, PlateauState, Reach, ReachState, ReadUnit, Readings, Repeat, Rounding, Segment, SegmentRef, Stage,
    StagesState, Steer, SteerState, Steering, TanhBounds, ThresholdMode,
};
pub(crate) use tree::{Stateful, too_many_cycles};
pub use trigger::{Times, Trigger};

use crate::error::Error;
pub(crate) use clock::Instant;
use eval::{Context, Side, value};
pub(crate) use now::Now;

/// A schedule: a value for every tick.
///
/// ```
/// use lehr::schedule::{Curve, Level, Node, Schedule};
///
/// let cosine = Node::Ramp { curve: Curve::Cosine, from: Level::BASE, to: Level::ZERO, length: 10 };
/// let schedule = Schedule::new(0.1, 1, Some(10), cosine).unwrap();
/// assert_eq!(schedule.value(5), 0.05);
/// let mut values = [0.0; 3];
/// schedule.fill(9, &mut values);
/// assert_eq!(values[1..], [0.0, 0.0]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Schedule {
    base: f64,
    resolution: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<Subticks>,
    /// Where the times of the tree are those of a finer clock than that of the ticks.
    #[serde(skip_serializing_if = "Option::is_none")]
    sizes: Option<Sizes>,
    root: Node,
    /// What follows from the rest.
    #[serde(skip)]
    known: Known,
}

/// What is known of a schedule; any two are equal, as they follow from what is compared beside them.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The number of nodes.
    size: usize,
    /// The most nodes that are looked at for a value.
    work: usize,
    /// Whether a formula in it takes the values of tracks.
    coupled: bool,
    /// Whether a part of it has a state.
    has_state: bool,
    /// Whether it takes the readings of a unit.
    reads: bool,
    /// The longest cycle that is computed once for many ticks, in subticks.
    longest_copied: Subticks,
    /// The number that its fingerprint is, once somebody has asked for it; boxed, as few do.
    fingerprint: OnceLock<Box<u128>>,
}

impl PartialEq for Known {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A schedule as it is read, before it is validated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Schedule")]
struct Unchecked {
    base: f64,
    resolution: u64,
    #[serde(default)]
    length: Option<Subticks>,
    #[serde(default)]
    sizes: Option<Sizes>,
    root: Node,
}

impl TryFrom<Unchecked> for Schedule {
    type Error = Error;

    fn try_from(read: Unchecked) -> Result<Self, Error> {
        let schedule = Self::new(read.base, read.resolution, read.length, read.root)?;
        Ok(Self { sizes: read.sizes, ..schedule })
    }
}

impl Schedule {
    /// A schedule at a base. There are `resolution` subticks to a tick, in which all times of the
    /// tree and the length are counted.
    ///
    /// # Errors
    ///
    /// A tree that is not as the documentation of its nodes says: numbers that are not finite,
    /// boundaries out of order, lengths below 0 or above 2^96.
    pub fn new(base: f64, resolution: u64, length: Option<Subticks>, mut root: Node) -> Result<Self, Error> {
        let mut states = 0;
        root.number_controllers(&mut states);
        validate::validate(base, resolution, length, &root).map_err(Error::new)?;
        let coupled = root.has_coupled();
        let reads = !root.units_read().is_empty();
        let (size, work, longest_copied) = (root.size(), root.work(), fill::longest_copied(&root));
        let has_state = states > 0;
        let known = Known { size, work, coupled, has_state, reads, longest_copied, ..Known::default() };
        Ok(Self { base, resolution, length, sizes: None, root, known })
    }

    /// The same, where the times of the tree and the length are those of a finer clock: a tick is as many units of it
    /// as `sizes` says, and the resolution is that of such a unit.
    #[must_use]
    pub fn on_clock(self, sizes: Sizes) -> Self {
        Self { sizes: Some(sizes), known: Known { fingerprint: OnceLock::new(), ..self.known }, ..self }
    }

    /// Has both clocks of every part go by other sizes.
    pub(crate) fn set_sizes(&mut self, sizes: &Sizes) {
        self.root.set_sizes(sizes);
        self.known.fingerprint = OnceLock::new();
    }

    /// How many units of the clock of the tree each tick is, where that is not one.
    pub fn sizes(&self) -> Option<&Sizes> {
        self.sizes.as_ref()
    }

    /// Whether a part of it runs on another clock than that of the ticks.
    pub(crate) fn has_two_clocks(&self) -> bool {
        self.sizes.is_some() || self.root.has_clock()
    }

    /// Whether its values follow from what a loop reads, and are NaN where nothing says that.
    pub(crate) fn is_read(&self) -> bool {
        self.known.reads
    }

    /// The same over the readings of the one unit that tells all of its times, where each segment ends just where it is
    /// due, up to the end of a run; itself where it is constant. `None` where anything else tells a time of it.
    #[cfg(feature = "cli")]
    pub(crate) fn over_readings(&self, run: Option<Time>) -> Option<Self> {
        let by = self.root.read_alone()?;
        let resolution = by.map_or(self.resolution, |by| by.resolution);
        let length = run.and_then(|run| run.times(i128::from(resolution).into())).map(Time::ceil);
        Self::new(self.base, resolution, length, self.root.as_due()?.without_wrapping()).ok()
    }

    /// The base, which relative values are multiples of.
    pub fn base(&self) -> f64 {
        self.base
    }

    /// The number of nodes.
    pub(crate) fn size(&self) -> usize {
        self.known.size
    }

    /// The most nodes that are looked at for a value.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn work(&self) -> usize {
        self.known.work
    }

    /// Whether its values depend on the base: whether one of them is relative.
    ///
    /// ```
    /// use lehr::{Error, Overrides, compile};
    ///
    /// let program = compile("base = 0.1; lr = linear(10); lr.head = linear(10, from=1)", &Overrides::new())
    ///     .into_program()?;
    /// let uses = program.tracks().iter().map(|track| track.schedule.uses_base()).collect::<Vec<_>>();
    /// assert_eq!(uses, [true, false]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn uses_base(&self) -> bool {
        self.root.uses_base()
    }

    /// How many subticks a tick has, or a unit of the clock of the tree.
    pub fn resolution(&self) -> u64 {
        self.resolution
    }

    /// The tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// How long it is; `None` where it goes on for ever. After its end it holds, or goes on.
    pub fn len(&self) -> Option<Time> {
        self.length.map(|length| self.time(length))
    }

    /// The value at a tick, counted from 0: the first update uses tick 0.
    pub fn value(&self, tick: u64) -> f64 {
        self.at(Instant::at(self.start_of(tick)), Side::At)
    }

    /// The value at an exact time; that of time 0 for a time before it.
    pub fn value_at(&self, time: Time) -> f64 {
        let time = self.on_tree(time);
        let num = time.numerator().saturating_mul(self.resolution.into()).max(0);
        self.at(Instant { num, scale: time.denominator() }, Side::At)
    }

    /// A time of the tree, in ticks.
    pub(crate) fn time(&self, subticks: Subticks) -> Time {
        let time = match self.resolution {
            1 => Time::whole(subticks),
            resolution => Time::new(num_rational::Ratio::new(subticks, resolution.into())),
        };
        self.sizes.as_ref().and_then(|sizes| sizes.coarse(time)).unwrap_or(time)
    }

    /// A time in ticks on the clock of the tree; the latest one for what does not fit.
    fn on_tree(&self, time: Time) -> Time {
        let Some(sizes) = &self.sizes else { return time };
        sizes.fine(time).unwrap_or(Time::whole(i128::MAX))
    }

    /// When a tick starts.
    pub(crate) fn start_of(&self, tick: u64) -> Subticks {
        let start = self.sizes.as_ref().map_or(i128::from(tick), |sizes| sizes.start(tick.into()));
        start.saturating_mul(self.resolution.into())
    }

    /// The first subtick that is not before a time in ticks; `None` where it does not fit.
    pub(crate) fn subticks(&self, time: Time) -> Option<Subticks> {
        self.on_tree(time).times(i128::from(self.resolution).into()).map(Time::ceil)
    }

    fn at(&self, instant: Instant, side: Side) -> f64 {
        self.look(instant, side, &[])
    }

    /// The value on a side of a time of the tree, with what its controllers have seen.
    fn look(&self, instant: Instant, side: Side, controllers: &[ControllerState]) -> f64 {
        let now = self.known.coupled.then(|| Now::of_track(instant, self.resolution));
        let context = Context { resolution: self.resolution, side, controllers, now: now.as_ref() };
        value(&self.root, instant, self.base, context)
    }
}
