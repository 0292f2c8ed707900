//! `lehr diff`

use std::collections::HashMap;
use std::io::Write;

use super::args::{DiffArgs, SourceArgs};
use super::exit::{Exit, Stop};
use super::sources::Given;
use super::table::{columns, named};
use super::{input, output, plot};
use crate::compile::Compilation;
use crate::plot::{Picture, Subject, View};
use crate::program::{Event, Program, Track};
use crate::schedule::{
    Difference, DifferenceReport, Gap, Largest, Schedule, SegmentInfo, Trigger, are_close, format_percent,
    format_short, format_value,
};
use crate::units::{Time, Unit};

/// With more segments than this, they are not listed.
const ROWS: usize = 32;
/// How many ticks of a schedule without an end are compared.
const ENDLESS: u64 = 1 << 20;
/// How many times of an event are compared.
const FIRINGS: usize = 1 << 16;
/// Areas are sums, whose last digits are those of their rounding.
const AREA_TOLERANCE: f64 = 1e-11;

/// One of the two schedules that are compared.
struct Side {
    name: String,
    compilation: Compilation,
}

impl Side {
    /// Its name, for reading.
    fn shown(&self) -> String {
        named(&self.name)
    }

    fn program(&self) -> &Program {
        self.compilation.partial()
    }
}

