//! A compiled file: its tracks, its run, and its units.

mod builder;
#[cfg(any(feature = "svg", feature = "terminal"))]
mod families;
mod json;
#[cfg(feature = "html")]
mod rows;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

pub use builder::ProgramBuilder;
#[cfg(feature = "cli")]
pub(crate) use families::Family;
#[cfg(any(feature = "svg", feature = "terminal"))]
pub(crate) use families::{families, value_range};
#[cfg(feature = "html")]
pub(crate) use rows::{SegmentRow, segment_rows, time_range};

use crate::schedule::{Schedule, Trigger};
#[cfg(any(feature = "svg", feature = "terminal"))]
use crate::units::Measure;
use crate::units::{Ratio, Time, Unit, Units};

/// A compiled file. It can be serialized as versioned JSON, `docs/compiled.md`, and evaluates to
/// the same bits when it is read back. [`compile`](crate::compile()) makes it of a text, and
/// [`builder`](Self::builder) of schedules.
///
/// ```
/// use lehr::{Error, Overrides, Program, compile};
///
/// let program = compile("run = 10; lr = 0.1 * linear", &Overrides::new()).into_program()?;
/// assert_eq!(program.ticks(), Some(10));
/// let read = Program::from_json(program.to_json()?.as_bytes())?;
/// assert_eq!(read.tracks(), program.tracks());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Program {
    tracks: Vec<Track>,
    by_name: HashMap<String, usize>,
    run: Option<Time>,
    tick: Option<Unit>,
    units: Units,
    events: Vec<Event>,
    /// The run, where a unit that is read counts it.
    #[cfg(feature = "cli")]
    run_read: Option<(Time, Unit)>,
}

/// A named trigger of a program: when the loop does something, whatever the values of the tracks are.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let compilation = compile("run = 90; lr = 0.1 * linear; event save = every 30 until run", &Overrides::new());
/// let program = compilation.program().expect("no errors");
/// assert_eq!(program.events()[0].trigger.ticks(0, 89).collect::<Vec<_>>(), [30, 60]);
/// assert_eq!((program.fires("save", 60), program.fires("eval", 60)), (Some(true), None));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// Its name.
    pub name: String,
    /// When it fires.
    pub trigger: Trigger,
}

/// A named schedule of a program.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let compilation = compile("lr = 0.1\nlr.head = 10 * lr", &Overrides::new());
/// let tracks = compilation.program().expect("no errors").tracks();
/// let values: Vec<_> = tracks.iter().map(|track| (track.name.as_str(), track.schedule.value(0))).collect();
/// assert_eq!(values, [("lr", 0.1), ("lr.head", 1.0)]);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Track {
    /// Its name, dotted for a group: `lr.head`.
    pub name: String,
    /// The family that defines it, where one does: `lr.block.{0..11}`.
    pub family: Option<Arc<str>>,
    /// Its values.
    pub schedule: Schedule,
}

/// A member of a family is the same track as one that is written out.
impl PartialEq for Track {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.schedule) == (&other.name, &other.schedule)
    }
}

impl Program {
    pub(crate) fn new(tracks: Vec<Track>, run: Option<Time>, tick: Option<Unit>, units: Units) -> Self {
        let by_name = tracks.iter().enumerate().map(|(index, track)| (track.name.clone(), index)).collect();
        Self {
            tracks,
            by_name,
            run,
            tick,
            units,
            events: Vec::new(),
            #[cfg(feature = "cli")]
            run_read: None,
        }
    }

    /// The same with a run that a unit that is read counts.
    #[cfg(feature = "cli")]
    pub(crate) fn with_run_read(self, run_read: Option<(Time, Unit)>) -> Self {
        Self { run_read, ..self }
    }

    /// The units whose readings its tracks take, by their singular names, each once, in order: what a loop has to give.
    ///
    /// ```
    /// use lehr::{Error, Overrides, compile};
    ///
    /// let text = "unit hour; tick = steps; run = 12 hours; lr = 0.1 * cosine";
    /// assert_eq!(compile(text, &Overrides::new()).into_program()?.units_read(), ["hour"]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn units_read(&self) -> Vec<&str> {
        let mut units: Vec<_> = self.tracks.iter().flat_map(|track| track.schedule.units_read()).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// The same over the readings of the one unit that tells the times of all tracks, which takes the place of the
    /// tick: each segment ends just where it is due. `None` where anything else tells a time.
    #[cfg(feature = "cli")]
    pub(crate) fn over_readings(&self) -> Option<Self> {
        let units = self.units_read();
        let [unit] = units[..] else { return None };
        let unit = Unit::new(unit)?;
        let run = self.run_read.filter(|(_, of)| *of == unit).map(|(run, _)| run);
        let over = |track: &Track| {
            let schedule = track.schedule.over_readings(run)?;
            Some(Track { schedule, ..track.clone() })
        };
        let tracks = self.tracks.iter().map(over).collect::<Option<Vec<_>>>()?;
        Some(Self::new(tracks, run, Some(unit), Units::default()))
    }

