//! Where a segment ends that ends at a tick, and which of some such segments runs.

use serde::{Deserialize, Serialize};

use crate::schedule::clock::Subticks;

/// A unit whose readings tell time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadUnit {
    /// Its name, in the singular.
    pub unit: Box<str>,
    /// How many subticks it has.
    pub resolution: u64,
}

/// Where a [`Stage`](super::Stage) ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum End {
    /// It goes on.
    Never,
    /// A length after its start.
    After(Subticks),
    /// At a time since the first stage began; a unit that is read counts from 0 where the run does.
    At(Subticks),
    /// The same, and what runs takes just as long as that is: it is as long as `length` by itself.
    Filling {
        /// When it ends.
        at: Subticks,
        /// How long it is by itself, above 0.
        length: Subticks,
    },
}

impl End {
    /// The time since the first stage began, where that is what ends it.
    pub(super) fn time(self) -> Option<Subticks> {
        match self {
            Self::At(time) | Self::Filling { at: time, .. } => Some(time),
            Self::Never | Self::After(_) => None,
        }
    }

    /// Whether no time in it is below 0.
    pub(crate) fn is_positive(self) -> bool {
        match self {
            Self::Never => true,
            Self::After(time) | Self::At(time) | Self::Filling { at: time, .. } => time >= 0,
        }
    }

    /// The longest time in it.
    pub(crate) fn longest(self) -> Subticks {
        match self {
            Self::Never => 0,
            Self::After(time) | Self::At(time) => time,
            Self::Filling { at, length } => at.max(length),
        }
    }
}

/// Which of some stages runs, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StagesState {
    /// The stage, by its place.
    pub stage: usize,
    /// The tick of the run at which it began.
    pub tick: u64,
    /// The tick at which the first stage did.
    pub first_tick: u64,
    /// The time since the first stage began, then, in parts of a subtick.
    pub start: Subticks,
    /// How many parts a subtick has.
    pub scale: i128,
    /// The readings of each unit, in the order in which the stages name them.
    pub readings: Vec<Readings>,
}

/// The readings of a unit that matter for some stages, in billionths of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Readings {
    /// Where the first stage began; 0 where that is where the run does.
    pub first: i128,
    /// Where the stage that runs began.
    pub start: i128,
    /// At this tick.
    pub now: i128,
}
