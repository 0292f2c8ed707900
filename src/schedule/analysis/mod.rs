//! What a schedule does over a range of ticks, from closed forms: its extremes, its turns, where
//! it meets a condition. Nothing walks the ticks, so that a run of 10^12 of them costs what one of
//! 10^3 does.
//!
//! Every node can be bounded on a stretch of ticks: its values, and the slopes between them
//! ([`enclose`]). A search ([`search`]) halves the stretches whose bounds leave a question open,
//! down to single ticks, and drops the others. Answers are right to rounding.

mod difference;
mod effort;
mod enclose;
mod enclosure;
mod interval;
mod mean;
mod ramp;
mod seam;
mod search;
mod stretch;

pub use difference::{Comparison, Difference, Gap, Largest};
pub use effort::Effort;
use enclose::Encloser;
use enclosure::Enclosure;
use interval::Interval;
use seam::nearest_to_middle;
use search::{Course, Function, ROUNDING, climb, courses, first_where, greatest, last_where};
use stretch::Stretch;

use super::Schedule;
use super::node::{Node, Subticks};
use super::repeat::Repeat;

/// So many whole cycles at either end of a repeat stand for all of them, at the most.
const CYCLES: i128 = 1024;

/// A tick and the value there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The tick, counted from 0.
    pub tick: u64,
    /// The value.
    pub value: f64,
}

/// The least and the greatest value over a range of ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremes {
    /// The least value, and the first tick that has it.
    pub min: Point,
    /// The greatest value, and the first tick that has it.
    pub max: Point,
    /// Whether they are certain. A search that would take too long, over noise say, gives the best
    /// values that it found.
    pub exact: bool,
}

/// How far a value may be from the greatest or the least one, and still stand for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slack {
    /// So far, from 0 on.
    Absolute(f64),
    /// So much of the value, from 0 to 1.
    Relative(f64),
}

impl Slack {
    const NONE: Self = Self::Absolute(0.0);

    /// How far that is from a value.
    pub fn at(self, value: f64) -> f64 {
        match self {
            Self::Absolute(slack) => slack,
            Self::Relative(share) => share * value.abs(),
        }
    }
}

/// What values do from tick to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// They stay the same.
    Constant,
    /// They never fall.
    Rising,
    /// They never rise.
    Falling,
    /// They rise, and they fall.
    Mixed,
}

/// What is asked of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// It is greater.
    Above(f64),
    /// It is less.
    Below(f64),
    /// It is not less.
    AtLeast(f64),
    /// It is not greater.
    AtMost(f64),
    /// It is another one.
    Differs(f64),
    /// It is infinite, or no number.
    NotFinite,
}

impl Condition {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(limit) => value > limit,
            Self::Below(limit) => value < limit,
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
            Self::Differs(other) => value != other,
            Self::NotFinite => !value.is_finite(),
        }
    }

    fn is_possible(self, enclosure: &Enclosure) -> bool {
        let Interval { lo, hi } = enclosure.value;
        match self {
            Self::Above(limit) => hi > limit,
            Self::Below(limit) => lo < limit,
            Self::AtLeast(limit) => hi >= limit,
            Self::AtMost(limit) => lo <= limit,
            Self::Differs(other) => !(enclosure.defined && lo == other && hi == other),
            Self::NotFinite => !enclosure.defined || !enclosure.value.is_finite(),
        }
    }
}

impl Schedule {
    /// The least and the greatest value over the ticks from `first` to `last`, both included;
    /// values that are no numbers do not count.
    pub fn extremes(&self, first: u64, last: u64) -> Extremes {
        let last = last.max(first);
        let (max, max_exact) = greatest(self, first, last);
        let (min, min_exact) = greatest(&Negated(self), first, last);
        let min = Point { value: self.value(min.tick), ..min };
        Extremes { min, max, exact: max_exact && min_exact }
    }

