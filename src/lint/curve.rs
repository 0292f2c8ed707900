//! What a curve does over a run, from its boundaries and a few points between them.

use std::cell::OnceCell;

use crate::schedule::Schedule;

/// So many points are looked at between two boundaries; most pieces are monotone, and have their
/// extremes at the ends.
const BETWEEN: u64 = 32;
/// With more boundaries than this, nothing between them is looked at.
const BOUNDARIES: usize = 4096;

/// A tick, and the value there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) tick: u64,
    pub(super) value: f64,
}

/// The values of a schedule over a run.
#[derive(Debug)]
pub(super) struct Curve<'p> {
    schedule: &'p Schedule,
    end: u64,
    points: OnceCell<Vec<Point>>,
}

impl<'p> Curve<'p> {
    /// The curve over the ticks from 0 to `end`.
    pub(super) fn new(schedule: &'p Schedule, end: u64) -> Self {
        Self { schedule, end, points: OnceCell::new() }
    }

    fn points(&self) -> &[Point] {
        self.points.get_or_init(|| points(self.schedule, self.end))
    }

    /// The value at a tick.
    pub(super) fn value(&self, tick: u64) -> f64 {
        self.schedule.value(tick)
    }

    /// The last tick.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// The value at the first tick.
    pub(super) fn first(&self) -> f64 {
        self.value(0)
    }

    /// The value at the last tick.
    pub(super) fn last(&self) -> f64 {
        self.value(self.end)
    }

    /// The highest value.
    pub(super) fn peak(&self) -> Point {
        self.highest(0, self.end)
    }

    /// The highest value from a tick to another, and the first tick that has it.
    pub(super) fn highest(&self, first: u64, last: u64) -> Point {
        self.best(first, last, |value, best| value > best)
    }

    /// The lowest value from a tick to another, and the first tick that has it.
    pub(super) fn lowest(&self, first: u64, last: u64) -> Point {
        self.best(first, last, |value, best| value < best)
    }

    fn best(&self, first: u64, last: u64, better: impl Fn(f64, f64) -> bool) -> Point {
        let start = Point { tick: first, value: self.value(first) };
        let ends = [Point { tick: last, value: self.value(last) }];
        let between = self.points().iter().filter(|point| (first..=last).contains(&point.tick));
        between.chain(&ends).fold(start, |best, point| if better(point.value, best.value) { *point } else { best })
    }

    /// The first tick with a value that is not as wanted.
    pub(super) fn first_where(&self, wrong: impl Fn(f64) -> bool) -> Option<Point> {
        self.points().iter().copied().find(|point| wrong(point.value))
    }

    /// The first tick from which on the value stays what it is at `last`.
    pub(super) fn settles(&self, last: u64) -> u64 {
        let value = self.value(last);
        let points = self.points().iter().rev().filter(|point| point.tick <= last);
        points.take_while(|point| point.value == value).map(|point| point.tick).min().unwrap_or(last)
    }
}

fn points(schedule: &Schedule, last: u64) -> Vec<Point> {
    let resolution = i128::from(schedule.resolution());
    let mut marks = vec![0, last];
    for boundary in schedule.boundaries(i128::from(last).saturating_mul(resolution)) {
        let tick = u64::try_from(boundary / resolution).unwrap_or(last);
        marks.extend([tick.saturating_sub(1), tick, tick.saturating_add(1)]);
    }
    marks.retain(|&tick| tick <= last);
    marks.sort_unstable();
    marks.dedup();
    let mut ticks = marks.clone();
    if marks.len() <= BOUNDARIES {
        for pair in marks.windows(2) {
            let (whole, rest) = ((pair[1] - pair[0]) / BETWEEN, (pair[1] - pair[0]) % BETWEEN);
            let between = (1..BETWEEN).map(|k| pair[0] + whole * k + rest * k / BETWEEN);
            ticks.extend(between);
        }
        ticks.sort_unstable();
        ticks.dedup();
    }
    ticks.into_iter().map(|tick| Point { tick, value: schedule.value(tick) }).collect()
}
