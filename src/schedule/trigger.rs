//! Triggers: the ticks at which an event fires.

use serde::{Deserialize, Serialize};

use super::clock::Subticks;
use super::run::digest;
use super::sizes::Sizes;
use super::time::Time;
use crate::error::Error;

/// The longest time, as of schedules.
const LIMIT: Subticks = 1 << 96;

/// When an event fires, in subticks. A time between two ticks fires at the later one; several times that come to one
/// tick fire once.
///
/// ```
/// use lehr::schedule::Trigger;
///
/// let reset = Trigger::every(3000, Some(15_000))?;
/// assert!(!reset.fires(0) && reset.fires(3000) && !reset.fires(15_000));
/// assert_eq!(reset.next(3001), Some(6000));
/// # Ok::<(), lehr::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Trigger {
    resolution: u64,
    /// Where the times are those of another clock than that of the ticks.
    #[serde(skip_serializing_if = "Option::is_none")]
    sizes: Option<Sizes>,
    /// Whether that clock is the coarser one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    coarse: bool,
    times: Times,
}

/// The times of a trigger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Times {
    /// At a first time, and then at equal intervals.
    Every {
        /// The first time, 0 or more.
        first: Subticks,
        /// From one to the next, above 0.
        by: Subticks,
        /// All are before this, where it is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<Subticks>,
    },
    /// At each of these, ascending, 0 or more.
    At(Vec<Subticks>),
}

/// A trigger as it is read, before it is validated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "Trigger")]
struct Unchecked {
    resolution: u64,
    #[serde(default)]
    sizes: Option<Sizes>,
    #[serde(default)]
    coarse: bool,
    times: Times,
}

impl TryFrom<Unchecked> for Trigger {
    type Error = Error;

    fn try_from(read: Unchecked) -> Result<Self, Error> {
        Ok(Self { sizes: read.sizes, coarse: read.coarse, ..Self::new(read.resolution, read.times)? })
    }
}

impl Trigger {
    /// A trigger whose times are counted in subticks, `resolution` of them to a tick.
    ///
    /// # Errors
    ///
    /// A resolution of 0 or above 2^32 - 1, a time below 0 or above 2^96, an interval that is not above 0, and times that
    /// are not in order.
    pub fn new(resolution: u64, times: Times) -> Result<Self, Error> {
        if !(1..=u64::from(u32::MAX)).contains(&resolution) {
            return Err(Error::message("the resolution is from 1 to 2^32 - 1"));
        }
        let is_time = |time: &Subticks| (0..=LIMIT).contains(time);
        let are_times = match &times {
            Times::Every { first, by, end } => is_time(first) && is_time(by) && end.as_ref().is_none_or(is_time),
            Times::At(times) => times.iter().all(is_time),
        };
        if !are_times {
            return Err(Error::message("a time of an event is below 0 or above 2^96"));
        }
        match &times {
            Times::Every { by: 0, .. } => Err(Error::message("the time from one event to the next is not above 0")),
            Times::At(times) if !times.is_sorted() => Err(Error::message("the times of an event are not in order")),
            Times::Every { .. } | Times::At(_) => Ok(Self { resolution, sizes: None, coarse: false, times }),
        }
    }

    /// One that fires at the tick `by`, at twice that, and so on, before the tick `end` where it is given.
    ///
    /// # Errors
    ///
    /// An interval of 0 ticks.
    pub fn every(by: u64, end: Option<u64>) -> Result<Self, Error> {
        Self::new(1, Times::Every { first: by.into(), by: by.into(), end: end.map(Subticks::from) })
    }

    /// One that fires at some ticks.
    pub fn at(mut ticks: Vec<u64>) -> Self {
        ticks.sort_unstable();
        let times = Times::At(ticks.into_iter().map(Subticks::from).collect());
        Self { resolution: 1, sizes: None, coarse: false, times }
    }

    /// The same, where its times are those of a finer clock: a tick is as many units of it as `sizes` says, and the
    /// resolution is that of such a unit.
    #[must_use]
    pub fn on_clock(self, sizes: Sizes) -> Self {
        Self { sizes: Some(sizes), coarse: false, ..self }
    }

    /// The same, where its times are those of a coarser clock: a unit of it is as many ticks as `sizes` says, and the
    /// resolution is that of such a unit.
    #[must_use]
    pub fn on_coarse_clock(self, sizes: Sizes) -> Self {
        Self { sizes: Some(sizes), coarse: true, ..self }
    }

    /// The times, in subticks.
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// How many subticks a tick has, or a unit of the clock of the times.
    pub fn resolution(&self) -> u64 {
        self.resolution
    }

    /// How many units of the finer clock each one of the coarser is, where the times are not counted in ticks.
    pub fn sizes(&self) -> Option<&Sizes> {
        self.sizes.as_ref()
    }

    /// Whether it fires at a tick, before the update of that tick.
    pub fn fires(&self, tick: u64) -> bool {
        let before = tick.checked_sub(1).map(|tick| self.start_of(tick));
        self.last_up_to(self.start_of(tick)).is_some_and(|last| before.is_none_or(|before| before < last))
    }

