//! What the rules look at: a track, its curve over the run, and its nodes with their times and
//! their places in the text.

use super::curve::Curve;
use super::settings::Settings;
use super::source::{Call, Source};
use crate::catalogue::key;
use crate::compile::{Compilation, TrackSource};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::program::Program;
use crate::schedule::{Node, Schedule, Subticks};
use crate::text::{Origin, Span};
use crate::units::{Ratio, Time};

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
    /// All nodes, each before what is in it.
    pub(super) nodes: Vec<Placed<'p>>,
}

/// A node in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'p> {
    pub(super) node: &'p Node,
    /// Where it comes from.
    pub(super) origin: Origin,
    /// When its time 0 is; in the first round, inside of a repeat or a mirror.
    pub(super) begin: Subticks,
    /// When it gives way to what comes after it, at the latest at the end of the run.
    pub(super) end: Option<Subticks>,
    /// Whether it runs once, tick by tick from there on.
    pub(super) once: bool,
    /// The base around it; that of the first cycle in a repeat.
    pub(super) base: f64,
    /// The node that it is in, by its place among all.
    pub(super) parent: Option<usize>,
    /// The segment before it in its chain, by its place among all.
    pub(super) before: Option<usize>,
    /// Whether it multiplies what carries the value.
    pub(super) is_factor: bool,
}

impl Placed<'_> {
    /// When its time 0 is, where it runs once.
    pub(super) fn start(&self) -> Option<Subticks> {
        self.once.then_some(self.begin)
    }
}

impl<'p> Subject<'p> {
    pub(super) fn new(
        compilation: &'p Compilation,
        program: &'p Program,
        index: usize,
        settings: &'p Settings,
    ) -> Self {
        let track = &program.tracks()[index];
        let schedule = &track.schedule;
        let run = program.run();
        let resolution = i128::from(schedule.resolution());
        let own = || schedule.len().and_then(|length| u64::try_from(length.ceil()).ok());
        let ticks = run.map_or_else(own, |run| u64::try_from(run.ceil()).ok()).unwrap_or(1000).max(1);
        let mut subject = Self {
            program,
            settings,
            name: &track.name,
            schedule,
            track: compilation.sources().get(index),
            source: Source::of(compilation),
            run,
            run_span: compilation.run_span(),
            curve: Curve::new(schedule, ticks - 1),
            nodes: Vec::new(),
        };
        let end = run.and_then(|run| run.times(resolution.into())).map(Time::ceil);
        subject.collect(Placed {
            node: schedule.root(),
            origin: Origin::default(),
            begin: 0,
            end,
            once: true,
            base: schedule.base(),
            parent: None,
            before: None,
            is_factor: false,
        });
        subject
    }

    fn collect(&mut self, placed: Placed<'p>) {
        let at = self.nodes.len();
        // The origins stand in the order of this walk.
        let origin = self.track.and_then(|track| track.origins.get(at)).copied().unwrap_or_default();
        let placed = Placed { origin, ..placed };
        self.nodes.push(placed);
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
            Node::Based { base, body } => self.collect(Placed { node: body, base: *base, ..inner }),
            Node::Product { carrier, factors } => {
                self.collect(Placed { node: carrier, ..inner });
                for factor in factors {
                    self.collect(Placed { node: factor, base: 1.0, is_factor: true, ..inner });
                }
            }
            Node::Repeat(_) | Node::Mirror { .. } | Node::Every { .. } => {
                let round = match placed.node {
                    Node::Repeat(repeat) => Some(repeat.period()),
                    Node::Mirror { length, .. } => Some(*length),
                    _ => None,
                };
                let own = round.map(|round| placed.begin.saturating_add(round));
                let end = own.into_iter().chain(placed.end).min();
                placed.node.for_each_child(&mut |node| self.collect(Placed { node, end, once: false, ..inner }));
            }
            node => node.for_each_child(&mut |node| self.collect(Placed { node, ..inner })),
        }
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

