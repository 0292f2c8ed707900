//! What is to be seen: panels of curves over one axis of time, and what the checker found.

use crate::compile::Compilation;
use crate::diagnostic::Diagnostic;
use crate::program::Track;
use crate::schedule::{Length, Node, Tolerance, Trend, format_value};
use crate::text::Span;
use crate::units::{Time, Unit};

use super::axis::{TimeAxis, TimeScale, ValueAxis};
use super::number;
use super::series::{Boundary, LineStyle, Series, boundaries};
use super::words::plain;

/// A program to be drawn.
#[derive(Clone, Debug)]
pub struct Subject<'p> {
    /// What it is called: a file.
    pub name: &'p str,
    /// What became of its text; for a program that was read from JSON, `Compilation::from(program)`.
    pub compilation: &'p Compilation,
    /// The tracks to be drawn, at least one.
    pub tracks: Vec<&'p Track>,
    /// What the checker has to say about it.
    pub findings: &'p [Diagnostic],
}

/// What part of the run is drawn, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The first tick; that of the run where absent.
    pub first: Option<u64>,
    /// The last tick; that of the run where absent.
    pub last: Option<u64>,
    /// Whether equal distances up the picture are equal ratios.
    pub log: bool,
}

/// Why there is nothing to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blank {
    /// These tracks go on for ever, and nothing says how far to draw them.
    Endless(Vec<String>),
    /// The range that is asked for has no ticks.
    Empty,
}

/// A picture of schedules. What it shows of the user's own words holds no control characters.
#[derive(Clone, Debug)]
pub struct Picture<'p> {
    /// What it is of.
    pub title: String,
    /// From left to right.
    pub time: TimeAxis,
    /// One below the other: a panel for each quantity, such as all of `lr`.
    pub panels: Vec<Panel<'p>>,
    /// What needs no curve to be seen: "momentum is 0.9 throughout".
    pub notes: Vec<String>,
    /// What the checker found in the part that is drawn, in the order of the source.
    pub findings: Vec<NumberedFinding>,
}

/// Curves over one axis of values.
#[derive(Clone, Debug)]
pub struct Panel<'p> {
    /// The quantity: `lr`.
    pub name: String,
    /// The curves, the first one in front.
    pub series: Vec<Series<'p>>,
    /// The least and the greatest value; on a logarithmic axis, of those above 0.
    pub range: (f64, f64),
    /// Whether its axis is logarithmic.
    pub log: bool,
}

/// The name of a segment of a panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SegmentName<'c> {
    /// Where it starts on the axis of time.
    pub(super) share: f64,
    /// Where the next one starts, or the axis ends.
    pub(super) next: f64,
    /// What it says.
    pub(super) text: &'c str,
    /// The look of its curve, where it would be taken for the name of another one's segment.
    pub(super) style: Option<LineStyle>,
}

/// A finding of the checker, numbered as it is marked in a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedFinding {
    /// Counted from 1.
    pub number: usize,
    /// The point that it is about; `None` where it is about no tick in particular.
    pub anchor: Option<Anchor>,
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub message: String,
}

/// The point of a curve that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// The index of the panel in the picture.
    pub panel: usize,
    /// The index of the series in the panel.
    pub series: usize,
    /// The tick.
    pub tick: u64,
    /// The value there.
    pub value: f64,
}

/// So small a part of the height of a picture is not seen.
const HAIR: f64 = 1.0 / 4096.0;
/// So many decades, at most, are of interest below the greatest value.
const DECADES: i32 = 12;

