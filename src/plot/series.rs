//! One curve: its values column by column, and where its segments are.

use std::rc::Rc;

use crate::schedule::{Analysis, Budget, Extremes, Node, Point, Schedule, Tolerance};
use crate::text::{Span, one_line};
use crate::units::Time;

use super::axis::TimeAxis;

/// The columns in which values above 0 are looked for, and the tolerance as a part of the largest value.
const COLUMNS: usize = 128;
const TOLERANCE: f64 = 1e-6;
/// What a trace may cost: a fraction of a second.
const BUDGET: u64 = 500_000;
/// How many values a column takes at most.
const IN_A_COLUMN: u64 = 6;
/// A curve whose values take too long to compute has at least this many columns.
const LEAST_COLUMNS: u64 = 16;
/// The least number of values that a trace takes, but for a range of fewer ticks.
#[cfg(feature = "html")]
pub(super) const LEAST_VALUES: u64 = LEAST_COLUMNS * IN_A_COLUMN;

/// A curve of a picture.
#[derive(Clone, Debug)]
pub struct Series<'p> {
    /// What the legend calls it.
    pub name: String,
    /// The track that it shows.
    pub track: String,
    /// The index of its subject among those that the picture was made from.
    pub subject: usize,
    /// The index of its entry in the legend of its panel, which all curves of a family share.
    pub(super) entry: usize,
    /// What that entry is called, where it is that of a family.
    pub(super) family: Option<String>,
    /// How it is drawn.
    pub(super) style: LineStyle,
    /// Its values.
    pub schedule: &'p Schedule,
    /// The last tick that it is drawn at: the last of its own run.
    pub last: u64,
    /// Where it changes its course, in order.
    pub boundaries: Vec<Boundary>,
    /// What looking at all curves of its picture may cost together.
    pub(super) budget: Rc<Budget<'static>>,
}

/// The look of a curve: it differs from the looks of all others in its panel, if they are fewer than 25. Those of a
/// family are one look in grades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineStyle {
    index: usize,
    /// How much of its colour it has, in percent.
    strength: u8,
}

/// The least that a curve has of its colour, in percent.
const FAINTEST: usize = 35;

impl LineStyle {
    /// The look of the entry at this index of the legend.
    pub(super) fn nth(index: usize) -> Self {
        Self { index, strength: 100 }
    }

    /// The look of one of some curves that share an entry, from the first one, which is the faintest, to the last one.
    pub(super) fn graded(index: usize, place: usize, count: usize) -> Self {
        let above = (100 - FAINTEST) * place / count.saturating_sub(1).max(1);
        let strength = if count < 2 { 100 } else { FAINTEST + above };
        Self { index, strength: u8::try_from(strength).unwrap_or(100) }
    }

    pub(super) fn index(self) -> usize {
        self.index
    }

    /// Whether it has less than half of what its grades have.
    #[cfg(feature = "terminal")]
    pub(super) fn is_faint(self) -> bool {
        2 * usize::from(self.strength) < 100 + FAINTEST
    }

    /// How much of its colour it has, from 0 to 1; `None` for all of it.
    #[cfg(feature = "svg")]
    pub(super) fn opacity(self) -> Option<f64> {
        (self.strength < 100).then(|| f64::from(self.strength) / 100.0)
    }
}

/// A time at which a curve changes its course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// When.
    pub at: Time,
    /// The text of the segment that starts there; `None` within a segment.
    pub name: Option<String>,
    /// Where that segment stands in its source; empty where there is no source.
    pub span: Span,
}

