//! How far programs go, and the units that their time is counted in.

use super::axis::{TimeAxis, TimeScale};
use super::subject::{Blank, Subject, View};
use crate::text::one_line;
use crate::units::{Clocks, Measure, Ratio, Time, Unit};

/// The ticks that are drawn, and the units that they are counted in.
pub(super) fn time_axis(subjects: &[Subject<'_>], view: View) -> Result<TimeAxis, Blank> {
    let first = view.first.unwrap_or(0);
    let (last, end) = match view.last {
        Some(last) => (last, last),
        None => {
            let ends: Vec<_> = subjects.iter().filter_map(extent).collect();
            let count =
                ends.iter().map(|extent| extent.count).max().ok_or_else(|| Blank::Endless(endless(subjects)))?;
            let last = count.checked_sub(1).ok_or(Blank::Empty)?;
            (last, ends.iter().map(|extent| extent.end).max().unwrap_or(last))
        }
    };
    if first > last { Err(Blank::Empty) } else { Ok(TimeAxis { first, last, end, scales: scales(subjects) }) }
}

/// The tracks that go on for ever.
fn endless(subjects: &[Subject<'_>]) -> Vec<String> {
    let tracks = subjects.iter().flat_map(|subject| &subject.tracks);
    tracks.filter(|track| track.schedule.len().is_none()).map(|track| one_line(&track.name)).collect()
}

/// How far a program goes.
pub(super) struct Extent {
    /// The number of its ticks.
    pub(super) count: u64,
    /// Where it ends, in ticks.
    pub(super) end: u64,
}

/// How far a program goes: to the end of its run, or without one to the end of its longest track, with the
/// tick there. `None` where all tracks go on for ever.
pub(super) fn extent(subject: &Subject<'_>) -> Option<Extent> {
    let whole = |time: Time| u64::try_from(time.ceil()).unwrap_or(u64::MAX);
    if let Some(run) = subject.compilation.partial().run() {
        return Some(Extent { count: whole(run), end: whole(run) });
    }
    let end = subject.tracks.iter().filter_map(|track| track.schedule.len()).max()?;
    let end = whole(end);
    Some(Extent { count: end.saturating_add(1), end })
}

/// The units of the axis: epochs, a unit of the file's own or tokens where there are any, or else what the other of two clocks counts, and ticks.
/// A unit that differs between the programs is left out.
fn scales(subjects: &[Subject<'_>]) -> Vec<TimeScale> {
    let shared = |unit: Unit| {
        let mut measures = subjects.iter().map(|subject| subject.compilation.partial().measure(unit));
        let first = measures.next().flatten()?;
        measures.all(|measure| measure.as_ref() == Some(&first)).then_some(first)
    };
    let other = subjects.first().and_then(|subject| subject.compilation.partial().units().clocks());
    let other = other.map(Clocks::other_unit);
    let tick = subjects.first().and_then(|subject| subject.compilation.partial().tick());
    let tick = tick.filter(|_| subjects.iter().all(|subject| subject.compilation.partial().tick() == tick));
    let familiar = subjects.first().into_iter().flat_map(|subject| subject.compilation.partial().familiar_units());
    let beside = familiar.chain([Unit::TOKEN]).chain(other).filter(|unit| Some(*unit) != tick);
    let larger = beside
        .into_iter()
        .find_map(|unit| Some(TimeScale { unit: unit.singular().to_string(), measure: shared(unit)?, whole: false }));
    let one = Measure::fixed(Ratio::from_integer(1));
    let own = TimeScale { unit: tick.as_ref().map_or("tick", Unit::singular).to_string(), measure: one, whole: true };
    larger.into_iter().chain([own]).collect()
}