impl<'p> Picture<'p> {
    /// The picture of some programs, over the same ticks.
    ///
    /// # Errors
    ///
    /// Where no tick is to be drawn, or no end is known.
    pub fn new(subjects: &[Subject<'p>], view: View) -> Result<Self, Blank> {
        let time = time_axis(subjects, view)?;
        let mut panels = panels(subjects, view, &time);
        let notes = take_constants(&mut panels, subjects, &time);
        for panel in &mut panels {
            panel.name_curves(subjects);
            panel.range = panel.range_of(&time);
        }
        let findings = findings(subjects, &panels, &time);
        Ok(Self { title: title(subjects), time, panels, notes, findings })
    }

    /// What it is of, in a few words.
    pub fn heading(&self) -> String {
        let names: Vec<_> = self.panels.iter().map(|panel| panel.name.as_str()).collect();
        let names = names.join(", ");
        if self.title.is_empty() { names } else { format!("{names} of {}", self.title) }
    }

    /// What is to be seen in it, for whoever does not see it.
    pub fn summary(&self) -> String {
        let series = self.panels.iter().flat_map(|panel| &panel.series).map(|series| {
            let last = series.last.min(self.time.last).max(self.time.first);
            let extremes = series.schedule.extremes(self.time.first, last);
            let names: Vec<_> = series.segments(&self.time).into_iter().map(|(_, name)| name).collect();
            let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", then ")) };
            let (low, high) = (format_value(extremes.min.value), format_value(extremes.max.value));
            format!("{} between {low} and {high}{names}.", series.name)
        });
        let notes = self.notes.iter().map(|note| format!("{note}."));
        let findings = self.findings.iter().map(|finding| format!("{}: {}.", finding.code, finding.message));
        series.chain(notes).chain(findings).collect::<Vec<_>>().join(" ")
    }
}

impl Panel<'_> {
    /// The axis of values with `most` labels or fewer.
    pub fn axis(&self, most: usize) -> ValueAxis {
        ValueAxis::new(self.range, self.log, most)
    }

    /// The names of the segments, in order; once for all curves that are divided alike.
    pub(super) fn segment_names(&self, time: &TimeAxis) -> Vec<SegmentName<'_>> {
        let mut lanes: Vec<&Series<'_>> = Vec::new();
        for series in &self.series {
            if lanes.iter().all(|lane| lane.segments(time) != series.segments(time)) {
                lanes.push(series);
            }
        }
        let style = |series: &Series<'_>| (lanes.len() > 1).then_some(series.style);
        let named =
            lanes.iter().flat_map(|series| series.segments(time).into_iter().map(|named| (named, style(series))));
        let mut named: Vec<_> = named.collect();
        named.sort_by(|((a, _), _), ((b, _), _)| a.total_cmp(b));
        let nexts: Vec<f64> = named.iter().skip(1).map(|((share, _), _)| *share).chain([1.0]).collect();
        let name = |(((share, text), style), next)| SegmentName { share, next, text, style };
        named.into_iter().zip(nexts).map(name).collect()
    }

    /// Where its curves change their course within the axis of time.
    pub fn boundaries(&self, time: &TimeAxis) -> Vec<f64> {
        let mut shares: Vec<f64> = self.series.iter().flat_map(|series| series.visible_boundaries(time)).collect();
        shares.sort_by(f64::total_cmp);
        shares.dedup();
        shares
    }

    /// What tells the curves of a panel apart: the track, the file, or both.
    fn name_curves(&mut self, subjects: &[Subject<'_>]) {
        let same_track = self.series.iter().all(|series| series.track == self.series[0].track);
        let same_subject = self.series.iter().all(|series| series.subject == self.series[0].subject);
        for series in &mut self.series {
            let file = plain(subjects[series.subject].name);
            series.name = match (same_subject, same_track) {
                (true, _) => plain(&series.track),
                (false, true) => file,
                (false, false) => format!("{file} {}", plain(&series.track)),
            };
        }
        if same_track {
            self.name = plain(&self.series[0].track);
        }
    }

    /// What cannot be seen: the thickness of a hair.
    pub fn tolerance(&self) -> Tolerance {
        let (low, high) = self.range;
        if self.log {
            Tolerance::Relative((libm::log(high / low) * HAIR).clamp(0.0, 1.0))
        } else {
            Tolerance::Absolute((high - low).max(0.0) * HAIR)
        }
    }

    fn range_of(&self, time: &TimeAxis) -> (f64, f64) {
        let range = self.series.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |range, series| {
            let values = series.range(time, self.log);
            values.filter(|value| value.is_finite()).fold(range, |(low, high), value| (low.min(value), high.max(value)))
        });
        match range {
            (low, high) if low > high => (0.0, 1.0),
            (low, high) if self.log => (low.max(high * number::power_of_ten(-DECADES)), high),
            range => range,
        }
    }
}

