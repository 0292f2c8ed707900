//! Segments one after another, and which of them runs at a time.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::node::{Node, Segment};
use crate::schedule::clock::{Instant, Subticks};

/// The segments of a chain, in order.
///
/// A random tick among very many segments waits for memory, so what its value is computed from lies close
/// together: the starts and the nodes, apart from the texts, which are for people.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(from = "Vec<Segment>")]
pub struct Chain {
    nodes: Box<[Node]>,
    heads: Box<[Head]>,
    /// Boxed, so that a node with a chain is no larger than others.
    starts: Box<Starts>,
}

/// What a segment has besides its node.
#[derive(Clone, PartialEq)]
struct Head {
    start: Subticks,
    text: Box<str>,
}

/// A segment where it lies in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SegmentRef<'c> {
    /// When it starts.
    pub start: Subticks,
    /// When the next one starts; `None` of the last one, which goes on.
    #[serde(skip)]
    pub end: Option<Subticks>,
    /// Its text in the source.
    pub text: &'c str,
    /// What runs, from its own time 0.
    pub node: &'c Node,
}

/// When the segments start, for a search.
#[derive(Clone, PartialEq)]
struct Starts {
    /// The starts; empty where one of them does not fit.
    times: Box<[u32]>,
    /// For each bucket of `1 << shift` subticks, how many segments start before it; empty where there are
    /// few. A search begins there, and has a handful of segments left where all have about the same length.
    before: Box<[u32]>,
    shift: u32,
}

impl Starts {
    /// The number of starts that are compared all at once.
    const FEW: usize = 16;
    /// The number of segments in a bucket where all have the same length.
    const SHARED: u32 = 4;

    fn of(segments: &[Segment]) -> Self {
        let times: Option<Box<[u32]>> = segments.iter().map(|segment| u32::try_from(segment.start).ok()).collect();
        let times = times.unwrap_or_default();
        let last = times.last().copied().unwrap_or_default();
        let count = u32::try_from(times.len()).unwrap_or(0);
        let (before, shift) = if count as usize <= Self::FEW {
            (Box::default(), 0)
        } else {
            let most = count / Self::SHARED;
            let shift = (0..32).find(|shift| last >> shift < most).unwrap_or(31);
            let mut begun = 0_u32;
            let before = (0..=last >> shift).map(|bucket| {
                while times.get(begun as usize).is_some_and(|&start| start >> shift < bucket) {
                    begun += 1;
                }
                begun
            });
            (before.collect(), shift)
        };
        Self { times, before, shift }
    }

    /// How many segments have begun at a time.
    fn begun(&self, time: u32) -> usize {
        let bucket = (time >> self.shift) as usize;
        let among = |bucket: usize| self.before.get(bucket).map(|&before| before as usize);
        let all = self.times.len();
        let (first, end) = match among(bucket) {
            Some(first) => (first, among(bucket + 1).unwrap_or(all)),
            // Few segments, or after the last start.
            None if self.before.is_empty() => (0, all),
            None => return all,
        };
        first + not_after(&self.times[first..end], time)
    }
}

/// How many of some times in order are not after a time.
fn not_after(times: &[u32], time: u32) -> usize {
    if times.len() > Starts::FEW {
        return times.partition_point(|&start| start <= time);
    }
    // A few are all compared at once: the branches of a search among them would be mispredicted half of the
    // time.
    times.iter().map(|&start| usize::from(start <= time)).sum()
}

impl Chain {
    /// Its segments, by value.
    pub(crate) fn into_segments(self) -> impl Iterator<Item = Segment> {
        let heads = self.heads.into_vec().into_iter().zip(self.nodes.into_vec());
        heads.map(|(Head { start, text }, node)| Segment { start, text, node })
    }

