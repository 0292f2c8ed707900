//! Times on the clock of their frame, and forms of another clock than that.

use super::frame::{Frame, Length};
use super::length::resolve;
use super::sides::{Sides, Walked, sides_of};
use super::{Context, Lowered, Lowerer, RESOLUTION_LIMIT};
use crate::check::form::Form;
use crate::check::{out_of_range, two_clocks};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Crossing, Node};
use crate::text::Span;
use crate::units::{Duration, Side, Time};

impl Lowerer<'_> {
    /// The clock that the times of a track's schedule are told by: the finer one where any of them is told by it.
    pub(super) fn clock_of_track(&self, index: usize) -> Side {
        match &self.clocks {
            Some(clocks) if !clocks.tick_is_fine && self.sides[index].other => Side::Other,
            _ => Side::Tick,
        }
    }

    /// The clocks of a form in its frame. A track that both clocks tell is told tick by tick where it starts later.
    pub(super) fn sides_in(&self, form: &Form, frame: Frame) -> Sides {
        let mut track = |index: usize, at_start: bool| {
            let is_moved = !at_start && self.sides[index].are_both();
            Sides::of(Some(if is_moved { Side::Tick } else { self.clock_of_track(index) }))
        };
        let at_start = frame.place == Some(Time::ZERO);
        sides_of(form, &mut Walked { span: frame.span_side(), at_start, track: &mut track })
    }

    /// The only clock of a form, where that is not the one of its frame.
    pub(super) fn foreign(&self, form: &Form, frame: Frame) -> Option<Side> {
        self.clocks.as_ref()?;
        self.sides_in(form, frame).only().filter(|side| *side != frame.side)
    }

    /// Whether a form needs both clocks.
    pub(super) fn needs_both(&self, form: &Form, frame: Frame) -> bool {
        self.clocks.is_some() && self.sides_in(form, frame).are_both()
    }

    /// Whether all times are told by one clock, whatever it is.
    pub(super) fn has_one_clock(&self) -> bool {
        self.clocks.is_none() && self.reads.is_empty()
    }

    /// How long a length of a clock is on the clock of a frame, from where that starts; `None` where it is not known
    /// when that is, and for what does not fit. Without clocks, all times are of the same one.
    pub(super) fn across(&self, length: Time, from: Side, frame: Frame) -> Option<Time> {
        if from == frame.side || length.is_zero() || self.has_one_clock() {
            return Some(length);
        }
        let clocks = self.clocks.as_ref()?;
        let place = frame.place?;
        let end = clocks.across(place, frame.side, from)?.plus(length)?;
        let end = clocks.across(end, from, frame.side)?;
        // What comes after the sizes that are known will be at another time.
        let is_untold = self.is_settling && end.denominator() > RESOLUTION_LIMIT;
        let end = if is_untold { Time::whole(end.ceil()) } else { end };
        end.minus(place)
    }

    /// A form that is told by another clock than that of its frame alone.
    pub(super) fn on_its_clock(
        &mut self,
        form: &Form,
        side: Side,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let frame = context.frame;
        let clocks = self.clocks.clone()?;
        let inner = Context { frame: frame.on(side, &clocks), ..*context };
        let Some(place) = frame.place else { return self.report(two_clocks(form.span)) };
        let share_inside = match share {
            Some(share) => {
                let length = self.across(share, frame.side, inner.frame);
                let Some(length) = length else { return self.report(out_of_range(form.span)) };
                Some(length)
            }
            None => None,
        };
        let outer = std::mem::replace(&mut self.side, side);
        let lowered = self.lower(form, &inner, share_inside);
        self.side = outer;
        let Lowered { node, length, origins } = lowered?;
        let length = match length {
            Some(length) if share_inside == Some(length) => share,
            Some(length) => {
                let length = self.across(length, side, frame);
                let Some(length) = length else { return self.report(out_of_range(form.span)) };
                Some(length)
            }
            None => None,
        };
        let node = self.crossed(node, side, place, form.span)?;
        Some(Lowered::around(node, length, form.origin(), origins))
    }

    /// A node of another clock, from a time of this one on.
    pub(super) fn crossed(&mut self, node: Node, side: Side, place: Time, span: Span) -> Option<Node> {
        let clocks = self.clocks.clone()?;
        let outer = self.subticks(place, span)?;
        let Some(time) = clocks.across(place, self.side, side) else {
            return self.report(out_of_range(span));
        };
        let before = std::mem::replace(&mut self.side, side);
        let inner = self.subticks(time, span);
        let resolution = self.ticks_divided();
        self.side = before;
        let crossing = Crossing {
            sizes: clocks.sizes.clone()?,
            to_fine: side == clocks.fine(),
            outer,
            inner: inner?,
            resolution: resolution?,
        };
        Some(Node::Clock { crossing: Box::new(crossing), body: Box::new(node) })
    }

    /// A duration on the clock of the frame; a share needs a span.
    pub(super) fn resolve(&mut self, duration: Duration, context: &Context, span: Span) -> Option<Time> {
        let Length { time, side } = self.length(duration, context, span)?;
        if side == context.frame.side || time.is_zero() || self.has_one_clock() {
            return Some(time);
        }
        self.report(self.two_clocks(span))
    }

    /// A duration on its own clock; a share needs a span.
    pub(super) fn length(&mut self, duration: Duration, context: &Context, span: Span) -> Option<Length> {
        if duration.is_relative() && context.frame.span.is_none() {
            let percent = duration.share.times(100.into()).unwrap_or(duration.share);
            return self.report(
                Diagnostic::new(Code::MissingRun, format!("{percent}% of a span that has no length"), span)
                    .saying("a share of what?")
                    .help("add `run = …`, or put it into `(…) for …`"),
            );
        }
        match resolve(duration, context.frame.span) {
            Some(Length { time, .. }) if time.is_negative() => self.report(
                Diagnostic::new(Code::NegativeLength, format!("this length comes to {}", self.count(time)), span)
                    .help("a length is 0 or more"),
            ),
            Some(length) => Some(length),
            None if !self.has_one_clock() && context.frame.span.is_some_and(|whole| whole.side != duration.side) => {
                self.report(self.two_clocks(span))
            }
            None => self.report(out_of_range(span)),
        }
    }

    /// A length on the clock of the frame, from where the form starts.
    pub(super) fn here(&mut self, length: Length, context: &Context, span: Span) -> Option<Time> {
        match self.across(length.time, length.side, context.frame) {
            Some(time) => Some(time),
            None if context.frame.place.is_none() || self.clocks.is_none() => self.report(self.two_clocks(span)),
            None => self.report(out_of_range(span)),
        }
    }
}
