//! What an `expect` statement says, once its names are resolved.

use std::sync::Arc;

pub(crate) use crate::catalogue::words::{Property, Statistic};
use crate::syntax::ast::{Comparison, ProductOp, SumOp};
use crate::text::Span;
use crate::units::{Side, Time};

/// An `expect` statement.
#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    /// The whole statement.
    pub(crate) span: Span,
    pub(crate) expected: Expected,
}

/// What is expected.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Comparison {
        left: Measure,
        op: Comparison,
        right: Measure,
    },
    /// Of the sum of some tracks, at every tick of the run.
    Throughout {
        tracks: Arc<[usize]>,
        op: Comparison,
        number: Measure,
    },
    Property {
        property: Property,
        track: usize,
        from: Option<Index>,
        to: Option<Index>,
    },
}

/// A number about the tracks.
#[derive(Clone, Debug)]
pub(crate) enum Measure {
    Number(f64),
    /// At an exact time.
    At {
        curve: Curve,
        at: Index,
    },
    /// Over the ticks of a range, both ends included; over the run where there is none.
    Statistic {
        statistic: Statistic,
        curve: Curve,
        from: Option<Index>,
        to: Option<Index>,
    },
    Negate(Box<Measure>),
    Sum(Vec<(SumOp, Measure)>),
    Product(Vec<(ProductOp, Measure)>),
}

/// What has a value at every tick.
#[derive(Clone, Debug)]
pub(crate) enum Curve {
    Track(usize),
    /// The sum of some tracks.
    Total(Arc<[usize]>),
}

/// What stands in the brackets of `lr[…]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Index {
    /// An exact time of a clock.
    At(Time, Side),
    /// A time after the last tick of the run; 0 or negative in practice.
    FromEnd(Time),
}

impl Expected {
    /// Calls `visit` for each track that it speaks of.
    pub(crate) fn for_each_track(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Comparison { left, right, .. } => {
                left.for_each_track(visit);
                right.for_each_track(visit);
            }
            Self::Throughout { tracks, number, .. } => {
                tracks.iter().for_each(|track| visit(*track));
                number.for_each_track(visit);
            }
            Self::Property { track, .. } => visit(*track),
        }
    }
}

impl Curve {
    fn for_each_track(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Track(track) => visit(*track),
            Self::Total(tracks) => tracks.iter().for_each(|track| visit(*track)),
        }
    }
}

impl Measure {
    fn for_each_track(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Number(_) => {}
            Self::At { curve, .. } | Self::Statistic { curve, .. } => curve.for_each_track(visit),
            Self::Negate(inner) => inner.for_each_track(visit),
            Self::Sum(terms) => terms.iter().for_each(|(_, term)| term.for_each_track(visit)),
            Self::Product(factors) => factors.iter().for_each(|(_, factor)| factor.for_each_track(visit)),
        }
    }
}
