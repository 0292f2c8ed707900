//! What a curve does over a run, from its boundaries and a few points between them.

use crate::schedule::Schedule;

/// So many points are looked at between two boundaries; most pieces are monotone, and have their
/// extremes at the ends.
const BETWEEN: u64 = 32;
/// With more boundaries than this, nothing between them is looked at.
const BOUNDARIES: usize = 4096;

/// The values of a schedule at chosen ticks of a run.
#[derive(Debug)]
pub(super) struct Curve {
    /// Ticks in order, with their values; at least the first and the last tick.
    pub(super) points: Vec<(u64, f64)>,
}

impl Curve {
    /// The curve over the ticks from 0 to `last`.
    pub(super) fn new(schedule: &Schedule, last: u64) -> Self {
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
        Self { points: ticks.into_iter().map(|tick| (tick, schedule.value(tick))).collect() }
    }

    /// The highest value, and the first tick that has it.
    pub(super) fn peak(&self) -> (u64, f64) {
        self.points
            .iter()
            .copied()
            .fold((0, f64::NEG_INFINITY), |best, point| if point.1 > best.1 { point } else { best })
    }

    /// The value at the first tick.
    pub(super) fn first(&self) -> f64 {
        self.points.first().map_or(0.0, |point| point.1)
    }

    /// The last tick, and its value.
    pub(super) fn last(&self) -> (u64, f64) {
        self.points.last().copied().unwrap_or((0, 0.0))
    }
}
