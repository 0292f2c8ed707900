//! What the times of a form are told in: the clock, the span that percentages are shares of, and what an `until`
//! counts from.

use crate::text::Span;
use crate::units::{Clocks, Side, Time};

/// A length on the clock that it is told by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Length {
    pub(super) time: Time,
    pub(super) side: Side,
}

/// What the times of a form are told in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// What percentages of time refer to, and what open forms fill.
    pub(super) span: Option<Length>,
    /// The clock of the times here.
    pub(super) side: Side,
    /// When the form starts, counted from the start of its track; `None` in a cycle, and where that follows from
    /// what comes after it.
    pub(super) place: Option<Time>,
    /// How much has passed, where the form starts, of the nearest `for`, `until`, cycle or track around it.
    pub(super) elapsed: Elapsed,
}

/// How much time has passed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Elapsed {
    Known(Time),
    /// An open segment comes before, and how long it is follows from what comes after it.
    After(Span),
    /// What comes before is told by another clock, one of which is read.
    Read(Span),
    /// What comes before is wrong, and says so itself.
    Wrong,
}

impl Frame {
    /// That of what starts anew in a span.
    pub(super) fn within(self, span: Option<Length>) -> Self {
        Self { span, elapsed: Elapsed::Known(Time::ZERO), ..self }
    }

    /// That of a cycle in a span.
    pub(super) fn of_cycle(self, span: Option<Length>) -> Self {
        Self { place: None, ..self.within(span) }
    }

    /// That of a cycle of its own, some time after the first one.
    pub(super) fn of_written_cycle(self, after: Time) -> Self {
        Self { place: self.place.and_then(|place| place.plus(after)), ..self.within(self.span) }
    }

    /// The clock of the span.
    pub(super) fn span_side(&self) -> Side {
        self.span.map_or(self.side, |span| span.side)
    }

    /// The same a length of time later.
    pub(super) fn after(self, length: Time) -> Self {
        let elapsed = match self.elapsed {
            Elapsed::Known(time) => time.plus(length).map_or(Elapsed::Wrong, Elapsed::Known),
            unknown => unknown,
        };
        Self { elapsed, place: self.place.and_then(|place| place.plus(length)), ..self }
    }

    /// The same after an open segment.
    pub(super) fn after_open(self, open: Span) -> Self {
        let elapsed = match self.elapsed {
            Elapsed::Known(_) => Elapsed::After(open),
            unknown => unknown,
        };
        Self { elapsed, place: None, ..self }
    }

    /// The same on a clock.
    pub(super) fn on(self, side: Side, clocks: &Clocks) -> Self {
        let across = |time: Time| clocks.across(time, self.side, side);
        let place = self.place.and_then(across);
        let elapsed = match self.elapsed {
            Elapsed::Known(time) if !time.is_zero() => {
                let start = self.place.and_then(|place| place.minus(time)).and_then(across);
                let passed = place.zip(start).and_then(|(place, start)| place.minus(start));
                passed.map_or(Elapsed::Wrong, Elapsed::Known)
            }
            same => same,
        };
        Self { side, place, elapsed, ..self }
    }
}