    /// The first tick, from `tick` on, at which it fires.
    pub fn next(&self, tick: u64) -> Option<u64> {
        if self.fires(tick) {
            return Some(tick);
        }
        let time = self.first_after(self.start_of(tick))?;
        u64::try_from(self.time(time).ceil()).ok()
    }

    /// The ticks from `first` to `last`, both included, at which it fires, in order.
    pub fn ticks(&self, first: u64, last: u64) -> impl Iterator<Item = u64> + '_ {
        let after = |tick: &u64| self.next(tick.checked_add(1)?);
        std::iter::successors(self.next(first), after).take_while(move |tick| *tick <= last)
    }

    /// What identifies it: the first 16 bytes of the SHA-256 of its JSON, in hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        format!("{:032x}", digest(self))
    }

    /// A time in ticks.
    pub(crate) fn time(&self, subticks: Subticks) -> Time {
        let time = Time::new(num_rational::Ratio::new(subticks, self.resolution.into()));
        let across = |sizes: &Sizes| if self.coarse { sizes.fine(time) } else { sizes.coarse(time) };
        self.sizes.as_ref().and_then(across).unwrap_or(time)
    }

    /// The last subtick up to the start of a tick.
    fn start_of(&self, tick: u64) -> Subticks {
        let start = match &self.sizes {
            Some(sizes) if self.coarse => {
                let start =
                    sizes.coarse(Time::from(tick)).and_then(|start| start.times(i128::from(self.resolution).into()));
                return start.map_or(Subticks::MAX, Time::floor);
            }
            Some(sizes) => sizes.start(tick.into()),
            None => i128::from(tick),
        };
        start.saturating_mul(self.resolution.into())
    }

    /// The last of its times up to one, which is included.
    fn last_up_to(&self, time: Subticks) -> Option<Subticks> {
        match &self.times {
            Times::Every { first, by, end } => {
                let last = end.map_or(time, |end| time.min(end - 1));
                (*first <= last).then(|| last - (last - first) % by)
            }
            Times::At(times) => times[..times.partition_point(|at| *at <= time)].last().copied(),
        }
    }

    /// The first of its times after one.
    fn first_after(&self, time: Subticks) -> Option<Subticks> {
        match &self.times {
            Times::Every { first, by, end } => {
                let next = if time < *first { *first } else { time.saturating_add(by - (time - first) % by) };
                Some(next).filter(|next| end.is_none_or(|end| *next < end))
            }
            Times::At(times) => times.get(times.partition_point(|at| *at <= time)).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ticks of some times, one by one.
    fn walked(times: &[Subticks], resolution: i128) -> Vec<u64> {
        let mut ticks: Vec<_> = times
            .iter()
            .map(|time| u64::try_from(time.div_euclid(resolution) + i128::from(time % resolution > 0)).expect("a tick"))
            .collect();
        ticks.dedup();
        ticks
    }

    #[test]
    fn it_fires_where_a_walk_over_its_times_does() {
        for resolution in [1_u64, 2, 3, 7] {
            for (first, by, end) in [(0, 1, None), (5, 5, Some(40)), (3, 2, Some(3)), (7, 10, None), (1, 3, Some(29))] {
                let times: Vec<_> =
                    (0..400).map(|k| first + k * by).filter(|time| end.is_none_or(|end| *time < end)).collect();
                let trigger = Trigger::new(resolution, Times::Every { first, by, end }).expect("a trigger");
                let found: Vec<_> = (0..50).filter(|tick| trigger.fires(*tick)).collect();
                let mut expected = walked(&times, resolution.into());
                expected.retain(|tick| *tick < 50);
                assert_eq!(found, expected, "{trigger:?}");
                assert_eq!(trigger.ticks(0, 49).collect::<Vec<_>>(), expected, "{trigger:?}");
                let listed = Trigger::new(resolution, Times::At(times)).expect("a trigger");
                assert_eq!(listed.ticks(0, 49).collect::<Vec<_>>(), expected, "{listed:?}");
            }
        }
    }

    #[test]
    fn what_is_no_trigger_is_refused() {
        for times in [
            Times::Every { first: 0, by: 0, end: None },
            Times::Every { first: -1, by: 1, end: None },
            Times::At(vec![3, 2]),
            Times::At(vec![LIMIT + 1]),
        ] {
            assert!(Trigger::new(1, times.clone()).is_err(), "{times:?}");
        }
        assert!(Trigger::new(0, Times::At(vec![1])).is_err());
        let trigger = Trigger::every(3, None).expect("a trigger");
        let json = serde_json::to_string(&trigger).expect("JSON");
        assert_eq!(serde_json::from_str::<Trigger>(&json).expect("it is read back"), trigger);
        assert!(serde_json::from_str::<Trigger>(&json.replace("\"by\":3", "\"by\":0")).is_err());
        assert_eq!(trigger.next(u64::MAX), Some(u64::MAX).filter(|tick| tick % 3 == 0));
    }
}
