//! The step of a scheduler: each value of this tick, written into the optimizer's groups.
//!
//! It is the base class of `lehr.torch.Scheduler`, and knows nothing of PyTorch: an optimizer is whatever has
//! `param_groups`, a list of dicts. Which track goes where is decided in Python, and handed over as a plan.

mod slot;
mod write;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use pyo3::exceptions::{PyAttributeError, PyRuntimeError, PyValueError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyString, PyTuple};

use crate::schedule::Schedule;
use slot::Slot;
use write::{Foreign, Item, Target, Tolerance};

/// Steps the hyperparameters of an optimizer through their schedules.
#[pyclass(frozen, subclass, module = "lehr._lehr")]
pub(crate) struct SchedulerCore {
    /// The tick whose values are in the groups; below 0 before the first.
    tick: AtomicI64,
    /// How often it was stepped, as PyTorch counts it.
    steps: AtomicI64,
    /// How many ticks an update is; 0 where nothing says.
    stride: AtomicI64,
    optimizer: Mutex<Option<Py<PyAny>>>,
    /// What has been measured at this tick.
    metrics: Mutex<Vec<(String, f64)>>,
    /// What units read at the next one.
    readings: Mutex<Vec<(String, f64)>>,
    /// Taken out while it is in use, so that Python code that runs meanwhile finds no lock held.
    plan: Mutex<Option<Box<Plan>>>,
}

/// Which value goes where.
#[derive(Default)]
struct Plan {
    /// The number of groups that it was made for.
    groups: usize,
    /// The different schedules.
    slots: Vec<Slot>,
    /// By group.
    items: Vec<Item>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SchedulerCore {
    /// Uses the plan, and puts it back.
    fn with_plan<T>(&self, job: impl FnOnce(&mut Plan) -> PyResult<T>) -> PyResult<T> {
        let plan = lock(&self.plan).take();
        let mut plan = plan.ok_or_else(|| PyRuntimeError::new_err("the scheduler is being stepped already"))?;
        let result = job(&mut plan);
        *lock(&self.plan) = Some(plan);
        result
    }

    fn groups<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let optimizer = lock(&self.optimizer).as_ref().map(|optimizer| optimizer.clone_ref(py));
        let optimizer = optimizer.ok_or_else(|| PyAttributeError::new_err("the scheduler has no optimizer"))?;
        Ok(optimizer.bind(py).getattr(intern!(py, "param_groups"))?.cast_into::<PyList>()?)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.tick.load(Ordering::Relaxed)).unwrap_or(0)
    }

    /// Writes the values of this tick.
    fn write(slf: &Bound<'_, Self>, tolerance: Tolerance) -> PyResult<()> {
        let py = slf.py();
        let core = slf.get();
        let groups = core.groups(py)?;
        let count = groups.len();
        if core.with_plan(|plan| Ok(plan.groups != count))? {
            slf.call_method0(intern!(py, "_plan"))?;
        }
        let tick = core.now();
        let foreign = core.with_plan(|plan| plan.write(py, &groups, tick, tolerance))?;
        match foreign {
            Some(Foreign { key, group, found, written }) => {
                slf.call_method1(intern!(py, "_noticed"), (key, group, found, written)).map(drop)
            }
            None => Ok(()),
        }
    }

    /// Goes ahead by a number of ticks, with what has been measured at this one.
    fn ahead(slf: &Bound<'_, Self>, ticks: i64, tolerance: Tolerance) -> PyResult<()> {
        let core = slf.get();
        let readings = core.readable(ticks)?;
        let metrics = std::mem::take(&mut *lock(&core.metrics));
        if !metrics.is_empty() {
            let (tick, metrics) = (core.now(), metrics.iter().map(|(name, value)| (name.as_str(), *value)));
            let metrics: Vec<_> = metrics.collect();
            core.with_plan(|plan| {
                plan.slots.iter_mut().for_each(|slot| slot.observe(tick, &metrics));
                Ok(())
            })?;
        }
        core.read(ticks, &readings)?;
        let before = core.tick.fetch_add(ticks, Ordering::Relaxed);
        core.steps.fetch_add(1, Ordering::Relaxed);
        // A child of `SequentialLR` that has not begun finds the values of another.
        let tolerance = if before < 0 { Tolerance::Anything } else { tolerance };
        Self::write(slf, tolerance)
    }

    /// What units read at the tick that is so many ticks ahead, where all schedules can take it.
    fn readable(&self, ticks: i64) -> PyResult<Vec<(String, f64)>> {
        let readings = std::mem::take(&mut *lock(&self.readings));
        let named: Vec<_> = readings.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        if !named.is_empty() {
            let next = self.after(ticks);
            self.with_plan(|plan| plan.slots.iter().try_for_each(|slot| slot.reading(next, &named).map(drop)))?;
        }
        Ok(readings)
    }

    /// Hands it over.
    fn read(&self, ticks: i64, readings: &[(String, f64)]) -> PyResult<()> {
        if readings.is_empty() {
            return Ok(());
        }
        let next = self.after(ticks);
        let named: Vec<_> = readings.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        self.with_plan(|plan| {
            plan.slots.iter_mut().try_for_each(|slot| {
                let run = slot.reading(next, &named)?;
                slot.become_run(run);
                Ok(())
            })
        })
    }

    /// The tick that is so many ticks ahead.
    fn after(&self, ticks: i64) -> u64 {
        u64::try_from(self.tick.load(Ordering::Relaxed).saturating_add(ticks)).unwrap_or(0)
    }

    /// How many ticks an update is.
    fn stride(&self) -> PyResult<i64> {
        match self.stride.load(Ordering::Relaxed) {
            0 => Err(PyValueError::new_err(
                "a tick is a sample or a token, and the program does not say how many an update has: give a step its \
                 size, as in `step = 512 samples`, or go ahead by `advance(samples=…)`, `advance(tokens=…)`",
            )),
            ticks => Ok(ticks),
        }
    }

    /// The metric that an unnamed value is of.
    fn only_metric(&self) -> PyResult<Option<String>> {
        let mut names = self.with_plan(|plan| {
            Ok(plan.slots.iter().flat_map(|slot| slot.schedule().metrics()).map(str::to_string).collect::<Vec<_>>())
        })?;
        names.sort();
        names.dedup();
        if names.len() > 1 {
            let message =
                format!("name the metric, as in `observe({}=…)`: the tracks watch {}", names[0], names.join(", "));
            return Err(PyValueError::new_err(message));
        }
        Ok(names.pop())
    }
}

