//! From forms to schedules: each form gets its place, its length and what it picks up.

mod combine;
mod corrections;
mod extent;
mod frame;
mod length;
mod postfix;
mod shapes;

use num_integer::Integer;

use frame::Frame;

use crate::check::form::{Amount, Dependence, Form, FormKind};
use crate::check::{CheckedTrack, Declared, Run, out_of_range, root_base_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Level, Node, Schedule, Segment, Subticks, arrive};
use crate::text::{Origin, Span};
use crate::units::{Duration, Time, Unit};

/// How many subticks a tick is divided into at most.
const RESOLUTION_LIMIT: i128 = u32::MAX as i128;
/// The longest time in subticks; beyond every tick a loop can count, with room to add.
const SUBTICK_LIMIT: i128 = 1 << 96;
/// How many tracks may lead into each other.
const TRACK_DEPTH_LIMIT: u32 = 64;
/// How many nodes all tracks may come to where the text is not longer.
const NODE_LIMIT: u64 = 1_000_000;

/// A track in its place.
#[derive(Clone, Debug)]
pub(crate) struct LoweredTrack {
    pub(crate) schedule: Schedule,
    /// Where its nodes come from, each before what is in it, in the order of `Node::for_each_child`.
    pub(crate) origins: Vec<Origin>,
}

/// Lowers all tracks. A track with an error is `None`.
pub(crate) fn lower(
    tracks: &[CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    text: &str,
) -> (Vec<Option<LoweredTrack>>, Vec<Diagnostic>) {
    // Boundaries are whole subticks. How many a tick has to have is known once all of them have
    // been placed, so that a file with fractional boundaries is lowered twice.
    let first = Lowerer::new(tracks, run, tick, text, 1).finish();
    if first.needed == 1 {
        return (first.tracks, first.diagnostics);
    }
    let second = Lowerer::new(tracks, run, tick, text, first.needed).finish();
    (second.tracks, second.diagnostics)
}

/// What a form is lowered in: what it starts from, and what it fills.
#[derive(Clone, Copy, Debug)]
struct Context {
    /// The value that it picks up.
    start: Level,
    /// Whether that value is the base because nothing came before.
    at_base: bool,
    /// Whether it opens a track, a cycle or a factor, so that a warmup climbs from 0.
    opening: bool,
    frame: Frame,
    /// The base, where it is one number; not so inside of a repeat that decays.
    base: Option<f64>,
    /// Whether relative values have a base here, so that a number cannot be it.
    base_declared: bool,
    /// Whether a `for` cuts what is too long here, so that an open segment may be left with nothing.
    is_cut: bool,
    /// Whether nothing is seen of what comes after the span.
    is_enclosed: bool,
}

impl Context {
    /// That of a factor: it starts at 1, and 1 is its base.
    fn of_factor(&self) -> Self {
        Self { base: Some(1.0), base_declared: true, ..self.at_own_base() }
    }

    /// Where the start is the base of its own.
    fn at_own_base(&self) -> Self {
        Self { start: Level::BASE, at_base: true, opening: true, ..*self }
    }
}

/// A form in its place.
struct Lowered {
    node: Node,
    /// `None` where it goes on for ever.
    length: Option<Time>,
    /// Where its nodes come from, each before what is in it, in the order of `Node::for_each_child`.
    origins: Vec<Origin>,
}

impl Lowered {
    /// A node without others in it.
    fn leaf(node: Node, length: Option<Time>, form: &Form) -> Self {
        Self { node, length, origins: vec![form.origin()] }
    }

    /// A node around another one.
    fn around(node: Node, length: Option<Time>, origin: Origin, mut inner: Vec<Origin>) -> Self {
        inner.insert(0, origin);
        Self { node, length, origins: inner }
    }

    /// The same, such that a length of 0 is told of the node itself.
    fn marked_if_momentary(self, origin: Origin) -> Self {
        if self.node.is_momentary() || !self.length.is_some_and(Time::is_zero) {
            return self;
        }
        Self::around(Node::For { length: 0, body: Box::new(self.node) }, self.length, origin, self.origins)
    }

    /// The same at a base of its own, where it has one.
    fn based(self, base: Option<f64>, origin: Origin) -> Self {
        match base {
            Some(base) => {
                Self::around(Node::Based { base, body: Box::new(self.node) }, self.length, origin, self.origins)
            }
            None => self,
        }
    }

    /// The same times a number.
    fn scaled(self, by: f64, origin: Origin) -> Self {
        if by == 1.0 {
            return self;
        }
        Self::around(Node::Scale { by, body: Box::new(self.node) }, self.length, origin, self.origins)
    }
}

/// The nodes of several forms, and where they come from, after where their parent does.
fn gathered(origin: Origin, parts: Vec<Lowered>) -> (Vec<Node>, Vec<Origin>) {
    let mut origins = vec![origin];
    let nodes = parts.into_iter().map(|mut part| {
        origins.append(&mut part.origins);
        part.node
    });
    (nodes.collect(), origins)
}

enum TrackState {
    Waiting,
    InProgress,
    Done(Option<(LoweredTrack, u64)>),
}

struct Lowerer<'a> {
    tracks: &'a [CheckedTrack],
    run: Option<Run>,
    /// Whether the file says how long the run is, and says it wrongly.
    run_is_wrong: bool,
    tick: Option<Unit>,
    text: &'a str,
    resolution: i128,
    /// The least resolution that makes every boundary whole, as far as they have been placed.
    needed: i128,
    diagnostics: Vec<Diagnostic>,
    states: Vec<TrackState>,
    track_depth: u32,
    /// The nodes of the track being lowered that came from other tracks.
    inlined: u64,
    /// The nodes that all tracks may still come to; `None` where that has been too many.
    parts_left: Option<u64>,
}

