//! Segments one after another, and which of them runs at a time.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize, Serializer};

use super::clock::Instant;
use super::node::{Node, Segment};

/// The segments of a chain, in order.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(from = "Vec<Segment>")]
pub struct Chain {
    segments: Vec<Segment>,
    /// Their starts, close together so that a search among many touches little memory; empty where
    /// one of them does not fit.
    starts: Box<[u64]>,
}

impl Chain {
    /// How many segments have begun at a time, or, `before` it, just before that time.
    pub(super) fn begun(&self, at: Instant, before: bool) -> usize {
        // Times are whole: what starts before one starts at its predecessor.
        let last = if before { at.num - 1 } else { at.num };
        match u64::try_from(last) {
            Ok(last) if at.scale == 1 && self.starts.len() == self.segments.len() => {
                self.starts.partition_point(|&start| start <= last)
            }
            _ => self.segments.partition_point(|segment| at.boundary(segment.start) <= last),
        }
    }

    pub(super) fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.segments.iter_mut().map(|segment| &mut segment.node)
    }
}

impl From<Vec<Segment>> for Chain {
    fn from(segments: Vec<Segment>) -> Self {
        let starts: Option<Vec<u64>> = segments.iter().map(|segment| u64::try_from(segment.start).ok()).collect();
        Self { starts: starts.unwrap_or_default().into(), segments }
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
