//! Which clocks the times of a form are told by.

use crate::check::CheckedTrack;
use crate::check::form::{Form, FormKind, Shape};
use crate::units::{Duration, Side};

/// How many tracks may lead into each other.
pub(super) const TRACK_DEPTH_LIMIT: u32 = 64;

/// Which clocks times are told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) tick: bool,
    pub(super) other: bool,
}

impl Sides {
    pub(super) fn of(side: Option<Side>) -> Self {
        Self { tick: side == Some(Side::Tick), other: side == Some(Side::Other) }
    }

    fn or(self, more: Self) -> Self {
        Self { tick: self.tick || more.tick, other: self.other || more.other }
    }

    /// The only one, if there is one alone.
    pub(super) fn only(self) -> Option<Side> {
        match (self.tick, self.other) {
            (true, false) => Some(Side::Tick),
            (false, true) => Some(Side::Other),
            _ => None,
        }
    }

    pub(super) fn are_both(self) -> bool {
        self.tick && self.other
    }
}

/// The clocks of a form in a span of a clock; `track` tells those of a track.
pub(super) fn sides_of(form: &Form, span: Side, track: &mut dyn FnMut(usize) -> Sides) -> Sides {
    let of = |duration: &Duration| Sides::of(duration.clock(span));
    match &form.kind {
        FormKind::Constant(_) => Sides::default(),
        FormKind::Shape(shape) => sides_of_shape(shape, span),
        FormKind::For(body, length) | FormKind::Until(body, length) => {
            let inner = length.clock(span).unwrap_or(span);
            of(length).or(sides_of(body, inner, track))
        }
        FormKind::Skip(body, by) | FormKind::Every(body, by) => of(by).or(sides_of(body, span, track)),
        FormKind::Track(index) => track(*index),
        FormKind::Then(_)
        | FormKind::Cycles(_)
        | FormKind::Mirror(_)
        | FormKind::Repeat { .. }
        | FormKind::Product { .. }
        | FormKind::Sum(_)
        | FormKind::Min(_)
        | FormKind::Max(_)
        | FormKind::Rounded { .. } => {
            let parts = form.children().into_iter();
            parts.fold(Sides::default(), |sides, part| sides.or(sides_of(part, span, track)))
        }
    }
}

fn sides_of_shape(shape: &Shape, span: Side) -> Sides {
    let of = |duration: &Duration| Sides::of(duration.clock(span));
    match shape {
        Shape::Hold { .. } | Shape::Plateau { .. } => Sides::default(),
        Shape::Ramp { length: None, .. } => Sides::of(Some(span)),
        Shape::Ramp { length: Some(length), .. } => of(length),
        Shape::Step { size, .. } => of(size),
        Shape::Exponential { every, .. } | Shape::InverseTime { every, .. } => of(every),
        Shape::Multistep { milestones: list, .. } | Shape::Piecewise { boundaries: list, .. } => {
            list.iter().fold(Sides::default(), |sides, (at, _)| sides.or(of(at)))
        }
        Shape::InverseSqrt { timescale, shift, .. } => of(timescale).or(shift.as_ref().map(of).unwrap_or_default()),
        Shape::Factor { side, .. } => Sides::of(Some(*side)),
        Shape::Noise { .. } => Sides::of(Some(Side::Tick)),
    }
}

/// The clocks of each track, those of the tracks that it refers to among them.
pub(super) fn sides_of_tracks(tracks: &[CheckedTrack], run: Side) -> Vec<Sides> {
    let mut known = vec![None; tracks.len()];
    (0..tracks.len()).map(|index| sides_of_track(tracks, index, run, &mut known, 0)).collect()
}

fn sides_of_track(
    tracks: &[CheckedTrack],
    index: usize,
    run: Side,
    known: &mut Vec<Option<Sides>>,
    depth: u32,
) -> Sides {
    // Tracks that lead too deep into each other, or back, are errors, which their lowering reports.
    if depth > TRACK_DEPTH_LIMIT {
        return Sides::default();
    }
    if let Some(sides) = known[index] {
        return sides;
    }
    known[index] = Some(Sides::default());
    let sides = tracks[index].form.as_ref().map_or_else(Sides::default, |form| {
        sides_of(form, run, &mut |other| sides_of_track(tracks, other, run, known, depth + 1))
    });
    known[index] = Some(sides);
    sides
}
