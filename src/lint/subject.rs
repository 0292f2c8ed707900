//! What the rules look at: a track, its curve over the run, and its nodes with their times and
//! their places in the text.

use std::cell::OnceCell;

use super::curve::Curve;
use super::settings::Settings;
use super::source::Source;
use crate::compile::{Compilation, TrackSource};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::Program;
use crate::schedule::{Budget, Controller, Level, Node, Plateau, Schedule, Subticks};
use crate::text::{Origin, Span};
use crate::units::Time;

/// A track under examination.
#[derive(Debug)]
pub(super) struct Subject<'p> {
    pub(super) program: &'p Program,
    pub(super) settings: &'p Settings,
    pub(super) name: &'p str,
    pub(super) schedule: &'p Schedule,
    pub(super) track: Option<&'p TrackSource>,
    /// The text of the program.
    pub(super) source: Source<'p>,
    /// The length of the run in ticks.
    pub(super) run: Option<Time>,
    /// Where the text gives that length.
    pub(super) run_span: Option<Span>,
    /// The curve over the run, or over the schedule's own length where there is no run.
    pub(super) curve: Curve<'p>,
    /// Whether it is a learning rate or a group of one.
    is_rate: bool,
    nodes: OnceCell<Vec<Placed<'p>>>,
    boundaries: OnceCell<Vec<Subticks>>,
}

/// A node in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'p> {
    pub(super) node: &'p Node,
    /// Where it comes from.
    pub(super) origin: Origin,
    /// When its time 0 is; in the first round, inside of a repeat or a mirror.
    pub(super) begin: Subticks,
    /// When it gives way to what comes after it, at the latest at the end of its round.
    pub(super) end: Option<Subticks>,
    /// The round that it is in.
    pub(super) round: Round,
    /// Whether the run sees nothing of it but its first round.
    pub(super) once: bool,
    /// The base around it; that of the first cycle in a repeat.
    pub(super) base: f64,
    /// The place among all of the first node after it that is not in it.
    pub(super) after: usize,
    /// The node that it is in, by its place among all.
    pub(super) parent: Option<usize>,
    /// The segment before it in its chain, by its place among all.
    pub(super) before: Option<usize>,
    /// Whether it multiplies what carries the value.
    pub(super) is_factor: bool,
}

/// What tracks are ordered by, the shortest name first: the order of the lines of a file means nothing.
pub(super) fn by_name(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// What a rule takes for the run of a node: the run itself, or the first round of a cycle or a mirror
/// that comes again in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    pub(super) begin: Subticks,
    pub(super) end: Option<Subticks>,
    /// Whether it is the run.
    pub(super) is_run: bool,
}

impl<'p> Placed<'p> {
    /// The value that a plateau starts from, and its rule, where it is one.
    pub(super) fn plateau(&self) -> Option<(Level, &'p Plateau)> {
        match self.node {
            Node::Driven { from, by, .. } => match &**by {
                Controller::Plateau(rule) => Some((*from, rule)),
                Controller::Steer(_) | Controller::Reach(_) => None,
            },
            _ => None,
        }
    }
}

impl Placed<'_> {
    /// Whether values of it, and not of what is in it, are multiples of the base.
    pub(super) fn refers_to_base(&self) -> bool {
        match self.node {
            Node::Hold(level) => level.rel != 0.0,
            Node::Ramp { from, to, .. } => from.rel != 0.0 || to.rel != 0.0,
            Node::Piecewise { values, .. } => values.iter().any(|value| value.rel != 0.0),
            Node::Step { from, .. }
            | Node::Multistep { from, .. }
            | Node::Exponential { from, .. }
            | Node::Factor { from, .. }
            | Node::InverseSqrt { from, .. }
            | Node::InverseTime { from, .. }
            | Node::Driven { from, .. } => from.rel != 0.0,
            _ => false,
        }
    }

    /// When its time 0 is, where it runs once.
    pub(super) fn start(&self) -> Option<Subticks> {
        self.once.then_some(self.begin)
    }
}

/// Collects the nodes of a schedule.
struct Walk<'p> {
    /// Where they come from, in the order of the walk.
    origins: &'p [Origin],
    /// Whether nothing is looked at but the whole.
    is_opaque: bool,
    nodes: Vec<Placed<'p>>,
    /// How many nodes have been walked past, with those of other tracks in formulas.
    walked: usize,
}

