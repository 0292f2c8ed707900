//! Segments that end at ticks: where time, or the reading of a unit, has come to their end.

use super::chain::Chain;
use super::controller::{Controller, ControllerState};
use super::node::{Node, Segment, Stage, Stateful};
use super::stage::{End, ReadUnit, Readings, StagesState};
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::time::Time;

/// How many parts of a unit a reading is told in.
const PARTS: i128 = 1_000_000_000;
/// The highest reading of a unit: 2^64.
const HIGHEST: i128 = 1 << 64;

/// What a loop reads of a unit, in billionths of it.
pub(crate) type Reading = i128;

/// A number as a reading, to the nearest billionth; `None` for one below 0, above 2^64, or that is no number. A
/// fraction of a tick has no digits that matter there, and so 0.3 is read as 3/10.
pub(crate) fn reading(number: f64) -> Option<Reading> {
    if !(0.0..=HIGHEST as f64).contains(&number) {
        return None;
    }
    let whole = number.floor();
    #[expect(clippy::cast_possible_truncation, reason = "both are within range, and whole")]
    let parts = (whole as Reading, libm::round((number - whole) * 1e9) as Reading);
    Some(parts.0 * PARTS + parts.1)
}

/// Whether a reading is one that a number can be read as.
pub(crate) fn is_reading(reading: Reading) -> bool {
    (0..=HIGHEST * PARTS).contains(&reading)
}

/// The tick that stages are brought to.
pub(crate) struct At<'r> {
    /// The local time.
    pub(crate) time: Instant,
    pub(crate) tick: u64,
    /// What each unit reads.
    pub(crate) readings: &'r [(&'r str, Reading)],
}

/// The units that stages name, each once.
fn units(stages: &[Stage]) -> Vec<&str> {
    let mut units = Vec::new();
    for by in stages.iter().filter_map(|stage| stage.by.as_ref()) {
        if !units.contains(&&*by.unit) {
            units.push(&*by.unit);
        }
    }
    units
}

/// Brings stages to a tick, and on to the next of them as long as one has come to its end.
pub(crate) fn settle(stages: &[Stage], state: &mut Option<StagesState>, at: &At<'_>) {
    let reading = |unit: &str| at.readings.iter().find(|(name, _)| *name == unit).map_or(0, |(_, reading)| *reading);
    let state = state.get_or_insert_with(|| {
        let readings = vec![Readings { first: 0, start: 0, now: 0 }; units(stages).len()];
        let Instant { num: start, scale } = at.time;
        StagesState { stage: 0, tick: at.tick, first_tick: at.tick, start, scale, readings }
    });
    for (readings, unit) in state.readings.iter_mut().zip(units(stages)) {
        readings.now = reading(unit);
        if state.tick == at.tick {
            // It begins with what is read at this tick.
            readings.start = readings.now;
        }
        if state.first_tick == at.tick && at.tick > 0 {
            readings.first = readings.now;
        }
    }
    if state.tick == at.tick {
        (state.start, state.scale) = (at.time.num, at.time.scale);
    }
    while state.stage + 1 < stages.len() && is_over(&stages[state.stage], stages, state, at.time) {
        state.stage += 1;
        (state.tick, state.start, state.scale) = (at.tick, at.time.num, at.time.scale);
        state.readings.iter_mut().for_each(|readings| readings.start = readings.now);
    }
}

/// Whether a stage has come to its end at a local time.
fn is_over(stage: &Stage, stages: &[Stage], state: &StagesState, at: Instant) -> bool {
    let [now, start] = times(stage, stages, state, at);
    match stage.end {
        End::Never => false,
        End::After(length) => now.saturating_sub(start) >= at_scale(length, scale(stage, state, at)),
        End::At(time) | End::Filling { at: time, .. } => now >= at_scale(time, scale(stage, state, at)),
    }
}

fn at_scale(time: Subticks, scale: i128) -> i128 {
    time.saturating_mul(scale)
}

/// How many parts a subtick has in what [`times`] gives.
fn scale(stage: &Stage, state: &StagesState, at: Instant) -> i128 {
    if stage.by.is_some() { PARTS } else { at.scale.saturating_mul(state.scale) }
}

