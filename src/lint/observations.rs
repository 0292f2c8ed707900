//! When a plateau hears of its metric: once an epoch where the file has epochs, else at every tick.

use super::subject::{Placed, Subject};
use crate::schedule::Plateau;
use crate::units::{Ratio, Time, Unit};

/// A plateau that runs once, and its observations in the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed<'s, 'p> {
    pub(super) placed: &'s Placed<'p>,
    pub(super) rule: &'p Plateau,
    /// How many ticks lie between two observations.
    every: Ratio,
    /// How many observations are made before it starts.
    before: i128,
    /// When it ends, in observations since the start of the run.
    end: Time,
}

impl<'p> Subject<'p> {
    /// The plateaus that run once and end with the run.
    pub(super) fn observed(&self) -> impl Iterator<Item = Observed<'_, 'p>> {
        let every = self.program.size_of(Unit::EPOCH).unwrap_or(Ratio::from_integer(1));
        self.nodes().iter().filter_map(move |placed| {
            let (_, rule) = placed.plateau()?;
            let begin = self.ticks(placed.start()?.max(0)).divided(every)?;
            let end = self.ticks(placed.end?).divided(every)?;
            Some(Observed { placed, rule, every, before: begin.floor(), end })
        })
    }

    /// What an observation is made at the end of, where there are several.
    pub(super) fn observations_word(&self) -> &str {
        if self.program.size_of(Unit::EPOCH).is_some() { "epochs" } else { self.ticks_word() }
    }
}

impl Observed<'_, '_> {
    /// How many observations it can make.
    pub(super) fn count(&self) -> i128 {
        self.end.ceil() - self.before
    }

    /// The observation after which the value can first be lowered: the first one is the best so
    /// far, and more than `patience` others have to follow.
    pub(super) fn first_cut(patience: u64) -> i128 {
        i128::from(patience) + 2
    }

    /// The share of its time that is over when the value can first be lowered.
    pub(super) fn share(&self, patience: u64) -> f64 {
        Self::first_cut(patience) as f64 / (self.end.to_f64() - self.before as f64)
    }

    /// When the value can first be lowered, in ticks of the run.
    pub(super) fn time_of_cut(&self, patience: u64) -> Option<Time> {
        Time::whole(self.before + Self::first_cut(patience)).times(self.every)
    }
}
