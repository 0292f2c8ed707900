//! The least and the greatest value of a range, from boundaries and a few points between them.

use crate::schedule::Schedule;

/// A tick and the value there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The tick.
    pub tick: u64,
    /// The value.
    pub value: f64,
}

pub(super) struct Extremes {
    pub(super) min: Point,
    pub(super) max: Point,
}

pub(super) fn extremes(schedule: &Schedule, first: u64, last: u64) -> Extremes {
    let resolution = i128::from(schedule.resolution());
    let mut ticks = vec![first, last];
    for boundary in schedule.boundaries(i128::from(last).saturating_mul(resolution)) {
        let tick = u64::try_from(boundary / resolution).unwrap_or(last);
        ticks.extend([tick.saturating_sub(1), tick, tick.saturating_add(1)]);
    }
    ticks.extend((1..32).map(|k| first + ((u128::from(last - first) * k) / 32) as u64));
    ticks.retain(|tick| (first..=last).contains(tick));
    ticks.sort_unstable();
    let points = ticks.into_iter().map(|tick| Point { tick, value: schedule.value(tick) });
    let start = Point { tick: first, value: schedule.value(first) };
    points.fold(Extremes { min: start, max: start }, |found, point| Extremes {
        min: if point.value < found.min.value { point } else { found.min },
        max: if point.value > found.max.value { point } else { found.max },
    })
}
