//! Which clocks the times of a form are told by.

use crate::check::CheckedTrack;
use crate::check::form::{Form, FormKind, Shape};
use crate::schedule::Interpolation;
use crate::units::{Duration, Side};

/// How many tracks may lead into each other.
pub(super) const TRACK_DEPTH_LIMIT: u32 = 64;

/// Which clocks times are told by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) tick: bool,
    pub(super) other: bool,
    /// A bit for each unit that is read.
    read: u32,
}

impl Sides {
    pub(super) fn of(side: Option<Side>) -> Self {
        let read = if let Some(Side::Read(place)) = side { 1 << place } else { 0 };
        Self { tick: side == Some(Side::Tick), other: side == Some(Side::Other), read }
    }

    fn or(self, more: Self) -> Self {
        Self { tick: self.tick || more.tick, other: self.other || more.other, read: self.read | more.read }
    }

    /// The only one, if there is one alone.
    pub(super) fn only(self) -> Option<Side> {
        match (self.tick, self.other, self.read) {
            (true, false, 0) => Some(Side::Tick),
            (false, true, 0) => Some(Side::Other),
            (false, false, read) if read.is_power_of_two() => u8::try_from(read.ilog2()).ok().map(Side::Read),
            _ => None,
        }
    }

    /// Whether one of them is that of a unit that is read.
    pub(super) fn are_read(self) -> bool {
        self.read != 0
    }

    pub(super) fn are_both(self) -> bool {
        self.tick && self.other
    }
}

/// What is asked for the clocks of a form.
pub(super) struct Walked<'t> {
    /// The clock of the span.
    pub(super) span: Side,
    /// Whether it starts where its track does.
    pub(super) at_start: bool,
    /// The clocks of a track, by its number and whether it starts where the one that refers to it does.
    pub(super) track: &'t mut dyn FnMut(usize, bool) -> Sides,
}

/// The clocks of a form. A formula takes the values of tracks whatever clock they are told by.
pub(super) fn sides_of(form: &Form, walked: &mut Walked<'_>) -> Sides {
    let Walked { span, at_start, .. } = *walked;
    let of = |duration: &Duration| Sides::of(duration.clock(span));
    let mut inner = |form: &Form, span: Side, at_start: bool| {
        sides_of(form, &mut Walked { span, at_start, track: &mut *walked.track })
    };
    match &form.kind {
        FormKind::Constant(_) => Sides::default(),
        FormKind::Shape(shape) => sides_of_shape(shape, span),
        FormKind::For(body, length) | FormKind::Until(body, length) => {
            of(length).or(inner(body, length.clock(span).unwrap_or(span), at_start))
        }
        FormKind::Skip(body, by) => of(by).or(inner(body, span, false)),
        FormKind::Every(body, by) => of(by).or(inner(body, span, at_start)),
        FormKind::Track(index) => (walked.track)(*index, at_start),
        FormKind::Then(parts) => {
            let parts = parts.iter().enumerate();
            parts.fold(Sides::default(), |sides, (index, part)| sides.or(inner(part, span, at_start && index == 0)))
        }
        FormKind::Repeat { body, count, .. } => {
            // Cycles that fill a span are as long on its clock.
            let fills = count.is_some() && (body.has_share || fills(body));
            Sides::of(fills.then_some(span)).or(inner(body, span, false))
        }
        FormKind::Cycles(cycles) => {
            cycles.iter().fold(Sides::default(), |sides, (_, cycle)| sides.or(inner(cycle, span, false)))
        }
        FormKind::Mirror(_)
        | FormKind::Product { .. }
        | FormKind::Sum(_)
        | FormKind::Min(_)
        | FormKind::Max(_)
        | FormKind::Rounded { .. } => {
            let parts = form.children().into_iter();
            parts.fold(Sides::default(), |sides, part| sides.or(inner(part, span, at_start)))
        }
    }
}

/// Whether a form is as long as the span that it fills, as far as that follows from how it is written.
pub(super) fn fills(form: &Form) -> bool {
    match &form.kind {
        FormKind::Constant(_) => true,
        FormKind::Shape(Shape::Ramp { length, .. }) => length.is_none(),
        FormKind::Shape(Shape::Piecewise { interpolation, .. }) => *interpolation == Interpolation::None,
        FormKind::Shape(_) => true,
        FormKind::Then(parts) => {
            let last = parts.len() - 1;
            parts.iter().enumerate().any(|(index, part)| fills(part) && (index == last || !has_period(part)))
        }
        FormKind::Repeat { body, count: Some(_), .. } => body.has_share || fills(body),
        FormKind::Repeat { count: None, .. } => true,
        FormKind::For(..) | FormKind::Until(..) | FormKind::Cycles(_) | FormKind::Track(_) => false,
        FormKind::Skip(body, _) | FormKind::Every(body, _) | FormKind::Mirror(body) => fills(body),
        FormKind::Product { .. }
        | FormKind::Sum(_)
        | FormKind::Min(_)
        | FormKind::Max(_)
        | FormKind::Rounded { .. } => {
            form.is_constant || form.children().into_iter().any(|part| !part.is_constant && fills(part))
        }
    }
}

/// Whether a form is one period long before another.
pub(super) fn has_period(form: &Form) -> bool {
    match &form.kind {
        FormKind::Shape(shape) => matches!(shape, Shape::Step { .. } | Shape::Multistep { .. }),
        FormKind::Product { parts, .. } if parts.len() == 1 => has_period(&parts[0]),
        FormKind::Sum(terms) if terms.len() == 1 => has_period(&terms[0].1),
        _ => false,
    }
}

fn sides_of_shape(shape: &Shape, span: Side) -> Sides {
    let of = |duration: &Duration| Sides::of(duration.clock(span));
    match shape {
        Shape::Hold { .. } | Shape::Driven { .. } => Sides::default(),
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
            let span = self.run;
            let mut track = |other: usize, _| self.track(other, depth + 1);
            let own = sides_of(form, &mut Walked { span, at_start: true, track: &mut track });
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

/// Whether the parts of a form all start where it does.
pub(super) fn has_parts_of_its_own(form: &Form) -> bool {
    matches!(
        form.kind,
        FormKind::Product { .. } | FormKind::Sum(_) | FormKind::Min(_) | FormKind::Max(_) | FormKind::Rounded { .. }
    )
}
