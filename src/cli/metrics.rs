//! Metrics files: what is observed by the shapes that follow a metric, and what is read of units.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::exit::Stop;
use super::output;
use crate::program::{Program, Track};
use crate::schedule::{Controller, format_value, reading};
use crate::units::{Ratio, Time};

/// The metrics of a run.
#[derive(Debug)]
pub(super) struct Metrics {
    names: Vec<String>,
    /// The values of a row, in the order of the names, by the tick at whose end it was measured; `None` where there is
    /// none.
    rows: BTreeMap<u64, Vec<Option<f64>>>,
}

/// The most bytes of a file, and of a line of it. No metrics of a run are larger.
const FILE_LIMIT: u64 = 256 << 20;
const LINE_LIMIT: usize = 1 << 20;

/// A reader that ends with an error where a file, or a line of it, has no end.
struct Bounded<R> {
    reader: R,
    left: u64,
    /// How many bytes of the line have been read.
    line: usize,
}

impl<R> Bounded<R> {
    fn new(reader: R) -> Self {
        Self { reader, left: FILE_LIMIT, line: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(bytes)?;
        let read = &bytes[..count];
        let line = read.rsplit(|&byte| byte == b'\n').next().map_or(0, <[u8]>::len);
        self.line = if line == count { self.line + count } else { line };
        self.left = self.left.saturating_sub(count as u64);
        match (self.left, self.line) {
            (0, _) => Err(io::Error::other(format!("it is larger than {} MiB", FILE_LIMIT >> 20))),
            (_, LINE_LIMIT..) => Err(io::Error::other(format!("a line is longer than {} MiB", LINE_LIMIT >> 20))),
            _ => Ok(count),
        }
    }
}

/// Says that nothing watches what is to be watched.
pub(super) fn warn_unwatched(tracks: &[&Track]) {
    for track in tracks {
        let controllers = track.schedule.controllers();
        if let Some(first) = controllers.iter().min_by_key(|controller| controller.metric()) {
            let never = match first {
                Controller::Plateau(_) => "lowers anything",
                Controller::Steer(_) => "changes anything",
                Controller::Reach(_) => "passes a threshold",
            };
            output::note(&format!(
                "`{}` watches `{}`, and without --metrics its {} never {never}",
                track.name,
                first.metric(),
                first.name()
            ));
        }
    }
}

impl Metrics {
    /// Reads what the tracks watch, for values up to the tick `last`.
    pub(super) fn read(file: &Path, program: &Program, tracks: &[&Track], last: u64) -> Result<Self, Stop> {
        let wrong = |what: String| Stop::Usage(format!("--metrics: `{}` {what}", file.display()));
        let mut names: Vec<_> =
            tracks.iter().flat_map(|track| track.schedule.metrics()).map(ToString::to_string).collect();
        let units = units_read(tracks);
        names.extend(units.iter().map(ToString::to_string));
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Err(Stop::Usage(
                "--metrics: no track has a `plateau`, a `steer` or a `reach` that would watch them".to_string(),
            ));
        }
        let opened = File::open(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(Bounded::new(opened).chain(&b"\n"[..]));
        let headers = reader.headers().map_err(|error| wrong(format!("cannot be read: {error}")))?.clone();
        let is_unit = |name: &str| units.contains(&name);
        let plural = |name: &str, header: &str| is_unit(name) && header.strip_suffix('s') == Some(name);
        let column = |name: &str| headers.iter().position(|header| header == name || plural(name, header));
        let columns = names
            .iter()
            .map(|name| {
                column(name).ok_or_else(|| {
                    let found: Vec<_> = headers.iter().collect();
                    let mut controllers = tracks.iter().flat_map(|track| track.schedule.controllers());
                    let watching = controllers.find(|controller| controller.metric() == name);
                    let needs = match watching {
                        _ if is_unit(name) => "which tells the time of a track".to_string(),
                        watching => format!("which a {} watches", watching.map_or("track", Controller::name)),
                    };
                    wrong(format!("has no column `{name}`, {needs}; its columns are: {}", found.join(", ")))
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let clock = Clock::of(&headers, program, &units).map_err(&wrong)?;
        let mut rows = BTreeMap::new();
        let mut read = vec![0.0; names.len()];
        let first_line = reader.position().line();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| wrong(format!("cannot be read: {error}")))? {
            let line = reader.position().line().saturating_sub(1);
            // The reader skips a blank line, which is a row without an observation where a row is a tick.
            let row = line.saturating_sub(first_line);
            let cell = |column: usize| record.get(column).unwrap_or_default();
            let at = clock
                .tick(row, cell(clock.column.unwrap_or(0)))
                .map_err(|what| wrong(format!("{what} in line {line}")))?;
            let values = names
                .iter()
                .zip(&columns)
                .zip(&mut read)
                .map(|((name, &column), before)| -> Result<Option<f64>, Stop> {
                    let text = cell(column);
                    if text.is_empty() {
                        return Ok(None);
                    }
                    // A run that diverges logs `nan` and `inf`, and the loop passes them on.
                    let value = text.parse::<f64>();
                    let value = value.map_err(|_| {
                        wrong(format!("has `{text}` for `{name}` in line {line}, which is not a number"))
                    })?;
                    if is_unit(name) {
                        *before = read_after(value, *before)
                            .map_err(|why| wrong(format!("has `{text}` for `{name}` in line {line}, {why}")))?;
                    }
                    Ok(Some(value))
                })
                .collect::<Result<Vec<_>, _>>()?;
            if rows.last_key_value().is_some_and(|(&before, _)| before >= at) {
                return Err(wrong(format!("goes back in time in line {line}")));
            }
            rows.insert(at, values);
        }
        clock.check_length(&rows, last).map_err(wrong)?;
        Ok(Self { names, rows })
    }

    /// What was measured at the end of a tick, and what units read at it.
    pub(super) fn at(&self, tick: u64) -> Vec<(&str, f64)> {
        let row = self.rows.get(&tick).map_or(&[][..], |row| row);
        let named = self.names.iter().map(String::as_str).zip(row);
        named.filter_map(|(name, value)| Some((name, (*value)?))).collect()
    }
}

/// The units that tracks read, by their singular names, each once.
fn units_read<'p>(tracks: &[&'p Track]) -> Vec<&'p str> {
    let mut units: Vec<_> = tracks.iter().flat_map(|track| track.schedule.units_read()).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// A number as it is read of a unit after another one, or why it cannot be.
fn read_after(number: f64, before: f64) -> Result<f64, String> {
    match (reading(number), reading(before)) {
        (None, _) => Err("and a reading is from 0 to 2^64".to_string()),
        (now, before_it) if now < before_it => Err(format!("after {}: a reading never falls", format_value(before))),
        _ => Ok(number),
    }
}

/// Makes sure that there is a file where a track needs what is read.
pub(super) fn need_readings(tracks: &[&Track]) -> Result<(), Stop> {
    let Some(track) = tracks.iter().find(|track| track.schedule.is_read()) else { return Ok(()) };
    let units: Vec<_> = track.schedule.units_read().into_iter().map(|unit| format!("`{unit}`")).collect();
    Err(Stop::Usage(format!(
        "`{}` reads {}, and nothing gives it: name a file with a column of that name, by --metrics",
        track.name,
        units.join(" and ")
    )))
}

/// When a row was measured.
struct Clock {
    /// The column that says so; without one, a row is a tick.
    column: Option<usize>,
    name: String,
    /// Ticks to a row's count of 1.
    size: Ratio,
}

impl Clock {
    fn of(headers: &csv::StringRecord, program: &Program, read: &[&str]) -> Result<Self, String> {
        let ticks = Self { column: None, name: "tick".to_string(), size: Ratio::from_integer(1) };
        for (index, header) in headers.iter().enumerate() {
            if header == "tick" {
                return Ok(Self { column: Some(index), ..ticks });
            }
            if let Some(unit) = program.unit(header).filter(|unit| !read.contains(&unit.singular())) {
                let size = match program.tick() {
                    // Nothing names a unit: what the loop counts has this name.
                    None => Some(Ratio::from_integer(1)),
                    Some(_) => program.size_of(unit),
                };
                let Some(size) = size else {
                    let name = unit.singular();
                    return Err(format!(
                        "counts {}, and the schedule does not say how long one {name} is",
                        unit.plural()
                    ));
                };
                return Ok(Self { column: Some(index), name: unit.singular().to_string(), size });
            }
        }
        Ok(ticks)
    }

