//! Where a schedule may jump.

use std::ops::Range;

use super::function::Analysis;
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::eval::Side;
use crate::schedule::tree::{Interpolation, Node, Repeat};
use crate::schedule::{Schedule, Time};

/// A time at which the value changes at once, and the values on both sides of it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Jump {
    /// When it happens.
    pub at: Time,
    /// Just before.
    pub before: f64,
    /// At that time.
    pub after: f64,
}

/// The most drops of a staircase, and cycles of a repeat, that are listed.
const PERIODS: usize = 64;
/// The most times of further drops and cycles that are listed in a whole schedule.
const REPEATED: usize = 1 << 18;
/// Between two subticks, as many times are looked at.
const PARTS: i128 = 1 << 20;
/// A change that as many halvings of its window leave as it is happens at once.
const HALVINGS: usize = 12;
/// What a search spends on each time of a further drop or cycle, in nodes.
const FOR_EACH_BOUNDARY: u64 = 8;
/// How many values halving the time between two boundaries takes.
const FOR_EACH_HALVED: usize = 256;
/// How many values both sides of a boundary take.
const VALUES: usize = 4;
/// Just before a time is one part of a subtick in this many before it.
const INSTANT: i128 = 1 << 56;

impl Schedule {
    /// The boundaries of segments, cycles and drops from the tick `first` to the tick `last`, with
    /// the values on both sides, in order. Of what goes on for ever in the same way, the first 64
    /// are listed, and fewer where those would be more than 2^18 in all. A jump inside of a formula
    /// is not seen.
    pub fn jumps(&self, first: u64, last: u64) -> impl Iterator<Item = Jump> + '_ {
        after(self.start_of(first), self.boundaries(self.start_of(last))).map(|time| self.jump(time))
    }

    /// A jump between two times: where halving a window time and again leaves the change in it as it is.
    fn jump_between(&self, from: Subticks, to: Subticks) -> Option<Jump> {
        let at = |num: i128| self.at(Instant { num, scale: PARTS }, Side::At);
        let (mut low, mut high) = (from.checked_mul(PARTS)?, to.checked_mul(PARTS)? - 1);
        let mut changes = Vec::new();
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let (before, value, after) = (at(low), at(middle), at(high));
            let (left, right) = ((value - before).abs(), (after - value).abs());
            (low, high) = if left >= right { (low, middle) } else { (middle, high) };
            changes.push(left.max(right));
        }
        let (earlier, last) = (changes.iter().rev().nth(HALVINGS)?, changes.last()?);
        let time = self.time(high / PARTS + i128::from(high % PARTS > 0));
        (*last > 0.5 * earlier).then(|| Jump { at: time, before: at(low), after: at(high) })
    }

    fn jump(&self, time: Subticks) -> Jump {
        Jump { at: self.time(time), before: self.before(time), after: self.at(Instant::at(time), Side::At) }
    }

    /// The times up to `last`, in subticks, at which the schedule may change its course, in order.
    /// Of what goes on for ever in the same way, the first 64 are listed, and fewer where those
    /// would be more than 2^18 in all.
    pub fn boundaries(&self, last: Subticks) -> Vec<Subticks> {
        self.alone(|analysis| analysis.boundaries(last))
    }

    /// The value just before a time.
    pub(super) fn before(&self, time: Subticks) -> f64 {
        if time <= 0 {
            return self.at(Instant::at(0), Side::Left);
        }
        let instant = Instant { num: time.saturating_mul(INSTANT) - 1, scale: INSTANT };
        let (near, left) = (self.at(instant, Side::At), self.at(Instant::at(time), Side::Left));
        let after = self.at(Instant::at(time), Side::At);
        // Where the value that it arrives at differs only by the last instant, that value is exact.
        if (near - left).abs() <= 1e-12 * near.abs().max(after.abs()).max(self.base().abs()) { left } else { near }
    }
}

