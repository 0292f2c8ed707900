//! Cycles that both of two clocks tell: each starts where the one before it ended. Those that are alike, since the
//! sizes do not change in them, are one repeat.

use std::rc::Rc;

use num_traits::{CheckedMul, checked_pow};

use super::dilated::{Rigid, dilated};
use super::extent::Extent;
use super::frame::{Frame, Length};
use super::length::{Cycles, together};
use super::{Context, Lowered, Lowerer, NODE_LIMIT};
use crate::check::form::Form;
use crate::check::out_of_range;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Node, Repeat, Segment, too_many_cycles};
use crate::units::{Ratio, Time};

/// How many stretched cycles are looked at one by one.
const STRETCHED: u64 = 4096;

/// Cycles that are alike but for their stretch and decay.
pub(super) struct Round {
    /// The first of them, as long as it is.
    pub(super) cycle: Rc<Form>,
    /// How many cycles have been before it.
    pub(super) first: u64,
    /// How many there are; `None` without an end.
    pub(super) count: Option<u64>,
    pub(super) length: Time,
    pub(super) frame: Frame,
    /// Whether it fills a length that it is given.
    pub(super) fills: bool,
}

/// The cycles of a repeat, from the first on.
pub(super) struct Rounds<'f> {
    body: &'f Rc<Form>,
    repeat: Cycles,
    frame: Frame,
    /// How long the first cycle is on the clock of its span, where it fills that.
    fill: Option<Length>,
    next: u64,
    /// When the next one starts, after the first.
    at: Time,
    /// How many times as long as the first the next one is.
    dilation: Ratio,
    is_over: bool,
}

/// Why it is not known how cycles go on.
pub(super) enum Stuck {
    /// Lowering the cycle says why.
    Cycle(Rc<Form>, Frame),
    Dilation(Rigid),
    Range,
}

impl<'f> Rounds<'f> {
    pub(super) fn new(body: &'f Rc<Form>, repeat: Cycles, frame: Frame, fill: Option<Length>) -> Self {
        let dilation = Ratio::from_integer(1);
        Self { body, repeat, frame, fill, next: 0, at: Time::ZERO, dilation, is_over: false }
    }

    fn advance(&mut self, round: &Round) -> Option<()> {
        let Some(count) = round.count else {
            self.is_over = true;
            return Some(());
        };
        let stretch = self.repeat.stretch;
        self.at = self.at.plus(together(round.length, count, stretch)?)?;
        self.dilation = self.dilation.checked_mul(&checked_pow(stretch, usize::try_from(count).ok()?)?)?;
        self.next = self.next.checked_add(count)?;
        self.is_over = self.repeat.count == Some(self.next);
        Some(())
    }
}

