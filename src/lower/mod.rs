//! From forms to schedules: each form gets its place, its length and what it picks up.

mod backwards;
mod bases;
mod clocks;
mod combine;
mod corrections;
mod coupled;
mod dilated;
mod errors;
mod events;
mod extent;
mod file;
mod frame;
mod length;
mod over;
mod postfix;
mod read;
mod rounds;
mod settle;
mod shapes;
mod sides;
mod sizes;
mod skipped;
mod starts;
mod track;
mod words;

use std::collections::{HashMap, HashSet};

use num_integer::Integer;

pub(crate) use events::lower_events;
pub(crate) use file::{Kept, LoweredFile, lower};
pub(crate) use track::{Cost, Divided, LoweredTrack};
use track::{DoneTrack, TrackState};

use errors::decaying_pickup;
use frame::{Elapsed, Frame, Length};
use sides::{Sides, TRACK_DEPTH_LIMIT, has_parts_of_its_own, sides_of_tracks};

use crate::check::form::{Amount, Form, FormKind};
use crate::check::{CheckedTrack, Declared, Run, out_of_range, tell_track};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Level, Node, Schedule, Segment, Stateful, Subticks, arrive};
use crate::text::{Origin, Span};
use crate::units::{Clocks, Side, Time, Unit};

/// How many subticks a tick is divided into at most.
const RESOLUTION_LIMIT: i128 = u32::MAX as i128;
/// The longest time in subticks; beyond every tick a loop can count, with room to add.
const SUBTICK_LIMIT: i128 = 1 << 96;
/// How many nodes all tracks may come to where the text is not longer.
const NODE_LIMIT: u64 = 1_000_000;

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
    /// Whether its time 0 may be several times of the track, or one at which it does not run.
    in_round: bool,
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
                let node = Node::Based { base, is_track: false, body: Box::new(self.node) };
                Self::around(node, self.length, origin, self.origins)
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

struct Lowerer<'a> {
    tracks: &'a [CheckedTrack],
    /// The first track that has a base, by its name.
    with_a_base: Option<&'a CheckedTrack>,
    run: Option<Run>,
    /// Whether the file says how long the run is, and says it wrongly.
    run_is_wrong: bool,
    /// Whether the run counts in a unit whose size is not known yet, so that nothing can fill it.
    run_is_across: bool,
    tick: Option<Unit>,
    text: &'a str,
    /// The two clocks of the file, where a unit changes its size.
    clocks: Option<Clocks>,
    /// The clocks of each track, where there are two.
    sides: Vec<Sides>,
    /// The units that are read.
    reads: Vec<Unit>,
    /// The clock of the form that is being lowered.
    side: Side,
    divided: Divided,
    /// The fewest subticks that make every boundary whole, as far as they have been placed.
    needed: Divided,
    /// The same for the track that is being lowered.
    own_needed: Divided,
    diagnostics: Vec<Diagnostic>,
    /// Whether only the first sizes are known, so that what comes later is not yet where it will be.
    is_settling: bool,
    /// Whether what is lowered gives the sizes, which cannot depend on what comes later.
    is_size: bool,
    states: Vec<TrackState>,
    /// The tracks that are being lowered, each for the one before it.
    path: Vec<usize>,
    /// What has been said to close a circle: a track, and the one that it needs.
    circles: HashSet<(usize, usize)>,
    /// The clock of the track that is being lowered.
    track_side: Side,
    /// The tracks that are known already.
    kept: Vec<Option<LoweredTrack>>,
    /// The nodes of the track being lowered that came from other tracks.
    inlined: u64,
    /// How deep its formulas take the values of tracks whose formulas take values.
    levels: u32,
    /// The texts of segments.
    sources: HashMap<Span, Box<str>>,
    /// The nodes that all tracks may still come to; `None` where that has been too many.
    parts_left: Option<u64>,
}

#[derive(Default)]
struct Finished {
    tracks: Vec<Option<LoweredTrack>>,
    diagnostics: Vec<Diagnostic>,
    needed: Divided,
    /// Whether all tracks together take more than they may.
    is_too_much: bool,
}

impl<'a> Lowerer<'a> {
    fn new(
        tracks: &'a [CheckedTrack],
        run: Declared<Run>,
        tick: Option<Unit>,
        (clocks, reads): (Option<Clocks>, &[Unit]),
        text: &'a str,
        divided: Divided,
    ) -> Self {
        let run_side = run.value().map_or(Side::Tick, |run| run.side);
        let has_sides = clocks.is_some() || !reads.is_empty();
        let sides = if has_sides { sides_of_tracks(tracks, run_side, false) } else { Vec::new() };
        Self { sides, ..Self::without_sides(tracks, run, tick, (clocks, reads), text, divided) }
    }