    /// The call that a node was made by, if it can be edited: not so in a `def`, which others may use.
    pub(super) fn call(&self, placed: &Placed<'_>) -> Option<Call<'p>> {
        match placed.origin.call {
            Some(_) => None,
            None => self.source.call(placed.origin.span),
        }
    }

    /// The fix that takes a segment or a factor out, if it can be edited: not so in a preset, which is one
    /// call, nor in a `def`.
    pub(super) fn without(&self, placed: &Placed<'p>) -> Option<Fix> {
        let span = placed.origin.call.is_none().then_some(placed.origin.span)?;
        let around = self.parent(placed)?;
        let edits = (around.origin.span != span).then(|| self.source.without_part(span))??;
        let text = Some(span.of(self.source.text)).filter(|text| text.len() <= 40 && !text.contains('\n'));
        Some(Fix::unsafely(text.map_or("take it out".to_string(), |text| format!("take `{text}` out")), edits))
    }

    /// The segment that a tick falls into: of the outermost chain, and of the chain in it, and so on.
    pub(super) fn segment_at(&self, tick: u64) -> &Placed<'p> {
        let time = i128::from(tick).saturating_mul(self.schedule.resolution().into());
        let inside = |placed: &Placed<'_>| placed.begin <= time && placed.end.is_none_or(|end| time < end);
        let mut at = 0;
        loop {
            let leads_on = matches!(
                self.nodes[at].node,
                Node::Chain(_) | Node::Based { .. } | Node::Scale { .. } | Node::For { .. }
            );
            let is_next = |placed: &Placed<'_>| placed.parent == Some(at) && inside(placed);
            match self.nodes.iter().skip(at + 1).position(is_next) {
                Some(next) if leads_on => at += 1 + next,
                _ => return &self.nodes[at],
            }
        }
    }

    /// Whether a `for` around a node says that it ends where it does. One in a preset says nothing.
    pub(super) fn is_cut_on_purpose(&self, placed: &Placed<'p>) -> bool {
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

    /// Whether a rule has found something, of what has been found in this track.
    pub(super) fn has(&self, findings: &[Diagnostic], code: Code) -> bool {
        findings.iter().any(|finding| finding.code == code)
    }

    /// Whether a rule has found something at the place of a node.
    pub(super) fn has_at(&self, findings: &[Diagnostic], code: Code, placed: &Placed<'_>) -> bool {
        let place = placed.origin.call.unwrap_or(placed.origin.span);
        findings.iter().any(|finding| finding.code == code && finding.span() == place)
    }

    /// The places of the milestones of a `multistep`, where they are written as a list.
    pub(super) fn milestones(&self, placed: &Placed<'p>) -> Option<Vec<Span>> {
        let list = self.source.list(self.call(placed)?.argument(key::Milestones)?)?;
        Some(list.iter().map(|item| item.span).collect())
    }

    /// The node that another one is in.
    pub(super) fn parent(&self, placed: &Placed<'p>) -> Option<&Placed<'p>> {
        self.nodes.get(placed.parent?)
    }

    /// The last segment of the outermost chain, and of the chain in it, and so on.
    pub(super) fn last_segment(&self) -> &Placed<'p> {
        let mut last = 0;
        for (index, placed) in self.nodes.iter().enumerate().filter(|(_, placed)| placed.parent.is_some()) {
            let same = |node: &Node| std::ptr::from_ref(node) == std::ptr::from_ref(placed.node);
            let leads_on = match self.nodes[last].node {
                Node::Chain(segments) => segments.last().is_some_and(|segment| same(segment.node)),
                Node::Based { .. } | Node::Scale { .. } | Node::For { .. } => true,
                _ => false,
            };
            if leads_on && placed.parent == Some(last) {
                last = index;
            }
        }
        &self.nodes[last]
    }

    /// The run in subticks.
    pub(super) fn run_end(&self) -> Option<Subticks> {
        let run = self.run?.times(i128::from(self.schedule.resolution()).into())?;
        Some(run.ceil())
    }

    /// A time in ticks.
    pub(super) fn ticks(&self, subticks: Subticks) -> Time {
        Time::new(Ratio::new(subticks, self.schedule.resolution().into()))
    }

    /// The first tick at or after a time, of those that are looked at.
    pub(super) fn tick(&self, subticks: Subticks) -> u64 {
        u64::try_from(self.ticks(subticks).ceil()).map_or(0, |tick| tick.min(self.curve.end()))
    }

    /// Whether it is a learning rate or a group of one.
    pub(super) fn is_rate(&self) -> bool {
        self.name.split('.').next() == Some("lr")
    }
}
