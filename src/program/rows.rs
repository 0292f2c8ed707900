//! The segments of tracks that are shown as one, in rows.

use std::collections::HashMap;

use crate::schedule::{Schedule, SegmentInfo};
use crate::units::Time;

/// The segments of some tracks that are shown in one row.
#[derive(Clone, Debug)]
pub(crate) struct SegmentRow {
    /// How most of them are written, and the first track that has it written so.
    pub(crate) text: String,
    pub(crate) written_in: usize,
    /// One for each track that has a segment in this row, in order.
    pub(crate) segments: Vec<SegmentInfo>,
}

/// The segments of the members of a family in rows. They stand beside each other by the parts of the chains that the
/// members are; where those are not equally many, one after the other.
pub(crate) fn segment_rows(members: &[&Schedule]) -> Vec<SegmentRow> {
    let parts = |member: &&Schedule| member.parts().map(|part| member.pieces(part)).collect::<Vec<_>>();
    let mut members: Vec<Vec<Vec<SegmentInfo>>> = members.iter().map(parts).collect();
    if members.iter().any(|parts| parts.len() != members[0].len()) {
        members.iter_mut().for_each(|parts| *parts = vec![parts.drain(..).flatten().collect()]);
    }
    let mut rows = Vec::new();
    for part in 0..members.first().map_or(0, Vec::len) {
        let mut pieces: Vec<_> = members.iter_mut().map(|parts| std::mem::take(&mut parts[part]).into_iter()).collect();
        loop {
            let next = pieces.iter_mut().enumerate().filter_map(|(member, pieces)| Some((member, pieces.next()?)));
            let (places, segments): (Vec<_>, Vec<_>) = next.unzip();
            let Some(most) = most_written(&segments) else { break };
            rows.push(SegmentRow { text: segments[most].text.clone(), written_in: places[most], segments });
        }
    }
    rows
}

/// The first of those segments that are written as most of them are.
fn most_written(segments: &[SegmentInfo]) -> Option<usize> {
    if segments.len() < 2 {
        return (!segments.is_empty()).then_some(0);
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    segments.iter().for_each(|segment| *counts.entry(&segment.text).or_default() += 1);
    (0..segments.len()).rev().max_by_key(|&index| counts.get(segments[index].text.as_str()))
}

/// The first and the last of some times, as they are shown, or the one that they are.
pub(crate) fn time_range(times: impl Iterator<Item = Time> + Clone, shown: impl Fn(Time) -> String) -> String {
    let (first, last) = (times.clone().min(), times.max());
    match first.zip(last) {
        Some((first, last)) if first != last => format!("{}..{}", shown(first), shown(last)),
        Some((first, _)) => shown(first),
        None => String::new(),
    }
}
