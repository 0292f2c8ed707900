//! What follows a metric: the rules by which observations change a value, and what each of them remembers.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::plateau::{Plateau, PlateauState};
use super::reach::{Reach, ReachState};
use super::stage::StagesState;
use super::steer::{Steer, SteerState};

/// How a value follows a metric. `L` is what its levels are: [`Level`]s in a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Controller<L = Level> {
    /// Lowered where the metric no longer improves.
    Plateau(Plateau<L>),
    /// Raised and lowered, so that the metric stays where it should be.
    Steer(Steer<L>),
    /// The next of some values wherever the metric has come to the next threshold.
    Reach(Reach<L>),
}

/// What a [`Controller`] of the same name remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ControllerState {
    /// What a plateau remembers.
    Plateau(PlateauState),
    /// What a steer remembers.
    Steer(SteerState),
    /// What a reach remembers.
    Reach(ReachState),
    /// Which of some stages runs; nothing before the first of them has.
    Stages(Option<StagesState>),
}

impl<L> Controller<L> {
    /// The name of the shape that it is.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plateau(_) => "plateau",
            Self::Steer(_) => "steer",
            Self::Reach(_) => "reach",
        }
    }

    /// The name of the metric that it follows.
    pub fn metric(&self) -> &str {
        match self {
            Self::Plateau(rule) => &rule.metric,
            Self::Steer(rule) => &rule.metric,
            Self::Reach(rule) => &rule.metric,
        }
    }

    /// Visits its levels, apart from the one that it starts from.
    pub(crate) fn for_each_level<'c>(&'c self, visit: &mut dyn FnMut(&'c L)) {
        match self {
            Self::Plateau(rule) => visit(&rule.min),
            Self::Steer(rule) => rule.levels().for_each(visit),
            Self::Reach(rule) => rule.values.iter().for_each(visit),
        }
    }

    /// How many thresholds it has.
    pub(crate) fn thresholds(&self) -> usize {
        match self {
            Self::Plateau(_) | Self::Steer(_) => 0,
            Self::Reach(rule) => rule.at.len(),
        }
    }

    /// The same with other levels.
    pub(crate) fn map<M>(&self, level: impl Fn(&L) -> M) -> Controller<M> {
        match self {
            Self::Plateau(rule) => Controller::Plateau(rule.map(level)),
            Self::Steer(rule) => Controller::Steer(rule.map(level)),
            Self::Reach(rule) => Controller::Reach(rule.map(level)),
        }
    }
}

impl Controller {
    /// What it remembers before its first observation.
    pub(crate) fn start(&self) -> ControllerState {
        match self {
            Self::Plateau(_) => ControllerState::Plateau(PlateauState::default()),
            Self::Steer(_) => ControllerState::Steer(SteerState::default()),
            Self::Reach(_) => ControllerState::Reach(ReachState::default()),
        }
    }

    /// Whether a state is one that it can come to.
    pub(crate) fn fits(&self, state: &ControllerState) -> bool {
        match (self, state) {
            (Self::Plateau(_), ControllerState::Plateau(_)) | (Self::Steer(_), ControllerState::Steer(_)) => true,
            (Self::Reach(rule), ControllerState::Reach(state)) => rule.fits(*state),
            (Self::Plateau(_) | Self::Steer(_) | Self::Reach(_), _) => false,
        }
    }

    /// Takes an observation, at a base. `from` is the value before any change.
    pub(crate) fn observe(&self, state: &mut ControllerState, metric: f64, from: Level, base: f64) {
        match (self, state) {
            (Self::Plateau(rule), ControllerState::Plateau(state)) => rule.observe(state, metric, from, base),
            (Self::Steer(rule), ControllerState::Steer(state)) => rule.observe(state, metric, from, base),
            (Self::Reach(rule), ControllerState::Reach(state)) => rule.observe(state, metric),
            // A run has states that fit.
            (Self::Plateau(_) | Self::Steer(_) | Self::Reach(_), _) => {}
        }
    }

    /// The value by a state, if there is one. `from` is the value before any change.
    pub(crate) fn level(&self, state: Option<&ControllerState>, from: Level) -> Level {
        match (self, state) {
            (Self::Plateau(_), Some(ControllerState::Plateau(state))) => state.value.map_or(from, Level::absolute),
            (Self::Steer(_), Some(ControllerState::Steer(state))) => state.value.map_or(from, Level::absolute),
            (Self::Reach(rule), Some(ControllerState::Reach(state))) => rule.level(*state).unwrap_or(from),
            (Self::Plateau(_) | Self::Steer(_) | Self::Reach(_), _) => from,
        }
    }
}
