//! Values into groups: floats are replaced, tensors are filled in place.

use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat, PyInt, PyList, PyString};

use super::Plan;
use super::slot::Slot;

/// A place for a value.
pub(super) struct Item {
    group: usize,
    key: Py<PyString>,
    target: Target,
}

/// What goes to a place, by the index of its slot.
#[derive(Clone, Copy, FromPyObject)]
pub(super) enum Target {
    /// The value itself.
    Value(usize),
    /// The first and the second of a tuple, where a schedule has them.
    Pair(Option<usize>, Option<usize>),
}

/// What a place may hold before it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// What was written last.
    Ours,
    /// Anything.
    Anything,
}

/// A value that somebody else has written.
pub(super) struct Foreign {
    pub(super) key: Py<PyString>,
    pub(super) group: usize,
    pub(super) found: f64,
    pub(super) written: f64,
}

impl Item {
    pub(super) fn new(py: Python<'_>, group: usize, key: &Bound<'_, PyString>, target: Target) -> Self {
        // Looked up by its pointer, as dicts do.
        Self { group, key: PyString::intern(py, &key.to_string_lossy()).unbind(), target }
    }
}

impl Plan {
    /// Writes the values of a tick; says what it found that another had written.
    pub(super) fn write(
        &mut self,
        py: Python<'_>,
        groups: &Bound<'_, PyList>,
        tick: u64,
        tolerance: Tolerance,
    ) -> PyResult<Option<Foreign>> {
        for slot in &mut self.slots {
            slot.go_to(py, tick);
        }
        let mut foreign = None;
        let mut current: Option<(usize, Bound<'_, PyDict>)> = None;
        for item in &self.items {
            let group = match &current {
                Some((index, group)) if *index == item.group => group,
                _ => &current.insert((item.group, groups.get_item(item.group)?.cast_into::<PyDict>()?)).1,
            };
            let key = item.key.bind(py);
            let found = group.get_item(key)?.ok_or_else(|| missing(key, item.group))?;
            match item.target {
                Target::Value(index) => {
                    let slot = &self.slots[index];
                    if let Some(value) = scalar(py, slot, &found)? {
                        if tolerance == Tolerance::Ours && foreign.is_none() {
                            foreign = noticed(py, slot, &found, item);
                        }
                        group.set_item(key, value)?;
                    }
                }
                Target::Pair(first, second) => {
                    let parts = [(0, first), (1, second)].map(|(at, slot)| -> PyResult<_> {
                        let old = found.get_item(at)?;
                        match slot {
                            Some(slot) => {
                                let new = scalar(py, &self.slots[slot], &old)?;
                                Ok(new.map_or(old, |new| new.clone().into_any()))
                            }
                            None => Ok(old),
                        }
                    });
                    let [first, second] = parts;
                    group.set_item(key, (first?, second?))?;
                }
            }
        }
        Ok(foreign)
    }

    /// Whether each place holds the very object that was written there, or a tensor; with the value that was written,
    /// if it is looked into.
    pub(super) fn is_in_use(
        &self,
        py: Python<'_>,
        groups: &Bound<'_, PyList>,
        looks_into_tensors: bool,
    ) -> PyResult<bool> {
        for item in &self.items {
            let Some(group) = groups.get_item(item.group).ok().and_then(|group| group.cast_into::<PyDict>().ok())
            else {
                return Ok(false);
            };
            let (Target::Value(index), Some(found)) = (item.target, group.get_item(item.key.bind(py))?) else {
                continue;
            };
            let value = self.slots[index].value.as_ref().map(|value| value.bind(py));
            let is_ours = match value {
                Some(value) if is_number(&found) => value.is(&found),
                Some(value) if looks_into_tensors => holds(&found, value)?,
                Some(_) => true,
                None => false,
            };
            if !is_ours {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The object that replaces a value; None for a tensor, which has been filled.
#[inline]
fn scalar<'py>(py: Python<'py>, slot: &Slot, found: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyFloat>>> {
    let Some(value) = &slot.value else { return Ok(None) };
    let value = value.bind(py);
    if slot.previous.as_ref().is_some_and(|previous| previous.is(found)) || is_number(found) {
        return Ok(Some(value.clone()));
    }
    found.call_method1(intern!(py, "fill_"), (value,))?;
    Ok(None)
}

/// Whether a tensor holds a number, as it rounds it.
fn holds(tensor: &Bound<'_, PyAny>, number: &Bound<'_, PyFloat>) -> PyResult<bool> {
    let py = tensor.py();
    let rounded = tensor.call_method0(intern!(py, "clone"))?.call_method1(intern!(py, "fill_"), (number,))?;
    let [found, expected] = [tensor, &rounded].map(|tensor| tensor.call_method0(intern!(py, "item")));
    found?.eq(expected?)
}

/// Whether it is replaced, as floats and ints are.
fn is_number(found: &Bound<'_, PyAny>) -> bool {
    found.is_instance_of::<PyFloat>() || found.is_instance_of::<PyInt>()
}

/// What another has written to a place.
#[inline]
fn noticed(py: Python<'_>, slot: &Slot, found: &Bound<'_, PyAny>, item: &Item) -> Option<Foreign> {
    let previous = slot.previous.as_ref()?;
    if previous.is(found) {
        return None;
    }
    let found: f64 = found.extract().ok()?;
    (found.to_bits() != slot.previous_number.to_bits()).then(|| Foreign {
        key: item.key.clone_ref(py),
        group: item.group,
        found,
        written: slot.previous_number,
    })
}

fn missing(key: &Bound<'_, PyString>, group: usize) -> PyErr {
    PyRuntimeError::new_err(format!("group {group} of the optimizer no longer has `{key}`"))
}
