//! What the times of a form are told in: the span that percentages are shares of, and what an `until` counts from.

use crate::text::Span;
use crate::units::Time;

/// What the times of a form are told in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// What percentages of time refer to, and what open forms fill.
    pub(super) span: Option<Time>,
    /// How much has passed, where the form starts, of the nearest `for`, `until`, cycle or track around it.
    pub(super) elapsed: Elapsed,
}

/// How much time has passed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Elapsed {
    Known(Time),
    /// An open segment comes before, and how long it is follows from what comes after it.
    After(Span),
    /// What comes before is wrong, and says so itself.
    Wrong,
}

impl Frame {
    /// That of what starts anew in a span.
    pub(super) fn new(span: Option<Time>) -> Self {
        Self { span, elapsed: Elapsed::Known(Time::ZERO) }
    }

    /// The same a length of time later.
    pub(super) fn after(self, length: Time) -> Self {
        let elapsed = match self.elapsed {
            Elapsed::Known(time) => time.plus(length).map_or(Elapsed::Wrong, Elapsed::Known),
            unknown => unknown,
        };
        Self { elapsed, ..self }
    }

    /// The same after an open segment.
    pub(super) fn after_open(self, open: Span) -> Self {
        let elapsed = match self.elapsed {
            Elapsed::Known(_) => Elapsed::After(open),
            unknown => unknown,
        };
        Self { elapsed, ..self }
    }
}
