//! `plateau`: a value that is lowered when a metric no longer improves.

use serde::{Deserialize, Serialize};

use super::level::Level;

/// When a plateau lowers its value, and by how much; as PyTorch's `ReduceLROnPlateau` (2.15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plateau<L = Level> {
    /// The name of the metric that it watches.
    pub metric: String,
    /// Whether the metric is better when it is lower, or when it is higher.
    pub mode: Mode,
    /// What the value is multiplied by, from 0 to below 1.
    pub factor: f64,
    /// How many observations without an improvement leave the value as it is; the next one lowers it.
    pub patience: u64,
    /// By how much an observation has to be better, 0 or more.
    pub threshold: f64,
    /// Whether the threshold is a share of the best observation, or an amount.
    pub threshold_mode: ThresholdMode,
    /// How many observations after each reduction are not counted.
    pub cooldown: u64,
    /// The value is not lowered below this one.
    pub min: L,
    /// A reduction by no more than this is not made.
    pub eps: f64,
}

/// Which observations are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The lower ones: a loss.
    Min,
    /// The higher ones: an accuracy.
    Max,
}

/// What a threshold is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdMode {
    /// A share of the best observation so far.
    Rel,
    /// An amount.
    Abs,
}

/// What a plateau remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlateauState {
    /// The value since the last reduction; `None` before the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The best observation; `None` before the first finite one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<f64>,
    /// Observations since the best one, or since the last reduction.
    #[serde(default)]
    pub bad: u64,
    /// Observations that are still not counted.
    #[serde(default)]
    pub cooldown: u64,
}

impl<L> Plateau<L> {
    /// The same with another least value.
    pub(super) fn map<M>(&self, level: impl Fn(&L) -> M) -> Plateau<M> {
        let Self { metric, mode, factor, patience, threshold, threshold_mode, cooldown, min, eps } = self;
        let (metric, min) = (metric.clone(), level(min));
        let (factor, patience, threshold, cooldown, eps) = (*factor, *patience, *threshold, *cooldown, *eps);
        Plateau {
            metric,
            mode: *mode,
            factor,
            patience,
            threshold,
            threshold_mode: *threshold_mode,
            cooldown,
            min,
            eps,
        }
    }
}

impl Plateau {
    /// Takes an observation, at a base. `from` is the value before any reduction.
    pub(super) fn observe(&self, state: &mut PlateauState, metric: f64, from: Level, base: f64) {
        if self.is_better(metric, state.best) {
            state.best = Some(metric);
            state.bad = 0;
        } else {
            state.bad += 1;
        }
        if state.cooldown > 0 {
            state.cooldown -= 1;
            state.bad = 0;
        }
        if state.bad > self.patience {
            let value = state.value.unwrap_or_else(|| from.at(base));
            let lowered = (value * self.factor).max(self.min.at(base));
            if value - lowered > self.eps {
                state.value = Some(lowered);
            }
            state.cooldown = self.cooldown;
            state.bad = 0;
        }
    }

    fn is_better(&self, metric: f64, best: Option<f64>) -> bool {
        let best = best.unwrap_or(match self.mode {
            Mode::Min => f64::INFINITY,
            Mode::Max => f64::NEG_INFINITY,
        });
        // An infinite one could not be saved and restored: JSON has no infinity.
        if !metric.is_finite() {
            return false;
        }
        match (self.mode, self.threshold_mode) {
            (Mode::Min, ThresholdMode::Rel) => metric < best * (1.0 - self.threshold),
            (Mode::Min, ThresholdMode::Abs) => metric < best - self.threshold,
            (Mode::Max, ThresholdMode::Rel) => metric > best * (self.threshold + 1.0),
            (Mode::Max, ThresholdMode::Abs) => metric > best + self.threshold,
        }
    }
}
