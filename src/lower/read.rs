//! What is told by units that the loop reads: segments that end at ticks.

use std::rc::Rc;

use super::extent::Extent;
use super::frame::{Elapsed, Frame, Length};
use super::length::resolve;
use super::{Context, Lowered, Lowerer};
use crate::check::form::{Form, FormKind, Shape};
use crate::check::{between_clocks, out_of_range};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{End, Level, Node, ReadUnit, Segment, Stage};
use crate::text::{Origin, Span};
use crate::units::{Side, Time};

/// A part of a chain before it is lowered.
struct Part<'f> {
    form: &'f Rc<Form>,
    side: Side,
    /// When it ends, since the chain began.
    until: Option<Time>,
    /// How long it is, where it has a length of its own.
    length: Option<Time>,
}

/// How much has passed of a chain, by what it says: on the only clock so far, or on that of the last end.
#[derive(Clone, Copy)]
enum Passed {
    Nothing,
    By(Length),
    /// That follows from what is read.
    Unknown,
}

impl Passed {
    /// As much as that is on a clock.
    fn on(self, side: Side) -> Option<Time> {
        match self {
            Self::Nothing => Some(Time::ZERO),
            Self::By(passed) => (passed.side == side).then_some(passed.time),
            Self::Unknown => None,
        }
    }

    fn after(self, part: &Part<'_>) -> Self {
        let time = part.until.or_else(|| self.on(part.side)?.plus(part.length?));
        time.map_or(Self::Unknown, |time| Self::By(Length { time, side: part.side }))
    }
}