impl<'p> Walk<'p> {
    fn collect(&mut self, placed: Placed<'p>) {
        let at = self.nodes.len();
        let origin = self.origins.get(self.walked).copied().unwrap_or_default();
        self.walked += 1;
        let placed = Placed { origin, ..placed };
        self.nodes.push(placed);
        if at == 0 && self.is_opaque {
            // A length says nothing by itself of a time that another clock tells.
            self.nodes[at].after = 1;
            return;
        }
        let inner = Placed { parent: Some(at), before: None, ..placed };
        match placed.node {
            Node::Chain(segments) => {
                let mut before = None;
                for segment in segments.iter() {
                    let begin = placed.begin.saturating_add(segment.start);
                    let next = segment.end.map(|end| placed.begin.saturating_add(end));
                    let end = next.into_iter().chain(placed.end).min();
                    let here = self.nodes.len();
                    self.collect(Placed { node: segment.node, begin, end, before, ..inner });
                    before = Some(here);
                }
            }
            Node::For { length, body } => {
                let own = placed.begin.saturating_add(*length);
                self.collect(Placed {
                    node: body,
                    end: placed.end.map_or(Some(own), |end| Some(end.min(own))),
                    ..inner
                });
            }
            Node::Skip { by, body } => {
                let begin = placed.begin.saturating_sub(*by);
                self.collect(Placed { node: body, begin, ..inner });
            }
            Node::Based { base, body, .. } => self.collect(Placed { node: body, base: *base, ..inner }),
            // What is wrong with a track is said of it, and not of the formulas that take its values.
            Node::Coupled { body, tracks } => {
                self.collect(Placed { node: body, ..inner });
                self.walked += tracks.iter().map(Node::size).sum::<usize>();
            }
            Node::Product { carrier, factors } => {
                self.collect(Placed { node: carrier, ..inner });
                for factor in factors {
                    self.collect(Placed { node: factor, base: 1.0, is_factor: true, ..inner });
                }
            }
            Node::Repeat(repeat) => self.collect_round(repeat.body(), repeat.period(), inner),
            Node::Mirror { length, body } => self.collect_round(body, *length, inner),
            node => node.for_each_child(&mut |node| self.collect(Placed { node, ..inner })),
        }
        self.nodes[at].after = self.nodes.len();
    }

    /// What comes again, or backwards, after its first round; where the run, or what comes next, ends no
    /// later than that round, it is as if it stood there by itself.
    fn collect_round(&mut self, body: &'p Node, length: Subticks, inner: Placed<'p>) {
        let turn = inner.begin.saturating_add(length);
        if inner.end.is_some_and(|end| end <= turn) {
            return self.collect(Placed { node: body, ..inner });
        }
        let round = Round { begin: inner.begin, end: Some(turn), is_run: false };
        self.collect(Placed { node: body, end: Some(turn), round, once: false, ..inner });
    }
}

impl<'p> Subject<'p> {
    pub(super) fn new(
        compilation: &'p Compilation,
        program: &'p Program,
        source: Source<'p>,
        index: usize,
        settings: &'p Settings,
        budget: &'p Budget<'p>,
    ) -> Self {
        let track = &program.tracks()[index];
        let schedule = &track.schedule;
        let run = program.run();
        let own = || schedule.len().and_then(|length| u64::try_from(length.ceil()).ok());
        let ticks = run.map_or_else(own, |run| u64::try_from(run.ceil()).ok()).unwrap_or(1000).max(1);
        Self {
            program,
            settings,
            name: &track.name,
            schedule,
            track: compilation.sources().get(index),
            source,
            run,
            run_span: compilation.run_span(),
            curve: Curve::new(schedule, budget, ticks - 1),
            is_rate: matches!(
                family(&track.name).trim_end_matches(|c: char| c.is_ascii_digit()),
                "lr" | "learning_rate"
            ),
            nodes: OnceCell::new(),
            boundaries: OnceCell::new(),
        }
    }

    /// All nodes but those of other tracks that formulas take the values of, each before what is in it.
    pub(super) fn nodes(&self) -> &[Placed<'p>] {
        self.nodes.get_or_init(|| {
            let origins = self.track.map_or(&[][..], |track| &track.origins);
            let mut walk = Walk {
                origins,
                nodes: Vec::new(),
                walked: 0,
                is_opaque: self.schedule.has_two_clocks() || self.schedule.is_read(),
            };
            let end = self.run_end();
            walk.collect(Placed {
                node: self.schedule.root(),
                origin: Origin::default(),
                begin: 0,
                end,
                round: Round { begin: 0, end, is_run: true },
                once: true,
                base: self.schedule.base(),
                after: 0,
                parent: None,
                before: None,
                is_factor: false,
            });
            walk.nodes
        })
    }

