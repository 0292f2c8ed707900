//! A schedule as a list of segments.

use super::jumps::Boundaries;
use crate::schedule::clock::{Instant, Subticks};
use crate::schedule::eval::Side;
use crate::schedule::tree::{Chain, Node, SegmentRef};
use crate::schedule::{Schedule, Time};

/// The most pieces that a segment is taken apart into.
const PIECES: usize = 32;
/// A segment with more cycles and drops than this is not taken apart.
const REPEATED: usize = 4096;

/// A piece of a schedule, as its timeline shows it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SegmentInfo {
    /// When it starts.
    pub start: Time,
    /// When it ends; `None` where it goes on for ever.
    pub end: Option<Time>,
    /// The text in the source of the segment that it belongs to.
    pub text: String,
    /// The value that it starts with.
    pub first: f64,
    /// The value that it comes to at its end.
    pub last: Option<f64>,
}

impl Schedule {
    /// The segments of the outermost chain, in order; none where a unit that is read says when they start. One that has
    /// boundaries inside, such as a product or a few cycles, is listed piece by piece, up to 32 of them.
    ///
    /// ```
    /// use lehr::{Error, Schedule};
    ///
    /// let lr = Schedule::linear(0.0, 0.1, 10)?.then(Schedule::cosine(0.1, 0.0, 90)?)?;
    /// let ends: Vec<_> = lr.segments().filter_map(|segment| segment.last).collect();
    /// assert_eq!(ends, [0.1, 0.0]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn segments(&self) -> impl Iterator<Item = SegmentInfo> + '_ {
        let is_known = !self.is_read();
        self.parts().filter(move |_| is_known).flat_map(|segment| self.pieces(segment))
    }

    /// The segments of the outermost chain, or the one that it is by itself.
    pub(crate) fn parts(&self) -> impl Iterator<Item = SegmentRef<'_>> {
        let (chain, alone) = if let Node::Chain(segments) = self.root() {
            (Some(segments), None)
        } else {
            (None, Some(SegmentRef { start: 0, end: None, text: "", node: self.root() }))
        };
        chain.into_iter().flat_map(Chain::iter).chain(alone)
    }

    /// What a segment is listed as.
    pub(crate) fn pieces(&self, segment: SegmentRef<'_>) -> Vec<SegmentInfo> {
        let end = segment.end.or(self.length).map(|end| end.max(segment.start));
        let mut starts = inner_boundaries(segment, self.resolution(), end.map(|end| end - segment.start));
        starts.insert(0, 0);
        let piece = |(index, &start): (usize, &Subticks)| {
            let start = segment.start.saturating_add(start);
            let end = starts.get(index + 1).map(|&next| segment.start.saturating_add(next)).or(end);
            self.piece(segment.text, start, end)
        };
        starts.iter().enumerate().map(piece).collect()
    }

    fn piece(&self, text: &str, start: Subticks, end: Option<Subticks>) -> SegmentInfo {
        let last = end.map(|end| self.before(end));
        let first = match last {
            Some(last) if end == Some(start) => last,
            _ => self.at(Instant::at(start), Side::At),
        };
        SegmentInfo { start: self.time(start), end: end.map(|end| self.time(end)), text: text.to_string(), first, last }
    }
}

/// The local times between 0 and its end at which a segment changes its course.
fn inner_boundaries(segment: SegmentRef<'_>, resolution: u64, length: Option<Subticks>) -> Vec<Subticks> {
    let last = length.unwrap_or(Subticks::MAX);
    let Boundaries { mut times, complete, .. } =
        Boundaries::of(segment.node, resolution, (segment.start, last), REPEATED);
    times.retain(|&time| time > 0 && time < last);
    times.sort_unstable();
    times.dedup();
    if complete && times.len() < PIECES { times } else { Vec::new() }
}
