//! Where two schedules part, and by how much.

use super::budget::Budget;
use super::condition::Condition;
use super::gap::Gap;
use super::pair::{Measure, Pair};
use super::search::{climb, first_where, last_where, search};
use super::tolerance::Tolerance;
use crate::schedule::Schedule;

/// Where the search cannot tell whether two schedules differ, they are walked through if they have at most
/// this many ticks.
const WALKED: u64 = 1 << 26;
/// With more ticks than that, relative differences below this are ignored.
const COARSE: f64 = 1e-7;
/// The number of ticks that are walked through at once.
const CHUNK: usize = 1024;
/// The largest differences are found to within this share of them.
const PRECISION: f64 = 1e-4;

/// How two schedules differ over a range of ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first tick at which they differ by more than is tolerated.
    pub first: Gap,
    /// The last one.
    pub last: Gap,
    /// Where they are furthest apart.
    pub absolute: Largest,
    /// Where they are furthest apart as a share of the value that is further from 0.
    pub relative: Largest,
}

/// The largest gap between two schedules.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Largest {
    /// The gap.
    pub gap: Gap,
    /// Whether there is no larger one, to four digits; otherwise it is the largest that was found.
    pub exact: bool,
}

/// The result of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct DifferenceReport {
    /// How they differ; `None` where they do not.
    pub difference: Option<Difference>,
    /// The relative difference that was tolerated: the one that was asked for, or 1e-7 for two schedules of
    /// more than 2^26 ticks whose formulas are too different to compare to the last bit.
    pub tolerance: f64,
    /// Whether the search was complete; otherwise there may be more differences than it found.
    pub certain: bool,
}

impl Schedule {
    /// Compares two schedules over the ticks from `first` to `last`, both included. Two values count as the
    /// same if they differ by no more than `tolerance`, 0 or more, times the one further from 0.
    pub fn compare(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> DifferenceReport {
        let last = last.max(first);
        if self == other {
            return DifferenceReport { difference: None, tolerance, certain: true };
        }
        let searched = self.search(other, first, last, tolerance);
        if searched.certain {
            return searched;
        }
        if last - first < WALKED {
            return DifferenceReport { difference: self.walk(other, first, last, tolerance), tolerance, certain: true };
        }
        if tolerance < COARSE { self.search(other, first, last, COARSE) } else { searched }
    }

    fn search(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> DifferenceReport {
        let budget = Budget::boundless();
        let by = |measure, to_the_bit| Pair { a: self, b: other, measure, to_the_bit, budget: &budget };
        let (absolute, relative) = (by(Measure::Absolute, false), by(Measure::Relative, false));
        let sought = by(Measure::Relative, tolerance == 0.0);
        let beyond = Condition::Above(tolerance);
        let (start, start_found) = first_where(&sought, first, last, beyond);
        let (end, end_found) = last_where(&sought, first, last, beyond);
        let certain = start_found && end_found;
        let (Some(start), Some(end)) = (start, end) else {
            return DifferenceReport { difference: None, tolerance, certain };
        };
        let largest = |measure: &Pair<'_>| {
            let (point, exact) = climb(measure, start.tick, end.tick, Tolerance::NONE, PRECISION, &search(measure));
            Largest { gap: self.gap(other, point.tick), exact }
        };
        let difference = Difference {
            first: self.gap(other, start.tick),
            last: self.gap(other, end.tick),
            absolute: largest(&absolute),
            relative: largest(&relative),
        };
        DifferenceReport { difference: Some(difference), tolerance, certain }
    }

    fn walk(&self, other: &Self, first: u64, last: u64, tolerance: f64) -> Option<Difference> {
        let (mut a, mut b) = ([0.0; CHUNK], [0.0; CHUNK]);
        let mut found: Option<Difference> = None;
        let mut start = first;
        loop {
            let count = usize::try_from(last - start).map_or(CHUNK, |left| left.saturating_add(1).min(CHUNK));
            self.fill(start, &mut a[..count]);
            other.fill(start, &mut b[..count]);
            for (tick, (&a, &b)) in (start..).zip(a[..count].iter().zip(&b[..count])) {
                let gap = Gap { tick, a, b };
                if gap.relative() > tolerance {
                    let largest = Largest { gap, exact: true };
                    let only = Difference { first: gap, last: gap, absolute: largest, relative: largest };
                    let known = found.get_or_insert(only);
                    known.last = gap;
                    if gap.absolute() > known.absolute.gap.absolute() {
                        known.absolute = largest;
                    }
                    if gap.relative() > known.relative.gap.relative() {
                        known.relative = largest;
                    }
                }
            }
            match start.checked_add(count as u64) {
                Some(next) if next <= last => start = next,
                _ => return found,
            }
        }
    }
}
