//! Which ticks a page holds: all of a short run; of a long one, columns of the whole, of each segment,
//! and of ever smaller windows around the places where something happens.

use crate::plot::picture::Picture;
use crate::plot::series::{LEAST_VALUES, Series};
use crate::schedule::{Budget, Tolerance};

/// The most numbers that a page holds, which keeps it below a megabyte.
const MOST: u64 = 36_000;
/// The least that it may hold of each curve, where that would take too long.
const LEAST: u64 = 64;
/// How many columns the whole, a segment and a window have, from the finest division to the coarsest.
const DIVISIONS: [[usize; 3]; 6] =
    [[2048, 512, 128], [1024, 256, 64], [512, 128, 32], [256, 64, 16], [128, 32, 8], [512, 16, 0]];
/// What finding the ticks may cost, which is a fraction of a second; each division has half of what the ones
/// before it have left.
const BUDGET: u64 = 2_000_000;
/// How many columns there may be for each tick that is held: windows lie in each other.
const OVERLAP: u64 = 8;
/// How many times narrower a window is than the one around it.
const NARROWER: u64 = 8;

/// The ticks of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// The ticks, in order.
    pub(super) ticks: Vec<u64>,
    /// Whether these are all that there are.
    pub(super) all: bool,
}

impl Held {
    pub(super) fn new(picture: &Picture<'_>) -> Self {
        let series: Vec<_> = picture
            .panels
            .iter()
            .flat_map(|panel| panel.series.iter().map(|series| (series, panel.tolerance())))
            .collect();
        let (first, last) = (picture.time.first, picture.time.last);
        let whole = series.first().map(|(series, _)| &series.budget);
        let budget = whole.map_or_else(|| Budget::new(BUDGET), |whole| whole.part(BUDGET));
        // What takes long to compute is held at fewer ticks.
        let work = series.iter().map(|(series, _)| series.schedule.work()).sum();
        let most = (MOST / (series.len() as u64 + 1)).min(budget.values(work).max(LEAST));
        if last - first < most {
            return Self { ticks: (first..=last).collect(), all: true };
        }
        let view = DrawnRange { series: &series, first, last };
        let places = places(picture, &view);
        let fits = |ticks: &Vec<u64>| ticks.len() as u64 <= most;
        // With many more columns than ticks are held, or more than can be paid for, there is nothing to try.
        let affordable = budget.values(work) / LEAST_VALUES;
        let may_fit = |division: &&[usize; 3]| {
            let columns = view.columns(&places, **division);
            columns.len() as u64 <= affordable
                && columns.iter().map(|columns| columns.count as u64).sum::<u64>() <= OVERLAP * most
        };
        let divisions = DIVISIONS.iter().filter(may_fit);
        let found = divisions.map(|division| view.divided(&places, *division, &budget.share(2))).find(fits);
        let ticks = found.unwrap_or_else(|| {
            // Each curve has six points in a column: its ends, its extremes, and those before them.
            let columns = usize::try_from(most).unwrap_or(usize::MAX) / (6 * series.len().max(1));
            view.ticks(&[Columns { first, last, count: columns }], &budget)
        });
        Self { ticks, all: false }
    }

    /// The index of the first held tick at or after a tick.
    pub(super) fn index(&self, tick: u64) -> usize {
        self.ticks.partition_point(|held| *held < tick)
    }
}

/// What is drawn.
struct DrawnRange<'c> {
    /// The curves, each with what cannot be seen of it.
    series: &'c [(&'c Series<'c>, Tolerance)],
    first: u64,
    last: u64,
}

impl DrawnRange<'_> {
    /// The columns of a division.
    fn columns(&self, places: &[u64], [whole, segment, window]: [usize; 3]) -> Vec<Columns> {
        let mut all = vec![Columns { first: self.first, last: self.last, count: whole }];
        all.extend(places.windows(2).map(|pair| Columns { first: pair[0], last: pair[1], count: segment }));
        let mut half = (self.last - self.first) / NARROWER;
        while window > 0 && half > 0 {
            for &place in places {
                let (from, to) =
                    (place.saturating_sub(half).max(self.first), place.saturating_add(half).min(self.last));
                all.push(Columns { first: from, last: to, count: window });
            }
            // All ticks of the last window are held.
            half = if half <= window as u64 / 2 { 0 } else { half / NARROWER };
        }
        all
    }

    /// The ticks of a division.
    fn divided(&self, places: &[u64], division: [usize; 3], budget: &Budget<'_>) -> Vec<u64> {
        let mut ticks = self.ticks(&self.columns(places, division), budget);
        ticks.extend(places);
        ticks.sort_unstable();
        ticks.dedup();
        ticks
    }

    /// The ticks that show the curves in some columns, in order.
    fn ticks(&self, all: &[Columns], budget: &Budget<'_>) -> Vec<u64> {
        let mut left = (all.iter().map(|columns| columns.count).sum::<usize>() * self.series.len()) as u64;
        let mut ticks = Vec::new();
        for Columns { first, last, count } in all {
            for (series, tolerance) in self.series {
                // In proportion to its part of the columns that are left.
                let share = budget.share(left / (*count as u64).max(1));
                let trace = series.trace_within(*first, *last, *count, *tolerance, &share);
                ticks.extend(trace.into_iter().map(|point| point.tick));
                left -= *count as u64;
            }
        }
        ticks.sort_unstable();
        ticks.dedup();
        ticks
    }
}

/// A range of ticks, and how many columns it is shown in.
struct Columns {
    first: u64,
    last: u64,
    count: usize,
}

/// Where something happens: the ends, the starts of segments and the ticks before them, extremes,
/// findings. In order.
fn places(picture: &Picture<'_>, view: &DrawnRange<'_>) -> Vec<u64> {
    let mut places = vec![view.first, view.last];
    for (series, _) in view.series {
        let starts = series.boundaries.iter().filter_map(|boundary| u64::try_from(boundary.at.ceil()).ok());
        places.extend(starts.flat_map(|start| [start.saturating_sub(1), start]));
        let extremes = series.analysis().extremes(view.first, view.last.min(series.last));
        places.extend([extremes.min.tick, extremes.max.tick, series.last]);
    }
    places.extend(picture.findings.iter().filter_map(|finding| finding.anchor).map(|anchor| anchor.tick));
    places.retain(|place| (view.first..=view.last).contains(place));
    places.sort_unstable();
    places.dedup();
    places
}