impl Lowerer<'_> {
    /// The next cycles, as many as are alike; `None` after the last one.
    fn round(&self, rounds: &mut Rounds<'_>) -> Option<Result<Round, Stuck>> {
        if rounds.is_over {
            return None;
        }
        let round = self.next_round(rounds);
        Some(round.and_then(|round| rounds.advance(&round).map(|()| round).ok_or(Stuck::Range)))
    }

    fn next_round(&self, rounds: &Rounds<'_>) -> Result<Round, Stuck> {
        let Rounds { body, repeat, frame, fill, next, at, dilation, .. } = rounds;
        let cycle = dilated(body, *dilation).map_err(Stuck::Dilation)?;
        let span = match fill {
            Some(Length { time, side }) => {
                Some(Length { time: time.times(*dilation).ok_or(Stuck::Range)?, side: *side })
            }
            None => frame.span,
        };
        let frame = Frame { span, ..frame.of_written_cycle(*at) };
        let length = match span.filter(|_| fill.is_some()) {
            Some(span) => self.across(span.time, span.side, frame),
            None => match self.extent(&cycle, frame) {
                Some(Extent::Finite(length)) => Some(length),
                _ => None,
            },
        };
        let Some((length, place)) = length.zip(frame.place) else { return Err(Stuck::Cycle(cycle, frame)) };
        let left = repeat.count.map(|count| count - next);
        let change = self.clocks.as_ref().and_then(|clocks| clocks.change_after(place, frame.side));
        let count = match change.and_then(|change| change.minus(place)) {
            Some(room) if !length.is_zero() => Some(alike(length, repeat.stretch, room, left)),
            _ => left,
        };
        Ok(Round { cycle, first: *next, count, length, frame, fills: fill.is_some() })
    }

    /// How long cycles of both clocks are together.
    pub(super) fn rounds_extent(&self, body: &Rc<Form>, repeat: Cycles, frame: Frame) -> Option<Extent> {
        let mut rounds = Rounds::new(body, repeat, frame, None);
        let mut parts = 0_u64;
        while let Some(round) = self.round(&mut rounds) {
            round.ok()?;
            parts = parts.saturating_add(body.size);
            if parts > NODE_LIMIT {
                // Lowering them reports that they are too many.
                return None;
            }
        }
        Some(Extent::Finite(rounds.at))
    }

    /// The cycles of a `repeat` that both clocks tell.
    pub(super) fn cycles_of_both(
        &mut self,
        mut rounds: Rounds<'_>,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        if context.frame.place.is_none() {
            self.one_clock(form, context)?;
        }
        let repeat = rounds.repeat;
        let mut segments = Vec::new();
        let mut origins = vec![form.origin()];
        loop {
            let at = rounds.at;
            let Some(round) = self.round(&mut rounds) else { break };
            let round = match round {
                Ok(round) => round,
                Err(stuck) => return self.stuck(stuck, form, context),
            };
            if round.first > 0 {
                self.take_parts(round.cycle.size, form.span)?;
                self.inlined = self.inlined.saturating_add(round.cycle.size);
            }
            let mut lowered = self.cycles_alike(&round, repeat, form, context)?;
            let start = self.subticks(at, form.span)?;
            segments.push(Segment { start, text: self.source(round.cycle.span), node: lowered.node });
            origins.append(&mut lowered.origins);
        }
        let length = if repeat.count.is_some() && share.is_none() { Some(rounds.at) } else { share };
        Some(Lowered { node: Node::Chain(segments.into()), length, origins })
    }

    /// Says why cycles do not go on.
    fn stuck<T>(&mut self, stuck: Stuck, form: &Form, context: &Context) -> Option<T> {
        match stuck {
            Stuck::Range | Stuck::Dilation(Rigid::Range) => self.report(out_of_range(form.span)),
            Stuck::Dilation(Rigid::Ticks(at)) => {
                let message = "this follows the ticks, and cannot be stretched in a cycle that counts in both units";
                self.report(
                    Diagnostic::new(Code::VariableUnit, message, at)
                        .help("take the `stretch` out, or count the cycle in one unit"),
                )
            }
            Stuck::Cycle(cycle, frame) => {
                let reported = self.diagnostics.len();
                let inner = Context { frame, opening: true, in_round: true, ..*context };
                let lowered = self.lower(&cycle, &inner, None);
                let is_said = lowered.is_none() && self.diagnostics.len() > reported;
                if is_said { None } else { self.report(out_of_range(form.span)) }
            }
        }
    }

    /// Cycles that are alike, in the context of the repeat.
    pub(super) fn cycles_alike(
        &mut self,
        round: &Round,
        repeat: Cycles,
        form: &Form,
        context: &Context,
    ) -> Option<Lowered> {
        let Round { cycle, first, count, length, frame, fills } = round;
        let (inner, own_base) = self.context_of_cycle(cycle, repeat, form, &Context { frame: *frame, ..*context })?;
        let open = self.is_open(cycle, inner.frame);
        let lowered = self.lower(cycle, &inner, open.then_some(*length))?;
        self.no_controller(lowered.node.own_stateful(), "repeat", form)?;
        if length.is_zero() {
            let base = own_base.or(context.base);
            return Some(self.empty_cycles(lowered, repeat, base, form)?.based(own_base, form.origin()));
        }
        let is_written = frame.place.is_some();
        if is_written && *count == Some(1) && !fills && (repeat.decay == 1.0 || *first == 0) {
            return Some(lowered.based(own_base, form.origin()));
        }
        let period = self.subticks(*length, form.span)?;
        let stretch = (u32::try_from(*repeat.stretch.numer()).ok()?, u32::try_from(*repeat.stretch.denom()).ok()?);
        let resolution = self.ticks_divided()?;
        if too_many_cycles(period, stretch, *count, resolution) {
            return self.report(
                Diagnostic::new(
                    Code::TooManyCycles,
                    "these cycles are stretched so little that there are too many of them",
                    form.span,
                )
                .help(
                    "there may be up to 4096 stretched cycles; use a `stretch` further from 1, fewer cycles, or none",
                ),
            );
        }
        let node = Repeat::new(lowered.node, period, *count, repeat.decay, stretch);
        let node = Node::Repeat(Box::new(node.from_cycle(if repeat.decay == 1.0 { 0 } else { *first })));
        let length = lowered.length;
        Some(Lowered::around(node, length, form.origin(), lowered.origins).based(own_base, form.origin()))
    }
}

/// How many cycles end within a time, one at least: the first of them has a length.
fn alike(length: Time, stretch: Ratio, room: Time, most: Option<u64>) -> u64 {
    let most = most.unwrap_or(u64::MAX);
    if stretch == Ratio::from_integer(1) {
        let all = room.over(length).map_or(1, |all| all.to_integer());
        return u64::try_from(all).unwrap_or(1).clamp(1, most);
    }
    let fit = |count: &u64| together(length, *count, stretch).is_some_and(|all| all <= room);
    (2..=most.min(STRETCHED)).take_while(fit).last().unwrap_or(1)
}
