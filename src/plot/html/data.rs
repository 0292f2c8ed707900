//! What the script of a page knows: the held ticks, the values there, and what is drawn around them.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

use super::colors;
use super::held::Held;
use super::rows::Row;
use crate::plot::axis::TimeScale;
use crate::plot::picture::Picture;
use crate::plot::series::Series;
use crate::plot::svg::Mark;
use crate::schedule::format_value;
use crate::units::Time;

/// The most changes of a size that a page holds; between them no pixel is off.
const POINTS: usize = 1000;
/// Up to here a script has every whole number.
const EXACT: u64 = 1 << 53;

/// Everything.
#[derive(Serialize)]
struct PageData<'p> {
    /// The first tick, and where the axis ends.
    first: f64,
    end: f64,
    ticks: Vec<Tick>,
    scales: Vec<ScaleData>,
    panels: Vec<PanelData<'p>>,
    events: Vec<EventData<'p>>,
    findings: Vec<FindingData>,
}

/// An event.
#[derive(Serialize)]
struct EventData<'p> {
    name: &'p str,
    ticks: Vec<Tick>,
}

/// A unit of time.
#[derive(Serialize)]
struct ScaleData {
    unit: String,
    /// How many ticks it has, where that is always the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<f64>,
    /// Elsewhere ticks and how many of it have passed then, between which both go evenly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    points: Vec<[f64; 2]>,
    whole: bool,
}

#[derive(Serialize)]
struct PanelData<'p> {
    name: &'p str,
    log: bool,
    range: [Value; 2],
    curves: Vec<SeriesData<'p>>,
}

/// A series.
#[derive(Serialize)]
struct SeriesData<'p> {
    name: &'p str,
    /// The index of its entry in the legend of its panel, and what that is called.
    entry: usize,
    label: &'p str,
    subject: usize,
    /// How much of its colour it has.
    opacity: f64,
    /// The class that colours it.
    ink: String,
    dashes: &'static [f64],
    mark: Option<&'static str>,
    /// The values at the first of the held ticks; the curve ends with them.
    values: Vec<Value>,
    /// When it changes its course, in ticks.
    boundaries: Vec<f64>,
    /// Its segments with when they start.
    names: Vec<(f64, &'p str)>,
    rows: Vec<SegmentData<'p>>,
}

/// A row of the table of segments.
#[derive(Serialize)]
struct SegmentData<'p> {
    /// The index of the first held tick at or after its start.
    held: usize,
    start: f64,
    shape: &'p str,
    lines: Option<[usize; 2]>,
}

#[derive(Serialize)]
struct FindingData {
    number: usize,
    panel: usize,
    curve: usize,
    held: usize,
}

/// A tick: a number, or its digits where a script has no such number.
struct Tick(u64);

/// A value: a number, or its name where JSON has none.
struct Value(f64);

impl Serialize for Tick {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= EXACT { self.0.serialize(serializer) } else { self.0.to_string().serialize(serializer) }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { self.0.serialize(serializer) } else { format_value(self.0).serialize(serializer) }
    }
}

/// The data of a page as JSON in which HTML finds no tags.
pub(super) fn json(picture: &Picture<'_>, held: &Held, rows: &[Vec<Row>]) -> Result<String, serde_json::Error> {
    let mut rows = rows.iter();
    let panels = picture.panels.iter().map(|panel| {
        let entries = panel.entries();
        let own = entries.iter().map(|entry| (entry[0].entry, rows.next().map_or(&[][..], Vec::as_slice)));
        let own: HashMap<usize, &[Row]> = own.collect();
        let rows_of = |entry: usize| own.get(&entry).copied().unwrap_or_default();
        let curves = panel.series.iter().map(|series| series_data(series, held, rows_of(series.entry)));
        let curves: Vec<_> = curves.collect();
        let range = [Value(panel.range.0), Value(panel.range.1)];
        PanelData { name: &panel.name, log: panel.log, range, curves }
    });
    let anchored = picture.findings.iter().filter_map(|finding| Some((finding.number, finding.anchor?)));
    let events = picture
        .events
        .iter()
        .map(|event| EventData { name: &event.name, ticks: event.ticks.iter().map(|tick| Tick(*tick)).collect() });
    let data = PageData {
        first: picture.time.first as f64,
        end: picture.time.end as f64,
        ticks: held.ticks.iter().copied().map(Tick).collect(),
        scales: picture.time.scales.iter().map(|unit| scale(unit, picture.time.end)).collect(),
        panels: panels.collect(),
        events: events.collect(),
        findings: anchored
            .map(|(number, anchor)| FindingData {
                number,
                panel: anchor.panel,
                curve: anchor.series,
                held: held.index(anchor.tick),
            })
            .collect(),
    };
    Ok(inert(&serde_json::to_string(&data)?))
}

