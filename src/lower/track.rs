//! A track that is lowered, and what of it can be kept for the next text.

use num_integer::Integer;

use crate::schedule::Schedule;
use crate::text::Origin;
use crate::units::Side;

/// A track in its place.
#[derive(Clone, Debug)]
pub(crate) struct LoweredTrack {
    pub(crate) schedule: Schedule,
    /// Where its nodes come from, each before what is in it, in the order of `Node::for_each_child`.
    pub(crate) origins: Vec<Origin>,
    pub(crate) cost: Cost,
    /// Whether it was known before.
    pub(crate) is_kept: bool,
}

/// What a track takes of what all tracks of a file have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    /// Its nodes that came from other tracks.
    pub(super) inlined: u64,
    /// How deep its formulas take the values of tracks whose formulas take values.
    pub(super) levels: u32,
    /// The fewest subticks that make its own boundaries whole.
    pub(super) needed: Divided,
    /// Whether there was something to say about it.
    pub(crate) is_reported: bool,
}

/// How many subticks a unit of each clock has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Divided {
    pub(super) tick: i128,
    pub(super) other: i128,
    pub(super) read: i128,
}

impl Default for Divided {
    fn default() -> Self {
        Self { tick: 1, other: 1, read: 1 }
    }
}

impl Divided {
    pub(super) fn of(self, side: Side) -> i128 {
        match side {
            Side::Tick => self.tick,
            Side::Other => self.other,
            Side::Read(_) => self.read,
        }
    }

    pub(super) fn of_mut(&mut self, side: Side) -> &mut i128 {
        match side {
            Side::Tick => &mut self.tick,
            Side::Other => &mut self.other,
            Side::Read(_) => &mut self.read,
        }
    }

    /// The fewest that are whole for both, up to a limit.
    pub(super) fn with(self, more: Self, limit: i128) -> Self {
        let lcm = |one: i128, other: i128| one.lcm(&other).min(limit);
        Self { tick: lcm(self.tick, more.tick), other: lcm(self.other, more.other), read: lcm(self.read, more.read) }
    }

    /// The most that one of the clocks has.
    pub(super) fn most(self) -> i128 {
        self.tick.max(self.other).max(self.read)
    }
}

/// How far a track has been lowered.
pub(super) enum TrackState {
    Waiting,
    InProgress,
    Done(Option<Box<DoneTrack>>),
}

/// A track that is lowered, with what it takes.
pub(super) struct DoneTrack {
    pub(super) track: LoweredTrack,
    /// How many nodes it comes to.
    pub(super) size: u64,
    /// How deep formulas take the values of tracks whose formulas take values.
    pub(super) levels: u32,
}