/// The ticks that are drawn, and the units that they are counted in.
fn time_axis(subjects: &[Subject<'_>], view: View) -> Result<TimeAxis, Blank> {
    let first = view.first.unwrap_or(0);
    let (last, end) = match view.last {
        Some(last) => (last, last),
        None => {
            let ends: Vec<_> = subjects.iter().filter_map(extent).collect();
            let count = ends.iter().map(|extent| extent.count).max().ok_or_else(|| Blank::Endless(names(subjects)))?;
            let last = count.checked_sub(1).ok_or(Blank::Empty)?;
            (last, ends.iter().map(|extent| extent.end).max().unwrap_or(last))
        }
    };
    if first > last { Err(Blank::Empty) } else { Ok(TimeAxis { first, last, end, scales: scales(subjects) }) }
}

fn names(subjects: &[Subject<'_>]) -> Vec<String> {
    let tracks = subjects.iter().flat_map(|subject| &subject.tracks);
    tracks.filter(|track| track.schedule.len().is_none()).map(|track| plain(&track.name)).collect()
}

/// How far a program goes.
struct Extent {
    /// The number of its ticks.
    count: u64,
    /// Where it ends, in ticks.
    end: u64,
}

/// That of the run; without one, that of the longest track and the tick at its end. `None` where
/// all go on for ever.
fn extent(subject: &Subject<'_>) -> Option<Extent> {
    let whole = |time: Time| u64::try_from(time.ceil()).unwrap_or(u64::MAX);
    if let Some(run) = subject.compilation.partial().run() {
        return Some(Extent { count: whole(run), end: whole(run) });
    }
    let end = subject.tracks.iter().filter_map(|track| track.schedule.len()).map(Length::ratio).max()?;
    let end = whole(Time::new(end));
    Some(Extent { count: end.saturating_add(1), end })
}

/// The units of the axis: epochs or tokens where there are any, and ticks. What is not the same for
/// all is left out.
fn scales(subjects: &[Subject<'_>]) -> Vec<TimeScale> {
    let shared = |unit: Unit| {
        let mut sizes = subjects.iter().map(|subject| subject.compilation.partial().size_of(unit));
        let first = sizes.next().flatten()?;
        sizes.all(|size| size == Some(first)).then_some(first)
    };
    let tick = subjects.first().and_then(|subject| subject.compilation.partial().tick());
    let tick = tick.filter(|_| subjects.iter().all(|subject| subject.compilation.partial().tick() == tick));
    let larger = [Unit::Epoch, Unit::Token].into_iter().filter(|unit| Some(*unit) != tick).find_map(|unit| {
        let size = shared(unit)?;
        Some(TimeScale { unit: unit.singular(), size: Time::new(size), whole: false })
    });
    let own = TimeScale { unit: tick.map_or("tick", Unit::singular), size: Time::whole(1), whole: true };
    larger.into_iter().chain([own]).collect()
}

/// A panel for each first part of the tracks' names, in the order of their appearance.
fn panels<'p>(subjects: &[Subject<'p>], view: View, time: &TimeAxis) -> Vec<Panel<'p>> {
    let mut panels: Vec<Panel<'p>> = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let own = extent(subject).map_or(time.last, |extent| extent.count.saturating_sub(1));
        let last = view.last.unwrap_or(own);
        for track in &subject.tracks {
            let name = plain(track.name.split('.').next().unwrap_or_default());
            let found = panels.iter().position(|panel| panel.name == name);
            let place = found.unwrap_or_else(|| {
                panels.push(Panel { name, series: Vec::new(), range: (0.0, 1.0), log: view.log });
                panels.len() - 1
            });
            let series = &mut panels[place].series;
            let (whole, segments) = source_of(subject, &track.name);
            series.push(Series {
                name: track.name.clone(),
                track: track.name.clone(),
                subject: index,
                style: LineStyle::nth(series.len()),
                schedule: &track.schedule,
                last,
                boundaries: boundaries(&track.schedule, subject.compilation.text(), whole, &segments),
            });
        }
    }
    panels
}