    /// The same as long as it is not known which clocks tell the tracks.
    fn without_sides(
        tracks: &'a [CheckedTrack],
        run: Declared<Run>,
        tick: Option<Unit>,
        (clocks, reads): (Option<Clocks>, &[Unit]),
        text: &'a str,
        divided: Divided,
    ) -> Self {
        let states = tracks.iter().map(|_| TrackState::Waiting).collect();
        Self {
            tracks,
            with_a_base: tracks.iter().filter(|track| track.base.value().is_some()).min_by(|a, b| a.by_name(b)),
            run: run.value(),
            run_is_wrong: matches!(run, Declared::Wrong),
            tick,
            text,
            clocks,
            sides: Vec::new(),
            reads: reads.to_vec(),
            side: Side::Tick,
            divided,
            needed: Divided::default(),
            own_needed: Divided::default(),
            diagnostics: Vec::new(),
            is_settling: false,
            run_is_across: false,
            is_size: false,
            states,
            path: Vec::new(),
            circles: HashSet::new(),
            track_side: Side::Tick,
            kept: Vec::new(),
            inlined: 0,
            levels: 0,
            sources: HashMap::new(),
            parts_left: Some(NODE_LIMIT.max(text.len() as u64)),
        }
    }

    fn finish(mut self) -> Finished {
        // So that no circle depends on the order of the lines.
        let mut order: Vec<_> = (0..self.tracks.len()).collect();
        order.sort_by(|a, b| self.tracks[*a].by_name(&self.tracks[*b]));
        for index in order {
            self.track(index, self.tracks[index].span);
        }
        self.finished()
    }

