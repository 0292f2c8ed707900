//! `mirror` of what both of two clocks tell: each segment backwards on its own clock.

use std::rc::Rc;

use super::extent::Extent;
use super::frame::{Frame, Length};
use super::starts::has_until;
use super::{Context, Lowered, Lowerer};
use crate::check::form::{Form, FormKind};
use crate::check::two_clocks;
use crate::schedule::{Node, Segment};
use crate::units::{Duration, Time};

/// A chain that is played forwards and then backwards.
struct Turned {
    /// Its segments, each told by one clock.
    segments: Vec<Turn>,
    /// How long it is there and back.
    whole: Time,
}

/// A segment on its way there and back.
struct Turn {
    form: Rc<Form>,
    /// How long it is on its own clock.
    own: Length,
    /// When it starts forwards, and backwards.
    there: Time,
    back: Time,
}

impl Lowerer<'_> {
    /// How long a mirror of both clocks is.
    pub(super) fn mirror_extent(&self, body: &Rc<Form>, frame: Frame) -> Option<Extent> {
        Some(Extent::Finite(self.turned(body, frame)?.whole))
    }

    /// `body mirror`, where both clocks tell the body.
    pub(super) fn mirror_of_both(&mut self, body: &Rc<Form>, form: &Form, context: &Context) -> Option<Lowered> {
        let Some(turned) = self.turned(body, context.frame) else {
            let help = match body.kind {
                FormKind::Sum(_) | FormKind::Product { .. } | FormKind::Min(_) | FormKind::Max(_) => {
                    "mirror each part by itself, as in `(linear(2 steps) mirror) + (linear(50 tokens) mirror)`"
                }
                _ => "mirror a chain whose segments have lengths, each of one unit",
            };
            return self.report(two_clocks(form.span).help(help));
        };
        self.take_parts(body.size.saturating_mul(2), form.span)?;
        let inner = Context { is_cut: false, is_enclosed: true, in_round: true, ..*context };
        let forwards = self.lower(body, &inner, None)?;
        self.no_controller(forwards.node.own_controller(), "mirror", form)?;
        let mut origins = vec![form.origin()];
        origins.extend(forwards.origins);
        let mut segments = vec![Segment { start: 0, text: self.source(body.span).into(), node: forwards.node }];
        for (turn, start) in turned.segments.iter().zip(self.starts(&turned, &inner)?).rev() {
            let Turn { form, own, back, .. } = turn;
            let by = Duration { ticks: own.time, side: own.side, ..Duration::ZERO };
            let mirrored = Form::new(FormKind::Mirror(Rc::clone(form)), form.span, form.call);
            let second = Form::new(FormKind::Skip(mirrored, by), form.span, form.call);
            let context = Context { frame: context.frame.of_written_cycle(*back), ..start };
            let lowered = self.lower(&second, &context, None)?;
            let start = self.subticks(*back, form.span)?;
            segments.push(Segment { start, text: self.source(form.span).into(), node: lowered.node });
            origins.extend(lowered.origins);
        }
        Some(Lowered { node: Node::Chain(segments.into()), length: Some(turned.whole), origins })
    }

    /// What each segment is lowered in on its way there.
    fn starts(&mut self, turned: &Turned, context: &Context) -> Option<Vec<Context>> {
        let mut contexts: Vec<Context> = Vec::with_capacity(turned.segments.len());
        let mut start = context.start;
        for (index, Turn { form, there, .. }) in turned.segments.iter().enumerate() {
            let is_first = index == 0;
            let frame = context.frame.of_written_cycle(*there);
            let (at_base, opening) = (context.at_base && is_first, context.opening && is_first);
            let inner = Context { start, at_base, opening, frame, ..*context };
            if let Some(next) = turned.segments.get(index + 1).filter(|next| next.form.profile(false).whole.start) {
                let lowered = self.lower(form, &inner, None)?;
                start = self.end(&lowered, &inner, next.form.span)?;
            }
            contexts.push(inner);
        }
        Some(contexts)
    }

    /// The segments of a chain and their ways, where each has a length and one clock.
    fn turned(&self, body: &Rc<Form>, frame: Frame) -> Option<Turned> {
        let forms = self.turning(body);
        let (mut segments, mut half) = (Vec::with_capacity(forms.len()), Time::ZERO);
        for form in forms {
            let here = frame.after(half);
            let own = self.own_length(&form, here)?;
            let end = half.plus(self.across(own.time, own.side, here)?)?;
            let form = until_as_for(form, own)?;
            segments.push(Turn { form, own, there: half, back: Time::ZERO });
            half = end;
        }
        let mut whole = half;
        for Turn { own, back, .. } in segments.iter_mut().rev() {
            *back = whole;
            whole = whole.plus(self.across(own.time, own.side, frame.of_written_cycle(whole))?)?;
        }
        Some(Turned { segments, whole })
    }

    /// The segments of a chain that is played backwards.
    pub(super) fn turning(&self, body: &Rc<Form>) -> Vec<Rc<Form>> {
        let mut forms = Vec::new();
        flattened(body, &mut forms);
        forms
    }

    /// How long a form of one clock is on it.
    fn own_length(&self, form: &Form, frame: Frame) -> Option<Length> {
        let side = match self.sides_in(form, frame) {
            sides if sides.are_both() || form.has_share => return None,
            sides => sides.only().unwrap_or(frame.side),
        };
        let frame = self.clocks.as_ref().map_or(frame, |clocks| frame.on(side, clocks));
        match self.extent(form, frame)? {
            Extent::Finite(time) => Some(Length { time, side }),
            _ => None,
        }
    }
}

/// A segment that is as long wherever it starts; `None` where an `until` deeper in it says how long.
fn until_as_for(form: Rc<Form>, own: Length) -> Option<Rc<Form>> {
    let FormKind::Until(body, _) = &form.kind else { return (!has_until(&form)).then_some(form) };
    let length = Duration { ticks: own.time, side: own.side, ..Duration::ZERO };
    Some(Form::new(FormKind::For(Rc::clone(body), length), form.span, form.call))
}

/// The segments of a chain, and of those that are its segments.
fn flattened(form: &Rc<Form>, segments: &mut Vec<Rc<Form>>) {
    match &form.kind {
        FormKind::Then(parts) => parts.iter().for_each(|part| flattened(part, segments)),
        _ => segments.push(Rc::clone(form)),
    }
}