/// Where a track and the segments of its outermost chain stand in the source.
fn source_of(subject: &Subject<'_>, track: &str) -> (Span, Vec<Span>) {
    let source = subject.compilation.sources().iter().find(|source| source.name == track);
    let Some((source, schedule)) = source.zip(subject.compilation.partial().track(track)) else {
        return (Span::default(), Vec::new());
    };
    if !matches!(schedule.root(), Node::Chain(_)) {
        return (source.value, vec![source.value]);
    }
    let mut next = 1;
    let mut segments = Vec::new();
    schedule.root().for_each_child(&mut |segment| {
        segments.extend(source.origins.get(next).map(|origin| origin.span));
        next += segment.size();
    });
    (source.value, segments)
}

/// Takes out the panels whose curves do not move, and says so instead; one is left in any case.
fn take_constants(panels: &mut Vec<Panel<'_>>, subjects: &[Subject<'_>], time: &TimeAxis) -> Vec<String> {
    let constant = |series: &Series<'_>| {
        let last = series.last.min(time.last);
        (series.schedule.trend(time.first, last) == Trend::Constant).then(|| series.schedule.value(time.first))
    };
    let mut notes = Vec::new();
    let moves = |panel: &Panel<'_>| panel.series.iter().any(|series| constant(series).is_none());
    if !panels.iter().any(moves) {
        return notes;
    }
    panels.retain(|panel| {
        let values: Option<Vec<_>> = panel.series.iter().map(|series| Some((series, constant(series)?))).collect();
        for (series, value) in values.iter().flatten() {
            let file = if subjects.len() > 1 {
                format!(" in {}", plain(subjects[series.subject].name))
            } else {
                String::new()
            };
            notes.push(format!("{} is {} throughout{file}", plain(&series.track), format_value(*value)));
        }
        values.is_none()
    });
    notes
}

/// The findings about what is drawn: each at the tick that it speaks of, or at the start of the segment.
fn findings(subjects: &[Subject<'_>], panels: &[Panel<'_>], time: &TimeAxis) -> Vec<NumberedFinding> {
    let mut findings = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        for diagnostic in subject.findings {
            let track = diagnostic.track.as_deref().or_else(|| track_of(subject, diagnostic.span()));
            let anchor = match track {
                None => None,
                Some(track) => match anchor(diagnostic, index, track, panels, time) {
                    Some(anchor) => Some(anchor),
                    None => continue,
                },
            };
            let (number, message) = (findings.len() + 1, plain(&diagnostic.message));
            findings.push(NumberedFinding { number, anchor, code: diagnostic.code.slug(), message });
        }
    }
    findings
}

/// The track whose value a place in the source belongs to.
fn track_of<'s>(subject: &'s Subject<'_>, span: Span) -> Option<&'s str> {
    let holds = |whole: Span| whole.start <= span.start && span.end <= whole.end && whole != Span::default();
    subject.compilation.tracks().find(|track| holds(track.value_span())).map(|track| track.name())
}

/// Where a finding is on the curve of its track; `None` where that is not drawn.
fn anchor(
    diagnostic: &Diagnostic,
    subject: usize,
    track: &str,
    panels: &[Panel<'_>],
    time: &TimeAxis,
) -> Option<Anchor> {
    let all = panels
        .iter()
        .enumerate()
        .flat_map(|(panel, drawn)| drawn.series.iter().enumerate().map(move |(index, series)| (panel, index, series)));
    let (panel, index, series) =
        all.into_iter().find(|(_, _, series)| series.subject == subject && series.track == track)?;
    let starts = |boundary: &&Boundary| boundary.name.is_some() && boundary.span.start <= diagnostic.span().start;
    let start = || series.boundaries.iter().rfind(starts).map(|boundary| boundary.at.ceil());
    let tick = diagnostic.tick.unwrap_or_else(|| start().map_or(0, |at| u64::try_from(at).unwrap_or(u64::MAX)));
    let value = |tick| series.schedule.value(tick);
    let last = series.last.min(time.last);
    (time.first..=last).contains(&tick).then(|| Anchor { panel, series: index, tick, value: value(tick) })
}

/// The names of the files, or how many there are.
fn title(subjects: &[Subject<'_>]) -> String {
    match subjects {
        [one] => plain(one.name),
        _ => String::new(),
    }
}