    /// The greatest value over the ticks from `first` to `last`, both included, and the first tick that
    /// has it; values that are no numbers do not count.
    pub fn highest(&self, first: u64, last: u64) -> Point {
        greatest(self, first, last.max(first)).0
    }

    /// The extremes, but for `slack`: a value may be passed over that is no further beyond what is given, and of ticks with the same value, not the first may be named. That is enough for a
    /// drawing, and quick where extremes are many and almost alike. Where that costs more than the
    /// `effort`, these are the best values that were found, `exact: false`.
    pub fn extremes_within(&self, first: u64, last: u64, slack: Slack, effort: &Effort) -> Extremes {
        let last = last.max(first);
        let half = effort.share(2);
        let (max, max_exact) = climb(self, first, last, slack, ROUNDING, &half);
        effort.restore(&half);
        let (min, min_exact) = climb(&Negated(self), first, last, slack, ROUNDING, effort);
        let min = Point { value: self.value(min.tick), ..min };
        Extremes { min, max, exact: max_exact && min_exact }
    }

    /// What the values do over the ticks from `first` to `last`, both included.
    pub fn trend(&self, first: u64, last: u64) -> Trend {
        let has = |courses: &[Course], trend: Trend| courses.iter().any(|(_, found)| *found == trend);
        let both = |courses: &[Course]| has(courses, Trend::Rising) && has(courses, Trend::Falling);
        let courses = courses(self, first, last.max(first), both);
        match (has(&courses, Trend::Rising), has(&courses, Trend::Falling)) {
            (true, true) => Trend::Mixed,
            (true, false) => Trend::Rising,
            (false, true) => Trend::Falling,
            (false, false) => Trend::Constant,
        }
    }

    /// Where the values turn over the ticks from `first` to `last`: the first tick of each stretch
    /// on which they rise, fall or stay, and which, in order, up to `most` of them.
    pub fn turns(&self, first: u64, last: u64, most: usize) -> Vec<(Point, Trend)> {
        let courses = courses(self, first, last.max(first), |courses: &[Course]| courses.len() > most);
        courses.into_iter().take(most).map(|(tick, trend)| (Point { tick, value: self.value(tick) }, trend)).collect()
    }

    /// The first of the ticks from `first` to `last` whose value meets a condition.
    pub fn first_where(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        first_where(self, first, last.max(first), condition).0
    }

    /// The last of the ticks from `first` to `last` whose value meets a condition.
    pub fn last_where(&self, first: u64, last: u64, condition: Condition) -> Option<Point> {
        last_where(self, first, last.max(first), condition).0
    }

    /// The first tick from `first` on from which the value stays what it is at `last`, to rounding.
    pub fn settles(&self, first: u64, last: u64) -> u64 {
        let end = self.value(last);
        self.last_where(first, last, Condition::Differs(end)).map_or(first, |point| point.tick + 1)
    }
}

impl Function for Schedule {
    fn value(&self, tick: u64) -> f64 {
        Schedule::value(self, tick)
    }

    fn enclose(&self, first: u64, last: u64, effort: &Effort) -> Enclosure {
        let encloser = Encloser { resolution: self.resolution, effort };
        let on = Stretch::ticks(first, last, self.resolution);
        let enclosure = encloser.node(&self.root, on, Interval::point(self.base));
        if enclosure.slope == Interval::ZERO && enclosure.defined {
            return Enclosure { value: Interval::point(self.value(first)), ..enclosure };
        }
        enclosure
    }

    fn stretches(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        let mut stretches = Vec::new();
        let ticks = Ticks { first, last, resolution: self.resolution };
        stretches_of(&self.root, 0, ticks, &mut stretches);
        if stretches.is_empty() { vec![(first, last)] } else { stretches }
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        nearest_to_middle(&self.root, 0, Ticks { first, last, resolution: self.resolution })
    }

    fn effort(&self) -> Effort {
        Effort::of(&self.root)
    }
}

/// A function upside down.
struct Negated<'f, F>(&'f F);