    /// All tracks, in the order of the file.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// All of them, by value.
    pub(crate) fn into_tracks(self) -> Vec<Track> {
        self.tracks
    }

    /// The schedule of a track.
    pub fn track(&self, name: &str) -> Option<&Schedule> {
        self.by_name.get(name).map(|&index| &self.tracks[index].schedule)
    }

    /// The same with events.
    pub(crate) fn with_events(self, events: impl IntoIterator<Item = (String, Trigger)>) -> Self {
        Self { events: events.into_iter().map(|(name, trigger)| Event { name, trigger }).collect(), ..self }
    }

    /// All events, in the order of the file.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether an event fires at a tick, before the update of that tick; `None` where no event has that name.
    pub fn fires(&self, name: &str, tick: u64) -> Option<bool> {
        self.events.iter().find(|event| event.name == name).map(|event| event.trigger.fires(tick))
    }

    /// The sizes of the units.
    pub(crate) fn units(&self) -> &Units {
        &self.units
    }

    /// The length of the run, where the file or the caller gives one.
    pub fn run(&self) -> Option<Time> {
        self.run
    }

    /// The unit of a tick, where the file names one.
    pub fn tick(&self) -> Option<Unit> {
        self.tick
    }

    /// The unit of a name, singular or plural: one of the language, or one of the file's own that is the tick or that an
    /// equation names.
    ///
    /// ```
    /// use lehr::{Overrides, compile};
    ///
    /// let text = "unit frame; step = 4 frames; run = 90 steps; lr = 0.1 * linear(100 frames)";
    /// let program = compile(text, &Overrides::new()).into_program()?;
    /// let frame = program.unit("frames").expect("the file declares it");
    /// assert_eq!(program.length_of(frame).map(|length| length.to_string()), Some("0.25".to_string()));
    /// assert_eq!(program.unit("seconds"), None);
    /// # Ok::<(), lehr::Error>(())
    /// ```
    pub fn unit(&self, name: &str) -> Option<Unit> {
        self.units.all().into_iter().chain(self.tick).find(|unit| unit.is_called(name))
    }

    /// What a tick is called, in the singular and in the plural.
    pub(crate) fn tick_words(&self) -> [&str; 2] {
        self.tick.as_ref().map_or(["tick", "ticks"], |unit| [unit.singular(), unit.plural()])
    }

    /// The units that people think in, beside the tick: epochs, and those that the file declares.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn familiar_units(&self) -> impl Iterator<Item = Unit> {
        let tick = self.tick;
        [Unit::EPOCH].into_iter().chain(self.units.own()).filter(move |unit| Some(*unit) != tick)
    }

    /// How long a unit is, where the file says so.
    pub fn length_of(&self, unit: Unit) -> Option<Time> {
        self.size_of(unit).map(Time::new)
    }

    /// How many ticks a unit is, where the file says so.
    pub(crate) fn size_of(&self, unit: Unit) -> Option<Ratio> {
        self.units.convert(unit, self.tick?)
    }

    /// The unit that times are told in beside ticks: epochs where there are any, or else the first unit that the file
    /// declares, or what the other clock counts where the size of a unit changes.
    #[cfg(feature = "cli")]
    pub(crate) fn beside(&self) -> Option<(Unit, Measure)> {
        let familiar = self.familiar_units().find_map(|unit| Some((unit, self.measure(unit)?)));
        familiar.or_else(|| self.other_clock())
    }

    /// What the clock beside that of the tick counts, where the size of a unit changes.
    #[cfg(feature = "cli")]
    pub(crate) fn other_clock(&self) -> Option<(Unit, Measure)> {
        let unit = self.units.clocks()?.other_unit();
        Some((unit, self.measure(unit)?))
    }

    /// How many ticks a unit is, wherever it is told.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn measure(&self, unit: Unit) -> Option<Measure> {
        self.units.measure(unit, self.tick?)
    }

    /// What is no whole number of ticks, in the first finer unit that it is a whole number of.
    pub(crate) fn finer(&self, time: Time) -> Option<(Time, Unit)> {
        let tick = self.tick.filter(|_| !time.is_whole())?;
        let is_finer = |unit: Unit| self.units.compare(unit, tick) == Some(Ordering::Greater);
        self.units.all().into_iter().filter(|unit| is_finer(*unit)).find_map(|unit| {
            let count = time.divided(self.size_of(unit)?)?;
            count.is_whole().then_some((count, unit))
        })
    }

    /// The ticks of the run; without a run, those of the longest track and the one at its end.
    /// `None` where a track goes on for ever.
    pub fn ticks(&self) -> Option<u64> {
        let count = match self.run {
            Some(run) => run.ceil(),
            None => {
                let lengths = self.tracks.iter().map(|track| track.schedule.len().map(Time::ratio));
                let longest = lengths.collect::<Option<Vec<_>>>()?.into_iter().max()?;
                Time::new(longest).ceil() + 1
            }
        };
        u64::try_from(count).ok()
    }
}