impl<'s> Analysis<'s> {
    /// As [`Schedule::jumps`]; there are no more of them once the budget is spent.
    pub fn jumps(self, first: u64, last: u64) -> impl Iterator<Item = Jump> + 's {
        let [first, last] = [first, last].map(|tick| self.schedule.start_of(tick));
        let times = after(first, self.boundaries(last));
        times.take_while(move |_| !self.budget.is_spent()).map(move |time| self.jump(time))
    }

    /// The values on both sides of a time, which is one of the boundaries.
    pub(crate) fn jump(self, time: Subticks) -> Jump {
        self.budget.spend_on_value(VALUES * self.schedule.known.work);
        self.schedule.jump(time)
    }

    /// The first of the jumps between boundaries that what is rounded has from the tick `first` to the tick
    /// `last`. Between two boundaries, it is looked for where the values change most.
    pub(crate) fn first_rounded_jump(self, first: u64, last: u64) -> Option<Jump> {
        if !self.schedule.root().has_rounding() {
            return None;
        }
        let [first, last] = [first, last].map(|tick| self.schedule.start_of(tick));
        let inner = self.boundaries(last).into_iter().filter(|&time| time > first && time < last);
        let times: Vec<_> = std::iter::once(first).chain(inner).chain([last]).collect();
        times.windows(2).take_while(|_| !self.budget.is_spent()).find_map(|pair| {
            self.budget.spend_on_value(FOR_EACH_HALVED * self.schedule.known.work);
            self.schedule.jump_between(pair[0], pair[1])
        })
    }

    /// As [`Schedule::boundaries`].
    pub fn boundaries(self, last: Subticks) -> Vec<Subticks> {
        // What is asked of each of them costs more than listing it.
        let room = usize::try_from(self.budget.left() / FOR_EACH_BOUNDARY).unwrap_or(usize::MAX);
        let room = room.min(REPEATED);
        let Boundaries { mut times, left, complete, .. } =
            Boundaries::of(self.schedule.root(), self.schedule.resolution(), (0, last), room);
        let gives_up = !complete && room < REPEATED;
        self.budget.spend(if gives_up { u64::MAX } else { (room - left) as u64 * FOR_EACH_BOUNDARY });
        times.retain(|time| (0..=last).contains(time));
        times.sort_unstable();
        times.dedup();
        times
    }
}

/// Those of some times that are after the first of a range.
fn after(first: Subticks, times: Vec<Subticks>) -> impl Iterator<Item = Subticks> {
    times.into_iter().filter(move |&time| time > first)
}

/// The local times at which a node may jump, in no order.
pub(super) struct Boundaries {
    pub(super) times: Vec<Subticks>,
    /// How many subticks a unit of the clock has.
    resolution: u64,
    /// How many more times of further drops and cycles may be listed, so that cycles of cycles of cycles are
    /// not all written out.
    left: usize,
    /// Whether no time was left out for that reason.
    pub(super) complete: bool,
    /// Where the node is in its track.
    place: Place,
    /// The times of the track at which what its formulas take may jump, where no single local time is that one.
    anywhere: Vec<Subticks>,
}

/// Where a node is in its track.
#[derive(Clone, Copy)]
struct Place {
    /// When its time 0 is; `None` where it has several.
    begin: Option<Subticks>,
    /// The last time of the track that is asked for.
    last: Subticks,
    /// How many subticks a unit of its clock has.
    resolution: u64,
}

impl Boundaries {
    /// Those of a node that starts at `begin` in its track, up to its time `last`, and some after it; at most
    /// `repeated` of further drops and cycles.
    pub(super) fn of(node: &Node, resolution: u64, (begin, last): (Subticks, Subticks), repeated: usize) -> Self {
        let place = Place { begin: Some(begin), last: last.saturating_add(begin), resolution };
        let times = Vec::new();
        let mut boundaries = Self { times, resolution, left: repeated, complete: true, place, anywhere: Vec::new() };
        boundaries.node(node, last);
        let anywhere = boundaries.anywhere.iter().map(|time| time.saturating_sub(begin));
        boundaries.times.extend(anywhere);
        boundaries
    }

    /// Those of a node in a place.
    fn placed(&mut self, place: Place, node: &Node, last: Subticks) {
        let outer = std::mem::replace(&mut self.place, place);
        self.node(node, last);
        self.place = outer;
    }

    /// Those of a node that starts at a local time.
    fn since(&mut self, start: Subticks, node: &Node, last: Subticks) {
        let begin = self.place.begin.map(|begin| begin.saturating_add(start));
        self.placed(Place { begin, ..self.place }, node, last);
    }

    /// Those of a node whose local time is not told by that of the track.
    fn elsewhere(&mut self, node: &Node, last: Subticks) {
        self.placed(Place { begin: None, ..self.place }, node, last);
    }

    /// Those of a track by itself.
    fn track(&mut self, node: &Node, last: Subticks) {
        let outer = std::mem::take(&mut self.anywhere);
        self.placed(Place { begin: Some(0), last, resolution: self.resolution }, node, last);
        let inner = std::mem::replace(&mut self.anywhere, outer);
        self.times.extend(inner);
    }

    /// Those of the tracks that a formula takes the values of, up to its time `last`.
    fn coupled(&mut self, tracks: &[Node], last: Subticks) {
        let (from, Place { begin, last: end, resolution }) = (self.times.len(), self.place);
        let outer = std::mem::replace(&mut self.resolution, resolution);
        tracks.iter().for_each(|track| self.track(track, end));
        self.resolution = outer;
        let found = self.times.split_off(from);
        match begin {
            Some(begin) => {
                let here = found.into_iter().map(|time| time.saturating_sub(begin));
                self.times.extend(here.filter(|time| (0..=last).contains(time)));
            }
            None => self.anywhere.extend(found),
        }
    }

