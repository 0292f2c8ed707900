//! `lehr show`

use std::io::Write;

use super::args::ShowArgs;
use super::eval::select;
use super::exit::{Exit, Stop};
use super::table::{columns_around, lines, named};
use super::{input, output};
use crate::program::{Event, Family, Program, families, segment_rows, time_range, value_range};
use crate::schedule::{Schedule, Subticks, Times, Trigger};
use crate::units::{Clocks, Time, Unit};

/// What stands before what is said of a track, where that does not fit beside its name.
const INDENT: &str = "    ";

pub(super) fn run(args: &ShowArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    // Events count ticks, whatever tells the times of the tracks.
    let over = program.over_readings();
    let drawn = over.as_ref().unwrap_or(&program);
    let mut out = output::stdout();
    for (index, family) in families(select(drawn, &args.track)?).iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(timeline(drawn, family, output::width()).as_bytes())?;
    }
    if args.track.is_empty() && !program.events().is_empty() {
        writeln!(out)?;
        out.write_all(events(&program, output::width()).as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// How many ticks of an event are listed.
const LISTED: usize = 8;

/// A row for each event: when it fires, and the first ticks of the run at which it does.
fn events(program: &Program, width: Option<usize>) -> String {
    let [_, unit] = program.tick_words();
    let mut rows = vec![["event".to_string(), "fires".to_string(), unit.to_string()]];
    let last = program.ticks().map_or(u64::MAX, |count| count.saturating_sub(1));
    for Event { name, trigger } in program.events() {
        let ticks: Vec<_> = trigger.ticks(0, last).take(LISTED + 1).collect();
        let more = if ticks.len() > LISTED { ", …" } else { "" };
        let ticks: Vec<_> = ticks.into_iter().take(LISTED).map(|tick| Time::from(tick).written()).collect();
        let never = if program.ticks().is_some() { "never in the run" } else { "never" };
        let ticks = if ticks.is_empty() { never.to_string() } else { ticks.join(", ") };
        rows.push([named(name), when(program, trigger), format!("{ticks}{more}")]);
    }
    columns_around(&rows, 2, width)
}

/// When an event fires, in words.
fn when(program: &Program, trigger: &Trigger) -> String {
    let other = program.units().clocks().filter(|_| trigger.sizes().is_some()).map(Clocks::other_unit);
    let unit = other.or(program.tick());
    let unit = unit.as_ref().map_or("ticks", Unit::plural);
    let told = |subticks: Subticks| {
        Time::fraction(subticks, trigger.resolution().into()).map_or_else(String::new, Time::written)
    };
    match trigger.times() {
        Times::Every { first, by, end } => {
            let from = if first == by { String::new() } else { format!(" from {}", told(*first)) };
            let until = end.map_or_else(String::new, |end| format!(" until {}", told(end)));
            format!("every {}{from}{until} {unit}", told(*by))
        }
        Times::At(times) => {
            let more = if times.len() > LISTED { ", …" } else { "" };
            let times: Vec<_> = times.iter().take(LISTED).map(|time| told(*time)).collect();
            format!("at {}{more} {unit}", times.join(", "))
        }
    }
}

/// A heading, and a row for each segment, in a width where one is given. Of a family, a row says between what its
/// members are.
pub(super) fn timeline(program: &Program, family: &Family<'_>, width: Option<usize>) -> String {
    let [_, unit] = program.tick_words();
    let beside = program.beside();
    let counted = |time: Time| beside.as_ref().and_then(|(_, measure)| measure.count(time));
    let is_epoch = beside.as_ref().is_some_and(|(unit, _)| *unit == Unit::EPOCH);
    let count = |time: Time| counted(time).map(|count| if is_epoch { count.rounded(4) } else { count.written() });
    let beside_unit = beside.as_ref().map_or("", |(unit, _)| unit.plural());
    let head = [unit, beside_unit, "shape", "from", "to"];
    let mut rows = vec![head.map(str::to_string)];
    let members: Vec<_> = family.tracks.iter().map(|track| &track.schedule).collect();
    for row in segment_rows(&members) {
        let starts = row.segments.iter().map(|segment| segment.start);
        // The run ends a segment that would go on.
        let ends: Option<Vec<Time>> = row.segments.iter().map(|segment| segment.end.or(program.run())).collect();
        let range = |shown: &dyn Fn(Time) -> String| {
            let ends = ends.iter().map(|ends| time_range(ends.iter().copied(), shown));
            format!("{} – {}", time_range(starts.clone(), shown), ends.collect::<String>())
        };
        let lasts: Option<Vec<f64>> = row.segments.iter().map(|segment| segment.last).collect();
        rows.push([
            range(&|time: Time| time.written()).trim_end().to_string(),
            range(&|time| count(time).unwrap_or_default()).trim_end().to_string(),
            row.text,
            value_range(row.segments.iter().map(|segment| segment.first)),
            lasts.map_or("…".to_string(), value_range),
        ]);
    }
    let run = program.run().map(|run| {
        let count = count(run).map_or(String::new(), |count| format!(" = {count} {beside_unit}"));
        // Where it is a whole number of them, nothing else has to say it.
        let finer = program.finer(run).filter(|_| !counted(run).is_some_and(Time::is_whole));
        let finer = finer.map_or(String::new(), |(count, unit)| format!("{} {} = ", count.written(), unit.plural()));
        format!("run {finer}{} {unit}{count}", run.written())
    });
    // What is absolute has no base.
    let bases = members.iter().copied().filter(|schedule| schedule.uses_base());
    let bases = value_range(bases.map(Schedule::base));
    let base = Some(bases).filter(|bases| !bases.is_empty()).map(|bases| format!("base {bases}"));
    let said: Vec<_> = base.into_iter().chain(run).collect();
    let name = named(&family.name);
    if let Some(read) = members.iter().find(|schedule| schedule.is_read()) {
        let units = read.units_read().join(", ");
        let read = format!("reads {units}, so that its segments have no ticks before the run");
        let said: Vec<_> = std::iter::once(read).chain(said).collect();
        return format!("{name}  {}\n", said.join(", "));
    }
    let heading = format!("{name}  {}", said.join(", "));
    let heading = match width.filter(|width| heading.chars().count() > *width) {
        Some(width) => {
            let said = lines(&said.join(", "), width.saturating_sub(INDENT.len()));
            said.into_iter().fold(name, |heading, line| format!("{heading}\n{INDENT}{line}"))
        }
        None => heading,
    };
    let table = if beside.is_some() {
        columns_around(&rows, 2, width)
    } else {
        let ticks_alone = rows.into_iter().map(|[ticks, _, shape, from, to]| [ticks, shape, from, to]);
        columns_around(&ticks_alone.collect::<Vec<_>>(), 1, width)
    };
    format!("{}\n{table}", heading.trim_end())
}
