//! Cycles that are written out one after another: those of `repeat over`, and those that both of two clocks tell.

use super::extent::Extent;
use super::length::Cycles;
use super::{Context, Lowered, Lowerer};
use crate::check::form::Form;
use crate::check::two_clocks;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Node, Segment};
use crate::units::Time;

impl Lowerer<'_> {
    /// Cycles one after another, each of which opens and picks up what the first one does.
    pub(super) fn cycles_over<'f>(
        &mut self,
        cycles: impl ExactSizeIterator<Item = &'f Form>,
        form: &Form,
        context: &Context,
    ) -> Option<Lowered> {
        if context.frame.place.is_none() {
            self.one_clock(form, context)?;
        }
        let count = cycles.len();
        let mut segments = Vec::with_capacity(count);
        let mut origins = vec![form.origin()];
        let mut at = Time::ZERO;
        for (index, cycle) in cycles.enumerate() {
            let frame = context.frame.of_written_cycle(at);
            let inner = Context { opening: true, is_cut: false, is_enclosed: true, in_round: true, frame, ..*context };
            self.check_cycle(cycle, &inner)?;
            let mut lowered = self.lower(cycle, &inner, None)?;
            self.no_plateau(lowered.node.has_plateau_of_its_own(), "repeat", form)?;
            let length = lowered.length?;
            if index + 1 == count {
                lowered = lowered.marked_if_momentary(cycle.origin());
            }
            let start = self.subticks(at, cycle.span)?;
            segments.push(Segment { start, text: self.source(cycle.span).into(), node: lowered.node });
            origins.append(&mut lowered.origins);
            at = self.fits(at.plus(length), form)?;
        }
        Some(Lowered { node: Node::Chain(segments.into()), length: Some(at), origins })
    }

    /// The cycles of a `repeat` that both clocks tell, each from where the one before it ended.
    pub(super) fn cycles_of_both(
        &mut self,
        body: &Form,
        repeat: Cycles,
        form: &Form,
        context: &Context,
    ) -> Option<Lowered> {
        let help = match repeat.count.and_then(|count| usize::try_from(count).ok()) {
            Some(count) if repeat.is_plain() && !body.has_share => {
                let more = body.size.saturating_mul(count as u64);
                self.take_parts(more, form.span)?;
                self.inlined = self.inlined.saturating_add(more);
                return self.cycles_over(std::iter::repeat_n(body, count), form, context);
            }
            Some(_) if repeat.is_plain() => "give the cycle lengths of its own: `for …` in place of a percentage",
            Some(_) => "write the cycles out with `then`, or count a cycle in one unit",
            None => "say how often, as in `repeat 10`, or count a cycle in one unit",
        };
        self.report(two_clocks(form.span).help(help))
    }

    /// A cycle has a length by itself.
    fn check_cycle(&mut self, cycle: &Form, context: &Context) -> Option<()> {
        let text = self.short_source(cycle.span);
        let (message, help) = if cycle.has_share {
            let message = format!("a cycle of `{text}` takes a share of the span, which `repeat over` does not divide");
            (message, "give its lengths in a unit, or put it into a span of its own: `(…) for …`")
        } else {
            match self.extent(cycle, context.frame) {
                Some(Extent::Open | Extent::Period(_)) => {}
                // Lowering it says what is wrong, if something is.
                Some(Extent::Finite(_)) | None => return Some(()),
            }
            (format!("a cycle of `{text}` has no length of its own"), "give it one: `T=…` or `for …`")
        };
        let error = Diagnostic::new(Code::MissingLength, message, cycle.span).saying("how long is a cycle?");
        self.report(error.help(help))
    }
}
