//! When forms start that end at a time: what follows an open segment is counted back from the end of the span.

use std::rc::Rc;

use num_traits::checked_pow;

use super::dilated::dilated;
use super::extent::Extent;
use super::frame::Frame;
use super::length::{Cycles, resolve, track};
use super::sides::{fills, has_period};
use super::{Lowerer, NODE_LIMIT, TrackState};
use crate::check::form::{Form, FormKind};
use crate::units::{Ratio, Side, Time};

impl Lowerer<'_> {
    /// How long the parts after an open one are where that depends on when they end: with the span.
    pub(super) fn count_back(
        &self,
        parts: &[Rc<Form>],
        placed: &mut [(Frame, Option<Extent>)],
        frame: Frame,
        share: Option<Time>,
    ) {
        if self.clocks.is_none() {
            return;
        }
        let Some(open) = placed.iter().position(|(_, extent)| *extent == Some(Extent::Open)) else { return };
        let Some(mut end) = frame.place.zip(share).and_then(|(place, share)| place.plus(share)) else { return };
        let last = parts.len() - 1;
        for (index, (part, (here, extent))) in parts.iter().zip(placed).enumerate().skip(open + 1).rev() {
            if self.is_size && self.sides_in(part, *here).only() != Some(frame.span_side()) {
                *extent = None;
                return;
            }
            if extent.is_none() && fills(part) && (index == last || !has_period(part)) {
                *extent = Some(Extent::Open);
            }
            if extent.is_none() {
                let length = self.start_before(part, end, *here).and_then(|start| end.minus(start));
                *extent = length.map(Extent::Finite);
            }
            let Some(Extent::Finite(length) | Extent::Period(length)) = *extent else { return };
            let Some(start) = end.minus(length) else { return };
            end = start;
        }
    }

    /// When a form starts that ends at a time, on the clock of its frame; `None` where it fills a span, and where
    /// lowering it says what is wrong.
    fn start_before(&self, form: &Rc<Form>, end: Time, frame: Frame) -> Option<Time> {
        let frame = Frame { place: None, ..frame };
        let before = |length: Time, side: Side| self.before(length, side, end, frame.side);
        let earliest = |parts: &mut dyn Iterator<Item = &Rc<Form>>| {
            let starts = parts.filter(|part| !part.is_constant).map(|part| self.start_before(part, end, frame));
            starts.collect::<Option<Vec<_>>>()?.into_iter().min()
        };
        if !self.needs_both(form, frame) {
            let side = self.sides_in(form, frame).only().unwrap_or(frame.side);
            return match self.extent(form, frame.on(side, self.clocks.as_ref()?))? {
                Extent::Finite(length) | Extent::Period(length) => before(length, side),
                Extent::Open => None,
            };
        }
        match &form.kind {
            _ if fills(form) => None,
            FormKind::Constant(_) | FormKind::Shape(_) | FormKind::Until(..) => None,
            FormKind::For(_, length) => {
                let length = resolve(*length, frame.span)?;
                before(length.time, length.side)
            }
            // An `until` counts from a start that is not known.
            FormKind::Then(parts) if parts[1..].iter().any(|part| has_until(part)) => None,
            FormKind::Then(_) | FormKind::Cycles(_) => self.all_before(form.children().into_iter().rev(), end, frame),
            FormKind::Mirror(body) => {
                let parts = self.turning(body, frame)?;
                let forms = || parts.iter().map(|part| &part.form);
                if forms().any(|form| has_until(form)) {
                    return None;
                }
                self.all_before(forms().chain(forms().rev()), end, frame)
            }
            FormKind::Skip(body, by) => {
                let skipped = self.skipped(body, resolve(*by, frame.span)?, frame).ok()?;
                self.start_before(&skipped, end, frame)
            }
            FormKind::Every(body, _) => self.start_before(body, end, frame),
            FormKind::Repeat { body, count, stretch, decay } => {
                self.cycles_before(body, Cycles { count: *count, stretch: *stretch, decay: *decay }, end, frame)
            }
            FormKind::Product { .. }
            | FormKind::Sum(_)
            | FormKind::Min(_)
            | FormKind::Max(_)
            | FormKind::Rounded { .. } => earliest(&mut form.children().into_iter()),
            FormKind::Track(index) => {
                let TrackState::Done(Some(done)) = &self.states[*index] else { return None };
                let length = track(&done.track.schedule, self.run)?;
                before(length.time, length.side)
            }
        }
    }

    /// A length of a clock before a time of another one.
    fn before(&self, length: Time, side: Side, end: Time, of: Side) -> Option<Time> {
        let clocks = self.clocks.as_ref()?;
        let start = clocks.across(end, of, side)?.minus(length)?;
        clocks.across(start, side, of)
    }

    /// When the last of some forms starts, each of which ends where the one before it starts.
    fn all_before<'f>(&self, mut forms: impl Iterator<Item = &'f Rc<Form>>, end: Time, frame: Frame) -> Option<Time> {
        forms.try_fold(end, |end, form| self.start_before(form, end, frame))
    }

    /// When cycles start, the last of which ends at a time.
    fn cycles_before(&self, body: &Rc<Form>, repeat: Cycles, end: Time, frame: Frame) -> Option<Time> {
        let one = Ratio::from_integer(1);
        let mut left = repeat.count?;
        let mut end = end;
        let mut parts = 0_u64;
        while left > 0 {
            parts = parts.saturating_add(body.size);
            if parts > NODE_LIMIT {
                return None;
            }
            let dilation = checked_pow(repeat.stretch, usize::try_from(left - 1).ok()?)?;
            let cycle = dilated(body, dilation).ok()?;
            let length = end.minus(self.start_before(&cycle, end, frame.of_cycle(frame.span))?)?;
            let change = self.clocks.as_ref()?.change_before(end, frame.side);
            let alike = match change {
                _ if repeat.stretch != one => 1,
                None => left,
                Some(change) => {
                    let fit = end.minus(change)?.over(length).map_or(left.into(), |fit| fit.to_integer());
                    u64::try_from(fit).unwrap_or(1).clamp(1, left)
                }
            };
            end = end.minus(length.times(Ratio::from_integer(alike.into()))?)?;
            left -= alike;
        }
        Some(end)
    }
}

/// Whether an `until` in a form counts from where what is around the form starts.
pub(super) fn has_until(form: &Form) -> bool {
    match &form.kind {
        FormKind::Until(..) => true,
        FormKind::For(..) | FormKind::Repeat { .. } | FormKind::Cycles(_) => false,
        _ => form.children().into_iter().any(|child| has_until(child)),
    }
}