impl<F: Function> Function for Negated<'_, F> {
    fn value(&self, tick: u64) -> f64 {
        -self.0.value(tick)
    }

    fn enclose(&self, first: u64, last: u64, effort: &Effort) -> Enclosure {
        let Enclosure { value, slope, defined } = self.0.enclose(first, last, effort);
        Enclosure { value: -value, slope: -slope, defined }
    }

    fn stretches(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        self.0.stretches(first, last)
    }

    fn seam(&self, first: u64, last: u64) -> Option<u64> {
        self.0.seam(first, last)
    }

    fn effort(&self) -> Effort {
        self.0.effort()
    }
}

/// Ticks, and how many subticks each has.
#[derive(Clone, Copy)]
struct Ticks {
    first: u64,
    last: u64,
    resolution: u64,
}

impl Ticks {
    /// Those from a time up to another one, in subticks.
    fn within(self, start: Subticks, end: Subticks) -> Option<Self> {
        let (first, last) = (self.first.max(self.ceil(start)), self.last.min(self.ceil(end).checked_sub(1)?));
        (first <= last).then_some(Self { first, last, ..self })
    }

    /// The first tick that is not before a time.
    fn ceil(self, time: Subticks) -> u64 {
        let resolution = i128::from(self.resolution);
        u64::try_from(time.max(0).saturating_add(resolution - 1) / resolution).unwrap_or(u64::MAX)
    }
}

/// Takes a range apart along the seams of chains, and leaves out the cycles of a repeat that are
/// as others are.
fn stretches_of(node: &Node, start: Subticks, ticks: Ticks, found: &mut Vec<(u64, u64)>) {
    match node {
        Node::Chain(segments) => {
            for segment in segments.iter() {
                let begin = start.saturating_add(segment.start);
                let end = segment.end.map_or(Subticks::MAX, |end| start.saturating_add(end));
                if let Some(ticks) = ticks.within(begin, end) {
                    stretches_of(segment.node, begin, ticks, found);
                }
            }
        }
        Node::For { length, body } => {
            let end = start.saturating_add(*length);
            if let Some(ticks) = ticks.within(start, end) {
                stretches_of(body, start, ticks, found);
            }
            found.extend(ticks.within(end, Subticks::MAX).map(|ticks| (ticks.first, ticks.last)));
        }
        Node::Skip { by, body } => stretches_of(body, start.saturating_sub(*by), ticks, found),
        Node::Scale { body, .. } | Node::Based { body, .. } => stretches_of(body, start, ticks, found),
        Node::Repeat(repeat) if !repeat.is_stretched() => cycles_of(repeat, start, ticks, found),
        _ => found.push((ticks.first, ticks.last)),
    }
}

/// The cycles of a repeat that the extremes are among: those at both ends, until the same ticks of
/// the cycle come again. What decays is greatest and least at one of the ends.
fn cycles_of(repeat: &Repeat, start: Subticks, ticks: Ticks, found: &mut Vec<(u64, u64)>) {
    use num_integer::Integer;
    let resolution = i128::from(ticks.resolution);
    let (period, again) = (repeat.period(), resolution / resolution.gcd(&repeat.period()));
    let cycle = |tick: u64| (i128::from(tick) * resolution).saturating_sub(start).max(0) / period;
    let (first, last) = (cycle(ticks.first), cycle(ticks.last));
    if again > CYCLES || last - first <= 2 * again + 2 || !(0.0..=1.0).contains(&repeat.decay()) {
        found.push((ticks.first, ticks.last));
        return;
    }
    let ends = |from: i128, to: i128| {
        let time = |index: i128| start.saturating_add(period.saturating_mul(index));
        ticks.within(time(from), time(to)).map(|ticks| (ticks.first, ticks.last))
    };
    found.extend(ends(first, first + 1 + again));
    let count = repeat.count().map_or(i128::MAX, i128::from);
    let end = last.min(count);
    found.extend(ends(end - again, end + 1));
    if last >= count {
        found.extend(ends(count, i128::MAX));
    }
}
