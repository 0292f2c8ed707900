//! Postfix words in their place: spans, time shifts, cycles.

use std::rc::Rc;

use super::coupled::formula_pickup;
use super::extent::Extent;
use super::frame::{Elapsed, Length};
use super::length::{Cycles, cycles, together};
use super::read::without_a_start;
use super::rounds::{Round, Rounds};
use super::{Context, Lowered, Lowerer, decaying_pickup};
use crate::check::form::Form;
use crate::check::{out_of_range, two_clocks};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Level, Node, Stateful, arrive_decayed};
use crate::text::Span;
use crate::units::{Duration, Side, Time};

impl Lowerer<'_> {
    /// How long a segment is that ends a while after the start of what an `until` counts from.
    pub(super) fn left_until(&mut self, end: Duration, context: &Context, span: Span) -> Option<Length> {
        let end = self.length(end, context, span)?;
        let elapsed = match context.frame.elapsed {
            Elapsed::Known(elapsed) => elapsed,
            Elapsed::After(open) => {
                let text = self.short_source(open);
                return self.report(
                    Diagnostic::new(
                        Code::MissingLength,
                        format!("nothing says when this starts, since `{text}` before it is open"),
                        span,
                    )
                    .saying("how long is this?")
                    .and(open, "open")
                    .help("write `for …` instead of `until …`, or say where the open segment ends: `… until …`"),
                );
            }
            Elapsed::Read(at) => return self.report(without_a_start(at)),
            Elapsed::Wrong => return None,
        };
        match self.left_of(end, context.frame) {
            Some(left) if left.time.is_negative() && self.is_settling => Some(Length { time: Time::ZERO, ..left }),
            Some(left) if left.time.is_negative() => self.report(
                Diagnostic::new(
                    Code::NegativeLength,
                    self.ends_before(end, elapsed, context.frame.side),
                    span,
                )
                .help("`until` counts from where the track, the cycle or the `for` around it starts; `for …` counts from here"),
            ),
            Some(left) => Some(left),
            None => self.report(out_of_range(span)),
        }
    }

    fn ends_before(&self, end: Length, start: Time, side: Side) -> String {
        format!("this ends at {}, and starts at {}", self.told(end), self.told(Length { time: start, side }))
    }

    /// `body for length`
    pub(super) fn cut(&mut self, body: &Form, whole: Length, form: &Form, context: &Context) -> Option<Lowered> {
        let length = self.here(whole, context, form.span)?;
        let inner = Context { frame: context.frame.within(Some(whole)), is_cut: true, is_enclosed: true, ..*context };
        let share = self.is_open(body, inner.frame).then_some(length);
        let mut lowered = self.lower(body, &inner, share)?;
        // What has its own end there holds by itself.
        if share.is_none() && lowered.length == Some(length) {
            lowered.origins.iter_mut().take(1).for_each(|origin| origin.lasts = true);
            return Some(lowered);
        }
        let length_subticks = self.subticks(length, form.span)?;
        let node = Node::For { length: length_subticks, body: Box::new(lowered.node) };
        Some(Lowered::around(node, Some(length), form.origin(), lowered.origins))
    }

    /// `body skip by`
    pub(super) fn skip(
        &mut self,
        body: &Rc<Form>,
        by: Duration,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        if self.needs_both(form, context.frame) {
            return self.skip_of_both(body, by, form, context, share);
        }
        let by = self.resolve(by, context, form.span)?;
        let inner = match share {
            Some(share) => Some(self.fits(share.plus(by), form)?),
            None => None,
        };
        let Lowered { node, length, origins } = self.lower(body, &Context { in_round: true, ..*context }, inner)?;
        let length = match length {
            Some(length) => Some(self.fits(length.minus(by), form)?.max(Time::ZERO)),
            None => None,
        };
        if by.is_zero() {
            return Some(Lowered { node, length, origins });
        }
        let by = self.subticks(by, form.span)?;
        Some(Lowered::around(Node::Skip { by, body: Box::new(node) }, length, form.origin(), origins))
    }

    /// `body every by`
    pub(super) fn every(
        &mut self,
        body: &Form,
        by: Duration,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let is_read = matches!(self.side, Side::Read(_));
        let inner = Context { in_round: context.in_round || is_read, ..*context };
        let Lowered { node, length, mut origins } = self.lower(body, &inner, share)?;
        self.no_controller(node.first_stateful(), "every", form)?;
        let stairs = match by.clock(context.frame.span_side()) {
            Some(side) if self.clocks.is_some() && side != context.frame.side => {
                origins.splice(0..0, [form.origin(), form.origin()]);
                self.sampled(node, (by, side), form, context)?
            }
            _ => Node::Every { by: self.interval(by, context, form.span)?, body: Box::new(node) },
        };
        let stairs = Lowered::around(stairs, length, form.origin(), origins);
        // The last sample before the end is held.
        let end = length.filter(|_| share.is_none() || !body.goes_on);
        let Some(end) = end else { return Some(stairs) };
        let length = self.subticks(end, form.span)?;
        let node = Node::For { length, body: Box::new(stairs.node) };
        Some(Lowered::around(node, Some(end), form.origin(), stairs.origins))
    }

    /// A node at multiples of a time of the other clock.
    fn sampled(&mut self, body: Node, (by, side): (Duration, Side), form: &Form, context: &Context) -> Option<Node> {
        let outer = self.side;
        let clocks = self.clocks.clone()?;
        let place = context.frame.place;
        let Some((here, there)) = place.and_then(|place| Some((place, clocks.across(place, outer, side)?))) else {
            return self.report(two_clocks(form.span));
        };
        let inner = Context { frame: context.frame.on(side, &clocks), ..*context };
        self.side = side;
        let stairs = self.crossed(body, outer, there, form.span).and_then(|body| {
            let by = self.interval(by, &inner, form.span)?;
            Some(Node::Every { by, body: Box::new(body) })
        });
        self.side = outer;
        self.crossed(stairs?, side, here, form.span)
    }

    /// What a form that is played on another way than forwards from its start is told by: one clock alone.
    pub(super) fn one_clock(&mut self, form: &Form, context: &Context) -> Option<()> {
        if self.needs_both(form, context.frame) { self.report(two_clocks(form.span)) } else { Some(()) }
    }

    /// `body mirror`
    pub(super) fn mirror(
        &mut self,
        body: &Rc<Form>,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        if self.needs_both(form, context.frame) {
            return self.mirror_of_both(body, form, context);
        }
        let half = match share {
            Some(share) => Some(self.fits(share.divided(2.into()), form)?),
            None => None,
        };
        if half.is_none() && self.is_open(body, context.frame) {
            return self.needs_length(form);
        }
        let inner = Context { is_cut: false, is_enclosed: true, in_round: true, ..*context };
        let Lowered { node, length, origins } = self.lower(body, &inner, half)?;
        self.no_controller(node.own_stateful(), "mirror", form)?;
        let Some(length) = length.or(half) else { return self.needs_length(form) };
        let subticks = self.subticks(length, form.span)?;
        let twice = self.fits(length.plus(length), form)?;
        let node = Node::Mirror { length: subticks, body: Box::new(node) };
        Some(Lowered::around(node, Some(twice), form.origin(), origins))
    }

    /// `body repeat …`
    pub(super) fn repeat(
        &mut self,
        body: &Rc<Form>,
        repeat: Cycles,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        if repeat.decay != 1.0 {
            self.check_decay(body, repeat, form)?;
        }
        let is_both = self.needs_both(form, context.frame);
        let first = if is_both {
            context.frame.of_written_cycle(Time::ZERO)
        } else {
            context.frame.of_cycle(context.frame.span)
        };
        let own = match self.extent(body, first) {
            // The first cycle says what is wrong with it.
            None if is_both && !body.has_share => {
                let rounds = Rounds::new(body, repeat, context.frame, None);
                return self.cycles_of_both(rounds, form, context, share);
            }
            Some(Extent::Finite(length)) if !(body.has_share && repeat.count.is_some()) => Some(length),
            _ => None,
        };
        let fill = match (own, repeat.count, share) {
            (Some(_), _, _) => None,
            (None, Some(count), Some(share)) => Some(self.filled(share, count, repeat, form, context)?),
            (None, Some(_), None) => return self.needs_length(form),
            (None, None, _) => {
                let text = self.short_source(body.span);
                return self.report(
                    Diagnostic::new(
                        Code::MissingLength,
                        format!("a cycle of `{text}` has no length of its own"),
                        body.span,
                    )
                    .saying("how long is a cycle?")
                    .help("give it one, `T=…` or `for …`, or say how many cycles fill the span: `repeat …`"),
                );
            }
        };
        if is_both {
            let rounds = Rounds::new(body, repeat, context.frame, fill);
            return self.cycles_of_both(rounds, form, context, share);
        }
        let length = own.or(fill.map(|fill| fill.time))?;
        let frame = context.frame.of_cycle(fill.or(context.frame.span));
        let round =
            Round { cycle: Rc::clone(body), first: 0, count: repeat.count, length, frame, fills: fill.is_some() };
        let lowered = self.cycles_alike(&round, repeat, form, context)?;
        let length = match repeat.count {
            _ if length.is_zero() => lowered.length,
            Some(count) if own.is_some() => Some(self.fits(together(length, count, repeat.stretch), form)?),
            _ => share,
        };
        Some(Lowered { length, ..lowered })
    }

    /// How long the first of some cycles is that fill a share together: on the clock of its span.
    fn filled(&mut self, share: Time, count: u64, repeat: Cycles, form: &Form, context: &Context) -> Option<Length> {
        let frame = context.frame;
        let side = frame.span_side();
        let there = self.clocks.as_ref().map_or(frame, |clocks| frame.on(side, clocks));
        let whole = self.across(share, frame.side, there);
        let first = whole.zip(cycles(count, repeat.stretch)).and_then(|(whole, all)| whole.divided(all));
        Some(Length { time: self.fits(first, form)?, side })
    }

    /// What a cycle is lowered in, and the base that stands for what it picks up, where that has to decay and
    /// is no multiple of the base around it.
    pub(super) fn context_of_cycle(
        &mut self,
        body: &Form,
        repeat: Cycles,
        form: &Form,
        context: &Context,
    ) -> Option<(Context, Option<f64>)> {
        let inner = Context { opening: true, is_cut: false, is_enclosed: true, in_round: true, ..*context };
        if repeat.decay == 1.0 {
            return Some((inner, None));
        }
        let inner = Context { base: None, ..inner };
        let (start, whole) = (context.start, body.profile(true).whole);
        if !whole.start || start.abs == 0.0 {
            return Some((inner, None));
        }
        if !whole.base && start.rel == 0.0 {
            return Some((Context { start: Level::BASE, ..inner }, Some(start.abs)));
        }
        match context.base {
            Some(base) => Some((Context { start: Level::relative(start.at(base) / base), ..inner }, None)),
            None => self.report(decaying_pickup(form.span)),
        }
    }

    /// A number of cycles of length 0: where the last one has arrived.
    pub(super) fn empty_cycles(
        &mut self,
        cycle: Lowered,
        repeat: Cycles,
        base: Option<f64>,
        form: &Form,
    ) -> Option<Lowered> {
        let Some(count) = repeat.count else {
            return self.report(
                Diagnostic::new(Code::EmptyCycle, "a cycle of length 0 repeats nothing", form.span)
                    .help("give the cycle a length above 0"),
            );
        };
        if repeat.decay == 1.0 {
            return Some(cycle.marked_if_momentary(form.origin()));
        }
        if cycle.node.has_coupled() {
            return self.report(formula_pickup(form.span));
        }
        let resolution = self.ticks_divided()?;
        match arrive_decayed(&cycle.node, resolution, base, repeat.decay, count - 1) {
            Some(end) => {
                let hold = Lowered::leaf(Node::Hold(end), Some(Time::ZERO), form);
                Some(hold.marked_if_momentary(form.origin()))
            }
            None => self.report(decaying_pickup(form.span)),
        }
    }

    fn check_decay(&mut self, body: &Form, repeat: Cycles, form: &Form) -> Option<()> {
        let whole = body.profile(true).whole;
        if whole.base || whole.start || !whole.absolute {
            return Some(());
        }
        let decay = repeat.decay;
        self.report(
            Diagnostic::new(
                Code::AbsoluteDecay,
                format!("`decay={decay}` scales the base of each cycle, and the values of this one are all absolute"),
                form.span,
            )
            .help("write its values with `%` or `x` and give the track a `base`, or multiply: `0.1 * (… repeat(…))`"),
        )
    }

    /// What has a state goes on tick by tick, and can neither be sampled nor run again.
    pub(super) fn no_controller(&mut self, found: Option<Stateful<'_>>, word: &str, form: &Form) -> Option<()> {
        let Some([name, what]) = found.map(Stateful::words) else { return Some(()) };
        self.report(
            Diagnostic::new(
                Code::PlateauPlace,
                format!("a {name} inside `{word}` would need the {what} of a time that is not its own"),
                form.span,
            )
            .help(if what == "metrics" {
                format!("put it outside: `(… {word} …) * {name}(…)`")
            } else {
                format!("write the schedule that is read in the place of the track, so that `{word}` runs by the readings too")
            }),
        )
    }

    /// A time that may have left the range of exact fractions.
    pub(super) fn fits(&mut self, time: Option<Time>, form: &Form) -> Option<Time> {
        if time.is_none() {
            self.diagnostics.push(out_of_range(form.span));
        }
        time
    }
}
