//! What a text leaves for the next one, which it becomes by edits.

use crate::check::names::{Definition, DefinitionKind, Names};
use crate::check::prelude::preset;
use crate::check::{Declared, Run};
use crate::lower::Divided;
use crate::overrides::Overrides;
use crate::text::{Moved, Span};
use crate::units::{Ratio, Side, Time, Unit, Units};

/// What the next text can be compiled with, besides what a compilation shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    pub(super) overrides: Overrides,
    /// What holds all statements that cannot be read.
    pub(super) broken: Option<Span>,
    /// `None` where a track may depend on any other statement.
    pub(super) surroundings: Option<Surroundings>,
    pub(super) divided: Divided,
}

/// What every track of a file depends on, besides the statements that it mentions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Surroundings {
    run: Option<(Time, Side)>,
    tick: Option<Unit>,
    /// How many of one unit another is, wherever that is said.
    sizes: Vec<(Unit, Ratio, Unit)>,
    /// The units that the loop reads.
    read: Vec<Unit>,
    /// The names it defines that mean something where nothing mentions them: presets, bases and units.
    redefined: Vec<String>,
}

impl Surroundings {
    /// Those of a file; `None` where its run is wrong.
    pub(super) fn of(run: Declared<Run>, tick: Option<Unit>, units: &Units, names: &Names) -> Option<Self> {
        if matches!(run, Declared::Wrong) {
            return None;
        }
        let means_something = |found: &&Definition| {
            found.kind() == DefinitionKind::Unit || found.name() == "base" || preset(found.name()).is_some()
        };
        let names = names.definitions().iter();
        Some(Self {
            run: run.value().map(|run| (run.length, run.side)),
            tick,
            sizes: units.sizes().collect(),
            read: units.read().to_vec(),
            redefined: names.filter(means_something).map(|found| found.name().to_string()).collect(),
        })
    }
}

/// What of a text is as it was in an older one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Since {
    /// Where the places of the older text are.
    moved: Option<Moved>,
    /// For each track, which one it was there, if it is the same in all that anybody can see of it.
    tracks: Vec<Option<usize>>,
}

impl Since {
    pub(super) fn new(moved: Moved, tracks: Vec<Option<usize>>) -> Self {
        Self { moved: Some(moved), tracks }
    }

    /// The track of the older text that one is, and where the places of that text are.
    pub(crate) fn track(&self, index: usize) -> Option<(usize, Moved)> {
        Some(((*self.tracks.get(index)?)?, self.moved?))
    }
}