struct Finished {
    tracks: Vec<Option<LoweredTrack>>,
    diagnostics: Vec<Diagnostic>,
    needed: i128,
}

impl<'a> Lowerer<'a> {
    fn new(
        tracks: &'a [CheckedTrack],
        run: Declared<Run>,
        tick: Option<Unit>,
        text: &'a str,
        resolution: i128,
    ) -> Self {
        let states = tracks.iter().map(|_| TrackState::Waiting).collect();
        Self {
            tracks,
            run: run.value(),
            run_is_wrong: matches!(run, Declared::Wrong),
            tick,
            text,
            resolution,
            needed: 1,
            diagnostics: Vec::new(),
            states,
            track_depth: 0,
            inlined: 0,
            parts_left: Some(NODE_LIMIT.max(text.len() as u64)),
        }
    }

    fn finish(mut self) -> Finished {
        for index in 0..self.tracks.len() {
            self.track(index, self.tracks[index].span);
        }
        let tracks = self
            .states
            .into_iter()
            .map(|state| match state {
                TrackState::Done(done) => done.map(|(track, _)| track),
                TrackState::Waiting | TrackState::InProgress => None,
            })
            .collect();
        Finished { tracks, diagnostics: self.diagnostics, needed: self.needed }
    }

    fn report<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// Lowers a track, once; `at` is where it is needed.
    fn track(&mut self, index: usize, at: Span) -> Option<()> {
        match &self.states[index] {
            TrackState::Done(Some(_)) => return Some(()),
            TrackState::Done(None) => return None,
            TrackState::InProgress => {
                let name = &self.tracks[index].name;
                return self.report(
                    Diagnostic::new(Code::Recursion, format!("the track `{name}` is defined by itself"), at)
                        .saying("its own values are needed here")
                        .help("a track may refer to others, as long as none of them leads back"),
                );
            }
            TrackState::Waiting => {}
        }
        if self.track_depth >= TRACK_DEPTH_LIMIT {
            return self.report(
                Diagnostic::new(
                    Code::Nesting,
                    format!("more than {TRACK_DEPTH_LIMIT} tracks lead into each other"),
                    at,
                )
                .help("refer to the first of them directly"),
            );
        }
        self.states[index] = TrackState::InProgress;
        self.track_depth += 1;
        let outer = std::mem::take(&mut self.inlined);
        let own = self.tracks[index].form.as_ref().map_or(0, |form| form.size);
        let reported = self.diagnostics.len();
        let lowered = self.take_parts(own, at).and_then(|()| self.lower_track(&self.tracks[index]));
        if self.tracks[index].is_member {
            // What other tracks were found to be on the way says so already.
            let own = self.diagnostics[reported..].iter_mut().filter(|found| found.track.is_none());
            own.for_each(|found| found.track = Some(self.tracks[index].name.clone()));
        }
        let size = self.inlined.saturating_add(own);
        self.inlined = outer;
        self.track_depth -= 1;
        self.states[index] = TrackState::Done(lowered.map(|lowered| (lowered, size)));
        matches!(self.states[index], TrackState::Done(Some(_))).then_some(())
    }