impl Lowerer<'_> {
    /// Whether times of a form are told by a unit that is read, in a frame of ticks.
    pub(super) fn is_read(&self, form: &Form, frame: Frame) -> bool {
        !self.reads.is_empty() && frame.side == Side::Tick && self.sides_in(form, frame).are_read()
    }

    /// What is said where two times are brought together that different clocks tell.
    pub(super) fn two_clocks(&self, span: Span) -> Diagnostic {
        between_clocks(span, !self.reads.is_empty())
    }

    /// A form that a reading tells the time of, in a frame of ticks.
    pub(super) fn read(&mut self, form: &Form, context: &Context, share: Option<Time>) -> Option<Lowered> {
        let is_first = context.frame.place == Some(Time::ZERO);
        let read_span = context.frame.span.filter(|span| is_first && matches!(span.side, Side::Read(_)));
        let whole = share.map(|time| Length { time, side: Side::Tick }).or(read_span);
        match (&form.kind, self.sides_in(form, context.frame).only()) {
            (_, Some(side)) => self.by_reading(form, side, context, whole),
            (FormKind::Then(parts), None) => self.stages(parts, form, context, whole),
            (_, None) => self.report(self.two_clocks(form.span).help(
                "write `for`, `repeat` or what it is after each part: `then`, `*` and `+` join parts that count different units",
            )),
        }
    }

    /// A form that one unit that is read tells all times of.
    fn by_reading(&mut self, form: &Form, side: Side, context: &Context, whole: Option<Length>) -> Option<Lowered> {
        let frame = Frame { side, ..told_from(context.frame, form.span) };
        let inner = Context { frame, ..*context };
        let outer = std::mem::replace(&mut self.side, side);
        let whole = whole.filter(|whole| whole.side == side).map(|whole| whole.time);
        let share = whole.filter(|_| self.is_open(form, frame));
        let lowered = self.lower(form, &inner, share);
        let until = lowered.as_ref().filter(|_| matches!(form.kind, FormKind::Until(..)));
        let end = share.or(until.and_then(|lowered| lowered.length));
        let end = self.due(form, end);
        let by = self.unit_read(side);
        self.side = outer;
        let Lowered { node, mut origins, .. } = self.without_tracks(lowered?, form.span)?;
        let stages = match node {
            Node::Stages { stages, .. } => stages.into_iter().map(|stage| Stage { by: by.clone(), ..stage }).collect(),
            node => {
                origins.insert(0, form.origin());
                let text = self.source(form.span);
                vec![Stage { text, by, end: end.unwrap_or(End::Never), node }]
            }
        };
        Some(Lowered { node: Node::Stages { stages, slot: 0 }, length: None, origins })
    }

    /// The unit of the clock of the form.
    fn unit_read(&self, side: Side) -> Option<ReadUnit> {
        let Side::Read(place) = side else { return None };
        let unit = self.reads.get(usize::from(place))?.singular().into();
        Some(ReadUnit { unit, resolution: self.ticks_divided()? })
    }

    /// Where a form ends that fills a span from its start on, or that `until` ends.
    fn due(&mut self, form: &Form, end: Option<Time>) -> Option<End> {
        let at = self.subticks(end?, form.span)?;
        (at > 0 && is_all_span(form)).then_some(End::Filling { at, length: at })
    }

    /// The same where no formula in it takes the value of a track, whose time no reading tells.
    fn without_tracks(&mut self, lowered: Lowered, span: Span) -> Option<Lowered> {
        if !lowered.node.has_coupled() {
            return Some(lowered);
        }
        let message = "a formula here takes the value of a track, and the time around it is read";
        self.report(
            Diagnostic::new(Code::ReadUnit, message, span)
                .help("multiply by the other track instead: `(…) * factor(t -> …)` counts ticks"),
        )
    }

    /// The segments of a chain that a reading tells the time of: stages, where it goes through them once.
    pub(super) fn in_stages(
        &mut self,
        segments: Vec<Segment>,
        parts: &[Rc<Form>],
        is_due: &[bool],
        end: Option<Time>,
    ) -> Option<Node> {
        let end = match end.zip(parts.last()) {
            Some((end, last)) => Some(self.subticks(end, last.span)?),
            None => None,
        };
        let starts: Vec<_> = segments.iter().map(|segment| segment.start).collect();
        let stage = |(index, Segment { start, text, node }): (usize, Segment)| {
            let is_last = index + 1 == starts.len();
            let next = if is_last { end } else { starts.get(index + 1).copied() };
            let fills = is_due[index] && is_all_span(&parts[index]);
            let end = match next {
                Some(at) if fills && at > start => End::Filling { at, length: at - start },
                _ if is_last => End::Never,
                Some(at) if is_due[index] => End::At(at),
                Some(at) => End::After(at - start),
                None => End::Never,
            };
            Stage { text, by: None, end, node }
        };
        let stages = segments.into_iter().enumerate().map(stage).collect();
        Some(Node::Stages { stages, slot: 0 })
    }

    /// A chain of parts that are told by several clocks.
    fn stages(&mut self, parts: &[Rc<Form>], form: &Form, context: &Context, whole: Option<Length>) -> Option<Lowered> {
        let parts = self.parts_by_clock(parts, context, whole)?;
        let count = parts.len();
        let (mut stages, mut origins) = (Vec::with_capacity(count), vec![form.origin()]);
        let (mut passed, mut start, mut is_complete) = (Passed::Nothing, Some(context.start), true);
        for (index, part) in parts.iter().enumerate() {
            let first = index == 0;
            let begun = passed.on(part.side);
            let elapsed = begun.map_or(Elapsed::Read(part.form.span), Elapsed::Known);
            let place = context.frame.place.filter(|place| first && place.is_zero());
            let inner = Context {
                frame: Frame { side: part.side, place, elapsed, ..context.frame },
                start: start.unwrap_or(Level::BASE),
                at_base: context.at_base && first,
                opening: context.opening && first,
                is_cut: false,
                is_enclosed: context.is_enclosed || index + 1 < count,
                ..*context
            };
            let next = parts.get(index + 1).map(|next| next.form);
            let outer = std::mem::replace(&mut self.side, part.side);
            let lowered = self.stage(part, begun, &inner, next);
            self.side = outer;
            passed = passed.after(part);
            let Some((stage, of_stage, end)) = lowered else {
                (is_complete, start) = (false, None);
                continue;
            };
            start = end;
            stages.push(stage);
            origins.extend(of_stage);
        }
        is_complete.then_some(Lowered { node: Node::Stages { stages, slot: 0 }, length: None, origins })
    }

    /// A part of such a chain, where its nodes come from, and the level that the next part picks up.
    fn stage(
        &mut self,
        part: &Part<'_>,
        begun: Option<Time>,
        context: &Context,
        next: Option<&Rc<Form>>,
    ) -> Option<(Stage, Vec<Origin>, Option<Level>)> {
        let form = part.form;
        // What fills is scaled to as long as it is; how long that is may follow from what is read.
        let left = match part.until.zip(begun) {
            Some((until, begun)) => until.minus(begun).filter(|left| !left.is_negative()),
            None => is_all_span(form).then_some(Time::whole(1)),
        };
        let lowered = match (&form.kind, part.until) {
            (FormKind::Until(_, end), Some(_)) if begun.is_some() => {
                let left = self.left_until(*end, context, form.span)?;
                self.until(form, left, context)
            }
            (FormKind::Until(body, _), Some(_)) => match left {
                Some(left) => self.until(form, Length { time: left, side: part.side }, context),
                None => self.lower(body, context, None),
            },
            (_, Some(_)) => self.lower(form, context, left),
            (_, None) => self.lower(form, context, part.length.filter(|_| self.is_open(form, context.frame))),
        };
        let mut lowered = lowered?;
        if part.side != Side::Tick {
            lowered = self.without_tracks(lowered, form.span)?;
        }
        let end = match (part.until, part.length) {
            (Some(until), _) => {
                let at = self.subticks(until, form.span)?;
                let length = left.filter(|_| is_all_span(form));
                match length.map(|length| self.subticks(length, form.span)) {
                    Some(length) if length? > 0 => End::Filling { at, length: length? },
                    _ => End::At(at),
                }
            }
            (None, Some(length)) => End::After(self.subticks(length, form.span)?),
            (None, None) => End::Never,
        };
        let picked = match next {
            Some(next) => self.picked_up(&mut lowered, part, left, context, next)?,
            None => context.start,
        };
        let by = self.unit_read(part.side);
        let stage = Stage { text: self.source(form.span), by, end, node: lowered.node };
        Some((stage, lowered.origins, Some(picked)))
    }

    fn until(&mut self, form: &Rc<Form>, left: Length, context: &Context) -> Option<Lowered> {
        let FormKind::Until(body, _) = &form.kind else { return None };
        self.cut(body, left, form, context)
    }

    /// The level that the next part of a chain picks up.
    fn picked_up(
        &mut self,
        lowered: &mut Lowered,
        part: &Part<'_>,
        left: Option<Time>,
        context: &Context,
        next: &Form,
    ) -> Option<Level> {
        if !next.profile(false).whole.start {
            return Some(context.start);
        }
        lowered.length = match &lowered.node {
            Node::Hold(_) => Some(Time::ZERO),
            _ => part.length.or(left).or(lowered.length.filter(|_| part.until.is_none())),
        };
        if lowered.length.is_none() {
            let message = "this would pick up a value that follows from when what comes before it ends, which is read";
            let found =
                Diagnostic::new(Code::ReadUnit, message, next.span).and(part.form.span, "ends where it is read");
            return self.report(found.help("say where it starts: `from=…`"));
        }
        self.end(lowered, context, next.span)
    }

    /// The parts of a chain with the clock of each, and when each ends.
    fn parts_by_clock<'f>(
        &mut self,
        forms: &'f [Rc<Form>],
        context: &Context,
        whole: Option<Length>,
    ) -> Option<Vec<Part<'f>>> {
        let last = forms.len() - 1;
        let mut parts = Vec::with_capacity(forms.len());
        let mut open: Option<usize> = None;
        for (index, form) in forms.iter().enumerate() {
            let sides = self.sides_in(form, context.frame);
            let filled = whole.map_or(context.frame.span_side(), |whole| whole.side);
            let only = if sides == super::sides::Sides::default() { Some(filled) } else { sides.only() };
            let Some(side) = only.or((index == last).then_some(Side::Tick)) else {
                return self
                    .report(self.two_clocks(form.span).help("give each part of it a place of its own in the chain"));
            };
            let frame = Frame { side, place: None, ..context.frame };
            let mut part = Part { form, side, until: None, length: None };
            if let FormKind::Until(_, end) = &form.kind {
                let known = matches!(context.frame.elapsed, Elapsed::Known(time) if time.is_zero());
                let end = resolve(*end, context.frame.span).filter(|end| known && open.is_none() && end.side == side);
                let Some(end) = end else { return self.report(without_a_start(form.span)) };
                part.until = Some(end.time);
            } else {
                match if only.is_some() { self.extent(form, frame) } else { Some(Extent::Open) } {
                    Some(Extent::Finite(length)) => part.length = Some(length).filter(|_| index != last),
                    Some(Extent::Period(length)) if index != last => part.length = Some(length),
                    Some(_) if index == last && whole.is_none_or(|whole| whole.side != side || !is_all_span(form)) => {}
                    Some(_) => {
                        if let Some(first) = open.replace(index) {
                            return self.two_open(&forms[first], form);
                        }
                    }
                    // Lowering it reports why.
                    None => {}
                }
            }
            parts.push(part);
        }
        if let Some(open) = open {
            parts[open].until = Some(self.counted_back(&parts, open, context, whole)?);
        }
        Some(parts)
    }

    /// When an open part of a chain ends: as long before the end of the span as the parts after it take.
    fn counted_back(
        &mut self,
        parts: &[Part<'_>],
        open: usize,
        context: &Context,
        whole: Option<Length>,
    ) -> Option<Time> {
        let form = parts[open].form;
        let Some(whole) = whole else { return self.no_span(form) };
        let mut end = Some(whole.time);
        for (index, part) in parts.iter().enumerate().skip(open).rev() {
            if part.side != whole.side {
                return self.report(self.not_counted_back(part.form.span, whole.side));
            }
            if index > open {
                let frame = Frame { side: part.side, place: None, ..context.frame };
                let extent = self.extent(part.form, frame);
                let Some(Extent::Finite(length) | Extent::Period(length)) = extent else {
                    return self.report(without_a_start(part.form.span));
                };
                end = end.and_then(|end| end.minus(length));
            }
        }
        match end {
            Some(end) if end.is_negative() => {
                let others = whole.time.minus(end).unwrap_or(whole.time);
                self.overfull(form, false, others, whole.time)
            }
            Some(end) => Some(end),
            None => self.report(out_of_range(form.span)),
        }
    }

    /// What is said of a part that follows an open one and counts another unit than the span.
    fn not_counted_back(&self, span: Span, side: Side) -> Diagnostic {
        let unit = self.told(Length { time: Time::whole(2), side });
        let unit = unit.trim_start_matches("2 ");
        let message =
            format!("the span counts {unit}, and this, which counts another unit, cannot be counted back from its end");
        Diagnostic::new(Code::ReadUnit, message, span).help(format!(
            "count it in {unit}, or say how long the open segment before it is: `hold for …`, `hold until …`"
        ))
    }
}

