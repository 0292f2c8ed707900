//! `lehr eval`

use std::fmt::Write as _;
use std::io::Write;

use super::args::{EvalArgs, Format};
use super::exit::{Exit, Stop, endless};
use super::metrics::{self, Metrics};
use super::progress::Progress;
use super::table::named;
use super::{input, output};
use crate::program::{Event, Program, Track};
use crate::schedule::{Run, Schedule, format_value, write_value};
use crate::text::escaped_json;
use crate::units::{Measure, Ratio, Time, Unit};

/// How many rows are evaluated at once, so that memory does not grow with the output.
const CHUNK: usize = 4096;
/// How many values are held at once, so that memory does not grow with the tracks either.
const HELD: usize = 1 << 20;
/// The rows of a terminal that the table leaves to other lines, and the fewest that are shown.
const BESIDE: usize = 4;
const FEWEST: usize = 20;
/// The width of a column of values.
const COLUMN: usize = 22;

/// The ticks that are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rows {
    first: u64,
    /// Included.
    last: u64,
    spacing: Spacing,
    /// Whether the last one is printed wherever it is.
    ends: bool,
}

/// Where one row follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spacing {
    /// A number of ticks later.
    Ticks(u64),
    /// At the first tick of each of these lengths, counted from a time.
    Lengths { from: Time, every: Time },
}

pub(super) fn run(args: &EvalArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    let tracks = select(&program, &args.track)?;
    let mut out = output::data();
    let rows = rows(args, &program)?.map(|rows| rows.for_reading(args));
    let metrics = match &args.metrics {
        Some(file) => Some(Metrics::read(file, &program, &tracks, rows.map_or(0, |rows| rows.last))?),
        None => {
            metrics::need_readings(&tracks)?;
            metrics::warn_unwatched(&tracks);
            None
        }
    };
    let mut sources: Vec<_> = tracks.iter().map(|track| Values::of(&track.schedule, metrics.as_ref())).collect();
    let events = if args.events { program.events() } else { &[] };
    let mut table = Table::new(args.format, &program, &tracks, events, rows);
    let mut beyond: Vec<Option<(u64, f64)>> = vec![None; tracks.len()];
    let progress = Progress::beside_data(rows.map_or(0, Rows::count) as u64, "rows");
    let mut text = String::new();
    table.head(&mut text);
    if let Some(rows) = rows {
        let size = rows.count().min((HELD / tracks.len().max(1)).clamp(1, CHUNK));
        let mut columns = vec![vec![0.0; size]; tracks.len()];
        let mut chunk = Vec::with_capacity(size);
        let mut next = Some(rows.first);
        while let Some(first) = next {
            chunk.clear();
            next = rows.chunk(first, size, &mut chunk);
            for (column, source) in columns.iter_mut().zip(&mut sources) {
                source.fill(&chunk, rows.spacing == Spacing::Ticks(1), &mut column[..chunk.len()]);
            }
            for (beyond, column) in beyond.iter_mut().zip(&columns) {
                let mut values = chunk.iter().copied().zip(column.iter().copied());
                *beyond = beyond.or_else(|| values.find(|(_, value)| !value.is_finite()));
            }
            for (row, &tick) in chunk.iter().enumerate() {
                table.row(&mut text, tick, columns.iter().map(|column| column[row]));
            }
            out.write_all(text.as_bytes())?;
            text.clear();
            progress.iter().for_each(|progress| progress.advance(chunk.len() as u64));
        }
    }
    drop(progress);
    table.foot(&mut text);
    out.write_all(text.as_bytes())?;
    out.flush()?;
    let mut exit = Exit::Success;
    for (track, beyond) in tracks.iter().zip(beyond) {
        let Some((tick, value)) = beyond else { continue };
        let what = if value.is_nan() { "not a number" } else { "beyond every double" };
        output::error(&format!("from tick {} on, `{}` is {what}", Time::from(tick).written(), track.name));
        exit = Exit::Failure;
    }
    Ok(exit)
}

