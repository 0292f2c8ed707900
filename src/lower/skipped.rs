//! `skip` of what both of two clocks tell: segments on the clock of the `skip` are left out, or begin later.

use std::rc::Rc;

use super::extent::Extent;
use super::frame::{Frame, Length};
use super::{Context, Lowered, Lowerer};
use crate::check::form::{Form, FormKind};
use crate::check::two_clocks;
use crate::text::Span;
use crate::units::{Duration, Time};

impl Lowerer<'_> {
    /// `body skip by`, where the body and the skip are not told by one clock.
    pub(super) fn skip_of_both(
        &mut self,
        body: &Rc<Form>,
        by: Duration,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let by = self.length(by, context, form.span)?;
        match self.skipped(body, by, context.frame) {
            Ok(skipped) => self.lower(&skipped, &Context { in_round: true, ..*context }, share),
            Err(at) => {
                let skipped = self.told(by);
                let text = self.short_source(at);
                self.report(two_clocks(at).saying(format!("`skip` leaves out {skipped} of this, which is counted in another unit")).help(
                    format!("skip a time in the unit of `{text}`, or leave it out and say where the rest starts: `from=…`"),
                ))
            }
        }
    }

    /// A form without its beginning, which is told by the clock of the length; otherwise where it is not.
    pub(super) fn skipped(&self, form: &Rc<Form>, by: Length, frame: Frame) -> Result<Rc<Form>, Span> {
        let Form { span, call, .. } = **form;
        let new = |kind| Form::new(kind, span, call);
        let part = |part: &Rc<Form>| if part.is_constant { Ok(Rc::clone(part)) } else { self.skipped(part, by, frame) };
        let all = |parts: &[Rc<Form>]| parts.iter().map(part).collect::<Result<Vec<_>, _>>();
        let side = self.sides_in(form, Frame { place: None, ..frame });
        if by.time.is_zero() {
            return Ok(Rc::clone(form));
        }
        if side.only().is_none_or(|side| side == by.side) && !side.are_both() {
            let by = Duration { ticks: by.time, side: by.side, ..Duration::ZERO };
            return Ok(new(FormKind::Skip(Rc::clone(form), by)));
        }
        match &form.kind {
            FormKind::Then(parts) => self.skipped_chain(parts, by, frame).map(|parts| new(FormKind::Then(parts))),
            FormKind::Product { constants, parts } => {
                Ok(new(FormKind::Product { constants: *constants, parts: all(parts)? }))
            }
            FormKind::Min(parts) => Ok(new(FormKind::Min(all(parts)?))),
            FormKind::Max(parts) => Ok(new(FormKind::Max(all(parts)?))),
            FormKind::Sum(terms) => {
                let terms = terms.iter().map(|(sign, term)| Ok((*sign, part(term)?)));
                Ok(new(FormKind::Sum(terms.collect::<Result<_, _>>()?)))
            }
            FormKind::Rounded { how, to, body } => Ok(new(FormKind::Rounded { how: *how, to: *to, body: part(body)? })),
            _ => Err(span),
        }
    }

    /// The segments of a chain: those that are left out are so at their end, which the next one picks up.
    fn skipped_chain(&self, parts: &[Rc<Form>], by: Length, frame: Frame) -> Result<Vec<Rc<Form>>, Span> {
        let mut left = by.time;
        let mut segments = Vec::with_capacity(parts.len());
        let there = self.clocks.as_ref().map_or(frame, |clocks| frame.on(by.side, clocks));
        for (index, part) in parts.iter().enumerate() {
            if left.is_zero() {
                segments.push(Rc::clone(part));
                continue;
            }
            let is_told = self.foreign(part, there).is_none() && !self.needs_both(part, there);
            let own = match self.extent(part, there) {
                Some(Extent::Finite(length)) if is_told => Some(length),
                Some(Extent::Period(length)) if is_told && index + 1 < parts.len() => Some(length),
                _ => None,
            };
            let skipped = own.map_or(left, |own| own.min(left));
            segments.push(self.skipped(part, Length { time: skipped, side: by.side }, frame)?);
            left = left.minus(skipped).ok_or(part.span)?;
        }
        Ok(segments)
    }
}
