//! `lehr show`

use std::io::Write;

use super::args::ShowArgs;
use super::eval::select;
use super::exit::{Exit, Stop};
use super::table::{columns, named};
use super::{input, output};
use crate::program::{Program, Track};
use crate::schedule::{SegmentInfo, format_value};
use crate::units::{Time, Unit};

pub(super) fn run(args: &ShowArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    let mut out = output::stdout();
    for (index, track) in select(&program, &args.track)?.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        out.write_all(timeline(&program, track, output::width()).as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// A heading, and a row for each segment, in a width where one is given.
pub(super) fn timeline(program: &Program, track: &Track, width: Option<usize>) -> String {
    let unit = program.tick().map_or("ticks", Unit::plural);
    let epoch = program.size_of(Unit::Epoch).filter(|_| program.tick() != Some(Unit::Epoch));
    let epochs = |time: Time| epoch.and_then(|epoch| time.divided(epoch)).map(|time| time.rounded(4));
    let mut rows =
        vec![[unit.to_string(), "epochs".to_string(), "shape".to_string(), "from".to_string(), "to".to_string()]];
    for segment in track.schedule.segments() {
        let SegmentInfo { start, end, text, first, last } = segment;
        // The run ends a segment that would go on.
        let end = end.or(program.run());
        let range = |shown: &dyn Fn(Time) -> String| match end {
            Some(end) => format!("{} – {}", shown(start), shown(end)),
            None => format!("{} –", shown(start)),
        };
        rows.push([
            range(&|time: Time| time.written()),
            range(&|time| epochs(time).unwrap_or_default()),
            text,
            format_value(first),
            last.map_or("…".to_string(), format_value),
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
    let base = track.schedule.uses_base().then(|| format!("base {}", format_value(track.schedule.base())));
    let said: Vec<_> = base.into_iter().chain(run).collect();
    let heading = format!("{}  {}", named(&track.name), said.join(", "));
    let table = if epoch.is_some() {
        columns(&rows, width)
    } else {
        let without_epochs = rows.into_iter().map(|[ticks, _, shape, from, to]| [ticks, shape, from, to]);
        columns(&without_epochs.collect::<Vec<_>>(), width)
    };
    format!("{}\n{table}", heading.trim_end())
}
