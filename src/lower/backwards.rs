//! `mirror` of a chain in both units: each segment is played backwards on its own clock.

use std::rc::Rc;

use num_traits::CheckedMul;

use super::dilated::dilated;
use super::extent::Extent;
use super::frame::{Frame, Length};
use super::sides::{fills, has_parts_of_its_own};
use super::starts::has_until;
use super::{Context, Lowered, Lowerer, NODE_LIMIT};
use crate::check::form::{Form, FormKind};
use crate::check::two_clocks;
use crate::schedule::{Node, Segment};
use crate::units::{Duration, Ratio, Time};

/// A chain that is played forwards and then backwards.
struct Turned {
    /// Its segments, each told by one clock.
    segments: Vec<Turn>,
    /// How long it is there and back.
    whole: Time,
}

/// A segment of a chain that is played backwards; those of cycles are written out.
pub(super) struct Part {
    pub(super) form: Rc<Form>,
    /// Whether it opens a cycle.
    opens: bool,
    /// Which other one opens an earlier cycle, from the same start.
    like: Option<usize>,
}

/// A segment on its way there and back.
struct Turn {
    form: Rc<Form>,
    opens: bool,
    like: Option<usize>,
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
            let help = if has_parts_of_its_own(body) {
                let parts = self.mirrored_apart(body).map_or(String::new(), |parts| format!(": `{parts}`"));
                format!(
                    "no turning point is the same on both clocks; mirror each part by itself, which turns at its own end{parts}"
                )
            } else {
                "mirror a chain whose segments have lengths, each of one unit".to_string()
            };
            return self.report(two_clocks(form.span).help(help));
        };
        let written = turned.segments.iter().fold(body.size, |sum, turn| sum.saturating_add(turn.form.size));
        self.take_parts(written, form.span)?;
        self.inlined = self.inlined.saturating_add(written);
        let inner = Context { is_cut: false, is_enclosed: true, in_round: true, ..*context };
        let forwards = self.lower(body, &inner, None)?;
        self.no_controller(forwards.node.own_stateful(), "mirror", form)?;
        let mut origins = vec![form.origin()];
        origins.extend(forwards.origins);
        let mut segments = vec![Segment { start: 0, text: self.source(body.span), node: forwards.node }];
        for (turn, start) in turned.segments.iter().zip(self.starts(&turned, &inner)?).rev() {
            let Turn { form, own, back, .. } = turn;
            let by = Duration { ticks: own.time, side: own.side, ..Duration::ZERO };
            let mirrored = Form::new(FormKind::Mirror(Rc::clone(form)), form.span, form.call);
            let second = Form::new(FormKind::Skip(mirrored, by), form.span, form.call);
            let context = Context { frame: context.frame.of_written_cycle(*back), ..start };
            let lowered = self.lower(&second, &context, None)?;
            let start = self.subticks(*back, form.span)?;
            segments.push(Segment { start, text: self.source(form.span), node: lowered.node });
            origins.extend(lowered.origins);
        }
        Some(Lowered { node: Node::Chain(segments.into()), length: Some(turned.whole), origins })
    }

    /// What could be written instead of the mirror of a sum or the like, in the words of the file.
    fn mirrored_apart(&self, body: &Form) -> Option<String> {
        let part = |part: &Form| {
            let is_here = body.span.start <= part.span.start && part.span.end <= body.span.end;
            let source = self.short_source(part.span);
            if !is_here || source == "…" {
                return None;
            }
            let is_whole = part.is_constant || matches!(part.kind, FormKind::Shape(_) | FormKind::Track(_));
            let source = if is_whole || is_in_brackets(&source) { source } else { format!("({source})") };
            Some(if part.is_constant { source } else { format!("({source} mirror)") })
        };
        let all = |parts: &[Rc<Form>]| parts.iter().map(|form| part(form)).collect::<Option<Vec<_>>>();
        match &body.kind {
            FormKind::Product { constants, parts } if constants.number.or(constants.ratio).is_none() => {
                Some(all(parts)?.join(" * "))
            }
            FormKind::Min(parts) => Some(format!("min({})", all(parts)?.join(", "))),
            FormKind::Max(parts) => Some(format!("max({})", all(parts)?.join(", "))),
            FormKind::Sum(terms) => terms.iter().enumerate().try_fold(String::new(), |sum, (index, (sign, term))| {
                let sign = match (index, *sign < 0.0) {
                    (0, true) => "-",
                    (0, false) => "",
                    (_, true) => " - ",
                    (_, false) => " + ",
                };
                Some(sum + sign + &part(term)?)
            }),
            _ => None,
        }
    }

    /// What each segment is lowered in on its way there.
    fn starts(&mut self, turned: &Turned, context: &Context) -> Option<Vec<Context>> {
        let mut contexts: Vec<Context> = Vec::with_capacity(turned.segments.len());
        let mut start = context.start;
        for (index, Turn { form, there, opens, like, .. }) in turned.segments.iter().enumerate() {
            let is_first = index == 0;
            let frame = context.frame.of_written_cycle(*there);
            let opening = *opens || context.opening && is_first;
            let (start_here, at_base) = match like.and_then(|first| contexts.get(first)) {
                Some(first) => (first.start, first.at_base),
                None => (start, context.at_base && is_first),
            };
            let inner = Context { start: start_here, at_base, opening, frame, ..*context };
            let picks_up = |next: &&Turn| next.like.is_none() && next.form.profile(next.opens).whole.start;
            if let Some(next) = turned.segments.get(index + 1).filter(picks_up) {
                let lowered = self.lower(form, &inner, None)?;
                start = self.end(&lowered, &inner, next.form.span)?;
            }
            contexts.push(inner);
        }
        Some(contexts)
    }

    /// The segments of a chain and their ways, where each has a length and one clock.
    fn turned(&self, body: &Rc<Form>, frame: Frame) -> Option<Turned> {
        let parts = self.turning(body, frame)?;
        let (mut segments, mut half) = (Vec::with_capacity(parts.len()), Time::ZERO);
        for Part { form, opens, like } in parts {
            let here = frame.after(half);
            let own = self.own_length(&form, here)?;
            let end = half.plus(self.across(own.time, own.side, here)?)?;
            let form = until_as_for(form, own)?;
            segments.push(Turn { form, opens, like, own, there: half, back: Time::ZERO });
            half = end;
        }
        let mut whole = half;
        for Turn { own, back, .. } in segments.iter_mut().rev() {
            *back = whole;
            whole = whole.plus(self.across(own.time, own.side, frame.of_written_cycle(whole))?)?;
        }
        Some(Turned { segments, whole })
    }

    /// The segments of a chain that is played backwards; `None` where they are too many, or not as long everywhere.
    pub(super) fn turning(&self, body: &Rc<Form>, frame: Frame) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        self.flattened(Part { form: Rc::clone(body), opens: false, like: None }, frame, &mut parts)?;
        Some(parts)
    }

    /// The segments of a chain, and of chains and cycles of both clocks that are its segments.
    fn flattened(&self, part: Part, frame: Frame, parts: &mut Vec<Part>) -> Option<()> {
        let Part { form, opens, like } = part;
        if parts.len() as u64 > NODE_LIMIT {
            return None;
        }
        let is_both = self.needs_both(&form, frame);
        match &form.kind {
            FormKind::Then(inner) => inner.iter().enumerate().try_for_each(|(index, part)| {
                let (opens, like) = if index == 0 { (opens, like) } else { (false, None) };
                self.flattened(Part { form: Rc::clone(part), opens, like }, frame, parts)
            }),
            FormKind::Cycles(cycles) if is_both => {
                let first = parts.len();
                cycles.iter().enumerate().try_for_each(|(index, (_, cycle))| {
                    self.flattened_cycle(Rc::clone(cycle), if index == 0 { like } else { Some(first) }, frame, parts)
                })
            }
            FormKind::Repeat { body, count: Some(count), stretch, decay: 1.0 } if is_both && !fills(&form) => {
                let first = parts.len();
                let mut dilation = Ratio::from_integer(1);
                (0..*count).try_for_each(|index| {
                    let cycle = dilated(body, dilation).ok()?;
                    dilation = dilation.checked_mul(stretch)?;
                    self.flattened_cycle(cycle, if index == 0 { like } else { Some(first) }, frame, parts)
                })
            }
            _ => {
                parts.push(Part { form, opens, like });
                Some(())
            }
        }
    }

    fn flattened_cycle(&self, cycle: Rc<Form>, like: Option<usize>, frame: Frame, parts: &mut Vec<Part>) -> Option<()> {
        // An `until` in it counts from where the cycle starts.
        if has_until(&cycle) {
            return None;
        }
        self.flattened(Part { form: cycle, opens: true, like }, frame, parts)
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

/// Whether a text is one pair of brackets and what is in them.
fn is_in_brackets(text: &str) -> bool {
    let mut depth = 0_usize;
    text.starts_with('(')
        && text.char_indices().all(|(at, letter)| {
            match letter {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0 || at + 1 == text.len()
        })
}

/// A segment that is as long wherever it starts; `None` where an `until` deeper in it says how long.
fn until_as_for(form: Rc<Form>, own: Length) -> Option<Rc<Form>> {
    let FormKind::Until(body, _) = &form.kind else { return (!has_until(&form)).then_some(form) };
    let length = Duration { ticks: own.time, side: own.side, ..Duration::ZERO };
    Some(Form::new(FormKind::For(Rc::clone(body), length), form.span, form.call))
}