/// The tracks that are asked for; all of them if none is.
pub(super) fn select<'p>(program: &'p Program, names: &[String]) -> Result<Vec<&'p Track>, Stop> {
    if names.is_empty() {
        return Ok(program.tracks().iter().collect());
    }
    let find = |name: &String| {
        program.tracks().iter().find(|track| track.name == *name).ok_or_else(|| {
            let names: Vec<_> = program.tracks().iter().map(|track| track.name.as_str()).collect();
            Stop::Usage(format!("no track is called `{name}`; there are: {}", names.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// Where the values of a track come from.
enum Values<'p> {
    /// From the schedule alone.
    Pure(&'p Schedule),
    /// From the schedule and what it has observed.
    Observing(Run<&'p Schedule>, &'p Metrics),
}

impl<'p> Values<'p> {
    fn of(schedule: &'p Schedule, metrics: Option<&'p Metrics>) -> Self {
        match metrics {
            Some(metrics) if schedule.is_read() || !schedule.metrics().is_empty() => {
                Self::Observing(schedule.start(), metrics)
            }
            _ => Self::Pure(schedule),
        }
    }

    /// The values at some ticks, which may be all from the first on.
    fn fill(&mut self, ticks: &[u64], all: bool, values: &mut [f64]) {
        match (self, ticks.first()) {
            (Self::Pure(schedule), Some(&first)) if all => schedule.fill(first, values),
            (Self::Pure(schedule), _) => {
                for (value, &tick) in values.iter_mut().zip(ticks) {
                    *value = schedule.value(tick);
                }
            }
            (Self::Observing(run, metrics), _) => {
                for (value, &tick) in values.iter_mut().zip(ticks) {
                    while run.tick() < tick {
                        read(run, metrics);
                        run.step(&metrics.at(run.tick()));
                    }
                    read(run, metrics);
                    *value = run.value();
                }
            }
        }
    }
}

/// Takes what units read at this tick.
fn read(run: &mut Run<&Schedule>, metrics: &Metrics) {
    let read = run.read(&metrics.at(run.tick()));
    debug_assert!(read.is_ok(), "the file has been read with what a reading may be");
}

fn rows(args: &EvalArgs, program: &Program) -> Result<Option<Rows>, Stop> {
    let time = |flag: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => program.duration(text).map(Some).map_err(|error| input::wrong_value(flag, &error)),
    };
    let tick = |flag: &str, tick: i128| {
        u64::try_from(tick).map_err(|_| Stop::Usage(format!("{flag}: there is no tick {tick}")))
    };
    let from = time("--from", &args.from)?.unwrap_or(Time::ZERO);
    let first = tick("--from", from.ceil())?;
    let spacing = match time("--every", &args.every)? {
        None => Spacing::Ticks(1),
        Some(every) if every.is_zero() => {
            return Err(Stop::Usage("--every: rows have to be more than 0 ticks apart".to_string()));
        }
        Some(every) if every.is_whole() => Spacing::Ticks(tick("--every", every.floor())?),
        Some(every) => Spacing::Lengths { from, every },
    };
    let last = match (args.count, time("--to", &args.to)?) {
        (Some(0), _) => return Ok(None),
        (Some(count), _) => (count - 1).saturating_add(first),
        (None, Some(to)) => tick("--to", to.floor())?,
        (None, None) => match program.ticks() {
            Some(0) => return Ok(None),
            Some(count) => count - 1,
            None => {
                let open = program.tracks().iter().filter(|track| track.schedule.len().is_none());
                let open: Vec<_> = open.map(|track| track.name.clone()).collect();
                if !open.is_empty() {
                    return Err(Stop::Usage(endless(&open, "-n, --to or --run")));
                }
                // The run is longer than ticks are counted.
                u64::MAX
            }
        },
    };
    Ok((first <= last).then_some(Rows { first, last, spacing, ends: false }))
}

impl Rows {
    /// The same, or on a terminal as many of them as it shows; how to get all is said.
    fn for_reading(self, args: &EvalArgs) -> Self {
        let chosen = args.every.is_some() || args.count.is_some() || args.format != Format::Table;
        let Some(height) = output::height().filter(|_| !chosen) else { return self };
        let most = (height.saturating_sub(BESIDE)).max(FEWEST);
        let all = self.count();
        if all <= most {
            return self;
        }
        // 1, 2, 5, 10, 20, …
        let steps = (0..20).flat_map(|power| [1, 2, 5].map(|digit| 10_u64.checked_pow(power)?.checked_mul(digit)));
        let thinned = |every| Self { spacing: Spacing::Ticks(every), ends: true, ..self };
        let Some(every) = steps.flatten().find(|&every| thinned(every).count() <= most) else { return self };
        output::note(&format!(
            "one row in {} is shown, of {}; --every 1 prints all of them",
            Time::from(every).written(),
            Time::from(all as u64).written()
        ));
        thinned(every)
    }

    fn count(self) -> usize {
        let ticks = self.last - self.first;
        let rows = match self.spacing {
            Spacing::Ticks(every) => ticks / every + u64::from(self.ends && !ticks.is_multiple_of(every)),
            Spacing::Lengths { every, .. } => {
                let rows = Time::whole(ticks.into()).over(every).map(|rows| rows.to_integer());
                rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(ticks).min(ticks)
            }
        };
        usize::try_from(rows).unwrap_or(usize::MAX).saturating_add(1)
    }

    /// The tick of the row after that of another.
    fn after(self, tick: u64) -> Option<u64> {
        let next = self.spacing.after(tick).filter(|&next| next <= self.last);
        next.or((self.ends && tick < self.last).then_some(self.last))
    }

    /// Puts the next ticks from `first` on into `chunk`, `size` at most; where to go on, if there are more.
    fn chunk(self, first: u64, size: usize, chunk: &mut Vec<u64>) -> Option<u64> {
        let mut tick = first;
        loop {
            chunk.push(tick);
            tick = self.after(tick)?;
            if chunk.len() == size {
                return Some(tick);
            }
        }
    }
}

impl Spacing {
    /// The tick of the row after another one's.
    fn after(self, tick: u64) -> Option<u64> {
        match self {
            Self::Ticks(every) => tick.checked_add(every),
            Self::Lengths { from, every } => {
                let passed = Time::whole(tick.into()).minus(from)?.over(every)?.floor();
                let next = every.times(passed + Ratio::from_integer(1))?.plus(from)?;
                u64::try_from(next.ceil()).ok()
            }
        }
    }
}

/// Rows in one of the formats.
struct Table<'p> {
    format: Format,
    /// The names of the tracks, as the format writes them.
    names: Vec<String>,
    /// The units beside ticks: in a table epochs where the file has them, and everywhere what the other clock counts.
    beside: Vec<Beside>,
    /// The events that have a column, with their names.
    events: Vec<(&'p Event, String)>,
    tick_width: usize,
    widths: Vec<usize>,
    started: bool,
}

/// The unit that ticks are told in as well.
struct Beside {
    unit: Unit,
    measure: Measure,
    /// The digits after the point.
    decimals: usize,
    width: usize,
}

impl Beside {
    fn new(unit: Unit, measure: Measure, last: u64) -> Self {
        // What a step takes is whole where it starts.
        let is_whole = |tick: u64| measure.count(Time::whole(tick.into())).is_some_and(Time::is_whole);
        let decimals = if is_whole(1) && is_whole(last) { 0 } else { 3 };
        let mut beside = Self { unit, measure, decimals, width: 10 };
        beside.width = beside.width.max(beside.at(last).len());
        beside
    }

    fn at(&self, tick: u64) -> String {
        format!("{count:.decimals$}", count = self.count(tick), decimals = self.decimals)
    }

    fn count(&self, tick: u64) -> f64 {
        self.measure.count(Time::whole(tick.into())).map_or(f64::NAN, Time::to_f64)
    }
}

impl<'p> Table<'p> {
    fn new(format: Format, program: &Program, tracks: &[&Track], events: &'p [Event], rows: Option<Rows>) -> Self {
        let names: Vec<_> = tracks.iter().map(|track| written(&track.name, format)).collect();
        let one = Measure::fixed(Ratio::from_integer(1));
        let other = program.other_clock();
        let epoch = program.beside().filter(|(unit, measure)| {
            format == Format::Table && *measure != one && other.as_ref().is_none_or(|(other, _)| other != unit)
        });
        let beside = epoch.into_iter().chain(other);
        let last = rows.map_or(0, |rows| rows.last);
        Self {
            format,
            beside: beside.map(|(unit, measure)| Beside::new(unit, measure, last)).collect(),
            tick_width: last.to_string().len().max("tick".len()),
            widths: names.iter().map(|name| name.chars().count().max(COLUMN)).collect(),
            names,
            events: events.iter().map(|event| (event, written(&event.name, format))).collect(),
            started: false,
        }
    }

    fn head(&mut self, text: &mut String) {
        match self.format {
            Format::Table => {
                let _ = write!(text, "{:>width$}", "tick", width = self.tick_width);
                for Beside { unit, width, .. } in &self.beside {
                    let _ = write!(text, "  {:>width$}", unit.singular());
                }
                for (name, width) in self.names.iter().zip(&self.widths) {
                    let _ = write!(text, "  {name:<width$}");
                }
                self.events.iter().for_each(|(_, name)| {
                    let _ = write!(text, "  {name}");
                });
                end_line(text);
            }
            Format::Csv => {
                text.push_str("tick");
                self.beside.iter().for_each(|beside| {
                    let _ = write!(text, ",{}", beside.unit.singular());
                });
                for name in self.names.iter().chain(self.events.iter().map(|(_, name)| name)) {
                    text.push(',');
                    text.push_str(name);
                }
                text.push('\n');
            }
            Format::Json => text.push('['),
            Format::Jsonl => {}
        }
    }

    fn row(&mut self, text: &mut String, tick: u64, values: impl Iterator<Item = f64>) {
        match self.format {
            Format::Table => {
                let _ = write!(text, "{tick:>width$}", width = self.tick_width);
                for beside in &self.beside {
                    let _ = write!(text, "  {:>width$}", beside.at(tick), width = beside.width);
                }
                for (value, width) in values.zip(&self.widths) {
                    let _ = write!(text, "  {:<width$}", format_value(value));
                }
                for (event, name) in &self.events {
                    let width = name.chars().count();
                    let _ = write!(text, "  {:<width$}", u8::from(event.trigger.fires(tick)));
                }
                end_line(text);
            }
            Format::Csv => {
                text.push_str(itoa::Buffer::new().format(tick));
                for beside in &self.beside {
                    text.push(',');
                    write_value(text, beside.count(tick));
                }
                for value in values {
                    text.push(',');
                    write_value(text, value);
                }
                for (event, _) in &self.events {
                    text.push_str(if event.trigger.fires(tick) { ",1" } else { ",0" });
                }
                text.push('\n');
            }
            Format::Json | Format::Jsonl => {
                if self.format == Format::Json {
                    text.push_str(if self.started { ",\n " } else { "\n " });
                }
                let _ = write!(text, "{{\"tick\":{tick}");
                for beside in &self.beside {
                    let _ = write!(text, ",\"{}\":{}", beside.unit.singular(), format_value(beside.count(tick)));
                }
                for (name, value) in self.names.iter().zip(values) {
                    let value = if value.is_finite() { format_value(value) } else { "null".to_string() };
                    let _ = write!(text, ",{name}:{value}");
                }
                for (event, name) in &self.events {
                    let _ = write!(text, ",{name}:{}", u8::from(event.trigger.fires(tick)));
                }
                text.push('}');
                if self.format == Format::Jsonl {
                    text.push('\n');
                }
            }
        }
        self.started = true;
    }

    fn foot(&self, text: &mut String) {
        if self.format == Format::Json {
            text.push_str(if self.started { "\n]\n" } else { "]\n" });
        }
    }
}

/// The name of a track in a format.
fn written(name: &str, format: Format) -> String {
    match format {
        Format::Table => named(name),
        Format::Json | Format::Jsonl => escaped_json(&serde_json::Value::from(name).to_string()).into_owned(),
        Format::Csv => {
            let mut cell = csv::Writer::from_writer(Vec::new());
            // What is written into memory is written.
            let _ = cell.write_record([name]);
            String::from_utf8_lossy(&cell.into_inner().unwrap_or_default()).trim_end().to_string()
        }
    }
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}
