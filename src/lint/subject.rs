//! What the rules look at: a track, its curve over the run, and its nodes with their times.

use super::curve::Curve;
use crate::program::{Program, TrackSource};
use crate::schedule::{Node, Schedule, Subticks, format_value};
use crate::syntax::ast::Unit;
use crate::text::Span;
use crate::units::{Ratio, Time};

/// A track under examination.
#[derive(Debug)]
pub(super) struct Subject<'p> {
    pub(super) program: &'p Program,
    pub(super) name: &'p str,
    pub(super) schedule: &'p Schedule,
    source: Option<&'p TrackSource>,
    /// The length of the run in ticks.
    pub(super) run: Option<Time>,
    /// The curve over the run, or over the schedule's own length where there is no run.
    pub(super) curve: Curve,
    /// All nodes.
    pub(super) nodes: Vec<Placed<'p>>,
}

/// A node in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'p> {
    pub(super) node: &'p Node,
    /// When its time 0 is, where it has one and goes on tick by tick from there.
    pub(super) start: Option<Subticks>,
    /// When it gives way to what comes after it.
    pub(super) end: Option<Subticks>,
    /// The base around it; that of the first cycle in a repeat.
    pub(super) base: f64,
    /// The segment of the outermost chain that it belongs to.
    segment: usize,
}

impl Placed<'_> {
    /// Whether a `for` ends where the whole schedule does.
    pub(super) fn end_is(&self, length: Time, subject: &Subject<'_>) -> bool {
        let Node::For { length: own, .. } = self.node else { return false };
        self.start.is_some_and(|start| subject.ticks(start.saturating_add(*own)) == length)
    }
}

impl<'p> Subject<'p> {
    pub(super) fn new(program: &'p Program, index: usize) -> Self {
        let track = &program.tracks()[index];
        let schedule = &track.schedule;
        let run = program.run();
        let resolution = i128::from(schedule.resolution());
        let ticks = program.ticks().unwrap_or(1000).max(1);
        let mut subject = Self {
            program,
            name: &track.name,
            schedule,
            source: program.sources().tracks.get(index),
            run,
            curve: Curve::new(schedule, ticks - 1),
            nodes: Vec::new(),
        };
        let end = run.and_then(|run| run.times(resolution.into())).map(Time::ceil);
        let root = Placed { node: schedule.root(), start: Some(0), end, base: schedule.base(), segment: 0 };
        subject.collect(root, true);
        subject
    }

    fn collect(&mut self, placed: Placed<'p>, outermost: bool) {
        self.nodes.push(placed);
        match placed.node {
            Node::Chain(segments) => {
                for (index, segment) in segments.iter().enumerate() {
                    let start = placed.start.map(|start| start.saturating_add(segment.start));
                    let next = segments.get(index + 1).map(|next| next.start);
                    let own = placed.start.zip(next).map(|(start, next)| start.saturating_add(next));
                    let end = own.into_iter().chain(placed.end).min();
                    let segment_index = if outermost { index } else { placed.segment };
                    self.collect(Placed { node: &segment.node, start, end, segment: segment_index, ..placed }, false);
                }
            }
            Node::For { length, body } => {
                let own = placed.start.map(|start| start.saturating_add(*length));
                self.collect(Placed { node: body, end: own.into_iter().chain(placed.end).min(), ..placed }, false);
            }
            Node::Skip { by, body } => {
                let start = placed.start.map(|start| start.saturating_sub(*by));
                self.collect(Placed { node: body, start, ..placed }, false);
            }
            Node::Based { base, body } => self.collect(Placed { node: body, base: *base, ..placed }, false),
            Node::Product { carrier, factors } => {
                self.collect(Placed { node: carrier, ..placed }, false);
                for factor in factors {
                    self.collect(Placed { node: factor, base: 1.0, ..placed }, false);
                }
            }
            Node::Repeat(_) | Node::Mirror { .. } | Node::Every { .. } => {
                placed.node.for_each_child(&mut |node| {
                    self.collect(Placed { node, start: None, end: None, ..placed }, false);
                });
            }
            node => node.for_each_child(&mut |node| self.collect(Placed { node, ..placed }, false)),
        }
    }

    /// The place of a node's segment in the text.
    pub(super) fn span_of(&self, placed: &Placed<'_>) -> Span {
        self.segment_span(placed.segment)
    }

    /// The place of a segment of the outermost chain in the text.
    pub(super) fn segment_span(&self, segment: usize) -> Span {
        let found = self.source.and_then(|source| source.segments.get(segment).copied());
        found.unwrap_or_else(|| self.span())
    }

    /// The place of the track's value in the text.
    pub(super) fn span(&self) -> Span {
        self.source.map_or_else(Span::default, |source| source.value)
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

    /// A length of time in the words of the file: epochs where it is whole ones.
    pub(super) fn count(&self, time: Time) -> String {
        let plural = |count: Time, one: &str, many: &str| {
            if count == Time::whole(1) { format!("1 {one}") } else { format!("{count} {many}") }
        };
        let epoch = self.program.size_of(Unit::Epoch).and_then(|size| time.divided(size));
        match (epoch, self.program.tick()) {
            (Some(epochs), _) if epochs.is_whole() && !epochs.is_zero() => plural(epochs, "epoch", "epochs"),
            (_, Some(unit)) => plural(time, unit.singular(), unit.plural()),
            (_, None) => plural(time, "tick", "ticks"),
        }
    }

    /// A point in time in the words of the file: an epoch where it is a whole one.
    pub(super) fn at(&self, time: Time) -> String {
        let epoch = self.program.size_of(Unit::Epoch).and_then(|size| time.divided(size));
        match (epoch, self.program.tick()) {
            (Some(epoch), _) if epoch.is_whole() => format!("epoch {epoch}"),
            (_, Some(unit)) => format!("{} {time}", unit.singular()),
            (_, None) => format!("tick {time}"),
        }
    }

    /// The last segment of the outermost chain.
    pub(super) fn last_segment(&self) -> usize {
        match self.schedule.root() {
            Node::Chain(segments) => segments.len().saturating_sub(1),
            _ => 0,
        }
    }

    /// Whether it is a learning rate or a group of one.
    pub(super) fn is_rate(&self) -> bool {
        self.name.split('.').next() == Some("lr")
    }
}

/// A value for a message, to four digits.
pub(super) fn shown(value: f64) -> String {
    let short: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    format_value(short)
}

/// A share in percent for a message, to three digits.
pub(super) fn percent(share: f64) -> String {
    let short: f64 = format!("{:.2e}", share * 100.0).parse().unwrap_or(share * 100.0);
    format!("{}%", format_value(short))
}

/// The logarithm to the base of 2, for messages and thresholds.
pub(super) fn log2(value: f64) -> f64 {
    libm::log2(value)
}
