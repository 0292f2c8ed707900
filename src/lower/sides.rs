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

/// The clocks of a form in a span of a clock; `track` tells those of a track. A formula takes the values of tracks
/// whatever clock they are told by.
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

/// The clocks of each track, those of the tracks that it refers to among them, and with `formulas` also those of the
/// tracks that formulas take the values of.
pub(super) fn sides_of_tracks(tracks: &[CheckedTrack], run: Side, formulas: bool) -> Vec<Sides> {
    let mut walk = Walk { tracks, run, formulas, known: vec![None; tracks.len()] };
    (0..tracks.len()).map(|index| walk.track(index, 0)).collect()
}

struct Walk<'t> {
    tracks: &'t [CheckedTrack],
    run: Side,
    formulas: bool,
    known: Vec<Option<Sides>>,
}

impl Walk<'_> {
    fn track(&mut self, index: usize, depth: u32) -> Sides {
        // Tracks that lead too deep into each other, or back, are errors, which their lowering reports.
        if depth > TRACK_DEPTH_LIMIT {
            return Sides::default();
        }
        if let Some(sides) = self.known[index] {
            return sides;
        }
        self.known[index] = Some(Sides::default());
        let tracks = self.tracks;
        let sides = tracks[index].form.as_ref().map_or_else(Sides::default, |form| {
            let own = sides_of(form, self.run, &mut |other| self.track(other, depth + 1));
            if self.formulas { own.or(self.of_formulas(form, depth)) } else { own }
        });
        self.known[index] = Some(sides);
        sides
    }

    fn of_formulas(&mut self, form: &Form, depth: u32) -> Sides {
        if !form.refers {
            return Sides::default();
        }
        let mentions = form.tracks.iter();
        let own = mentions.fold(Sides::default(), |sides, mention| sides.or(self.track(mention.track, depth + 1)));
        form.children().into_iter().fold(own, |sides, child| sides.or(self.of_formulas(child, depth)))
    }
}