fn scale(scale: &TimeScale, end: u64) -> ScaleData {
    let changes = scale.measure.changes();
    let end = Time::whole(end.max(1).into());
    let every = changes.len().div_ceil(POINTS).max(1);
    let known = changes.into_iter().step_by(every).take_while(|tick| *tick < end);
    let size = scale.measure.size().map(|size| Time::new(size).to_f64());
    let last = size.is_none().then_some(end);
    let points = known.chain(last).filter_map(|tick| Some([tick, scale.measure.count(tick)?].map(Time::to_f64)));
    ScaleData { unit: scale.unit.clone(), size, points: points.collect(), whole: scale.whole }
}

fn series_data<'p>(series: &'p Series<'_>, held: &Held, rows: &'p [Row]) -> SeriesData<'p> {
    let named = series.boundaries.iter().filter_map(|boundary| Some((boundary.at.to_f64(), boundary.name.as_deref()?)));
    let piece = |row: &'p Row| SegmentData {
        held: held.index(u64::try_from(row.start.ceil()).unwrap_or(if row.start.is_negative() { 0 } else { u64::MAX })),
        start: row.start.to_f64(),
        shape: &row.shape,
        lines: row.lines,
    };
    SeriesData {
        name: &series.name,
        entry: series.entry,
        label: series.label(),
        subject: series.subject,
        opacity: series.style.opacity().unwrap_or(1.0),
        ink: colors::class(series.style),
        dashes: series.style.dashes(),
        mark: series.style.mark().map(Mark::outline),
        values: values(series, held),
        boundaries: series.boundaries.iter().map(|boundary| boundary.at.to_f64()).collect(),
        names: named.collect(),
        rows: rows.iter().map(piece).collect(),
    }
}

/// The values at the held ticks up to the end of a series.
fn values(series: &Series<'_>, held: &Held) -> Vec<Value> {
    let ticks = &held.ticks[..held.ticks.partition_point(|tick| *tick <= series.last)];
    let Some(&first) = ticks.first().filter(|_| held.all) else {
        return ticks.iter().map(|tick| Value(series.schedule.value(*tick))).collect();
    };
    let mut values = vec![0.0; ticks.len()];
    series.schedule.fill(first, &mut values);
    values.into_iter().map(Value).collect()
}

/// JSON without the characters that end a script or start a comment in HTML, or end a line in a
/// script. They only occur in its strings.
fn inert(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tag_is_left_in_data_and_it_reads_back() {
        let hostile = "</script><!-- & \u{2028}<script>";
        let json = inert(&serde_json::to_string(hostile).unwrap());
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }

    #[test]
    fn what_a_script_has_no_number_for_is_text() {
        let json = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap();
        assert_eq!(json(&|| serde_json::to_string(&Tick(EXACT))), "9007199254740992");
        assert_eq!(json(&|| serde_json::to_string(&Tick(EXACT + 1))), "\"9007199254740993\"");
        assert_eq!(json(&|| serde_json::to_string(&[Value(f64::NAN), Value(-f64::INFINITY)])), "[\"NaN\",\"-inf\"]");
    }
}