/// What two tracks of one name are compared over.
struct Pair<'p> {
    sides: [&'p Side; 2],
    schedules: [&'p Schedule; 2],
    /// The last tick that both have.
    last: u64,
    tolerance: f64,
}

pub(super) fn run(args: &DiffArgs) -> Result<Exit, Stop> {
    if !(args.tolerance >= 0.0 && args.tolerance.is_finite()) {
        return Err(Stop::Usage("--tolerance takes a number of 0 or more, such as 1e-9".to_string()));
    }
    let [a, b] = args.sources.given() else {
        let count = args.sources.given().len();
        return Err(Stop::Usage(format!(
            "two schedules are compared, files or expressions with -e, and this is {count}"
        )));
    };
    let sides = [side(a, args)?, side(b, args)?];
    let [a, b] = &sides;
    check_ticks(a, b)?;
    let mut out = output::stdout();
    let mut differ = false;
    let (of_a, of_b) = (selected(a, args), selected(b, args));
    if let Some(track) = of_a.iter().chain(&of_b).find(|track| track.schedule.is_read()) {
        return Err(Stop::Usage(format!(
            "{}; `lehr eval --metrics` has its values for what was read",
            crate::plot::read(std::slice::from_ref(&track.name))
        )));
    }
    if of_a.is_empty() && of_b.is_empty() {
        let names = args.track.join("`, `");
        return Err(Stop::Usage(format!("neither has a track called `{names}`")));
    }
    for (mine, theirs, other) in [(&of_a, &of_b, a), (&of_b, &of_a, b)] {
        for track in mine.iter().filter(|track| theirs.iter().all(|found| found.name != track.name)) {
            writeln!(out, "{}\n  only in {}", named(&track.name), other.shown())?;
            differ = true;
        }
    }
    for track in &of_a {
        let Some(other) = of_b.iter().find(|other| other.name == track.name) else { continue };
        let [ticks_a, ticks_b] = [a, b].map(|side| side.program().ticks().unwrap_or(ENDLESS).max(1));
        let pair = Pair {
            sides: [a, b],
            schedules: [&track.schedule, &other.schedule],
            last: ticks_a.min(ticks_b) - 1,
            tolerance: args.tolerance,
        };
        let (text, same) = pair.report(&track.name, ticks_a, ticks_b);
        out.write_all(text.as_bytes())?;
        if let Some(tick) = &args.resume {
            out.write_all(pair.resumed(tick)?.as_bytes())?;
        }
        differ |= !same;
    }
    if args.track.is_empty() {
        let (text, same) = events([a, b]);
        out.write_all(text.as_bytes())?;
        differ |= !same;
    }
    if args.plot {
        out.write_all(overlaid([(a, of_a), (b, of_b)])?.as_bytes())?;
    }
    out.flush()?;
    Ok(if differ { Exit::Failure } else { Exit::Success })
}

/// Reads one of the two. A file with errors is wrong usage, not a difference.
fn side(given: &Given, args: &DiffArgs) -> Result<Side, Stop> {
    let (file, expression) = match given.clone() {
        Given::File(file) => (Some(file), None),
        Given::Expression(expression) => (None, Some(expression)),
    };
    let name = expression.clone().unwrap_or_else(|| given.name());
    match input::compilation(&SourceArgs { file, expression, set: args.set.clone() }) {
        Ok(compilation) => Ok(Side { name, compilation }),
        Err(Stop::Said(_)) => Err(Stop::Said(Exit::Usage)),
        Err(Stop::Failed(message)) => Err(Stop::Usage(message)),
        Err(stop) => Err(stop),
    }
}

/// Both in one picture.
fn overlaid(sides: [(&Side, Vec<&Track>); 2]) -> Result<String, Stop> {
    let subjects: Vec<_> = sides
        .into_iter()
        .filter(|(_, tracks)| !tracks.is_empty())
        .map(|(side, tracks)| Subject { name: &side.name, compilation: &side.compilation, tracks, findings: &[] })
        .collect();
    let picture = Picture::new(&subjects, View::default()).map_err(|error| plot::blank(&error, "--run"))?;
    Ok(plot::in_terminal(&picture, None, None, false))
}

/// What there is to say about events, and whether both have the same.
fn events(sides: [&Side; 2]) -> (String, bool) {
    let [a, b] = sides;
    let (mut text, mut same) = (String::new(), true);
    let by_name = |side: &'_ Side| -> HashMap<String, Trigger> {
        side.program().events().iter().map(|event| (event.name.clone(), event.trigger.clone())).collect()
    };
    let [of_a, of_b] = sides.map(by_name);
    for (side, other) in [(a, &of_b), (b, &of_a)] {
        for Event { name, .. } in side.program().events().iter().filter(|event| !other.contains_key(&event.name)) {
            text.push_str(&format!("{}\n  only in {}\n", named(name), side.shown()));
            same = false;
        }
    }
    let ticks = |side: &Side| side.program().ticks().map_or(u64::MAX, |count| count.saturating_sub(1));
    let last = ticks(a).min(ticks(b));
    let unit = sides.iter().find_map(|side| side.program().tick());
    let unit = unit.as_ref().map_or("tick", Unit::singular);
    for Event { name, trigger } in a.program().events() {
        let Some(other) = of_b.get(name) else { continue };
        if trigger == other {
            text.push_str(&format!("{}\n  fires at the same ticks\n", named(name)));
            continue;
        }
        let [mine, theirs] = [trigger, other].map(|trigger| trigger.ticks(0, last));
        let said = match mine
            .map(Some)
            .chain([None])
            .zip(theirs.map(Some).chain([None]))
            .take(FIRINGS)
            .find(|(a, b)| a != b)
        {
            Some((mine, theirs)) => {
                let is_mine = theirs.is_none_or(|theirs| mine.is_some_and(|mine| mine < theirs));
                let (tick, side) = if is_mine { (mine, a) } else { (theirs, b) };
                same = false;
                let tick = Time::from(tick.unwrap_or_default()).written();
                format!("first differs at {unit} {tick}, where it fires in {} alone", side.shown())
            }
            None if trigger.ticks(0, last).nth(FIRINGS).is_some() => {
                format!("fires at the same ticks the first {FIRINGS} times; the search was cut short")
            }
            None => "fires at the same ticks".to_string(),
        };
        text.push_str(&format!("{}\n  {said}\n", named(name)));
    }
    (text, same)
}

