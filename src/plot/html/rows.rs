//! The segments of a curve as rows of a table.

use crate::plot::picture::Picture;
use crate::plot::series::{Boundary, Series};
use crate::program::{SegmentRow, segment_rows, time_range, value_range};
use crate::text::one_line;
use crate::text::{LineIndex, Span};
use crate::units::Time;

use super::held::Held;

/// A segment, as the user reads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// When it starts.
    pub(super) start: Time,
    /// The same in ticks, and in the larger unit where there is one.
    pub(super) starts: [String; 2],
    /// When it ends, likewise; empty where it goes on for ever.
    pub(super) ends: [String; 2],
    /// Its text.
    pub(super) shape: String,
    /// The value that it starts with.
    pub(super) from: String,
    /// The value that it ends with.
    pub(super) to: String,
    /// Its first and last line in the source, counted from 1.
    pub(super) lines: Option<[usize; 2]>,
    /// The index of the first held tick in it, where it has one.
    pub(super) held: Option<usize>,
}

/// The rows of a curve, or of those of a family, which have the values between which its members are. `texts`
/// are the lines of the subjects.
pub(super) fn rows(entry: &[&Series<'_>], picture: &Picture<'_>, texts: &[LineIndex], held: &Held) -> Vec<Row> {
    let none = LineIndex::new("");
    let index = texts.get(entry[0].subject).unwrap_or(&none);
    let members: Vec<_> = entry.iter().map(|series| series.schedule).collect();
    let shown =
        segment_rows(&members).into_iter().map(|shown| row(&shown, entry[shown.written_in], picture, index, held));
    shown.collect()
}

fn row(shown: &SegmentRow, series: &Series<'_>, picture: &Picture<'_>, index: &LineIndex, held: &Held) -> Row {
    let segments = &shown.segments;
    let lasts: Option<Vec<f64>> = segments.iter().map(|segment| segment.last).collect();
    let starts = segments.iter().map(|segment| segment.start);
    // The end of the axis ends a segment that would go on.
    let ends = segments.iter().map(|segment| segment.end.unwrap_or_else(|| Time::whole(picture.time.end.into())));
    let start = starts.clone().min().unwrap_or(Time::ZERO);
    // They stand in order.
    let begun = &series.boundaries[..series.boundaries.partition_point(|boundary| boundary.at <= start)];
    let named = |boundary: &&Boundary| boundary.name.is_some();
    let shape = match one_line(&shown.text) {
        text if text.is_empty() => begun.iter().rfind(named).and_then(|boundary| boundary.name.clone()),
        text => Some(text),
    };
    let tick = u64::try_from(start.ceil()).unwrap_or(u64::MAX);
    let inside = (picture.time.first..=picture.time.last.min(series.last)).contains(&tick);
    Row {
        start,
        starts: times(starts, picture),
        ends: times(ends, picture),
        shape: shape.unwrap_or_default(),
        from: value_range(segments.iter().map(|segment| segment.first)),
        to: lasts.map_or_else(|| "…".to_string(), value_range),
        lines: begun.last().and_then(|boundary| lines(boundary.span, index)),
        held: inside.then(|| held.index(tick)),
    }
}

/// Times in ticks and in the larger unit, from the first to the last.
fn times(times: impl Iterator<Item = Time> + Clone, picture: &Picture<'_>) -> [String; 2] {
    let scale = picture.time.scales.iter().find(|scale| !scale.whole);
    let larger = |time: Time| scale.and_then(|scale| scale.measure.count(time)).map(|count| count.rounded(4));
    [time_range(times.clone(), Time::written), time_range(times, |time| larger(time).unwrap_or_default())]
}

/// The first and the last line of a span, counted from 1; none where the text is not known.
fn lines(span: Span, index: &LineIndex) -> Option<[usize; 2]> {
    let line = |byte: usize| index.line_of(byte) + 1;
    (span.end > span.start && span.end <= index.text_len()).then(|| [line(span.start), line(span.end - 1)])
}
