//! `lehr show`

use std::io::Write;

use super::args::ShowArgs;
use super::eval::select;
use super::exit::{Exit, Stop};
use super::table::{columns_around, lines, named};
use super::{input, output};
use crate::program::{Family, Program, families, segment_rows, time_range, value_range};
use crate::schedule::Schedule;
use crate::units::{Time, Unit};

/// What stands before what is said of a track, where that does not fit beside its name.
const INDENT: &str = "    ";

pub(super) fn run(args: &ShowArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    let mut out = output::stdout();
    for (index, family) in families(select(&program, &args.track)?).iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(timeline(&program, family, output::width()).as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// A heading, and a row for each segment, in a width where one is given. Of a family, a row says between what its
/// members are.
pub(super) fn timeline(program: &Program, family: &Family<'_>, width: Option<usize>) -> String {
    let unit = program.tick().map_or("ticks", Unit::plural);
    let beside = program.beside();
    let counted = |time: Time| beside.as_ref().and_then(|(_, measure)| measure.count(time));
    let is_epoch = beside.as_ref().is_some_and(|(unit, _)| *unit == Unit::Epoch);
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
