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
    let epoch = program.size_of(Unit::Epoch).filter(|_| program.tick() != Some(Unit::Epoch));
    let epochs = |time: Time| epoch.and_then(|epoch| time.divided(epoch)).map(|time| time.rounded(4));
    let mut rows =
        vec![[unit.to_string(), "epochs".to_string(), "shape".to_string(), "from".to_string(), "to".to_string()]];
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
            range(&|time| epochs(time).unwrap_or_default()).trim_end().to_string(),
            row.text,
            value_range(row.segments.iter().map(|segment| segment.first)),
            lasts.map_or("…".to_string(), value_range),
        ]);
    }
    let run = program.run().map(|run| {
        let epochs = epochs(run).map_or(String::new(), |epochs| format!(" = {epochs} epochs"));
        // Where it is whole epochs, nothing else has to say it.
        let is_epochs = epoch.and_then(|epoch| run.divided(epoch)).is_some_and(Time::is_whole);
        let finer = program.finer(run).filter(|_| !is_epochs);
        let finer = finer.map_or(String::new(), |(count, unit)| format!("{} {} = ", count.written(), unit.plural()));
        format!("run {finer}{} {unit}{epochs}", run.written())
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
    let table = if epoch.is_some() {
        columns_around(&rows, 2, width)
    } else {
        let without_epochs = rows.into_iter().map(|[ticks, _, shape, from, to]| [ticks, shape, from, to]);
        columns_around(&without_epochs.collect::<Vec<_>>(), 1, width)
    };
    format!("{}\n{table}", heading.trim_end())
}
