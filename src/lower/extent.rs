//! How long forms are before they have a place.

use std::rc::Rc;

use super::Lowerer;
use super::frame::{Elapsed, Frame, Length};
use super::length::{Cycles, resolve, together, track};
use super::sides::fills;
use crate::check::form::{Form, FormKind, Shape};
use crate::units::{Duration, Side, Time};

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
        if let (Some(side), Some(clocks)) = (self.foreign(form, frame), &self.clocks) {
            let across = |length| self.across(length, side, frame);
            return match self.extent(form, frame.on(side, clocks))? {
                Extent::Finite(length) => across(length).map(Extent::Finite),
                Extent::Period(length) => across(length).map(Extent::Period),
                Extent::Open => Some(Extent::Open),
            };
        }
        if self.is_read(form, frame) {
            // When it ends follows from what is read.
            return Some(Extent::Open);
        }
        match &form.kind {
            FormKind::Constant(_) => Some(Extent::Open),
            FormKind::Shape(shape) => self.shape_extent(shape, frame),
            FormKind::Then(parts) => self.chain_extent(parts, frame),
            FormKind::For(_, length) => {
                let length = resolve(*length, frame.span)?;
                self.across(length.time, length.side, frame).map(Extent::Finite)
            }
            FormKind::Until(_, end) => {
                let end = resolve(*end, frame.span)?;
                // Where it does not start before that, lowering it will report why, and nothing else is wrong.
                let left = match self.left_of(end, frame) {
                    Some(left) => self.across(left.time.max(Time::ZERO), left.side, frame)?,
                    None => Time::ZERO,
                };
                Some(Extent::Finite(left))
            }
            FormKind::Skip(body, by) if self.needs_both(form, frame) => {
                let skipped = self.skipped(body, resolve(*by, frame.span)?, frame).ok()?;
                self.extent(&skipped, frame)
            }
            FormKind::Skip(body, by) => match self.extent(body, frame)? {
                Extent::Finite(length) => {
                    let left = length.minus(self.on_clock(*by, frame)?)?;
                    Some(Extent::Finite(left.max(Time::ZERO)))
                }
                _ => Some(Extent::Open),
            },
            FormKind::Every(body, _) => match self.extent(body, frame)? {
                Extent::Finite(length) => Some(Extent::Finite(length)),
                _ => Some(Extent::Open),
            },
            FormKind::Mirror(body) if self.needs_both(form, frame) => self.mirror_extent(body, frame),
            FormKind::Mirror(body) => match self.extent(body, frame)? {
                Extent::Finite(length) => length.plus(length).map(Extent::Finite),
                _ => Some(Extent::Open),
            },
            FormKind::Repeat { count: None, .. } => Some(Extent::Open),
            FormKind::Cycles(cycles) => self.written_cycles(cycles.iter().map(|(_, cycle)| &**cycle), frame),
            FormKind::Repeat { body, count: Some(_), .. } if body.has_share || fills(body) => Some(Extent::Open),
            FormKind::Repeat { body, count: Some(count), stretch, decay } => {
                if self.needs_both(form, frame) {
                    let repeat = Cycles { count: Some(*count), stretch: *stretch, decay: *decay };
                    return self.rounds_extent(body, repeat, frame);
                }
                match self.extent(body, frame.of_cycle(frame.span))? {
                    Extent::Finite(length) => together(length, *count, *stretch).map(Extent::Finite),
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
            FormKind::Track(index) => self.track_extent(*index, frame),
        }
    }

    fn track_extent(&self, index: usize, frame: Frame) -> Option<Extent> {
        match (&self.states[index], self.run) {
            (_, Some(run)) if !matches!(run.side, Side::Read(_)) => {
                self.across(run.length, run.side, frame).map(Extent::Finite)
            }
            (super::TrackState::Done(Some(done)), _) => {
                let Some(Length { time, side }) = track(&done.track.schedule, None) else {
                    return Some(Extent::Open);
                };
                self.across(time, side, frame).map(Extent::Finite)
            }
            _ => Some(Extent::Open),
        }
    }

    /// How long cycles are one after another; `None` where one has no length without a span.
    fn written_cycles<'f>(&self, mut cycles: impl Iterator<Item = &'f Form>, frame: Frame) -> Option<Extent> {
        let sum = cycles.try_fold(Time::ZERO, |sum, cycle| match self.extent(cycle, frame.of_written_cycle(sum))? {
            Extent::Finite(length) if !cycle.has_share => sum.plus(length),
            _ => None,
        });
        sum.map(Extent::Finite)
    }

    fn chain_extent(&self, parts: &[Rc<Form>], frame: Frame) -> Option<Extent> {
        let mut sum = Time::ZERO;
        let mut open = false;
        for (index, (_, extent)) in self.segments(parts, frame).into_iter().enumerate() {
            if open {
                // What follows is counted back from the end of the span.
                break;
            }
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

    /// A duration on the clock of its frame.
    fn on_clock(&self, duration: Duration, frame: Frame) -> Option<Time> {
        let Length { time, side } = resolve(duration, frame.span)?;
        (side == frame.side || time.is_zero() || self.has_one_clock()).then_some(time)
    }

    /// What is left up to a time since the start of the `for`, cycle or track around, on the clock of that time.
    pub(super) fn left_of(&self, end: Length, frame: Frame) -> Option<Length> {
        let Elapsed::Known(elapsed) = frame.elapsed else { return None };
        let passed = match &self.clocks {
            _ if end.side == frame.side || elapsed.is_zero() || self.has_one_clock() => elapsed,
            Some(clocks) => {
                let across = |time| clocks.across(time, frame.side, end.side);
                across(frame.place?)?.minus(across(frame.place?.minus(elapsed)?)?)?
            }
            None => return None,
        };
        Some(Length { time: end.time.minus(passed)?, side: end.side })
    }

    fn shape_extent(&self, shape: &Shape, frame: Frame) -> Option<Extent> {
        match shape {
            Shape::Hold { .. }
            | Shape::Exponential { .. }
            | Shape::Factor { .. }
            | Shape::InverseSqrt { .. }
            | Shape::InverseTime { .. }
            | Shape::Driven { .. }
            | Shape::Noise { .. } => Some(Extent::Open),
            Shape::Ramp { length: None, .. } => Some(Extent::Open),
            Shape::Ramp { length: Some(length), .. } => self.on_clock(*length, frame).map(Extent::Finite),
            Shape::Step { size, .. } => self.on_clock(*size, frame).map(Extent::Period),
            Shape::Multistep { milestones, .. } => {
                let times = milestones.iter().map(|(at, _)| self.on_clock(*at, frame));
                let last = times.collect::<Option<Vec<_>>>()?.into_iter().max();
                Some(Extent::Period(last.unwrap_or(Time::ZERO)))
            }
            Shape::Piecewise { boundaries, interpolation, .. } => {
                if *interpolation == crate::schedule::Interpolation::None {
                    return Some(Extent::Open);
                }
                match boundaries.last() {
                    Some((last, _)) => self.on_clock(*last, frame).map(Extent::Finite),
                    None => Some(Extent::Finite(Time::ZERO)),
                }
            }
        }
    }
}
