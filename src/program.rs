//! A compiled file: its tracks, its run, and what is expected of them.

mod expectation;
mod json;

use std::collections::HashMap;

pub use expectation::Outcome;

use crate::check::{self, Expectation};
use crate::diagnostic::Diagnostic;
use crate::schedule::Schedule;
use crate::syntax::ast::File;
use crate::text::{Origin, Span};
use crate::units::{Ratio, Time, Unit, Units};

/// A compiled file. It can be serialized as versioned JSON, `docs/compiled.md`, all but its
/// expectations, and evaluates to the same bits when it is read back.
#[derive(Clone, Debug)]
pub struct Program {
    tracks: Vec<Track>,
    by_name: HashMap<String, usize>,
    run: Option<Time>,
    tick: Option<Unit>,
    units: Units,
    expectations: Vec<Expectation>,
    sources: Sources,
}

/// Where the parts of a program stand in its text; nowhere for one that was read from JSON.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// The tree of the text, with what was set from outside in it.
    pub(crate) file: File,
    /// The text.
    pub(crate) text: String,
    /// The length of the run.
    pub(crate) run: Option<Span>,
    /// The tracks, in order.
    pub(crate) tracks: Vec<TrackSource>,
}

/// Where a track stands in the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrackSource {
    /// Its name.
    pub(crate) name: Span,
    /// Its whole value.
    pub(crate) value: Span,
    /// The base that is declared for it, and where.
    pub(crate) base: Option<(f64, Span)>,
    /// Where the nodes of its schedule come from, each before what is in it, in the order of
    /// `Node::for_each_child`.
    pub(crate) origins: Vec<Origin>,
}

/// A named schedule of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Its name, dotted for a group: `lr.head`.
    pub name: String,
    /// Its values.
    pub schedule: Schedule,
}

impl Program {
    pub(crate) fn new(
        tracks: impl IntoIterator<Item = (String, Schedule)>,
        run: Option<Time>,
        tick: Option<Unit>,
        units: Units,
        expectations: Vec<Expectation>,
        sources: Sources,
    ) -> Self {
        let tracks: Vec<_> = tracks.into_iter().map(|(name, schedule)| Track { name, schedule }).collect();
        let by_name = tracks.iter().enumerate().map(|(index, track)| (track.name.clone(), index)).collect();
        Self { tracks, by_name, run, tick, units, expectations, sources }
    }

    /// All tracks, in the order of the file.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The schedule of a track.
    pub fn track(&self, name: &str) -> Option<&Schedule> {
        self.by_name.get(name).map(|&index| &self.tracks[index].schedule)
    }

    /// Where its parts stand in the text.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The length of the run, where the file or the caller gives one.
    pub fn run(&self) -> Option<Time> {
        self.run
    }

    /// The unit of a tick, where the file names one.
    pub fn tick(&self) -> Option<Unit> {
        self.tick
    }

    /// How many ticks a unit is, where the file says so.
    pub fn size_of(&self, unit: Unit) -> Option<Ratio> {
        self.units.convert(unit, self.tick?)
    }

    /// The ticks of the run; without a run, those of the longest track and the one at its end.
    /// `None` where a track goes on for ever.
    pub fn ticks(&self) -> Option<u64> {
        let count = match self.run {
            Some(run) => run.ceil(),
            None => {
                let lengths = self.tracks.iter().map(|track| track.schedule.len().map(super::schedule::Length::ratio));
                let longest = lengths.collect::<Option<Vec<_>>>()?.into_iter().max()?;
                Time::new(longest).ceil() + 1
            }
        };
        u64::try_from(count).ok()
    }

    /// A duration as it is written in the language, in the units of this program, in ticks.
    ///
    /// # Errors
    ///
    /// Text that is no duration; the places of the diagnostic are in that text.
    pub fn duration(&self, text: &str) -> Result<Time, Diagnostic> {
        check::duration(text, &self.units, self.tick, self.run)
    }
}