#[pymethods]
impl SchedulerCore {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyAny>>) -> Self {
        Self {
            tick: AtomicI64::new(-1),
            steps: AtomicI64::new(0),
            stride: AtomicI64::new(1),
            optimizer: Mutex::default(),
            metrics: Mutex::default(),
            readings: Mutex::default(),
            plan: Mutex::new(Some(Box::default())),
        }
    }

    /// Goes to the next tick, and writes its values into the optimizer's groups. Call it after each update.
    ///
    /// `metrics` is what the one metric that the tracks watch has come to. Where they watch none, a whole number
    /// is the tick to go to, as PyTorch has it.
    #[pyo3(signature = (metrics = None, epoch = None))]
    fn step(slf: &Bound<'_, Self>, metrics: Option<&Bound<'_, PyAny>>, epoch: Option<i64>) -> PyResult<()> {
        let core = slf.get();
        if let Some(given) = metrics {
            match core.only_metric()? {
                Some(name) => {
                    core.observe(name, given)?;
                }
                None if given.is_exact_instance_of::<PyInt>() => return Self::update(slf, Some(given.extract()?)),
                None => {
                    return Err(PyValueError::new_err(format!("no track watches a metric, and {given} is not a tick")));
                }
            }
        }
        match epoch {
            Some(epoch) => Self::update(slf, Some(epoch)),
            None => Self::ahead(slf, core.stride()?, Tolerance::Ours),
        }
    }

    /// Goes to a tick, or to the next one, whatever the groups hold: `SequentialLR` calls it where a child begins.
    #[pyo3(name = "_update_lr", signature = (epoch = None))]
    fn update(slf: &Bound<'_, Self>, epoch: Option<i64>) -> PyResult<()> {
        let Some(epoch) = epoch else { return Self::ahead(slf, 1, Tolerance::Anything) };
        slf.get().tick.store(epoch, Ordering::Relaxed);
        Self::write(slf, Tolerance::Anything)
    }

    /// Writes the first values.
    fn _initial_step(slf: &Bound<'_, Self>) -> PyResult<()> {
        slf.get().steps.store(0, Ordering::Relaxed);
        Self::ahead(slf, 1, Tolerance::Anything)
    }

    /// Writes the values of this tick again, where one has been used.
    fn _write(slf: &Bound<'_, Self>) -> PyResult<()> {
        if slf.get().last_epoch() < 0 { Ok(()) } else { Self::write(slf, Tolerance::Anything) }
    }

    /// Goes ahead by any number of ticks: where a tick is a token or a sample, by those of an update.
    #[pyo3(name = "_advance")]
    fn advance(slf: &Bound<'_, Self>, ticks: i64) -> PyResult<()> {
        if ticks < 0 {
            return Err(PyValueError::new_err(format!("a run goes ahead, and not by {ticks} ticks")));
        }
        Self::ahead(slf, ticks, Tolerance::Ours)
    }

    /// Keeps what a metric has come to until the next step.
    #[pyo3(name = "_observe")]
    fn observe(&self, name: String, value: &Bound<'_, PyAny>) -> PyResult<()> {
        // A tensor is a number if it has one element. DeepSpeed takes a `TypeError` for a step without an argument.
        let number = value.extract().or_else(|_| value.call_method0("item")?.extract());
        let number = number.map_err(|_| PyValueError::new_err(format!("`{name}` is a number, not {value}")))?;
        lock(&self.metrics).push((name, number));
        Ok(())
    }

    /// Keeps what a unit reads at the next tick until the step to it.
    #[pyo3(name = "_read")]
    fn keep_reading(&self, unit: String, value: f64) {
        lock(&self.readings).push((unit, value));
    }

    /// How many ticks :meth:`step` goes ahead by; 0 where nothing says.
    #[getter]
    fn _stride(&self) -> i64 {
        self.stride.load(Ordering::Relaxed)
    }

    #[setter(_stride)]
    fn set_stride(&self, ticks: i64) {
        self.stride.store(ticks, Ordering::Relaxed);
    }

    /// Takes a plan: how many groups there are, the schedules, and for each place its group, its key, and the
    /// schedule that it takes; a pair for a key that holds a tuple.
    fn _set_plan(
        &self,
        py: Python<'_>,
        groups: usize,
        schedules: Vec<PyRef<'_, Schedule>>,
        items: Vec<(usize, Bound<'_, PyString>, Target)>,
    ) -> PyResult<()> {
        self.with_plan(|plan| {
            let mut old = std::mem::take(&mut plan.slots);
            let slots = schedules.iter().map(|schedule| {
                let known = old.iter().position(|slot| *slot.schedule() == *schedule.tree);
                known.map_or_else(|| Slot::new(schedule), |known| old.swap_remove(known))
            });
            let slots = slots.collect();
            let items = items.into_iter().map(|(group, key, target)| Item::new(py, group, &key, target));
            *plan = Plan { groups, slots, items: items.collect() };
            Ok(())
        })
    }

    /// Whether every place holds what was written there. To look into a tensor may be to wait for its device.
    fn _is_in_use(&self, py: Python<'_>, looks_into_tensors: bool) -> PyResult<bool> {
        let groups = self.groups(py)?;
        self.with_plan(|plan| plan.is_in_use(py, &groups, looks_into_tensors))
    }

    /// Forgets what was written: whatever the groups hold is another's.
    fn _forget(&self) -> PyResult<()> {
        self.with_plan(|plan| {
            plan.slots.iter_mut().for_each(Slot::forget);
            Ok(())
        })
    }

    /// What has been seen of metrics, as one JSON text for each schedule; None for one that watches none.
    fn _controllers(&self) -> PyResult<Vec<Option<String>>> {
        self.with_plan(|plan| Ok(plan.slots.iter().map(Slot::state).collect()))
    }

    /// Takes up what :meth:`_controllers` gave.
    fn _set_controllers(&self, states: Vec<Option<String>>) -> PyResult<()> {
        self.with_plan(|plan| {
            plan.slots.iter_mut().zip(states).try_for_each(|(slot, state)| match state {
                Some(state) => slot.resume(&state),
                None => Ok(()),
            })
        })
    }

    /// The tick whose values are in use; PyTorch calls it so whatever it counts.
    #[getter]
    fn last_epoch(&self) -> i64 {
        self.tick.load(Ordering::Relaxed)
    }

    #[setter]
    fn set_last_epoch(&self, tick: i64) {
        self.tick.store(tick, Ordering::Relaxed);
    }

    #[getter]
    fn _step_count(&self) -> i64 {
        self.steps.load(Ordering::Relaxed)
    }

    #[setter(_step_count)]
    fn set_step_count(&self, steps: i64) {
        self.steps.store(steps, Ordering::Relaxed);
    }

    /// The optimizer that it writes to.
    #[getter]
    fn optimizer(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let optimizer = lock(&self.optimizer).as_ref().map(|optimizer| optimizer.clone_ref(py));
        optimizer.ok_or_else(|| PyAttributeError::new_err("the scheduler has no optimizer"))
    }

    #[setter]
    fn set_optimizer(&self, optimizer: Py<PyAny>) {
        *lock(&self.optimizer) = Some(optimizer);
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        // What is in use is not garbage, and a collection must not wait.
        match self.optimizer.try_lock() {
            Ok(optimizer) => optimizer.as_ref().map_or(Ok(()), |optimizer| visit.call(optimizer)),
            Err(TryLockError::Poisoned(_) | TryLockError::WouldBlock) => Ok(()),
        }
    }

    fn __clear__(&self) {
        let optimizer = lock(&self.optimizer).take();
        drop(optimizer);
    }
}