    /// The nodes right in one.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = &Placed<'p>> {
        self.children_from(index).map(|at| &self.nodes()[at])
    }

    /// Their places among all.
    pub(super) fn children_from(&self, index: usize) -> impl Iterator<Item = usize> {
        let after = self.nodes()[index].after;
        let next = move |at: &usize| self.nodes().get(*at).map(|node| node.after);
        std::iter::successors(Some(index + 1), next).take_while(move |at| *at < after)
    }

    /// The segment after one in its chain.
    pub(super) fn next(&self, index: usize) -> Option<&Placed<'p>> {
        self.nodes().get(self.nodes()[index].after).filter(|next| next.before == Some(index))
    }

    /// A finding about a node: at its place, or at the call of the `def` that it was made in.
    pub(super) fn finding(&self, code: Code, message: impl Into<String>, placed: &Placed<'_>) -> Diagnostic {
        match placed.origin.call {
            Some(call) => Diagnostic::new(code, message, call).and(placed.origin.span, "it is made here"),
            None => Diagnostic::new(code, message, placed.origin.span),
        }
    }

    /// A finding about the whole track.
    pub(super) fn finding_about_all(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message, self.track.map_or_else(Span::default, |track| track.value))
    }

    /// The segment that a tick falls into: of the outermost chain, and of the chain in it, and so on.
    pub(super) fn segment_at(&self, tick: u64) -> &Placed<'p> {
        let time = self.schedule.start_of(tick);
        let inside = |placed: &Placed<'_>| placed.begin <= time && placed.end.is_none_or(|end| time < end);
        let mut at = 0;
        while self.leads_on(at) {
            match self.children_from(at).find(|child| inside(&self.nodes()[*child])) {
                Some(next) => at = next,
                None => break,
            }
        }
        &self.nodes()[at]
    }

    /// Whether what is in a node is what it does: not so in a cycle that comes again, or in a part of a sum.
    fn leads_on(&self, index: usize) -> bool {
        match self.nodes()[index].node {
            Node::Chain(_)
            | Node::Based { .. }
            | Node::Scale { .. }
            | Node::Coupled { .. }
            | Node::Rounded { .. }
            | Node::For { .. }
            | Node::Skip { .. }
            | Node::Every { .. } => true,
            Node::Repeat(_) | Node::Mirror { .. } => self.nodes().get(index + 1).is_some_and(|body| body.once),
            _ => false,
        }
    }

    /// Whether a `for` around a node says that it ends where it does. One in a preset says nothing.
    pub(super) fn is_cut_on_purpose(&self, placed: &Placed<'_>) -> bool {
        let mut around = Some(placed);
        while let Some(placed) = around {
            let cut = matches!(placed.node, Node::For { .. }) && self.source.call(placed.origin.span).is_none();
            if cut || placed.origin.lasts {
                return true;
            }
            around = self.parent(placed);
        }
        false
    }

    /// The node that another one is in.
    pub(super) fn parent(&self, placed: &Placed<'_>) -> Option<&Placed<'p>> {
        self.nodes().get(placed.parent?)
    }

    /// The last segment of the outermost chain, and of the chain in it, and so on.
    pub(super) fn last_segment(&self) -> &Placed<'p> {
        let mut last = 0;
        while self.leads_on(last) {
            match self.children_from(last).last() {
                Some(next) => last = next,
                None => break,
            }
        }
        &self.nodes()[last]
    }

    /// Whether the last segment is a node, or in it.
    pub(super) fn is_last(&self, placed: &Placed<'_>) -> bool {
        let mut around = Some(self.last_segment());
        while let Some(inside) = around {
            if std::ptr::eq(inside, placed) {
                return true;
            }
            around = self.parent(inside);
        }
        false
    }

    /// The times at which it may change its course, in order.
    pub(super) fn boundaries(&self) -> &[Subticks] {
        self.boundaries.get_or_init(|| {
            let last = self.schedule.start_of(self.curve.end());
            self.curve.analysis().boundaries(last)
        })
    }

    /// The run in subticks.
    pub(super) fn run_end(&self) -> Option<Subticks> {
        self.schedule.subticks(self.run?)
    }

    /// A time in ticks.
    pub(super) fn ticks(&self, subticks: Subticks) -> Time {
        self.schedule.time(subticks)
    }

    /// The first tick at or after a time, of those that are looked at.
    pub(super) fn tick(&self, subticks: Subticks) -> u64 {
        u64::try_from(self.ticks(subticks).ceil()).map_or(0, |tick| tick.min(self.curve.end()))
    }

    /// Where its name stands before its value, if it is written there.
    pub(super) fn name_span(&self) -> Option<Span> {
        let value = self.track?.value;
        let before = self.source.text.get(..value.start)?.trim_end().strip_suffix('=')?.trim_end();
        let head = before.strip_suffix(self.name)?;
        Some(Span::new(head.len(), before.len()))
    }

    /// Whether it is a learning rate or a group of one.
    pub(super) fn is_rate(&self) -> bool {
        self.is_rate
    }

    /// What stands before the first dot of its name: a track and its groups are a family.
    pub(super) fn family(&self) -> &'p str {
        family(self.name)
    }
}

fn family(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}
