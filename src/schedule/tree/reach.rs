//! `reach`: the next value wherever a metric has come to the next threshold.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::plateau::Mode;

/// At which thresholds a reach goes to which values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach<L = Level> {
    /// The name of the metric that it follows.
    pub metric: String,
    /// Whether a metric passes a threshold from above or from below.
    pub mode: Mode,
    /// The thresholds in the order in which they are passed: falling for `min`, rising for `max`.
    pub at: Vec<f64>,
    /// The value after each of them.
    pub values: Vec<L>,
}

/// What a reach remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReachState {
    /// How many thresholds have been passed.
    #[serde(default)]
    pub passed: usize,
}

impl<L> Reach<L> {
    /// The same with other levels.
    pub(super) fn map<M>(&self, level: impl Fn(&L) -> M) -> Reach<M> {
        let values = self.values.iter().map(level).collect();
        Reach { metric: self.metric.clone(), mode: self.mode, at: self.at.clone(), values }
    }

    /// Whether it has as many thresholds as a state says have been passed.
    pub(super) fn fits(&self, state: ReachState) -> bool {
        state.passed <= self.at.len()
    }
}

impl Reach {
    /// Takes an observation. One that is not a number passes nothing.
    pub(super) fn observe(&self, state: &mut ReachState, metric: f64) {
        let passed = self.at.partition_point(|&threshold| match self.mode {
            Mode::Min => metric <= threshold,
            Mode::Max => metric >= threshold,
        });
        state.passed = state.passed.max(passed);
    }

    /// The value after the last threshold that has been passed; `None` before the first one.
    pub(super) fn level(&self, state: ReachState) -> Option<Level> {
        self.values.get(state.passed.checked_sub(1)?).copied()
    }
}
