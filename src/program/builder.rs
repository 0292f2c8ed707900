//! Programs that are made without a text.

use std::collections::HashSet;

use super::{Program, Track};
use crate::check;
use crate::error::Error;
use crate::schedule::{Schedule, Sizes, Trigger};
use crate::syntax;
use crate::text::Span;
use crate::units::{Clocks, Equation, Ratio, Time, Unit, Units};

/// Makes a [`Program`] of schedules; see [`Program::builder`].
///
/// ```
/// use lehr::{Program, Schedule};
///
/// let program = Program::builder().track("momentum", Schedule::constant(0.9)?).build()?;
/// assert_eq!(program.tracks().len(), 1);
/// # Ok::<(), lehr::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProgramBuilder {
    tracks: Vec<Track>,
    run: Option<Time>,
    tick: Option<Unit>,
    equations: Vec<Equation>,
    changing: Option<(Unit, Sizes, Unit)>,
    events: Vec<(String, Trigger)>,
}

impl Program {
    /// A program without a text.
    ///
    /// ```
    /// use lehr::{Error, Program, Schedule, Unit};
    ///
    /// let lr = Schedule::linear(0.0, 0.1, 500)?.then(Schedule::cosine(0.1, 0.0, 4500)?)?;
    /// let program = Program::builder()
    ///     .track("lr", lr)
    ///     .track("momentum", Schedule::constant(0.9)?)
    ///     .tick(Unit::STEP)
    ///     .unit(Unit::EPOCH, 100, Unit::STEP)
    ///     .run(5000_u64)
    ///     .build()?;
    /// assert_eq!(program.duration("5 epochs")?.to_string(), "500");
    /// assert_eq!(Program::from_json(program.to_json()?.as_bytes())?.track("lr").unwrap().value(500), 0.1);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn builder() -> ProgramBuilder {
        ProgramBuilder::default()
    }
}

impl ProgramBuilder {
    /// Adds a track. Its name is dotted for a group: `lr.head`.
    #[must_use]
    pub fn track(mut self, name: impl Into<String>, schedule: Schedule) -> Self {
        self.tracks.push(Track { name: name.into(), family: None, schedule });
        self
    }

    /// Adds an event.
    ///
    /// ```
    /// use lehr::schedule::Trigger;
    /// use lehr::{Program, Schedule};
    ///
    /// let program = Program::builder()
    ///     .track("lr", Schedule::constant(0.1)?)
    ///     .event("save", Trigger::every(1000, None)?)
    ///     .build()?;
    /// assert_eq!(program.fires("save", 1000), Some(true));
    /// # Ok::<(), lehr::Error>(())
    /// ```
    #[must_use]
    pub fn event(mut self, name: impl Into<String>, trigger: Trigger) -> Self {
        self.events.push((name.into(), trigger));
        self
    }

    /// Sets the length of the run, in ticks.
    #[must_use]
    pub fn run(mut self, length: impl Into<Time>) -> Self {
        self.run = Some(length.into());
        self
    }

    /// Sets the unit that a tick is.
    #[must_use]
    pub fn tick(mut self, unit: Unit) -> Self {
        self.tick = Some(unit);
        self
    }

    /// Says that one `unit` is `count` times an `of`.
    #[must_use]
    pub fn unit(self, unit: Unit, count: u64, of: Unit) -> Self {
        self.equation(unit, Ratio::from_integer(count.into()), of)
    }

    /// Says how many times an `of` each `unit` is, where that changes. One of the two is the tick.
    ///
    /// ```
    /// use lehr::schedule::Sizes;
    /// use lehr::{Program, Schedule, Unit};
    ///
    /// let sizes = Sizes::new(vec![(0, 16), (100, 32)])?;
    /// let program = Program::builder()
    ///     .track("lr", Schedule::constant(0.1)?)
    ///     .tick(Unit::STEP)
    ///     .unit_of_sizes(Unit::STEP, sizes, Unit::SAMPLE)
    ///     .build()?;
    /// assert_eq!(program.duration("1616 samples")?.to_string(), "100.5");
    /// # Ok::<(), lehr::Error>(())
    /// ```
    #[must_use]
    pub fn unit_of_sizes(mut self, unit: Unit, sizes: Sizes, of: Unit) -> Self {
        self.changing = Some((unit, sizes, of));
        self
    }

    pub(super) fn tracks(mut self, tracks: impl IntoIterator<Item = Track>) -> Self {
        self.tracks.extend(tracks);
        self
    }

