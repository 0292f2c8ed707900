//! Segments one after another, and which of them runs at a time.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize, Serializer};

use super::clock::Instant;
use super::node::{Node, Segment, Subticks};

/// The segments of a chain, in order.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(from = "Vec<Segment>")]
pub struct Chain {
    segments: Vec<Segment>,
    /// In a place of its own, so that a node with a chain is no larger than others.
    starts: Box<Starts>,
}

/// When the segments start, close together so that a search among many touches little memory.
#[derive(Clone, PartialEq)]
struct Starts {
    /// The starts; empty where one of them does not fit.
    times: Box<[u64]>,
    /// For each stretch of `1 << shift` subticks, how many segments start before it; empty where they are
    /// few. A search begins there, and is among a handful of them where they are of about one length.
    before: Box<[u32]>,
    shift: u32,
}

impl Starts {
    /// Fewer segments than this are searched at once.
    const FEW: usize = 32;
    /// So many segments share a stretch where all have one length.
    const SHARED: u64 = 4;

    fn of(segments: &[Segment]) -> Self {
        let times: Option<Box<[u64]>> = segments.iter().map(|segment| u64::try_from(segment.start).ok()).collect();
        let times = times.unwrap_or_default();
        let last = times.last().copied().unwrap_or_default();
        let (before, shift) = if times.len() < Self::FEW || u32::try_from(times.len()).is_err() {
            (Box::default(), 0)
        } else {
            let most = (times.len() as u64 / Self::SHARED).max(1);
            let shift = (0..64).find(|shift| last >> shift < most).unwrap_or(63);
            let mut begun = 0;
            let before = (0..=last >> shift).map(|stretch| {
                while times.get(begun as usize).is_some_and(|&start| start >> shift < stretch) {
                    begun += 1;
                }
                begun
            });
            (before.collect(), shift)
        };
        Self { times, before, shift }
    }

    /// How many segments have begun at a time.
    fn begun(&self, time: u64) -> usize {
        let stretch = usize::try_from(time >> self.shift).unwrap_or(usize::MAX);
        let among = |stretch: usize| self.before.get(stretch).map(|&before| before as usize);
        let all = self.times.len();
        let (first, end) = match among(stretch) {
            Some(first) => (first, among(stretch + 1).unwrap_or(all)),
            // Behind the last start, or few segments.
            None if self.before.is_empty() => (0, all),
            None => return all,
        };
        first + self.times[first..end].partition_point(|&start| start <= time)
    }
}

impl Chain {
    /// How many segments have begun at a time, or, `before` it, just before that time.
    pub(super) fn begun(&self, at: Instant, before: bool) -> usize {
        // Times are whole: what starts before one starts at its predecessor.
        let last = if before { at.num - 1 } else { at.num };
        match u64::try_from(last) {
            Ok(last) if at.scale == 1 && self.starts.times.len() == self.segments.len() => self.starts.begun(last),
            _ => self.segments.partition_point(|segment| at.boundary(segment.start) <= last),
        }
    }

    /// What runs at a time, or, `before` it, just before that time, and when that starts; `None` of an
    /// empty chain.
    pub(super) fn at(&self, at: Instant, before: bool) -> Option<(&Node, Subticks)> {
        let index = self.begun(at, before).max(1) - 1;
        let segment = self.segments.get(index)?;
        // The search has just read the one, and the other may be far away.
        let start = self.starts.times.get(index).map_or_else(|| segment.start, |&start| start.into());
        Some((&segment.node, start))
    }

    pub(super) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.segments.iter_mut().map(|segment| &mut segment.node)
    }
}

impl From<Vec<Segment>> for Chain {
    fn from(segments: Vec<Segment>) -> Self {
        Self { starts: Box::new(Starts::of(&segments)), segments }
    }
}

impl Deref for Chain {
    type Target = [Segment];

    fn deref(&self) -> &[Segment] {
        &self.segments
    }
}

impl Serialize for Chain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.segments.serialize(serializer)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::node::Level;

    proptest! {
        #[test]
        fn the_segment_of_a_time_is_found_among_any_others(
            lengths in proptest::collection::vec((0_u32..40, any::<u64>()), 0..200),
            times in proptest::collection::vec((0_u32..50, any::<u64>()), 20),
        ) {
            let number = |(bits, number): (u32, u64)| i128::from(number >> (63 - bits));
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