    /// What has been lowered so far.
    fn finished(self) -> Finished {
        let tracks = self
            .states
            .into_iter()
            .map(|state| match state {
                TrackState::Done(done) => done.map(|done| done.track),
                TrackState::Waiting | TrackState::InProgress => None,
            })
            .collect();
        let is_too_much = self.parts_left.is_none() || self.needed.most() > RESOLUTION_LIMIT;
        Finished { tracks, diagnostics: self.diagnostics, needed: self.needed, is_too_much }
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
                let circle = self.circle_to(index);
                let is_new = self.circles.insert((circle[circle.len() - 1], circle[0]));
                let told = is_new.then(|| self.circle(&circle, at))?;
                return self.report(told);
            }
            TrackState::Waiting => {}
        }
        if self.path.len() >= TRACK_DEPTH_LIMIT as usize {
            return self.too_many_levels(TRACK_DEPTH_LIMIT, at);
        }
        self.states[index] = TrackState::InProgress;
        self.path.push(index);
        let outer = (std::mem::take(&mut self.inlined), std::mem::take(&mut self.levels));
        let outer_needed = std::mem::take(&mut self.own_needed);
        let own = self.tracks[index].form.as_ref().map_or(0, |form| form.size);
        let clock = self.clock_of_track(index);
        let sides = (std::mem::replace(&mut self.side, clock), std::mem::replace(&mut self.track_side, clock));
        let reported = self.diagnostics.len();
        let lowered = self.take_parts(own, at).and_then(|()| self.lower_track(index));
        let is_reported = self.diagnostics.len() > reported;
        let cost = Cost { inlined: self.inlined, levels: self.levels, needed: self.own_needed, is_reported };
        let lowered = lowered.map(|lowered| LoweredTrack { cost, ..lowered });
        (self.side, self.track_side) = sides;
        self.own_needed = outer_needed;
        if self.tracks[index].family.is_some() {
            // What was found in other tracks on the way speaks of those.
            let place = self.tracks[index].value;
            let is_own = |found: &&mut Diagnostic| {
                found.track.is_none() && place.start <= found.span().start && found.span().end <= place.end
            };
            tell_track(self.diagnostics[reported..].iter_mut().filter(is_own), &self.tracks[index].name);
        }
        let (size, levels) = (self.inlined.saturating_add(own), self.levels);
        (self.inlined, self.levels) = outer;
        self.path.pop();
        self.states[index] = TrackState::Done(lowered.map(|track| Box::new(DoneTrack { track, size, levels })));
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

    fn lower_track(&mut self, index: usize) -> Option<LoweredTrack> {
        let track = &self.tracks[index];
        let form = track.form.as_ref()?;
        let are_kept = self.lower_references(form);
        if let Some(kept) = self.kept.get_mut(index).and_then(Option::take).filter(|_| are_kept) {
            return self.keep(kept, track, form);
        }
        let span = self.run.map(|run| Length { time: run.length, side: run.side });
        let place = Some(Time::ZERO);
        let frame = Frame { span, side: self.side, place, elapsed: Elapsed::Known(Time::ZERO) };
        let context = Context {
            start: Level::BASE,
            at_base: true,
            opening: true,
            frame,
            base: Some(track.base.value().map_or(1.0, |base| base.value)),
            base_declared: !matches!(track.base, Declared::Nothing),
            is_cut: false,
            is_enclosed: false,
            in_round: false,
        };
        let told = span.filter(|span| !matches!(span.side, Side::Read(_)));
        let share = match told.filter(|_| self.is_open(form, frame)) {
            Some(span) => match self.across(span.time, span.side, frame) {
                Some(share) => Some(share),
                None => return self.report(out_of_range(form.span)),
            },
            None => None,
        };
        // What is wrong inside explains itself better than a missing base.
        let lowered = self.lower(form, &context, share)?;
        self.check_base(track, form)?;
        if matches!(track.base, Declared::Wrong) {
            return None;
        }
        let mut origins = lowered.origins;
        let (base, node) = match (lowered.node, context.base) {
            (Node::Based { base, body, .. }, _) => {
                origins.remove(0);
                (base, *body)
            }
            (node, base) => (base.unwrap_or(1.0), node),
        };
        let root = match node {
            chain @ Node::Chain(_) => chain,
            node => {
                origins.insert(0, form.origin());
                Node::Chain(vec![Segment { start: 0, text: self.source(form.span), node }].into())
            }
        };
        let length = match lowered.length {
            Some(length) => Some(self.subticks(length, form.span)?),
            None => None,
        };
        let sizes = self.clocks.as_ref().filter(|_| self.side == Side::Other).and_then(|clocks| clocks.sizes.clone());
        match Schedule::new(base, self.ticks_divided()?, length, root) {
            Ok(schedule) => {
                let schedule = sizes.into_iter().fold(schedule, Schedule::on_clock);
                let cost = Cost { inlined: 0, levels: 0, needed: Divided::default(), is_reported: false };
                Some(LoweredTrack { schedule, origins, cost, is_kept: false })
            }
            Err(error) => self.report(Diagnostic::new(
                Code::NumberRange,
                format!("the schedule is out of range: {error}"),
                form.span,
            )),
        }
    }

    /// Takes a track as it was lowered before, and what it takes of what all tracks have.
    fn keep(&mut self, kept: LoweredTrack, track: &CheckedTrack, form: &Form) -> Option<LoweredTrack> {
        self.check_base(track, form)?;
        self.take_parts(kept.cost.inlined, form.span)?;
        (self.inlined, self.levels) = (kept.cost.inlined, kept.cost.levels);
        self.own_needed = kept.cost.needed;
        self.needed = self.needed.with(kept.cost.needed, RESOLUTION_LIMIT + 1);
        Some(LoweredTrack { is_kept: true, ..kept })
    }

    /// Lowers the tracks that a form refers to before it, so that how long they are does not depend on
    /// the order of the statements. Whether all of them are known from an older text.
    fn lower_references(&mut self, form: &Form) -> bool {
        if !form.refers {
            return true;
        }
        let mut all = true;
        let own = if let FormKind::Track(index) = form.kind { Some((index, form.span)) } else { None };
        for (track, at) in form.tracks.iter().map(|mention| (mention.track, mention.at)).chain(own) {
            self.track(track, at);
            all &= matches!(&self.states[track], TrackState::Done(Some(done)) if done.track.is_kept);
        }
        form.children().into_iter().for_each(|child| all &= self.lower_references(child));
        all
    }

    /// How many subticks a unit of the clock has.
    fn ticks_divided(&self) -> Option<u64> {
        u64::try_from(self.divided.of(self.side)).ok()
    }

    /// A time as whole subticks.
    fn subticks(&mut self, time: Time, span: Span) -> Option<Subticks> {
        let lcm = |divided: i128, by: i128| if by == 1 { divided } else { divided.lcm(&by) };
        let with = |time: Time| lcm(self.needed.of(self.side), time.denominator().min(RESOLUTION_LIMIT + 1));
        // What comes after the sizes that are known will be at another time.
        let is_untold = self.is_settling && with(time) > RESOLUTION_LIMIT;
        let time = if is_untold { Time::whole(time.ceil()) } else { time };
        let (needed, denominator) = (with(time), time.denominator());
        if needed > RESOLUTION_LIMIT {
            return self.report(
                Diagnostic::new(
                    Code::TimeTooFine,
                    format!("this falls at {}, and with the boundaries before it a tick would have to be divided into more than 2^32 parts", self.count(time)),
                    span,
                )
                .help("use lengths whose fractions have a common denominator, or round them: `round(…)`"),
            );
        }
        *self.needed.of_mut(self.side) = needed;
        let own = self.own_needed.of_mut(self.side);
        *own = lcm(*own, denominator);
        let subticks = time.times(self.divided.of(self.side).into());
        match subticks.map(Time::ceil) {
            Some(subticks) if subticks.abs() <= SUBTICK_LIMIT => Some(subticks),
            _ => self.report(
                Diagnostic::new(
                    Code::NumberRange,
                    format!("a time of {} is too long to be counted", self.count(time)),
                    span,
                )
                .help("a training loop counts up to 2^64 ticks"),
            ),
        }
    }

    /// Puts a form into its place. `share` is what it fills, for one that is open.
    fn lower(&mut self, form: &Form, context: &Context, share: Option<Time>) -> Option<Lowered> {
        if let Some(side) = self.foreign(form, context.frame) {
            return self.on_its_clock(form, side, context, share);
        }
        if self.is_read(form, context.frame) && !has_parts_of_its_own(form) {
            return self.read(form, context, share);
        }
        match &form.kind {
            FormKind::Constant(amount) => Some(Lowered::leaf(Node::Hold(level(*amount)), share, form)),
            FormKind::Shape(shape) => {
                let lowered = self.shape(shape, form, context, share)?;
                self.coupled(lowered, form)
            }
            FormKind::Then(parts) => self.chain(parts, form.origin(), context, share),
            FormKind::For(body, length) => {
                let length = self.length(*length, context, form.span)?;
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
            FormKind::Cycles(cycles) => self.cycles_over(cycles, form, context),
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
                let (mut node, mut origins) = self.inlined(*index, form.span)?;
                self.check_moved(&node, form, context)?;
                let side = self.clock_of_track(*index);
                if side != self.side {
                    // It is told tick by tick, from its own tick 0.
                    node = self.crossed(node, side, Time::ZERO, form.span)?;
                    origins.insert(0, form.origin());
                }
                if self.run_is_wrong {
                    // It is as long as the run.
                    return None;
                }
                let TrackState::Done(Some(done)) = &self.states[*index] else { return None };
                let own = match length::track(&done.track.schedule, self.run) {
                    Some(own) => Some(self.here(own, context, form.span)?),
                    None => None,
                };
                Some(Lowered::around(node, own.or(share), form.origin(), origins))
            }
        }
    }

    /// Where a form has arrived at its end, for the next one to pick up.
    fn end(&mut self, lowered: &Lowered, context: &Context, next: Span) -> Option<Level> {
        let due = lowered.node.as_due();
        let stateful = due.as_ref().unwrap_or(&lowered.node).first_stateful();
        if let Some([name, _]) = stateful.map(Stateful::words) {
            let decides = if stateful.and_then(Stateful::controller).is_some() { "its metric" } else { "its reading" };
            return self.report(
                Diagnostic::new(
                    Code::PlateauPlace,
                    format!("this would pick up where a {name} ends, which only {decides} decides"),
                    next,
                )
                .help(format!(
                    "say where it starts, with `from=`, or multiply the {name} over the whole: `(… then …) * {name}(…)`"
                )),
            );
        }
        let length = self.subticks(lowered.length?, next)?;
        let now = self.now_at_end(lowered, context, next)?;
        let end =
            arrive(due.as_ref().unwrap_or(&lowered.node), length, self.ticks_divided()?, context.base, now.as_ref());
        if end.is_none() {
            self.diagnostics.push(decaying_pickup(next));
        }
        end
    }
}

fn level(amount: Amount) -> Level {
    match amount {
        Amount::Absolute(value) => Level::absolute(value),
        Amount::Relative(value) => Level::relative(value),
        Amount::Mixed { absolute, relative } => Level { rel: relative, abs: absolute },
    }
}