/// The frame of what is told by a reading from its start on.
fn told_from(frame: Frame, at: Span) -> Frame {
    let elapsed = match frame.elapsed {
        Elapsed::Known(time) if time.is_zero() => Elapsed::Known(time),
        _ => Elapsed::Read(at),
    };
    Frame { elapsed, ..frame }
}

/// What is said of a part that ends at a time, where nothing says when it starts.
pub(super) fn without_a_start(span: Span) -> Diagnostic {
    let message = "nothing says when this starts, which `until` and what is counted back have to know";
    Diagnostic::new(Code::ReadUnit, message, span).help("say how long it is: `… for …`")
}

/// Whether a form is nothing but as long as what it fills, so that it can be scaled to any length.
fn is_all_span(form: &Form) -> bool {
    !form.has_share
        && match &form.kind {
            FormKind::Constant(_) | FormKind::Shape(Shape::Hold { .. } | Shape::Ramp { length: None, .. }) => true,
            FormKind::Until(body, _) | FormKind::Mirror(body) => is_all_span(body),
            FormKind::Repeat { body, count: Some(_), .. } => is_all_span(body),
            FormKind::Product { .. }
            | FormKind::Sum(_)
            | FormKind::Min(_)
            | FormKind::Max(_)
            | FormKind::Rounded { .. } => form.children().into_iter().all(|part| is_all_span(part)),
            _ => false,
        }
}
