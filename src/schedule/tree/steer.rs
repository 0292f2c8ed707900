//! `steer`: a value that a metric moves both ways.

use serde::{Deserialize, Serialize};

use super::level::Level;

/// When a steer changes its value, and by how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steer<L = Level> {
    /// The name of the metric that it follows.
    pub metric: String,
    /// What an observation does.
    pub by: Steering<L>,
    /// A value that falls does not fall below this one.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub min: Option<L>,
    /// A value that rises does not rise above this one.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub max: Option<L>,
}

/// What an observation of a steer does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Steering<L = Level> {
    /// One change where the metric is above a band, the opposite one where it is below; none within it.
    Band {
        /// The lower end, which is within.
        low: f64,
        /// The upper end, which is within.
        high: f64,
        /// What is undone above the band, and done below it.
        change: Change<L>,
    },
    /// `value * (1 + gain * (metric / target - 1))`, what is in the inner brackets being at most `clip` either way.
    Target {
        /// Where the value stays as it is, not 0.
        target: f64,
        /// How much of the deviation is made up for, not 0.
        gain: f64,
        /// The greatest deviation that counts, above 0.
        clip: f64,
    },
}

/// A change that can be undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change<L = Level> {
    /// Multiplied by a number above 0; undone, divided by it.
    Times(f64),
    /// Added; undone, subtracted.
    Add(L),
}

/// What a steer remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SteerState {
    /// The value since the last change; `None` before the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

fn none<L>() -> Option<L> {
    None
}

impl<L> Steer<L> {
    /// Its levels.
    pub(super) fn levels(&self) -> impl Iterator<Item = &L> {
        let added = match &self.by {
            Steering::Band { change: Change::Add(amount), .. } => Some(amount),
            Steering::Band { .. } | Steering::Target { .. } => None,
        };
        [added, self.min.as_ref(), self.max.as_ref()].into_iter().flatten()
    }

    /// The same with other levels.
    pub(super) fn map<M>(&self, level: impl Fn(&L) -> M) -> Steer<M> {
        let by = match &self.by {
            Steering::Band { low, high, change } => {
                let change = match change {
                    Change::Times(number) => Change::Times(*number),
                    Change::Add(amount) => Change::Add(level(amount)),
                };
                Steering::Band { low: *low, high: *high, change }
            }
            Steering::Target { target, gain, clip } => Steering::Target { target: *target, gain: *gain, clip: *clip },
        };
        Steer {
            metric: self.metric.clone(),
            by,
            min: self.min.as_ref().map(&level),
            max: self.max.as_ref().map(&level),
        }
    }
}

impl Steer {
    /// Takes an observation, at a base. One that is not a number changes nothing, nor does one that would lead to a
    /// value beyond all doubles.
    pub(super) fn observe(&self, state: &mut SteerState, metric: f64, from: Level, base: f64) {
        let value = state.value.unwrap_or_else(|| from.at(base));
        let Some(changed) = self.by.changed(value, metric, base) else { return };
        let bounded = match (self.min, self.max) {
            (Some(min), _) if changed < value => changed.max(min.at(base)),
            (_, Some(max)) if changed > value => changed.min(max.at(base)),
            _ => changed,
        };
        // JSON has no infinity: it could not be saved and restored.
        if bounded.is_finite() {
            state.value = Some(bounded);
        }
    }
}

impl Steering {
    /// The value after an observation, before any bound; `None` where it stays as it is.
    fn changed(&self, value: f64, metric: f64, base: f64) -> Option<f64> {
        match self {
            Self::Band { low, high, change } => {
                let change = change.at(base);
                if metric > *high {
                    Some(change.undone(value))
                } else if metric < *low {
                    Some(change.done(value))
                } else {
                    None
                }
            }
            Self::Target { target, gain, clip } => {
                let deviation = metric / target - 1.0;
                let clipped = if deviation.is_nan() { return None } else { deviation.clamp(-clip, *clip) };
                Some(value * (1.0 + gain * clipped))
            }
        }
    }
}

impl Change {
    fn at(&self, base: f64) -> Change<f64> {
        match self {
            Self::Times(number) => Change::Times(*number),
            Self::Add(amount) => Change::Add(amount.at(base)),
        }
    }
}

impl Change<f64> {
    fn done(&self, value: f64) -> f64 {
        match self {
            Self::Times(number) => value * number,
            Self::Add(amount) => value + amount,
        }
    }

    fn undone(&self, value: f64) -> f64 {
        match self {
            Self::Times(number) => value / number,
            Self::Add(amount) => value - amount,
        }
    }
}
