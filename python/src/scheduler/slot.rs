//! A schedule in use, with the value that it has now.

use std::sync::Arc;

use lehr::schedule::{Cursor, Run, State};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyFloat;

use crate::schedule::Schedule;

/// A schedule in use. Its values are objects that stay the same where the number does.
pub(super) struct Slot {
    schedule: Arc<lehr::Schedule>,
    source: Source,
    /// The value of this tick.
    pub(super) value: Option<Py<PyFloat>>,
    number: f64,
    /// The value that was written before.
    pub(super) previous: Option<Py<PyFloat>>,
    pub(super) previous_number: f64,
}

/// Where its values come from.
enum Source {
    Pure(Box<Cursor<Arc<lehr::Schedule>>>),
    /// It watches metrics, or reads units.
    Watching(Box<Run<Arc<lehr::Schedule>>>),
}

impl Slot {
    pub(super) fn new(schedule: &Schedule) -> Self {
        let schedule = Arc::clone(&schedule.tree);
        let source = if schedule.metrics().is_empty() && schedule.units_read().is_empty() {
            Source::Pure(Box::new(Cursor::new(Arc::clone(&schedule))))
        } else {
            Source::Watching(Box::new(Run::new(Arc::clone(&schedule))))
        };
        Self { schedule, source, value: None, number: f64::NAN, previous: None, previous_number: f64::NAN }
    }

    pub(super) fn schedule(&self) -> &lehr::Schedule {
        &self.schedule
    }

    /// Takes the value of a tick.
    #[inline]
    pub(super) fn go_to(&mut self, py: Python<'_>, tick: u64) {
        let number = match &mut self.source {
            Source::Pure(cursor) => cursor.value(tick),
            Source::Watching(run) => {
                run.seek(tick);
                run.value()
            }
        };
        if let Some(value) = &self.value
            && number.to_bits() == self.number.to_bits()
        {
            self.previous = Some(value.clone_ref(py));
        } else {
            self.previous = self.value.replace(PyFloat::new(py, number).unbind());
        }
        self.previous_number = self.number;
        self.number = number;
    }

    /// Forgets what was written.
    pub(super) fn forget(&mut self) {
        (self.value, self.previous) = (None, None);
    }

    /// Hands over what was measured at a tick.
    pub(super) fn observe(&mut self, tick: u64, metrics: &[(&str, f64)]) {
        if let Source::Watching(run) = &mut self.source {
            run.seek(tick);
            run.step(metrics);
        }
    }

    /// What it becomes by what units read at a tick; nothing where it reads none.
    pub(super) fn reading(&self, tick: u64, readings: &[(&str, f64)]) -> PyResult<Option<Run<Arc<lehr::Schedule>>>> {
        let Source::Watching(run) = &self.source else { return Ok(None) };
        let mut run = (**run).clone();
        run.seek(tick);
        run.read(readings).map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Some(run))
    }

    /// Goes on with what it has become.
    pub(super) fn become_run(&mut self, next: Option<Run<Arc<lehr::Schedule>>>) {
        if let (Source::Watching(run), Some(next)) = (&mut self.source, next) {
            **run = next;
        }
    }

    /// What has been seen of its metrics, as JSON.
    pub(super) fn state(&self) -> Option<String> {
        match &self.source {
            Source::Pure(_) => None,
            Source::Watching(run) => {
                let State { controllers, readings, .. } = run.state();
                serde_json::to_string(&(controllers, readings)).ok()
            }
        }
    }

    pub(super) fn resume(&mut self, controllers: &str) -> PyResult<()> {
        let Source::Watching(run) = &mut self.source else { return Ok(()) };
        let (controllers, readings) = serde_json::from_str(controllers).map_err(|error| {
            PyValueError::new_err(format!("what has been seen of the metrics cannot be read: {error}"))
        })?;
        let state = State { controllers, readings, ..run.state() };
        **run = Run::resumed(Arc::clone(&self.schedule), state)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(())
    }
}