    /// Makes sure that a number of nodes is within the limit, before they are made.
    fn take_parts(&mut self, parts: u64, at: Span) -> Option<()> {
        self.parts_left = self.parts_left?.checked_sub(parts);
        if self.parts_left.is_some() {
            return Some(());
        }
        let limit = NODE_LIMIT.max(self.text.len() as u64);
        self.report(
            Diagnostic::new(
                Code::Expansion,
                format!("written out, the tracks come to more than {} parts", Time::whole(limit.into()).written()),
                at,
            )
            .saying("up to here")
            .help("each mention of a track costs its whole size"),
        )
    }

    fn lower_track(&mut self, track: &CheckedTrack) -> Option<LoweredTrack> {
        let form = track.form.as_ref()?;
        self.lower_references(form);
        let span = self.run.map(|run| run.length);
        let frame = Frame::new(span);
        let whole = form.profile(true).whole.starting(Dependence { base: true, ..Dependence::default() });
        let context = Context {
            start: Level::BASE,
            at_base: true,
            opening: true,
            frame,
            base: Some(track.base.value().map_or(1.0, |base| base.value)),
            base_declared: !matches!(track.base, Declared::Nothing),
            is_cut: false,
            is_enclosed: false,
        };
        let share = if self.is_open(form, frame) { span } else { None };
        // What is wrong inside explains itself better than a missing base.
        let lowered = self.lower(form, &context, share)?;
        self.check_base(track, form, whole)?;
        if matches!(track.base, Declared::Wrong) {
            return None;
        }
        let mut origins = lowered.origins;
        let (base, node) = match (lowered.node, context.base) {
            (Node::Based { base, body }, _) => {
                origins.remove(0);
                (base, *body)
            }
            (node, base) => (base.unwrap_or(1.0), node),
        };
        let root = match node {
            chain @ Node::Chain(_) => chain,
            node => {
                origins.insert(0, form.origin());
                Node::Chain(vec![Segment { start: 0, text: self.source(form.span).into(), node }].into())
            }
        };
        let length = match lowered.length {
            Some(length) => Some(self.subticks(length, form.span)?),
            None => None,
        };
        let resolution = u64::try_from(self.resolution).ok()?;
        match Schedule::new(base, resolution, length, root) {
            Ok(schedule) => Some(LoweredTrack { schedule, origins }),
            Err(error) => self.report(Diagnostic::new(
                Code::NumberRange,
                format!("the schedule is out of range: {error}"),
                form.span,
            )),
        }
    }

    /// Lowers the tracks that a form refers to before it, so that how long they are does not depend on
    /// the order of the statements.
    fn lower_references(&mut self, form: &Form) {
        if !form.refers {
            return;
        }
        match form.kind {
            FormKind::Track(index) => {
                self.track(index, form.span);
            }
            _ => form.children().into_iter().for_each(|child| self.lower_references(child)),
        }
    }