    pub(super) fn equation(mut self, unit: Unit, count: Ratio, of: Unit) -> Self {
        self.equations.push(Equation { unit, count, of, span: Span::default() });
        self
    }

    /// Whether a text could declare the units that are not those of the language, beside its tracks and events.
    fn check_units(&self, names: &HashSet<&str>) -> Result<(), Error> {
        let fixed = self.equations.iter().flat_map(|equation| [equation.unit, equation.of]);
        let changing = self.changing.iter().flat_map(|(unit, _, of)| [*unit, *of]);
        let mut taken = names.clone();
        let mut own: Vec<Unit> = Vec::new();
        let read = self.tracks.iter().flat_map(|track| track.schedule.units_read());
        let read = read.map(|name| {
            let unit = Unit::new(name).filter(|unit| unit.is_own());
            unit.ok_or_else(|| Error::message(format!("`{name}` cannot be the name of a unit that is read")))
        });
        let read = read.collect::<Result<Vec<_>, _>>()?;
        for unit in fixed.chain(changing).chain(self.tick).chain(read).filter(|unit| unit.is_own()) {
            if own.len() < Unit::LIMIT && !own.contains(&unit) {
                own.push(unit);
            } else if !own.contains(&unit) {
                return Err(Error::message(format!("it has more than {} units of its own", Unit::LIMIT)));
            }
        }
        for unit in &own {
            let both = [unit.singular(), unit.plural()];
            if !check::is_unit_name(unit.singular()) || both.into_iter().any(|name| !taken.insert(name)) {
                return Err(Error::message(format!("`{}` cannot be the name of a unit", unit.singular())));
            }
        }
        Ok(())
    }

    /// The program.
    ///
    /// # Errors
    ///
    /// A program without a track, with two tracks or events of one name, with a name that a text could not give, with more than 32
    /// units beside those of the language, with a run or a unit that is not above 0, with
    /// units that contradict each other, or with a unit of sizes that change where neither it nor what it is made of
    /// is the tick, or where one has a fixed size in the other too.
    pub fn build(self) -> Result<Program, Error> {
        let mut names = HashSet::new();
        if let Some(track) = self.tracks.iter().find(|track| !names.insert(track.name.as_str())) {
            return Err(Error::message(format!("two tracks are called `{}`", track.name)));
        }
        if let Some(track) = self.tracks.iter().find(|track| !check::is_track_name(&track.name)) {
            return Err(Error::message(format!("`{}` cannot be the name of a track", track.name)));
        }
        if let Some((name, _)) = self.events.iter().find(|(name, _)| !names.insert(name.as_str())) {
            return Err(Error::message(format!("an event is called `{name}`, and so is something else")));
        }
        let is_event_name = |name: &str| check::is_track_name(name) && !name.contains('.');
        if let Some((name, _)) = self.events.iter().find(|(name, _)| !is_event_name(name)) {
            return Err(Error::message(format!("`{name}` cannot be the name of an event")));
        }
        let mut metrics = self.tracks.iter().flat_map(|track| track.schedule.metrics());
        if let Some(metric) = metrics.find(|metric| !syntax::is_name(metric)) {
            return Err(Error::message(format!("`{metric}` cannot be the name of a metric")));
        }
        if self.tracks.is_empty() {
            return Err(Error::message("it has no tracks"));
        }
        if self.run.is_some_and(|run| run <= Time::ZERO) {
            return Err(Error::message("the run is not above 0"));
        }
        if let Some(equation) = self.equations.iter().find(|equation| equation.count <= Ratio::from_integer(0)) {
            return Err(Error::message(format!("the size of {} is not above 0", equation.unit.with_article())));
        }
        self.check_units(&names)?;
        let (units, errors) = Units::new(&self.equations);
        if !errors.is_empty() {
            return Err(Error::message("the sizes of the units contradict each other"));
        }
        let clocks = match self.changing {
            None => None,
            Some((unit, sizes, of)) => {
                let is_tick = |unit: Unit| self.tick == Some(unit);
                if is_tick(unit) == is_tick(of) || units.convert(unit, of).is_some() {
                    return Err(Error::message("a unit of sizes that change is the tick or made of ticks"));
                }
                Some(Clocks { unit, of, tick_is_fine: is_tick(of), sizes: Some(sizes) })
            }
        };
        Ok(Program::new(self.tracks, self.run, self.tick, units.with_clocks(clocks)).with_events(self.events))
    }
}
