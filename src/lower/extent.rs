//! How long forms are before they have a place.

use std::rc::Rc;

use super::Lowerer;
use super::frame::{Elapsed, Frame};
use super::length::{cycles, resolve, track};
use crate::check::form::{Form, FormKind, Shape};
use crate::units::Time;

/// How long a form is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Extent {
    /// It has this length.
    Finite(Time),
    /// Open as the last of a chain, one period long before another.
    Period(Time),
    /// As long as the span that it fills.
    Open,
}

impl Lowerer<'_> {
    /// Whether a form is as long as the span that it fills.
    pub(super) fn is_open(&self, form: &Form, frame: Frame) -> bool {
        !matches!(self.extent(form, frame), Some(Extent::Finite(_)) | None)
    }

    /// How long a form is in its frame; `None` where lowering it will report why that is not known.
    pub(super) fn extent(&self, form: &Form, frame: Frame) -> Option<Extent> {
        let span = frame.span;
        match &form.kind {
            FormKind::Constant(_) => Some(Extent::Open),
            FormKind::Shape(shape) => shape_extent(shape, span),
            FormKind::Then(parts) => self.chain_extent(parts, frame),
            FormKind::For(_, length) => resolve(*length, span).map(Extent::Finite),
            FormKind::Until(_, end) => {
                let end = resolve(*end, span)?;
                // Where it does not start before that, lowering it will report why, and nothing else is wrong.
                let left = match frame.elapsed {
                    Elapsed::Known(elapsed) => end.minus(elapsed)?.max(Time::ZERO),
                    Elapsed::After(_) | Elapsed::Wrong => Time::ZERO,
                };
                Some(Extent::Finite(left))
            }
            FormKind::Skip(body, by) => match self.extent(body, frame)? {
                Extent::Finite(length) => {
                    let left = length.minus(resolve(*by, span)?)?;
                    Some(Extent::Finite(left.max(Time::ZERO)))
                }
                _ => Some(Extent::Open),
            },
            FormKind::Every(body, _) => match self.extent(body, frame)? {
                Extent::Finite(length) => Some(Extent::Finite(length)),
                _ => Some(Extent::Open),
            },
            FormKind::Mirror(body) => match self.extent(body, frame)? {
                Extent::Finite(length) => length.plus(length).map(Extent::Finite),
                _ => Some(Extent::Open),
            },
            FormKind::Repeat { count: None, .. } => Some(Extent::Open),
            FormKind::Repeat { body, count: Some(count), stretch, .. } => {
                if body.has_share {
                    return Some(Extent::Open);
                }
                match self.extent(body, Frame::new(span))? {
                    Extent::Finite(length) => length.times(cycles(*count, *stretch)?).map(Extent::Finite),
                    _ => Some(Extent::Open),
                }
            }
            // What is only scaled is as long as it is by itself.
            FormKind::Product { parts, .. } if parts.len() == 1 => self.extent(&parts[0], frame),
            FormKind::Sum(terms) if terms.len() == 1 => self.extent(&terms[0].1, frame),
            FormKind::Product { parts, .. } | FormKind::Min(parts) | FormKind::Max(parts) => {
                self.longest(parts.iter().map(|part| &**part), frame)
            }
            FormKind::Rounded { body, .. } => self.longest(std::iter::once(&**body), frame),
            FormKind::Sum(terms) => self.longest(terms.iter().map(|(_, term)| &**term), frame),
            FormKind::Track(index) => match (&self.states[*index], self.run) {
                (_, Some(run)) => Some(Extent::Finite(run.length)),
                (super::TrackState::Done(Some((done, _))), None) => {
                    Some(track(&done.schedule, None).map_or(Extent::Open, Extent::Finite))
                }
                _ => Some(Extent::Open),
            },
        }
    }

    fn chain_extent(&self, parts: &[Rc<Form>], frame: Frame) -> Option<Extent> {
        let mut sum = Time::ZERO;
        let mut open = false;
        for (index, (_, extent)) in self.segments(parts, frame).into_iter().enumerate() {
            match extent? {
                Extent::Finite(length) => sum = sum.plus(length)?,
                Extent::Period(length) if index + 1 < parts.len() => sum = sum.plus(length)?,
                _ => open = true,
            }
        }
        Some(if open { Extent::Open } else { Extent::Finite(sum) })
    }

    /// The frame of each part of a chain, and how long it is in it.
    pub(super) fn segments(&self, parts: &[Rc<Form>], frame: Frame) -> Vec<(Frame, Option<Extent>)> {
        let mut next = frame;
        let segments = parts.iter().map(|part| {
            let (frame, extent) = (next, self.extent(part, next));
            next = match extent {
                Some(Extent::Finite(length) | Extent::Period(length)) => frame.after(length),
                Some(Extent::Open) => frame.after_open(part.span),
                None => Frame { elapsed: Elapsed::Wrong, ..frame },
            };
            (frame, extent)
        });
        segments.collect()
    }

    /// As long as the longest part; constants have no length of their own.
    fn longest<'f>(&self, parts: impl Iterator<Item = &'f Form>, frame: Frame) -> Option<Extent> {
        let mut longest = None;
        for part in parts.filter(|part| !part.is_constant) {
            match self.extent(part, frame)? {
                Extent::Finite(length) => longest = longest.max(Some(length)),
                _ => return Some(Extent::Open),
            }
        }
        Some(longest.map_or(Extent::Open, Extent::Finite))
    }
}

fn shape_extent(shape: &Shape, span: Option<Time>) -> Option<Extent> {
    match shape {
        Shape::Hold { .. }
        | Shape::Exponential { .. }
        | Shape::Factor { .. }
        | Shape::InverseSqrt { .. }
        | Shape::InverseTime { .. }
        | Shape::Plateau { .. }
        | Shape::Noise { .. } => Some(Extent::Open),
        Shape::Ramp { length: None, .. } => Some(Extent::Open),
        Shape::Ramp { length: Some(length), .. } => resolve(*length, span).map(Extent::Finite),
        Shape::Step { size, .. } => resolve(*size, span).map(Extent::Period),
        Shape::Multistep { milestones, .. } => {
            let times = milestones.iter().map(|(at, _)| resolve(*at, span));
            let last = times.collect::<Option<Vec<_>>>()?.into_iter().max();
            Some(Extent::Period(last.unwrap_or(Time::ZERO)))
        }
        Shape::Piecewise { boundaries, interpolation, .. } => {
            if *interpolation == crate::schedule::Interpolation::None {
                return Some(Extent::Open);
            }
            match boundaries.last() {
                Some((last, _)) => resolve(*last, span).map(Extent::Finite),
                None => Some(Extent::Finite(Time::ZERO)),
            }
        }
    }
}