    /// The tick at whose end a row was measured.
    fn tick(&self, index: u64, cell: &str) -> Result<u64, String> {
        let count = match self.column {
            None => index,
            Some(_) => {
                // Loggers write whole counts as `3.0` too.
                let whole = cell.strip_suffix(".0").unwrap_or(cell).parse::<u64>();
                whole.map_err(|_| {
                    format!("has `{cell}` for the {}, which is not a whole number of 0 or more,", self.name)
                })?
            }
        };
        let end = Time::new(self.size).times(Ratio::from_integer(i128::from(count) + 1));
        let tick = end.and_then(|end| u64::try_from(end.ceil() - 1).ok());
        tick.ok_or_else(|| format!("counts to {}, more than any loop counts,", format_value(count as f64)))
    }

    /// Whether everything before a tick has been measured, as far as the file's own steps tell.
    fn check_length(&self, rows: &BTreeMap<u64, Vec<Option<f64>>>, last: u64) -> Result<(), String> {
        let measured = rows.last_key_value().map_or(0, |(&tick, _)| tick + 1);
        let gap = match self.column {
            None => 0,
            // Rows may stand further apart than one of what they count.
            Some(_) => {
                let ticks: Vec<_> = rows.keys().collect();
                let widest = ticks.windows(2).map(|pair| pair[1] - pair[0]).max();
                widest.or(rows.first_key_value().map(|(&tick, _)| tick + 1)).unwrap_or(0)
            }
        };
        if measured.saturating_add(gap.saturating_sub(1)) >= last {
            return Ok(());
        }
        Err(format!(
            "ends with tick {}, in {} rows, and the value at tick {} needs what was measured before it; print fewer ticks, with `-n {}`",
            Time::from(measured.saturating_sub(1)).written(),
            rows.len(),
            Time::from(last).written(),
            measured.saturating_add(gap.saturating_sub(1)).saturating_add(1)
        ))
    }
}