/// This time and that at which a stage began, since the first one did, in parts of a subtick of its clock.
fn times(stage: &Stage, stages: &[Stage], state: &StagesState, at: Instant) -> [i128; 2] {
    let Some(ReadUnit { unit, resolution }) = &stage.by else {
        return [at.num.saturating_mul(state.scale), state.start.saturating_mul(at.scale)];
    };
    let place = units(stages).iter().position(|name| *name == &**unit);
    let read = place.and_then(|place| state.readings.get(place)).copied();
    let Readings { first, start, now } = read.unwrap_or(Readings { first: 0, start: 0, now: 0 });
    [now, start].map(|reading| reading.saturating_sub(first).saturating_mul((*resolution).into()))
}

/// What runs of some stages, and its local time; `None` before they have been brought to a tick.
pub(crate) fn running<'s>(
    stages: &'s [Stage],
    state: Option<&StagesState>,
    at: Instant,
) -> Option<(&'s Stage, Instant)> {
    let state = state?;
    let stage = stages.get(state.stage)?;
    let [now, start] = times(stage, stages, state, at);
    let scale = scale(stage, state, at);
    let passed = now.saturating_sub(start).max(0);
    let local = match stage.end {
        End::Filling { at, length } => {
            let whole = at_scale(at, scale).saturating_sub(start);
            if whole > 0 { share(passed, whole, length) } else { Instant::at(length) }
        }
        End::Never | End::After(_) | End::At(_) => reduced(passed, scale),
    };
    Some((stage, local))
}

/// As much of a length as a time is of a whole, above 0.
fn share(mut passed: i128, mut whole: i128, length: Subticks) -> Instant {
    loop {
        if let Some(num) = passed.checked_mul(length) {
            return reduced(num, whole);
        }
        // No digit that matters is lost: the product has 38.
        (passed, whole) = (passed / 2, whole / 2);
    }
}

fn reduced(num: i128, scale: i128) -> Instant {
    let time = num_rational::Ratio::new(num, scale.max(1));
    Instant { num: *time.numer(), scale: *time.denom() }
}

/// Whether a state is one that stages can come to.
pub(crate) fn fits(stages: &[Stage], state: &StagesState) -> bool {
    let is_own = |readings: &Readings| {
        let Readings { first, start, now } = *readings;
        [first, start, now].into_iter().all(is_reading) && first <= start && start <= now
    };
    state.stage < stages.len()
        && state.readings.len() == units(stages).len()
        && state.readings.iter().all(is_own)
        && state.start >= 0
        && state.scale >= 1
}

/// When a stage begins, and when the next one does, by lengths alone: where each ends just where it is due. All are
/// told by one clock.
fn due(stages: &[Stage]) -> impl Iterator<Item = Subticks> {
    let mut start: Subticks = 0;
    stages.iter().map(move |stage| {
        let begin = start;
        start = match stage.end {
            End::After(length) => begin.saturating_add(length),
            End::Never | End::At(_) | End::Filling { .. } => stage.end.time().map_or(begin, |time| time.max(begin)),
        };
        begin
    })
}

impl Node {
    /// The same where stages follow each other just where each is due, as a chain does; `None` where they are told by
    /// several clocks.
    pub(crate) fn as_due(&self) -> Option<Self> {
        let mut node = self.clone();
        let mut is_known = true;
        node.make_due(&mut is_known);
        is_known.then_some(node)
    }

    fn make_due(&mut self, is_known: &mut bool) {
        if let Self::Stages { stages, .. } = self {
            *is_known &= stages.iter().all(|stage| stage.by == stages[0].by);
            let starts: Vec<_> = due(stages).collect();
            let segments = starts.into_iter().zip(std::mem::take(stages));
            let segments = segments.map(|(start, Stage { text, node, .. })| Segment { start, text, node });
            *self = Self::Chain(Chain::from(segments.collect::<Vec<_>>()));
        }
        self.for_each_child_mut(&mut |child| child.make_due(is_known));
    }

