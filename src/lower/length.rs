//! Lengths by arithmetic alone: of durations, finished tracks and cycles.

use super::frame::Length;
use crate::check::Run;
use crate::schedule::Schedule;
use crate::units::{Duration, Ratio, Side, Time};

/// How a repeat goes round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cycles {
    pub(super) count: Option<u64>,
    pub(super) stretch: Ratio,
    pub(super) decay: f64,
}

/// A duration on its clock; `None` for a share of no span or of one on another clock, or where it does not fit.
pub(super) fn resolve(duration: Duration, span: Option<Length>) -> Option<Length> {
    if !duration.is_relative() {
        return Some(Length { time: duration.ticks, side: duration.side });
    }
    let Length { time, side } = span.filter(|span| duration.ticks.is_zero() || duration.side == span.side)?;
    Some(Length { time: time.times(duration.share.ratio())?.plus(duration.ticks)?, side })
}

/// The length of a finished track: the run's, or its own.
pub(super) fn track(schedule: &Schedule, run: Option<Run>) -> Option<Length> {
    let own = || Some(Length { time: schedule.len()?, side: Side::Tick });
    let run = run.filter(|run| !matches!(run.side, Side::Read(_)));
    run.map(|run| Length { time: run.length, side: run.side }).or_else(own)
}

/// How many times the first cycle all of them come to; `None` where it does not fit.
pub(super) fn cycles(count: u64, stretch: Ratio) -> Option<Ratio> {
    let one = Ratio::from_integer(1);
    if stretch == one {
        return Some(Ratio::from_integer(count.into()));
    }
    let raised = num_traits::checked_pow(stretch, usize::try_from(count).ok()?)?;
    let (over, under) = (raised - one, stretch - one);
    num_traits::CheckedDiv::checked_div(&over, &under)
}

/// How long cycles are together, by the length of the first one; `None` where that does not fit.
pub(super) fn together(length: Time, count: u64, stretch: Ratio) -> Option<Time> {
    // However many they are.
    if length.is_zero() { Some(Time::ZERO) } else { length.times(cycles(count, stretch)?) }
}
