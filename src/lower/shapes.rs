//! Shapes in their place.

use super::{Context, Lowered, Lowerer, level};
use crate::check::form::{Amount, Form, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Controller, Curve, Interpolation, Level, Node, Steer, Subticks, format_short, format_value};
use crate::text::Span;
use crate::units::{Duration, Time};

impl Lowerer<'_> {
    pub(super) fn shape(
        &mut self,
        shape: &Shape,
        form: &Form,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let span = form.span;
        let from = |amount: Option<Amount>| amount.map_or(context.start, level);
        let (node, length) = match shape {
            Shape::Hold { value } => (Node::Hold(from(*value)), share),
            Shape::Ramp { curve, length, from: given, to, warmup } => {
                let length = match (length, share) {
                    (Some(length), _) => self.resolve(*length, context, span)?,
                    (None, Some(share)) => share,
                    (None, None) => return self.needs_length(form),
                };
                let from = if given.is_none() && *warmup && context.opening { Level::ZERO } else { from(*given) };
                let to = level(*to);
                if *curve == Curve::Geometric {
                    self.check_geometric(from, to, context, span)?;
                }
                let subticks = self.subticks(length, span)?;
                (Node::Ramp { curve: curve.clone(), from, to, length: subticks }, Some(length))
            }
            Shape::Step { size, gamma, from: given } => {
                let size = self.interval(*size, context, span)?;
                (Node::Step { from: from(*given), size, gamma: *gamma }, share)
            }
            Shape::Multistep { milestones, gamma, from: given } => {
                let mut milestones = self.times(milestones, context)?;
                milestones.sort_unstable();
                (Node::Multistep { from: from(*given), milestones, gamma: *gamma }, share)
            }
            Shape::Exponential { every, gamma, from: given } => {
                let every = self.interval(*every, context, span)?;
                (Node::Exponential { from: from(*given), every, gamma: *gamma }, share)
            }
            Shape::Piecewise { boundaries, values, interpolation } => {
                let times = self.ordered_times(boundaries, context)?;
                let length = match interpolation {
                    Interpolation::None => share,
                    _ => match boundaries.last() {
                        Some((last, at)) => Some(self.resolve(*last, context, *at)?),
                        None => Some(Time::ZERO),
                    },
                };
                let values = values.iter().map(|value| level(*value)).collect();
                (Node::Piecewise { boundaries: times, values, interpolation: *interpolation }, length)
            }
            Shape::InverseSqrt { timescale, shift, from: given } => {
                let timescale = self.interval(*timescale, context, span)?;
                let shift = match shift {
                    Some(shift) => {
                        let shift = self.resolve(*shift, context, span)?;
                        self.subticks(shift, span)?
                    }
                    None => 0,
                };
                (Node::InverseSqrt { from: from(*given), timescale, shift }, share)
            }
            Shape::InverseTime { every, rate, from: given } => {
                let every = self.interval(*every, context, span)?;
                (Node::InverseTime { from: from(*given), every, rate: *rate }, share)
            }
            Shape::Driven { by, from: given } => {
                let by = Box::new(by.map(|amount| level(*amount)));
                self.check_bounds(&by, context, span)?;
                (Node::Driven { from: from(*given), by, slot: 0 }, share)
            }
            Shape::Noise { noise, seed, from: given } => {
                (Node::Noise { from: from(*given), noise: *noise, seed: *seed }, share)
            }
            Shape::Factor { formula, from: given, side: _ } => {
                (Node::Factor { from: from(*given), formula: formula.clone() }, share)
            }
        };
        Some(Lowered::leaf(node, length, form))
    }

    /// The boundaries of a piecewise schedule, which have to be in order.
    fn ordered_times(&mut self, boundaries: &[(Duration, Span)], context: &Context) -> Option<Vec<Subticks>> {
        let times = self.times(boundaries, context)?;
        if let Some(at) = times.windows(2).position(|pair| pair[1] < pair[0]) {
            return self.report(
                Diagnostic::new(
                    Code::UnsortedBoundaries,
                    format!(
                        "the boundary `{}` comes before `{}`",
                        boundaries[at + 1].1.of(self.text),
                        boundaries[at].1.of(self.text)
                    ),
                    boundaries[at + 1].1,
                )
                .and(boundaries[at].1, "after this one")
                .help("put the boundaries in order, and their values with them"),
            );
        }
        Some(times)
    }

    fn times(&mut self, list: &[(Duration, Span)], context: &Context) -> Option<Vec<Subticks>> {
        let times: Vec<_> = list
            .iter()
            .map(|(at, span)| {
                let time = self.resolve(*at, context, *span)?;
                self.subticks(time, *span)
            })
            .collect();
        times.into_iter().collect()
    }

    /// A duration above 0.
    pub(super) fn interval(&mut self, duration: Duration, context: &Context, span: Span) -> Option<Subticks> {
        let time = self.resolve(duration, context, span)?;
        if time.is_zero() {
            return self.report(Diagnostic::new(
                Code::ArgumentRange,
                "this interval is 0, and has to be above 0",
                span,
            ));
        }
        self.subticks(time, span)
    }

    /// The bounds of a value that moves both ways have to be in order.
    fn check_bounds(&mut self, controller: &Controller, context: &Context, span: Span) -> Option<()> {
        let base = context.base.unwrap_or(1.0);
        let Controller::Steer(Steer { min: Some(min), max: Some(max), .. }) = controller else { return Some(()) };
        let (least, greatest) = (min.at(base), max.at(base));
        if least <= greatest {
            return Some(());
        }
        let [least, greatest] = [least, greatest].map(format_short);
        let message = format!("`min` is {least} and `max` is {greatest}, so that no value is between them");
        self.report(
            Diagnostic::new(Code::ArgumentRange, message, span)
                .help("write the smaller one as `min`, and the greater one as `max`"),
        )
    }

    fn check_geometric(&mut self, from: Level, to: Level, context: &Context, span: Span) -> Option<()> {
        let base = context.base.unwrap_or(1.0);
        let (start, end) = (from.at(base), to.at(base));
        if start * end > 0.0 {
            return Some(());
        }
        self.report(
            Diagnostic::new(
                Code::ArgumentRange,
                format!(
                    "equal ratios cannot lead from {} to {}: both ends have to be above 0",
                    format_value(start),
                    format_value(end)
                ),
                span,
            )
            .help("give it ends above 0: `from=1%`, `to=1%`"),
        )
    }

    /// A shape that has no length, in a place that gives none.
    pub(super) fn needs_length<T>(&mut self, form: &Form) -> Option<T> {
        let text = self.short_source(form.span);
        self.report(
            Diagnostic::new(Code::MissingLength, format!("`{text}` has no length, and no span to fill"), form.span)
                .saying("how long?")
                .help("give it one, `T=…`, or say how long the run is: `run = …`"),
        )
    }
}