    fn check_base(&mut self, track: &CheckedTrack, form: &Form, whole: Dependence) -> Option<()> {
        if !matches!(track.base, Declared::Nothing) || !whole.base {
            return Some(());
        }
        let name = root_base_name(&track.name);
        if whole.is_mixed() {
            let message = format!("a part of `{}` is relative and a part absolute, and it has no base", track.name);
            let diagnostic = Diagnostic::new(Code::MissingBase, message, form.span);
            return self.report(self.with_base(diagnostic, track, form));
        }
        if let Some(other) = self.tracks.iter().find(|other| other.base.value().is_some()) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::RelativeWithoutBase,
                    format!("`{}` is relative and has no base, so its values are multipliers", track.name),
                    form.span,
                )
                .help(format!(
                    "`{}` has a base: add `{name} = …` for this one too, or multiply it by a number",
                    other.name
                )),
            );
        }
        Some(())
    }

    /// The text of a form, as segments are named by.
    fn source(&self, span: Span) -> String {
        let text = span.of(self.text);
        let words: Vec<_> = text.lines().map(|line| line.split('#').next().unwrap_or(line)).collect();
        words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn short_source(&self, span: Span) -> String {
        let source = self.source(span);
        if source.chars().count() <= 40 { source } else { "…".to_string() }
    }

    /// A length of time in the words of the file.
    fn count(&self, time: Time) -> String {
        match self.tick {
            Some(unit) if time == Time::whole(1) => format!("1 {}", unit.singular()),
            Some(unit) => format!("{} {}", time.written(), unit.plural()),
            None if time == Time::whole(1) => "1 tick".to_string(),
            None => format!("{} ticks", time.written()),
        }
    }

    /// A time as whole subticks.
    fn subticks(&mut self, time: Time, span: Span) -> Option<Subticks> {
        let needed = self.needed.lcm(&time.denominator().min(RESOLUTION_LIMIT + 1));
        if needed > RESOLUTION_LIMIT {
            return self.report(
                Diagnostic::new(
                    Code::TimeTooFine,
                    format!("this falls at tick {}, and with the boundaries before it a tick would have to be divided into more than 2^32 parts", time.written()),
                    span,
                )
                .help("use lengths whose fractions have a common denominator, or round them: `round(…)`"),
            );
        }
        self.needed = needed;
        let subticks = time.times((self.resolution).into());
        match subticks.map(Time::ceil) {
            Some(subticks) if subticks.abs() <= SUBTICK_LIMIT => Some(subticks),
            _ => self.report(
                Diagnostic::new(
                    Code::NumberRange,
                    format!("a time of {} is beyond all counting", self.count(time)),
                    span,
                )
                .help("a training loop counts up to 2^64 ticks"),
            ),
        }
    }

    /// A duration in ticks; a share needs a span.
    fn resolve(&mut self, duration: Duration, context: &Context, span: Span) -> Option<Time> {
        if duration.is_relative() && context.frame.span.is_none() {
            let percent = duration.share.times(100.into()).unwrap_or(duration.share);
            return self.report(
                Diagnostic::new(Code::MissingRun, format!("{percent}% of a span that has no length"), span)
                    .saying("a share of what?")
                    .help("add `run = …`, or put it into `(…) for …`"),
            );
        }
        match length::resolve(duration, context.frame.span) {
            Some(time) if time.is_negative() => self.report(
                Diagnostic::new(Code::NegativeLength, format!("this length comes to {}", self.count(time)), span)
                    .help("a length is 0 or more"),
            ),
            Some(time) => Some(time),
            None => self.report(out_of_range(span)),
        }
    }

    /// Puts a form into its place. `share` is what it fills, for one that is open.
    fn lower(&mut self, form: &Form, context: &Context, share: Option<Time>) -> Option<Lowered> {
        match &form.kind {
            FormKind::Constant(amount) => Some(Lowered::leaf(Node::Hold(level(*amount)), share, form)),
            FormKind::Shape(shape) => self.shape(shape, form, context, share),
            FormKind::Then(parts) => self.chain(parts, form.origin(), context, share),
            FormKind::For(body, length) => {
                let length = self.resolve(*length, context, form.span)?;
                self.cut(body, length, form, context)
            }
            FormKind::Until(body, end) => {
                let length = self.left_until(*end, context, form.span)?;
                self.cut(body, length, form, context)
            }
            FormKind::Skip(body, by) => self.skip(body, *by, form, context, share),
            FormKind::Every(body, by) => self.every(body, *by, form, context, share),
            FormKind::Mirror(body) => self.mirror(body, form, context, share),
            FormKind::Repeat { body, count, stretch, decay } => {
                let cycles = length::Cycles { count: *count, stretch: *stretch, decay: *decay };
                self.repeat(body, cycles, form, context, share)
            }
            FormKind::Product { constants, parts } => self.product(*constants, parts, form.origin(), context, share),
            FormKind::Sum(terms) => {
                let (coefficients, parts): (Vec<_>, Vec<_>) = terms.iter().cloned().unzip();
                let (parts, length) = self.parts(&parts, context, share)?;
                let (nodes, origins) = gathered(form.origin(), parts);
                Some(Lowered { node: Node::Sum(coefficients.into_iter().zip(nodes).collect()), length, origins })
            }
            FormKind::Min(parts) | FormKind::Max(parts) => {
                let (parts, length) = self.parts(parts, context, share)?;
                let (nodes, origins) = gathered(form.origin(), parts);
                let node = if matches!(form.kind, FormKind::Min(_)) { Node::Min(nodes) } else { Node::Max(nodes) };
                Some(Lowered { node, length, origins })
            }
            FormKind::Rounded { how, to, body } => {
                let (mut parts, length) = self.parts(std::slice::from_ref(body), context, share)?;
                let Lowered { node, origins, .. } = parts.pop()?;
                let node = Node::Rounded { how: *how, to: *to, body: Box::new(node) };
                Some(Lowered::around(node, length, form.origin(), origins))
            }
            FormKind::Track(index) => {
                self.track(*index, form.span)?;
                let &TrackState::Done(Some((_, size))) = &self.states[*index] else { return None };
                self.take_parts(size, form.span)?;
                self.inlined = self.inlined.saturating_add(size);
                let TrackState::Done(Some((track, _))) = &self.states[*index] else { return None };
                let schedule = &track.schedule;
                let node = Node::Based { base: schedule.base(), body: Box::new(schedule.root().clone()) };
                if self.run_is_wrong {
                    // It is as long as the run.
                    return None;
                }
                let own = length::track(schedule, self.run);
                Some(Lowered::around(node, own.or(share), form.origin(), track.origins.clone()))
            }
        }
    }

    /// Where a form has arrived at its end, for the next one to pick up.
    fn end(&mut self, lowered: &Lowered, context: &Context, next: Span) -> Option<Level> {
        if lowered.node.has_plateau() {
            return self.report(
                Diagnostic::new(
                    Code::PlateauPlace,
                    "this would pick up where a plateau has come to, which only its metric will tell",
                    next,
                )
                .help("say where it starts, with `from=`, or multiply the plateau over the whole: `(… then …) * plateau(…)`"),
            );
        }
        let length = self.subticks(lowered.length?, next)?;
        let resolution = u64::try_from(self.resolution).ok()?;
        let end = arrive(&lowered.node, length, resolution, context.base);
        if end.is_none() {
            self.diagnostics.push(decaying_pickup(next));
        }
        end
    }
}

fn decaying_pickup(at: Span) -> Diagnostic {
    let message = "what this picks up does not scale with the decay of the repeat around it";
    Diagnostic::new(Code::DecayingPickup, message, at).help("say where it starts: `from=…`")
}

fn level(amount: Amount) -> Level {
    match amount {
        Amount::Absolute(value) => Level::absolute(value),
        Amount::Relative(value) => Level::relative(value),
        Amount::Mixed { absolute, relative } => Level { rel: relative, abs: absolute },
    }
}
