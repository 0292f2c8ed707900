//! Chains, products and the other combinations in their place.

use std::rc::Rc;

use super::extent::Extent;
use super::frame::Frame;
use super::{Context, Lowered, Lowerer, gathered};
use crate::check::form::{Amount, Constants, Form, FormKind};
use crate::check::out_of_range;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::{Level, Node, Segment, format_value};
use crate::text::{Origin, Span};
use crate::units::{Side, Time};

impl Lowerer<'_> {
    /// `A then B then …`
    pub(super) fn chain(
        &mut self,
        parts: &[Rc<Form>],
        origin: Origin,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let mut placed = self.segments(parts, context.frame);
        self.count_back(parts, &mut placed, context.frame, share);
        let lengths = self.segment_lengths(parts, &placed, context, share)?;
        let mut segments = Vec::with_capacity(parts.len());
        let mut origins = vec![origin];
        let mut at = Some(Time::ZERO);
        let mut start = Some(context.start);
        let mut complete = true;
        let in_stages = matches!(self.side, Side::Read(_)) && !context.in_round;
        let mut is_due = Vec::with_capacity(parts.len());
        let (mut is_counted_back, mut untold) = (false, None);
        for (index, ((part, (frame, extent)), length)) in parts.iter().zip(placed).zip(lengths).enumerate() {
            let first = index == 0;
            let place = context.frame.place.zip(at).and_then(|(place, at)| place.plus(at));
            let inner = Context {
                frame: Frame { place, ..frame },
                start: start.unwrap_or(Level::BASE),
                at_base: context.at_base && first,
                opening: context.opening && first,
                is_cut: context.is_cut && index + 1 == parts.len(),
                is_enclosed: context.is_enclosed || index + 1 < parts.len(),
                ..*context
            };
            if is_counted_back && extent.is_none() {
                untold = Some(part.span);
            }
            is_counted_back |= extent == Some(Extent::Open);
            is_due.push(is_due_at_a_time(part, extent, length));
            let lowered = self.lower(part, &inner, length);
            let Some((mut lowered, begin)) = lowered.zip(at) else {
                (complete, start) = (false, None);
                continue;
            };
            // One that is open has the length that it is given.
            lowered.length = length.or(lowered.length);
            if index + 1 == parts.len() && (inner.is_enclosed || !part.goes_on) {
                lowered = lowered.marked_if_momentary(part.origin());
            }
            start = None;
            if let Some(next) = parts.get(index + 1) {
                start = Some(inner.start);
                if next.profile(false).whole.start {
                    start = self.end(&lowered, &inner, next.span);
                    complete &= start.is_some();
                }
            }
            at = lowered.length.and_then(|length| begin.plus(length));
            match self.subticks(begin, part.span) {
                Some(start) => match lowered.node {
                    // Cycles with values of their own are told apart.
                    Node::Chain(cycles) if matches!(part.kind, FormKind::Cycles(_)) && !in_stages => {
                        let later = |cycle: Segment| Segment { start: start + cycle.start, ..cycle };
                        segments.extend(cycles.into_segments().map(later));
                        origins.extend(lowered.origins.into_iter().skip(1));
                    }
                    node => {
                        segments.push(Segment { start, text: self.source(part.span), node });
                        origins.append(&mut lowered.origins);
                    }
                },
                None => complete = false,
            }
        }
        if !complete {
            return None;
        }
        if let Some(at) = untold {
            return self.starts_untold(at);
        }
        let node = if in_stages { self.in_stages(segments, parts, &is_due, at)? } else { Node::Chain(segments.into()) };
        Some(Lowered { node, length: at, origins })
    }

    /// What each part of a chain is given: its share for an open one, a period for one that has
    /// one, nothing for one that has a length.
    fn segment_lengths(
        &mut self,
        parts: &[Rc<Form>],
        placed: &[(Frame, Option<Extent>)],
        context: &Context,
        share: Option<Time>,
    ) -> Option<Vec<Option<Time>>> {
        let last = parts.len() - 1;
        let mut lengths = vec![None; parts.len()];
        let mut fixed = Some(Time::ZERO);
        let mut open = Vec::new();
        for (index, (_, extent)) in placed.iter().enumerate() {
            match *extent {
                Some(Extent::Finite(length)) => fixed = fixed.and_then(|fixed| fixed.plus(length)),
                Some(Extent::Period(period)) if index != last => {
                    lengths[index] = Some(period);
                    fixed = fixed.and_then(|fixed| fixed.plus(period));
                }
                Some(_) => open.push(index),
                // Lowering it reports why.
                None => {}
            }
        }
        if let [first, second, ..] = open[..] {
            let (first, second) = (&parts[first], &parts[second]);
            return self.two_open(first, second);
        }
        let Some(&index) = open.first() else { return Some(lengths) };
        let Some(share) = share else {
            if index == last {
                return Some(lengths);
            }
            return self.no_span(&parts[index]);
        };
        let (Some(fixed), Some(left)) = (fixed, fixed.and_then(|fixed| share.minus(fixed))) else {
            return self.report(out_of_range(parts[index].span));
        };
        if left.is_negative() && (self.is_settling || index == last && context.is_cut) {
            // It is never reached.
            lengths[index] = Some(Time::ZERO);
            return Some(lengths);
        }
        if left.is_negative() {
            // All parts of a preset stand at its call.
            let is_preset = parts.iter().all(|part| part.span == parts[index].span);
            return self.overfull(&parts[index], is_preset, fixed, share);
        }
        lengths[index] = Some(left);
        Some(lengths)
    }

    /// A segment is counted back from its end, and that does not say when it starts.
    fn starts_untold<T>(&mut self, at: Span) -> Option<T> {
        let message = "this ends with the span, and its start cannot be found from its end";
        self.report(
            Diagnostic::new(Code::VariableUnit, message, at)
                .help("say how long the open segment before it is, `hold for …` or `hold until …`"),
        )
    }

    /// Two segments of a span are open.
    pub(super) fn two_open<T>(&mut self, first: &Rc<Form>, second: &Rc<Form>) -> Option<T> {
        let message = format!(
            "both `{}` and `{}` are open, and nothing says how much of the span each gets",
            self.short_source(first.span),
            self.short_source(second.span)
        );
        let diagnostic = Diagnostic::new(Code::TwoOpenSegments, message, first.span).saying("open");
        self.report(self.one_length(diagnostic.and(second.span, "open too"), first, second))
    }

    /// A segment is open before another one, and there is no span.
    pub(super) fn no_span<T>(&mut self, open: &Rc<Form>) -> Option<T> {
        if self.run.is_some() && !self.reads.is_empty() {
            let text = self.short_source(open.span);
            let message = format!(
                "`{text}` is open, and what follows it cannot be counted back from the end of the run: one of the two \
                 counts in a unit that is read"
            );
            let diagnostic = Diagnostic::new(Code::ReadUnit, message, open.span).saying("for how long?");
            return self.report(self.held_for(diagnostic, open));
        }
        let text = self.short_source(open.span);
        let message = if self.run_is_across {
            format!(
                "`{text}` is open, and what follows it cannot be counted back from the end of the run: the run is in \
                 another unit, and when it ends follows from these sizes"
            )
        } else {
            format!("`{text}` is open, and more follows, but there is no span to fill")
        };
        let diagnostic = Diagnostic::new(Code::MissingLength, message, open.span).saying("for how long?");
        self.report(self.held_for(diagnostic, open))
    }

    /// The other segments of a span leave less than nothing to the open one.
    pub(super) fn overfull<T>(&mut self, open: &Form, is_preset: bool, others: Time, span: Time) -> Option<T> {
        let missing = others.minus(span).unwrap_or(others);
        let text = self.short_source(open.span);
        let (others, missing, span) = (self.count(others), self.count(missing), self.count(span));
        if is_preset {
            return self.report(
                Diagnostic::new(
                    Code::Overfull,
                    format!("`{text}` does not fit into the {span} there are: nothing is left for its last part"),
                    open.span,
                )
                .help(format!("give it smaller lengths, or make the span longer than {span}")),
            );
        }
        self.report(
            Diagnostic::new(
                Code::Overfull,
                format!("the other segments come to {others}, {missing} more than the {span} there are, and nothing is left for `{text}`"),
                open.span,
            )
            .saying("this gets a negative length")
            .help(format!("shorten the others by {missing} or more, or make the span longer than {others}")),
        )
    }

    /// The parts of a sum, a minimum or a maximum, all in the same context, and the longest of them.
    pub(super) fn parts(
        &mut self,
        parts: &[Rc<Form>],
        context: &Context,
        share: Option<Time>,
    ) -> Option<(Vec<Lowered>, Option<Time>)> {
        let contexts = vec![*context; parts.len()];
        self.parts_in(parts, &contexts, share)
    }

    fn parts_in(
        &mut self,
        parts: &[Rc<Form>],
        contexts: &[Context],
        share: Option<Time>,
    ) -> Option<(Vec<Lowered>, Option<Time>)> {
        let mut all = Vec::with_capacity(parts.len());
        let mut longest = Some(Time::ZERO);
        let mut constant = true;
        for (part, context) in parts.iter().zip(contexts) {
            let own = if self.is_open(part, context.frame) { share } else { None };
            let Some(lowered) = self.lower(part, context, own) else { continue };
            if !part.is_constant {
                constant = false;
                longest = longest.zip(lowered.length).map(|(longest, length)| longest.max(length));
            }
            all.push(lowered);
        }
        // What fills is cut where its span ends.
        let length = if constant { share } else { share.or(longest) };
        (all.len() == parts.len()).then_some((all, length))
    }

    /// `constants * parts…`. What kind each part is follows from its expression alone.
    pub(super) fn product(
        &mut self,
        constants: Constants,
        parts: &[Rc<Form>],
        origin: Origin,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let whole = |index: usize| parts[index].profile(context.opening).whole;
        let mut absolute: Vec<_> = (0..parts.len()).filter(|&index| !whole(index).is_relative()).collect();
        self.check_factor_sums(parts, &absolute)?;
        let Constants { number, ratio } = constants;
        if absolute.is_empty() && number.is_some() {
            // Zero is absolute too.
            absolute.extend((0..parts.len()).find(|&index| whole(index).is_zero()));
        }
        match (&absolute[..], number) {
            ([], Some(number)) => {
                let scale = ratio.map_or(1.0, |(ratio, _)| ratio);
                Some(self.product_at(number, parts, origin, context, share)?.scaled(scale, origin))
            }
            ([], None) => Some(self.relative_product(parts, origin, context, share)?.scaled(constants.value(), origin)),
            (&[carrier], _) => {
                if let (Some(constant), true) = (number.or(ratio), whole(carrier).is_mixed()) {
                    return self.constant_times_mixed(constant, number.is_some(), &parts[carrier]);
                }
                Some(self.carried(parts, carrier, origin, context, share)?.scaled(constants.value(), origin))
            }
            (&[first, second, ..], _) => {
                let (first, second) = (&parts[first], &parts[second]);
                let mask = self.as_mask(first).or_else(|| self.as_mask(second));
                let diagnostic = Diagnostic::new(
                    Code::SquaredRate,
                    "two schedules with absolute values multiply to a squared rate",
                    first.span,
                );
                let diagnostic = diagnostic.saying("its values are not relative").and(second.span, "nor are these");
                self.report(match mask {
                    Some(fix) => diagnostic
                        .help("a mask is a share of the other one, with the sign of a multiple: write `0x` and `1x`")
                        .fix(fix),
                    None => diagnostic
                        .help("make one of them a factor: values from 1 down, such as `cosine`, `step` or `50%`"),
                })
            }
        }
    }

    /// A product of relative schedules, with a number as their base. A negative one multiplies at every tick.
    fn product_at(
        &mut self,
        (number, at): (f64, Span),
        parts: &[Rc<Form>],
        origin: Origin,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        self.check_number(number, at, parts, context)?;
        let (base, sign) = match number {
            0.0 => (1.0, 0.0),
            value if value < 0.0 => (-value, -1.0),
            value => (value, 1.0),
        };
        let inner = Context { base: Some(base), base_declared: true, ..context.at_own_base() };
        let Lowered { node, length, origins } = self.relative_product(parts, origin, &inner, share)?;
        let node = Node::Based { base, is_track: false, body: Box::new(node) };
        Some(Lowered::around(node, length, origin, origins).scaled(sign, origin))
    }

    /// A product of relative schedules only.
    fn relative_product(
        &mut self,
        parts: &[Rc<Form>],
        origin: Origin,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        if parts.len() == 1 {
            let own = if self.is_open(&parts[0], context.frame) { share } else { None };
            return self.lower(&parts[0], context, own);
        }
        if !context.at_base {
            let refer: Vec<_> =
                (0..parts.len()).filter(|&index| parts[index].profile(context.opening).whole.base).collect();
            match refer[..] {
                [] => {}
                [carrier] => return self.carried(parts, carrier, origin, context, share),
                [first, second, ..] => {
                    return self.report(
                        Diagnostic::new(Code::TwoBases, "after a `then`, only one factor can refer to the base", parts[first].span)
                            .saying("this refers to it")
                            .and(parts[second].span, "and so does this")
                            .help("write one of them so that it only multiplies: a warmup by `linear(…, from=0x, to=1x)` refers to the base, `step` and `cosine(…)` do not"),
                    );
                }
            }
        }
        let contexts = vec![context.of_factor(); parts.len()];
        let (factors, length) = self.parts_in(parts, &contexts, share)?;
        let (factors, mut origins) = gathered(origin, factors);
        let carrier = Box::new(Node::Hold(if context.at_base { Level::BASE } else { context.start }));
        origins.insert(1, origin);
        Some(Lowered { node: Node::Product { carrier, factors }, length, origins })
    }

    /// A product of which one part takes the base and the start of the context; the others multiply.
    fn carried(
        &mut self,
        parts: &[Rc<Form>],
        carrier: usize,
        origin: Origin,
        context: &Context,
        share: Option<Time>,
    ) -> Option<Lowered> {
        let mut contexts = vec![context.of_factor(); parts.len()];
        contexts[carrier] = *context;
        let (mut parts, length) = self.parts_in(parts, &contexts, share)?;
        let carrier = parts.remove(carrier);
        if parts.is_empty() {
            return Some(Lowered { length, ..carrier });
        }
        parts.insert(0, carrier);
        let (mut nodes, origins) = gathered(origin, parts);
        let carrier = Box::new(nodes.remove(0));
        Some(Lowered { node: Node::Product { carrier, factors: nodes }, length, origins })
    }

    /// A number is the base of a relative schedule, where no other base or start is in play.
    fn check_number(&mut self, number: f64, at: Span, parts: &[Rc<Form>], context: &Context) -> Option<()> {
        let schedule = self.short_source(parts[0].span);
        let why = match (context.at_base, context.base_declared) {
            (false, _) => "picks up what came before",
            (true, true) => "has one already",
            (true, false) => return Some(()),
        };
        let message = format!("`{} *` would be the base of `{schedule}`, which {why}", format_value(number));
        let diagnostic = Diagnostic::new(Code::NumberAsBase, message, at);
        self.report(self.number_instead(diagnostic, (number, at), &parts[0], context))
    }

    /// `0.1 * cosine(to=1e-5)` would scale the 1e-5 too.
    fn constant_times_mixed<T>(&mut self, (value, at): (f64, Span), is_number: bool, carrier: &Form) -> Option<T> {
        let message = format!(
            "`{} *` would scale the absolute values of `{}` as well",
            at.of(self.text),
            self.short_source(carrier.span)
        );
        let diagnostic = Diagnostic::new(Code::ConstantTimesMixed, message, at)
            .and(carrier.span, "a part of it is relative, a part absolute");
        self.report(self.mixed_instead(diagnostic, (value, at), is_number, carrier))
    }

    /// `cosine * (1 - linear(10))`: the 1 is an absolute value, and a factor is meant.
    fn check_factor_sums(&mut self, parts: &[Rc<Form>], absolute: &[usize]) -> Option<()> {
        if parts.len() == 1 {
            return Some(());
        }
        for &index in absolute {
            let FormKind::Sum(terms) = &parts[index].kind else { continue };
            let numbers: Vec<_> = terms
                .iter()
                .filter_map(|(_, term)| match term.kind {
                    FormKind::Constant(Amount::Absolute(number)) if number != 0.0 => Some((number, term.span)),
                    _ => None,
                })
                .collect();
            let others = terms.iter().filter(|(_, term)| !matches!(term.kind, FormKind::Constant(_)));
            let relative = others.clone().all(|(_, term)| term.profile(true).whole.is_relative());
            if let ([(number, at), ..], true, true) = (&numbers[..], relative, others.count() > 0) {
                let number = format_value(*number);
                return self.report(
                    Diagnostic::new(
                        Code::NumberInFactor,
                        format!("`{number}` is an absolute value in what is meant as a factor"),
                        *at,
                    )
                    .and(parts[index].span, "a number and relative values")
                    .suggest(Fix::unsafely(
                        format!("write `{number}x`"),
                        vec![Edit::replace(*at, format!("{number}x"))],
                    )),
                );
            }
        }
        Some(())
    }
}

/// Whether a segment ends at a time, whenever it begins: where it fills its span, or an `until` ends it.
fn is_due_at_a_time(part: &Form, extent: Option<Extent>, length: Option<Time>) -> bool {
    length.is_some() && extent == Some(Extent::Open) || matches!(part.kind, FormKind::Until(..))
}