    /// The same without a chain of one segment around another chain.
    #[cfg(feature = "cli")]
    pub(crate) fn without_wrapping(self) -> Self {
        #[expect(clippy::wildcard_enum_match_arm, reason = "all others are what they are")]
        match &self {
            Self::Chain(chain) if chain.len() == 1 => {
                let inner = chain.nodes().find(|node| matches!(node, Self::Chain(_))).cloned();
                inner.unwrap_or(self)
            }
            _ => self,
        }
    }

    /// The unit whose readings alone tell its times; no unit where none are told. `None` where something else tells one.
    #[cfg(feature = "cli")]
    pub(crate) fn read_alone(&self) -> Option<Option<&ReadUnit>> {
        #[expect(clippy::wildcard_enum_match_arm, reason = "all others are told by the time around them")]
        match self {
            Self::Hold(_) => Some(None),
            Self::Stages { stages, .. } => {
                let by = stages.first()?.by.as_ref();
                (by.is_some() && stages.iter().all(|stage| stage.by.as_ref() == by)).then_some(by)
            }
            Self::Chain(chain) if chain.len() == 1 => chain.get(0)?.node.read_alone(),
            Self::Product { .. }
            | Self::Sum(_)
            | Self::Min(_)
            | Self::Max(_)
            | Self::Rounded { .. }
            | Self::Scale { .. }
            | Self::Based { .. } => {
                let mut found = Some(None);
                self.for_each_child(&mut |child| {
                    found = match (found, child.read_alone()) {
                        (Some(one), Some(other)) if one.is_none() || other.is_none() || one == other => {
                            Some(one.or(other))
                        }
                        _ => None,
                    }
                });
                found
            }
            _ => None,
        }
    }

    /// The units whose readings it takes, each once, in order.
    pub(crate) fn units_read(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.for_each_unit_read(&mut |unit| found.push(unit));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn for_each_unit_read<'n>(&'n self, visit: &mut dyn FnMut(&'n str)) {
        if let Self::Stages { stages, .. } = self {
            stages.iter().filter_map(|stage| stage.by.as_ref()).for_each(|by| visit(&by.unit));
        }
        self.for_each_child(&mut |child| child.for_each_unit_read(visit));
    }
}

impl<'n> Stateful<'n> {
    /// The controller that it is.
    pub(crate) fn controller(self) -> Option<&'n Controller> {
        match self {
            Self::Controller(controller) => Some(controller),
            Self::Stages(_) => None,
        }
    }

    /// What it is called, and what it would need of a time that is not its own.
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Controller(controller) => [controller.name(), "metrics"],
            Self::Stages(_) => ["unit that is read", "readings"],
        }
    }

    /// The state before the first tick.
    pub(crate) fn start(self) -> ControllerState {
        match self {
            Self::Controller(controller) => controller.start(),
            Self::Stages(_) => ControllerState::Stages(None),
        }
    }

    /// Whether a state is one that it can come to.
    pub(crate) fn fits(self, state: &ControllerState) -> bool {
        match (self, state) {
            (Self::Controller(controller), state) => controller.fits(state),
            (Self::Stages(stages), ControllerState::Stages(state)) => {
                state.as_ref().is_none_or(|state| fits(stages, state))
            }
            (Self::Stages(_), _) => false,
        }
    }
}

/// A reading as a number of its unit.
pub(crate) fn written(reading: Reading) -> String {
    Time::fraction(reading, PARTS).map_or_else(String::new, |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_what_is_written() {
        assert_eq!([0.3, 12.0, 1e-9].map(reading), [Some(300_000_000), Some(12 * PARTS), Some(1)]);
        for wrong in [-1e-9, f64::NAN, f64::INFINITY, 2e19] {
            assert_eq!(reading(wrong), None);
        }
        assert!(reading(HIGHEST as f64).is_some_and(is_reading));
        assert_eq!(written(1_250_000_000), "1.25");
    }

    #[test]
    fn a_share_of_a_length_is_right_where_their_product_does_not_fit() {
        for bits in [10, 60, 90, 120] {
            let Instant { num, scale } = share(1 << bits, 1 << (bits + 1), 1 << 60);
            assert_eq!((num, scale), (1 << 59, 1), "{bits}");
        }
    }
}
