//! The times at which the formulas of a window see other tracks.

use super::window::Window;
use crate::schedule::Now;
use crate::schedule::clock::Subticks;

/// The times at which the formulas of a window see other tracks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen {
    /// The time of the track is the local time and this.
    After(Subticks),
    /// At any time of a window of the track, which has as many subticks to a unit.
    Within(Window, u64),
    /// Nothing is known.
    Anytime,
}

impl Seen {
    /// The same in a node that starts at a local time.
    #[must_use]
    pub(crate) fn since(self, start: Subticks) -> Self {
        if let Self::After(time) = self { Self::After(time.saturating_add(start)) } else { self }
    }

    /// The same where nothing is known of each time but that it is one of the window's.
    #[must_use]
    pub(crate) fn within(self, on: Window, resolution: u64) -> Self {
        if let Self::After(time) = self { Self::Within(on.ahead(time), resolution) } else { self }
    }

    /// The same in samples that are held.
    #[must_use]
    pub(crate) fn sampled(self) -> Self {
        if let Self::After(_) = self { self } else { Self::Anytime }
    }

    /// The time of the track at a local time of a window, where it is known.
    pub(crate) fn now(self, on: &Window, num: i128, resolution: u64) -> Option<Now<'static>> {
        let Self::After(time) = self else { return None };
        Some(Now::of_track(on.instant(num).ahead(time), resolution))
    }
}
