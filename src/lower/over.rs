//! The cycles of `repeat over`, one after another.

use std::rc::Rc;

use super::extent::Extent;
use super::{Context, Lowered, Lowerer};
use crate::check::form::{Form, FormKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Node, Segment};
use crate::units::Time;

impl Lowerer<'_> {
    /// Cycles one after another, each of which opens and picks up what the first one does.
    pub(super) fn cycles_over(
        &mut self,
        cycles: &[(Box<str>, Rc<Form>)],
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
        for (index, (label, cycle)) in cycles.iter().enumerate() {
            let frame = context.frame.of_written_cycle(at);
            let inner = Context { opening: true, is_cut: false, is_enclosed: true, in_round: true, frame, ..*context };
            self.check_cycle(cycle, &inner)?;
            let mut lowered = self.lower(cycle, &inner, None)?;
            self.no_controller(lowered.node.own_stateful(), "repeat", form)?;
            let length = lowered.length?;
            if index + 1 == count {
                lowered = lowered.marked_if_momentary(cycle.origin());
            }
            let start = self.subticks(at, cycle.span)?;
            segments.push(Segment {
                start,
                text: format!("{label}: {}", self.source(cycle.span)).into(),
                node: lowered.node,
            });
            origins.append(&mut lowered.origins);
            at = self.fits(at.plus(length), form)?;
        }
        Some(Lowered { node: Node::Chain(segments.into()), length: Some(at), origins })
    }

    /// A cycle has a length by itself.
    fn check_cycle(&mut self, cycle: &Form, context: &Context) -> Option<()> {
        // Cycles have one each, which is looked at as they are lowered.
        if matches!(cycle.kind, FormKind::Cycles(_)) && !cycle.has_share && !self.is_read(cycle, context.frame) {
            return Some(());
        }
        let text = || self.short_source(cycle.span);
        let (message, help) = if cycle.has_share {
            let message =
                format!("a cycle of `{}` takes a share of the span, which `repeat over` does not divide", text());
            (message, "give its lengths in a unit, or put it into a span of its own: `(…) for …`")
        } else {
            match self.extent(cycle, context.frame) {
                Some(Extent::Open | Extent::Period(_)) => {}
                // Lowering it says what is wrong, if something is.
                Some(Extent::Finite(_)) | None => return Some(()),
            }
            (format!("a cycle of `{}` has no length of its own", text()), "give it one: `T=…` or `for …`")
        };
        let error = Diagnostic::new(Code::MissingLength, message, cycle.span).saying("how long is a cycle?");
        self.report(error.help(help))
    }
}
