//! Events in their run: the ticks at which they fire.

use num_integer::Integer;

use super::frame::Length;
use super::length::resolve;
use super::{RESOLUTION_LIMIT, SUBTICK_LIMIT};
use crate::check::{CheckedEvent, CheckedInterval, CheckedTimes, Run, out_of_range, two_clocks};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::{Subticks, Times, Trigger};
use crate::text::Span;
use crate::units::{Duration, Side, Time, Units};

/// The events of a file, by name, and what is wrong with the others.
pub(crate) fn lower_events(
    events: &[CheckedEvent],
    run: Option<Run>,
    units: &Units,
) -> (Vec<(String, Trigger)>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut lowered = Vec::with_capacity(events.len());
    // A run that is set from outside has no place, and the text has no such name.
    let in_text = run.is_some_and(|run| run.span.start < run.span.end);
    for event in events {
        let run = run.map(|run| Length { time: run.length, side: run.side });
        let placed = Placed::of(&event.times, run, event.span).and_then(|placed| {
            placed.is_told(event.span)?;
            let trigger = placed.trigger(units, event.span)?;
            let run = run.filter(|run| !matches!(run.side, Side::Read(_)));
            Ok((placed.at_end(event, trigger.as_ref(), run.map(|run| (run, in_text)), units), trigger))
        });
        match placed {
            Ok((warning, trigger)) => {
                diagnostics.extend(warning);
                lowered.extend(trigger.map(|trigger| (event.name.clone(), trigger)));
            }
            Err(found) => diagnostics.push(found),
        }
    }
    (lowered, diagnostics)
}

/// Times on one clock, each with its place.
enum PlacedTimes {
    Every { first: Time, by: (Time, Span), until: Option<Time> },
    At(Vec<(Time, Span)>),
}

struct Placed {
    times: PlacedTimes,
    side: Side,
}

impl Placed {
    /// Makes sure that its times are known before the run.
    fn is_told(&self, span: Span) -> Result<(), Diagnostic> {
        if !matches!(self.side, Side::Read(_)) {
            return Ok(());
        }
        let message = "this event would fire by what the loop reads, and when that is is not known before the run";
        Err(Diagnostic::new(Code::ReadUnit, message, span)
            .help("count its times in the unit of a tick, or in one that has an equation to it"))
    }

    fn of(times: &CheckedTimes, run: Option<Length>, name: Span) -> Result<Self, Diagnostic> {
        let mut side = None;
        let mut place = |(duration, at): (Duration, Span)| {
            let Some(Length { time, side: own }) = resolve(duration, run) else {
                return Err(match run {
                    None => {
                        let why = "a percentage is a share of the run here, and the file has no `run`";
                        Diagnostic::new(Code::MissingRun, why, at).help("say how long the run is: `run = …`")
                    }
                    Some(run) if run.side != duration.side => two_clocks(at),
                    Some(_) => out_of_range(at),
                });
            };
            // No time at all is told by any clock.
            if !time.is_zero() && side.replace(own).is_some_and(|side| side != own) {
                return Err(two_clocks(at).help("give all times of an event in one unit"));
            }
            Ok((time, at))
        };
        let times = match times {
            CheckedTimes::Every(interval) => {
                let by = place(interval.by)?;
                if by.0.is_zero() {
                    let message = "the time from one event to the next has to be above 0";
                    return Err(Diagnostic::new(Code::ArgumentRange, message, by.1).saying("this is 0"));
                }
                let from = interval.from.map(&mut place).transpose()?;
                let until = interval.until.map(&mut place).transpose()?;
                let first = from.map_or(by.0, |(first, _)| first);
                if let Some((until, at)) = until.filter(|(until, _)| until.ratio() <= first.ratio()) {
                    let message = format!(
                        "this event never fires: its first time is {} and its end {}",
                        first.written(),
                        until.written()
                    );
                    let error = Diagnostic::new(Code::ArgumentRange, message, at);
                    return Err(
                        error.help("`every D` fires first at D, and with `from A` at A; all times are before `until`")
                    );
                }
                PlacedTimes::Every { first, by, until: until.map(|(until, _)| until) }
            }
            CheckedTimes::At(times) => {
                let times = times.iter().copied().map(place).collect::<Result<Vec<_>, _>>()?;
                if times.is_empty() {
                    let error = Diagnostic::new(
                        Code::ArgumentRange,
                        "the list has no times, so that this event never fires",
                        name,
                    );
                    return Err(error.help("write the times: `at [5k, 20k] steps`"));
                }
                PlacedTimes::At(times)
            }
        };
        Ok(Self { times, side: side.unwrap_or_default() })
    }