impl Series<'_> {
    /// What its entry in the legend is called.
    pub(super) fn label(&self) -> &str {
        self.family.as_deref().unwrap_or(&self.name)
    }

    /// Searches of its values, which spend the budget of its picture.
    pub(super) fn analysis(&self) -> Analysis<'_> {
        self.schedule.analysis(&self.budget)
    }

    /// The curve from tick `first` to tick `last` as points to be joined, a few for each of `columns` columns:
    /// where it enters the column, its least and its greatest value there, and where it leaves it. So
    /// nothing that happens within a column is lost, except what is within the `tolerance`, and what is not
    /// found in millions of evaluations, such as the extremes of noise over a long run. Values that are not
    /// finite are among the points.
    pub fn trace(&self, first: u64, last: u64, columns: usize, tolerance: Tolerance) -> Vec<Point> {
        self.trace_within(first, last, columns, tolerance, &self.budget.part(BUDGET))
    }

    /// The same as part of a larger drawing, whose budget pays for it.
    pub(super) fn trace_within(
        &self,
        first: u64,
        last: u64,
        columns: usize,
        tolerance: Tolerance,
        budget: &Budget<'_>,
    ) -> Vec<Point> {
        let last = last.min(self.last);
        let mut points = trace(self, first, last, columns, tolerance, budget);
        // Where it may jump, both sides of it, so that a jump is an upright line. Of more jumps than columns, the
        // extremes of the columns show what is to be seen.
        let jumps = self.boundaries.iter().filter_map(|boundary| u64::try_from(boundary.at.ceil()).ok());
        let jumps: Vec<_> = jumps.filter(|tick| (first..=last.saturating_add(1)).contains(tick)).collect();
        if jumps.len() <= columns && !budget.is_spent() {
            let sides = jumps.into_iter().flat_map(|tick| [tick.saturating_sub(1), tick]);
            let sides = sides.filter(|tick| (first..=last).contains(tick));
            points.extend(sides.map(|tick| Point { tick, value: self.schedule.value(tick) }));
        }
        points.sort_by_key(|point| point.tick);
        points.dedup_by_key(|point| point.tick);
        points
    }

    /// The least and the greatest value; if `positive`, the least of those above 0 that are found.
    pub(super) fn range(&self, time: &TimeAxis, positive: bool) -> impl Iterator<Item = f64> {
        let last = self.last.min(time.last);
        let Extremes { min, max, .. } = self.analysis().extremes(time.first.min(last), last);
        let lowest = if positive && min.value <= 0.0 {
            let points = self.trace(time.first, last, COLUMNS, Tolerance::Absolute(max.value.abs() * TOLERANCE));
            points.iter().map(|point| point.value).filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min)
        } else {
            min.value
        };
        [lowest, max.value].into_iter()
    }

    /// The names of its segments with where each starts on the axis; a segment that is under way
    /// where the axis starts stands at its start.
    pub fn segments(&self, time: &TimeAxis) -> Vec<(f64, &str)> {
        let named = self.boundaries.iter().filter_map(|boundary| Some((boundary.at, boundary.name.as_deref()?)));
        let named: Vec<_> = named.map(|(at, name)| (time.share_of(at), name)).collect();
        let before = named.iter().rposition(|(share, _)| *share <= 0.0).unwrap_or(0);
        named[before..].iter().map(|(share, name)| (share.max(0.0), *name)).filter(|(share, _)| *share <= 1.0).collect()
    }

    /// Where it changes its course within the axis.
    pub fn visible_boundaries(&self, time: &TimeAxis) -> impl Iterator<Item = f64> {
        let shares = self.boundaries.iter().map(|boundary| time.share_of(boundary.at));
        shares.filter(|share| *share > 0.0 && *share < 1.0)
    }
}

fn trace(
    series: &Series<'_>,
    first: u64,
    last: u64,
    columns: usize,
    tolerance: Tolerance,
    budget: &Budget<'_>,
) -> Vec<Point> {
    let schedule = series.schedule;
    let Some(span) = last.checked_sub(first) else { return Vec::new() };
    let columns = u64::try_from(columns).unwrap_or(u64::MAX).max(1);
    let work = schedule.work();
    let columns = columns.min((budget.values(work) / IN_A_COLUMN).max(LEAST_COLUMNS));
    // Few enough for each to have its place.
    if span / 2 < columns {
        let mut values = vec![0.0; usize::try_from(span).unwrap_or(0) + 1];
        schedule.fill(first, &mut values);
        return (first..=last).zip(values).map(|(tick, value)| Point { tick, value }).collect();
    }
    let start = |column: u64| {
        let share = u128::from(span) * u128::from(column) / u128::from(columns);
        first.saturating_add(u64::try_from(share).unwrap_or(span))
    };
    let mut points = Vec::new();
    for column in 0..columns {
        let (enter, leave) = (start(column), start(column + 1).saturating_sub(u64::from(column + 1 < columns)));
        (0..IN_A_COLUMN).for_each(|_| budget.spend_on_value(work));
        let share = budget.share(columns - column);
        let extremes = series.analysis().extremes_within(enter, leave, tolerance, &share);
        // With the ticks before them: a spike starts where it starts, and not with the column.
        let ticks = [extremes.min.tick, extremes.max.tick].map(|tick| [tick.saturating_sub(1).max(enter), tick]);
        let ticks = [enter].into_iter().chain(ticks.into_iter().flatten()).chain([leave]);
        points.extend(ticks.map(|tick| Point { tick, value: schedule.value(tick) }));
    }
    points
}

/// The boundaries of a schedule, with the places of its segments in its source.
pub(super) fn boundaries(schedule: &Schedule, source: &str, whole: Span, segments: &[Span]) -> Vec<Boundary> {
    let place = |index: usize| segments.get(index).copied().unwrap_or(whole);
    let starts: Vec<(Time, &str)> = match schedule.root() {
        Node::Chain(parts) => parts.iter().map(|part| (schedule.time(part.start), part.text)).collect(),
        _ => vec![(Time::ZERO, place(0).of(source))],
    };
    let mut boundaries: Vec<_> = starts
        .iter()
        .enumerate()
        .map(|(index, (at, text))| {
            let name = Some(one_line(text)).filter(|name| !name.is_empty());
            Boundary { at: *at, name, span: place(index) }
        })
        .collect();
    for piece in schedule.segments() {
        let at = piece.start;
        let segment = starts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        // The starts stand in order, and so do the pieces.
        let is_start = starts.get(segment).is_some_and(|(start, _)| *start == at);
        let is_told = boundaries.last().is_some_and(|last| last.at == at);
        if !is_start && !is_told {
            boundaries.push(Boundary { at, name: None, span: place(segment) });
        }
    }
    boundaries.sort_by_key(|boundary| boundary.at);
    boundaries
}