    /// The number of segments.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it has no segment; a schedule refuses such a chain.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A segment by its index.
    pub fn get(&self, index: usize) -> Option<SegmentRef<'_>> {
        let (Head { start, text }, node) = self.heads.get(index).zip(self.nodes.get(index))?;
        let end = self.heads.get(index + 1).map(|next| next.start);
        Some(SegmentRef { start: *start, end, text, node })
    }

    /// The last segment, which goes on.
    pub fn last(&self) -> Option<SegmentRef<'_>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The segments, in order.
    pub fn iter(&self) -> impl Iterator<Item = SegmentRef<'_>> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// How many segments have begun at a time, or, `before` it, just before that time.
    pub(crate) fn begun(&self, at: Instant, before: bool) -> usize {
        // Times are whole: what starts before one starts at its predecessor.
        let last = if before { at.num - 1 } else { at.num };
        match u32::try_from(last) {
            Ok(last) if at.scale == 1 && self.starts.times.len() == self.len() => self.starts.begun(last),
            _ => self.heads.partition_point(|head| at.boundary(head.start) <= last),
        }
    }

    /// What runs at a time, or, `before` it, what the chain has arrived by at that time, and when that starts;
    /// `None` of an empty chain.
    pub(crate) fn at(&self, at: Instant, before: bool) -> Option<(&Node, Subticks)> {
        let mut index = self.begun(at, before).max(1) - 1;
        if before {
            index += self.over_at_once(index + 1, at);
        }
        let node = self.nodes.get(index)?;
        // The search has just read this start, and the head may be far away in memory.
        let start = self.starts.times.get(index).map_or_else(|| self.heads[index].start, |&start| start.into());
        Some((node, start))
    }

    /// How many segments from one on start at a time and end at it: they have happened too.
    #[cold]
    fn over_at_once(&self, first: usize, at: Instant) -> usize {
        if self.heads.get(first).is_none_or(|head| at.boundary(head.start) != at.num) {
            return 0;
        }
        let begun = self.begun(at, false);
        let is_last_over = begun == self.len() && self.nodes.last().is_some_and(Node::is_momentary);
        begun - first - usize::from(!is_last_over)
    }

    /// What runs, segment by segment.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// The same, to change it.
    pub(crate) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.nodes.iter_mut()
    }

    /// Leaves out what the segments are called in the source.
    pub(crate) fn clear_texts(&mut self) {
        self.heads.iter_mut().for_each(|head| head.text = Box::default());
    }
}

impl From<Vec<Segment>> for Chain {
    fn from(segments: Vec<Segment>) -> Self {
        let starts = Box::new(Starts::of(&segments));
        let (heads, nodes): (Vec<_>, Vec<_>) =
            segments.into_iter().map(|Segment { start, text, node }| (Head { start, text }, node)).unzip();
        Self { nodes: nodes.into(), heads: heads.into(), starts }
    }
}

impl Serialize for Chain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::tree::Level;

    proptest! {
        #[test]
        fn the_segment_of_a_time_is_found_among_any_others(
            longest in 1_u32..40,
            lengths in proptest::collection::vec((0_u32..40, any::<u64>()), 0..200),
            times in proptest::collection::vec((0_u32..50, any::<u64>()), 20),
        ) {
            // Of some chains all starts have 32 bits, of others they do not.
            let number = |(bits, number): (u32, u64)| i128::from(number >> (63 - bits % longest));
            let mut start = 0;
            let segments: Vec<_> = lengths
                .into_iter()
                .map(|length| {
                    let segment = Segment { start, text: Box::default(), node: Node::Hold(Level::default()) };
                    start += number(length);
                    segment
                })
                .collect();
            let chain = Chain::from(segments.clone());
            let starts = segments.iter().flat_map(|segment| [segment.start - 1, segment.start, segment.start + 1]);
            for time in starts.filter(|time| *time >= 0).chain(times.into_iter().map(number)) {
                let begun = segments.iter().filter(|segment| segment.start <= time).count();
                prop_assert_eq!(chain.begun(Instant::at(time), false), begun);
                let earlier = segments.iter().filter(|segment| segment.start < time).count();
                prop_assert_eq!(chain.begun(Instant::at(time), true), earlier);
            }
        }
    }
}