    /// The trigger; `None` where the sizes of a unit are wrong, which has been said.
    fn trigger(&self, units: &Units, name: Span) -> Result<Option<Trigger>, Diagnostic> {
        let clocks = units.clocks().filter(|_| self.side == Side::Other);
        if clocks.is_some_and(|clocks| clocks.sizes.is_none()) {
            return Ok(None);
        }
        let trigger = match &self.times {
            PlacedTimes::Every { first, by: (by, at), until } => {
                let resolution = resolution([*first, *by].into_iter().chain(*until), *at)?;
                let subticks = |time| subticks(time, resolution, *at);
                let end = until.map(subticks).transpose()?;
                (resolution, Times::Every { first: subticks(*first)?, by: subticks(*by)?, end })
            }
            PlacedTimes::At(times) => at(times, name)?,
        };
        let (resolution, times) = trigger;
        let trigger = Trigger::new(resolution, times).map_err(|_| out_of_range(name))?;
        Ok(Some(match clocks.and_then(|clocks| Some((clocks.tick_is_fine, clocks.sizes.clone()?))) {
            Some((true, sizes)) => trigger.on_coarse_clock(sizes),
            Some((false, sizes)) => trigger.on_clock(sizes),
            None => trigger,
        }))
    }

    /// The warning about an event that would fire where the run ends.
    fn at_end(
        &self,
        event: &CheckedEvent,
        trigger: Option<&Trigger>,
        run: Option<(Length, bool)>,
        units: &Units,
    ) -> Option<Diagnostic> {
        let (run, in_text) = run?;
        let end = u64::try_from(units.in_ticks(run.time, run.side)?.ceil()).ok()?;
        trigger.filter(|trigger| trigger.fires(end))?;
        let message = format!(
            "`{}` would also fire at tick {}, where the run ends: an event fires before the update of its tick, and the run has no update at that tick",
            event.name,
            Time::from(end).written()
        );
        let (at, what, fix) = match (&self.times, &event.times) {
            (PlacedTimes::Every { .. }, CheckedTimes::Every(interval)) => {
                let CheckedInterval { by: (_, at), from, until } = &**interval;
                let last = from.map_or(at.end, |(_, from)| at.end.max(from.end));
                if in_text && self.ends_with(run, end, units) {
                    let edit =
                        until.map_or_else(|| Edit::insert(last, " until run"), |(_, at)| Edit::replace(at, "run"));
                    (*at, "write `until run`", Some(Fix::unsafely("write `until run`", vec![edit])))
                } else if trigger?.next(0) == Some(end) {
                    (*at, "it fires at no other tick of the run: leave it out", None)
                } else if run.side == self.side {
                    (*at, "end it earlier with `until`: its last time is rounded up to the end", None)
                } else {
                    (*at, "end it earlier with an `until` in its own unit", None)
                }
            }
            (PlacedTimes::At(times), _) => {
                let tick = |time: Time| units.in_ticks(time, self.side).map(Time::ceil);
                let (_, at) = times.iter().find(|(time, _)| tick(*time) == Some(end.into()))?;
                (*at, "leave this time out", None)
            }
            (PlacedTimes::Every { .. }, CheckedTimes::At(_)) => return None,
        };
        let help = format!("{what}, and do what the event stands for after the loop");
        Some(Diagnostic::new(Code::EventAtEnd, message, at).help(help).fix(fix))
    }

    /// Whether it still fires, and no longer at a tick, where its times are before the end of the run.
    fn ends_with(&self, run: Length, tick: u64, units: &Units) -> bool {
        let PlacedTimes::Every { first, by, .. } = self.times else { return false };
        let times = PlacedTimes::Every { first, by, until: Some(run.time) };
        let shorter = Self { times, side: self.side }.trigger(units, by.1);
        let is_left = run.side == self.side && first.ratio() < run.time.ratio();
        is_left && matches!(shorter, Ok(Some(trigger)) if !trigger.fires(tick))
    }
}

/// Times in subticks, in order.
fn at(times: &[(Time, Span)], name: Span) -> Result<(u64, Times), Diagnostic> {
    let resolution = resolution(times.iter().map(|(time, _)| *time), name)?;
    let mut found = times.iter().map(|(time, at)| subticks(*time, resolution, *at)).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok((resolution, Times::At(found)))
}

/// How many parts of a tick make all times whole.
fn resolution(times: impl Iterator<Item = Time>, at: Span) -> Result<u64, Diagnostic> {
    let mut needed = 1_i128;
    for time in times {
        needed = needed.lcm(&time.denominator().min(RESOLUTION_LIMIT + 1));
        if needed > RESOLUTION_LIMIT {
            let message = "the times of this event would divide a tick into more than 2^32 parts";
            let error = Diagnostic::new(Code::TimeTooFine, message, at);
            return Err(error.help("use times whose fractions have a common denominator, or round them: `round(…)`"));
        }
    }
    u64::try_from(needed).map_err(|_| out_of_range(at))
}

fn subticks(time: Time, resolution: u64, at: Span) -> Result<Subticks, Diagnostic> {
    let subticks = time.times(i128::from(resolution).into()).map(Time::floor);
    subticks.filter(|subticks| *subticks <= SUBTICK_LIMIT).ok_or_else(|| out_of_range(at))
}
