//! The two clocks of a file in which the size of a unit changes, and what leads from one to the other.

use super::{Ratio, Time, Unit};
use crate::schedule::Sizes;
use crate::text::Span;

/// The clock that a time is told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Side {
    /// That of the tick, and of all units with a fixed size in ticks.
    #[default]
    Tick,
    /// That of the units whose size in ticks changes.
    Other,
    /// That of a unit that the loop reads, by its place among those of the file.
    Read(u8),
}

/// An equation that holds a track: `step = batch * 4096 tokens`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChangingEquation {
    /// The unit that is defined.
    pub(crate) unit: Unit,
    /// The unit that it is defined by.
    pub(crate) of: Unit,
    /// What the value of the track is multiplied by, above 0.
    pub(crate) count: Ratio,
    /// The track, by its number.
    pub(crate) track: usize,
    /// Where the equation names it.
    pub(crate) span: Span,
}

/// The two clocks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clocks {
    /// The unit of the coarser one, whose size changes.
    pub(crate) unit: Unit,
    /// The unit of the finer one.
    pub(crate) of: Unit,
    /// Whether a tick is counted on the finer one.
    pub(crate) tick_is_fine: bool,
    /// How many units of the finer clock one of the coarser clock is; `None` as long as that is not known.
    pub(crate) sizes: Option<Sizes>,
}

impl Clocks {
    /// The finer of the two.
    pub(crate) fn fine(&self) -> Side {
        if self.tick_is_fine { Side::Tick } else { Side::Other }
    }

    /// A time of one clock on the other; `None` where it does not fit, or the sizes are not known.
    pub(crate) fn across(&self, time: Time, from: Side, to: Side) -> Option<Time> {
        let sizes = self.sizes.as_ref();
        if from == to {
            Some(time)
        } else if from == self.fine() {
            sizes?.coarse(time)
        } else {
            sizes?.fine(time)
        }
    }

    /// The first time after one, on its clock, at which the sizes change; `None` where they do not any more.
    pub(crate) fn change_after(&self, time: Time, side: Side) -> Option<Time> {
        self.sizes.as_ref()?.change_after(time, side == self.fine())
    }

    /// The last time before one, on its clock, at which the sizes change; `None` where they have not yet.
    pub(crate) fn change_before(&self, time: Time, side: Side) -> Option<Time> {
        self.sizes.as_ref()?.change_before(time, side == self.fine())
    }

    /// The unit that the clock beside that of the tick counts.
    pub(crate) fn other_unit(&self) -> Unit {
        if self.tick_is_fine { self.unit } else { self.of }
    }
}