    fn node(&mut self, node: &Node, last: Subticks) {
        match node {
            Node::Hold(_)
            | Node::Exponential { .. }
            | Node::Factor { .. }
            | Node::InverseSqrt { .. }
            | Node::InverseTime { .. }
            | Node::Noise { .. }
            | Node::Driven { .. }
            | Node::Stages { .. } => {}
            Node::Ramp { length, .. } => self.times.push(*length),
            Node::Step { size: by, .. } | Node::Every { by, .. } => self.multiples(*by, last),
            Node::Multistep { milestones, .. } => self.times.extend(milestones),
            Node::Piecewise { boundaries, interpolation, .. } => {
                if *interpolation == Interpolation::None {
                    self.times.extend(boundaries);
                }
            }
            Node::Chain(segments) => {
                for segment in segments.iter() {
                    self.times.push(segment.start);
                    let end = segment.end.map_or(last, |end| end.min(last));
                    let from = self.times.len();
                    self.since(segment.start, segment.node, end.saturating_sub(segment.start));
                    self.shift(from, segment.start);
                }
            }
            Node::For { length, body } => {
                self.times.push(*length);
                self.node(body, *length);
            }
            Node::Skip { by, body } => {
                let from = self.times.len();
                self.since(by.saturating_neg(), body, last.saturating_add(*by));
                self.shift(from, by.saturating_neg());
            }
            Node::Mirror { length, body } => {
                let from = self.times.len();
                self.elsewhere(body, *length);
                let whole = length.saturating_mul(2);
                self.again(from..self.times.len(), |time| whole.saturating_sub(time));
            }
            Node::Repeat(repeat) => self.cycles(repeat, last),
            Node::Product { carrier, factors } => {
                self.node(carrier, last);
                factors.iter().for_each(|factor| self.node(factor, last));
            }
            Node::Sum(terms) => terms.iter().for_each(|(_, term)| self.node(term, last)),
            Node::Min(parts) | Node::Max(parts) => parts.iter().for_each(|part| self.node(part, last)),
            Node::Based { is_track: true, body, .. } => self.track(body, last),
            Node::Rounded { body, .. } | Node::Scale { body, .. } | Node::Based { body, .. } => self.node(body, last),
            Node::Coupled { body, tracks } => {
                self.node(body, last);
                self.coupled(tracks, last);
            }
            Node::Clock { crossing, body } => {
                let (from, outer) = (self.times.len(), self.resolution);
                let inner_last = crossing.at(Instant::at(last), outer);
                self.resolution = crossing.resolution;
                self.elsewhere(body, inner_last.num / inner_last.scale);
                self.resolution = outer;
                self.times[from..].iter_mut().for_each(|time| *time = crossing.back(*time, outer));
            }
        }
    }

    /// Moves the times from an index on.
    fn shift(&mut self, from: usize, by: Subticks) {
        self.times[from..].iter_mut().for_each(|time| *time = time.saturating_add(by));
    }

    /// Repeats a range of the times, moved; whether there was room for them.
    fn again(&mut self, range: Range<usize>, moved: impl Fn(Subticks) -> Subticks) -> bool {
        let Some(left) = self.left.checked_sub(range.len()) else {
            self.complete = false;
            return false;
        };
        self.left = left;
        for index in range {
            self.times.push(moved(self.times[index]));
        }
        true
    }

    fn multiples(&mut self, of: Subticks, last: Subticks) {
        let from = self.times.len();
        self.times.push(of);
        let mut time = of.saturating_add(of);
        while time <= last && self.times.len() - from < PERIODS {
            if !self.again(from..from + 1, |_| time) {
                return;
            }
            time = time.saturating_add(of);
        }
    }

    fn cycles(&mut self, repeat: &Repeat, last: Subticks) {
        let from = self.times.len();
        self.elsewhere(repeat.body(), repeat.period);
        if repeat.is_stretched() {
            let starts = repeat.starts();
            let room = starts.len().min(self.left);
            self.complete &= room == starts.len();
            self.left -= room;
            self.times.extend(&starts[..room]);
            return;
        }
        self.times.push(repeat.period);
        let cycle = from..self.times.len();
        let count = repeat.count.map_or(PERIODS, |count| usize::try_from(count).map_or(PERIODS, |n| n.min(PERIODS)));
        let mut start = repeat.period;
        for _ in 1..count {
            if start > last || !self.again(cycle.clone(), |time| time.saturating_add(start)) {
                return;
            }
            start = start.saturating_add(repeat.period);
        }
    }
}