fn check_ticks(a: &Side, b: &Side) -> Result<(), Stop> {
    match (a.program().tick(), b.program().tick()) {
        (Some(left), Some(right)) if left != right => Err(Stop::Usage(format!(
            "a tick of `{}` is one {}, and of `{}` one {}: give both the same, by `tick = {}`",
            a.name,
            left.singular(),
            b.name,
            right.singular(),
            left.plural()
        ))),
        _ => Ok(()),
    }
}

fn selected<'s>(side: &'s Side, args: &DiffArgs) -> Vec<&'s Track> {
    let wanted = |track: &&Track| args.track.is_empty() || args.track.contains(&track.name);
    side.program().tracks().iter().filter(wanted).collect()
}

impl Pair<'_> {
    /// What there is to say about a track, and whether both are the same.
    fn report(&self, track: &str, ticks_a: u64, ticks_b: u64) -> (String, bool) {
        let [a, b] = self.sides;
        let mut text = format!("{}\n", named(track));
        let comparison = self.compare(0, self.last);
        let mut say = |line: &str| text.push_str(&format!("  {line}\n"));
        match comparison.difference {
            None if comparison.certain => say(&format!("the same at {}", self.count(self.last + 1))),
            None => say("no difference was found, but the search was cut short"),
            Some(difference) => self.describe(difference, &mut say),
        }
        if comparison.tolerance > self.tolerance {
            say(&format!(
                "they are written too differently to be compared to the last bit: differences below {} are ignored",
                format_value(comparison.tolerance)
            ));
        }
        if ticks_a != ticks_b {
            let (longer, shorter) = if ticks_a > ticks_b { (a, b) } else { (b, a) };
            say(&format!(
                "compared over {}, where {} ends; {} goes on for {}",
                self.count(self.last + 1),
                shorter.shown(),
                longer.shown(),
                self.count(ticks_a.abs_diff(ticks_b))
            ));
        }
        if comparison.difference.is_some() {
            text.push_str(&self.segments());
        }
        (text, comparison.difference.is_none() && ticks_a == ticks_b)
    }

    fn compare(&self, first: u64, last: u64) -> DifferenceReport {
        let [a, b] = self.schedules;
        a.compare(b, first, last, self.tolerance)
    }

    fn describe(&self, difference: Difference, say: &mut dyn FnMut(&str)) {
        let Difference { first, last, absolute, relative } = difference;
        let values = |gap: Gap| format!("{} and {}", format_value(gap.a), format_value(gap.b));
        say(&format!("they first differ at {}: {}", self.at(first.tick), values(first)));
        for (name, Largest { gap, exact }, amount) in [
            ("largest difference", absolute, format_short(absolute.gap.absolute())),
            ("largest relative difference", relative, format_percent(relative.gap.relative())),
        ] {
            let at_least = if exact { "" } else { "at least " };
            say(&format!("{name}: {at_least}{amount} at {}: {}", self.at(gap.tick), values(gap)));
        }
        if last.tick < self.last {
            say(&format!("the same again from {} on", self.at(last.tick + 1)));
        }
        say(&self.areas(0));
    }

    /// What lies under both curves from a tick on.
    fn areas(&self, first: u64) -> String {
        let count = (self.last - first) as f64 + 1.0;
        let [a, b] = self.schedules.map(|schedule| schedule.mean(first, self.last) * count);
        let word = if b > a { "more" } else { "less" };
        let is_same = are_close(a, b, AREA_TOLERANCE) || a.total_cmp(&b).is_eq();
        let change = if is_same {
            ", the same".to_string()
        } else if !a.is_finite() || !b.is_finite() {
            String::new()
        } else if a == 0.0 {
            format!(", {} {word}", format_short(b))
        } else {
            format!(", {} {word}", format_percent((b / a - 1.0).abs()))
        };
        let unit = self.unit(2);
        format!("area under the curve: {} and {} rate × {unit}{change}", format_short(a), format_short(b))
    }

    /// A row for each stretch on which neither begins another segment.
    fn segments(&self) -> String {
        let segments = self.schedules.map(|schedule| schedule.segments().collect::<Vec<_>>());
        let mut starts: Vec<_> = segments.iter().flatten().map(|segment| segment.start).collect();
        starts.sort_unstable();
        starts.dedup();
        if starts.len() > ROWS {
            return String::new();
        }
        let mut rows = vec![[self.unit(2), self.sides[0].shown(), self.sides[1].shown(), "apart".to_string()]];
        for (index, &start) in starts.iter().enumerate() {
            let next = starts.get(index + 1);
            let tick = |time: Time| u64::try_from(time.ceil()).unwrap_or(u64::MAX);
            let (first, last) =
                (tick(start), next.map_or(self.last, |&next| tick(next).saturating_sub(1)).min(self.last));
            if first > last {
                continue;
            }
            let end = next.map_or_else(|| Time::whole((self.last + 1).into()), |&next| next).written();
            let shape = |segments: &[SegmentInfo]| {
                let found = segments.iter().rev().find(|segment| segment.start <= start);
                found.map_or(String::new(), |segment| segment.text.clone())
            };
            let apart = self.compare(first, last).difference.map_or("–".to_string(), |difference| {
                let gap = difference.absolute.gap;
                format!("{} at {}", format_short(gap.absolute()), Time::from(gap.tick).written())
            });
            rows.push([format!("{} – {end}", start.written()), shape(&segments[0]), shape(&segments[1]), apart]);
        }
        columns(&rows, output::width())
    }

    /// What happens to the rate where a run on the one goes on with the other.
    fn resumed(&self, tick: &str) -> Result<String, Stop> {
        let [a, b] = self.sides;
        let time = a.program().duration(tick).map_err(|error| input::wrong_value("--resume", &error))?;
        let next = u64::try_from(time.ceil()).ok().filter(|&next| next > 0 && time.is_whole() && next <= self.last);
        let Some(next) = next else {
            return Err(Stop::Usage(format!(
                "--resume takes a whole tick from 1 to {}, not `{tick}`",
                Time::from(self.last).written()
            )));
        };
        let [before, stays, changes] =
            [(0, next - 1), (0, next), (1, next)].map(|(side, tick): (usize, u64)| self.schedules[side].value(tick));
        let ratio = changes / stays;
        let effect = if changes == stays {
            "nothing changes there".to_string()
        } else if ratio.is_finite() && ratio > 0.0 {
            format!("the rate is {} times what it would have been", format_short(ratio))
        } else {
            format!("the rate jumps by {}", format_short((changes - stays).abs()))
        };
        let [end_a, end_b] = self.schedules.map(|schedule| format_value(schedule.value(self.last)));
        Ok(format!(
            "  resumed at {}: {} has come to {}, and would go on with {}; {} goes on with {}: {effect}\n  \
             from there on, {}\n  at {} it comes to {end_b} instead of {end_a}\n",
            self.at(next),
            a.shown(),
            format_value(before),
            format_value(stays),
            b.shown(),
            format_value(changes),
            self.areas(next),
            self.at(self.last),
        ))
    }

    /// A tick in the words of the file.
    fn at(&self, tick: u64) -> String {
        let program = self.sides[0].program();
        let epoch = program.size_of(Unit::EPOCH).filter(|_| program.tick() != Some(Unit::EPOCH));
        let epoch = epoch.and_then(|epoch| Time::whole(tick.into()).divided(epoch));
        let epoch = epoch.map_or(String::new(), |epoch| format!(" (epoch {})", epoch.rounded(4)));
        format!("{} {}{epoch}", self.unit(1), Time::whole(tick.into()).written())
    }

    fn count(&self, ticks: u64) -> String {
        format!("{} {}", Time::whole(ticks.into()).written(), self.unit(ticks))
    }

    fn unit(&self, count: u64) -> String {
        let unit = self.sides.iter().find_map(|side| side.program().tick());
        let (one, many) = unit.as_ref().map_or(("tick", "ticks"), |unit| (unit.singular(), unit.plural()));
        if count == 1 { one.to_string() } else { many.to_string() }
    }
}
