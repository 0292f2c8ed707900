//! A compiled file, as a Python object.

use std::sync::Arc;

use lehr::{Compilation, Diagnostic, Unit};
use pyo3::exceptions::{PyAttributeError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::bases::Bases;
use crate::error::value_error;
use crate::schedule::Schedule;
use crate::time::{When, to_python, when};
use crate::{picture, profile};

/// A compiled text, with what was said about it.
pub(crate) struct Loaded {
    pub(crate) name: String,
    pub(crate) compilation: Compilation,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) bases: Bases,
}

/// A compiled file: its tracks, by name, its run and its units.
///
/// >>> import lehr
/// >>> program = lehr.compile("run = 100; lr = 0.1 * linear; lr.head = 10 * lr; momentum = hold(0.9)")
/// >>> program.tracks
/// ('lr', 'lr.head', 'momentum')
/// >>> program.momentum
/// <lehr.Schedule momentum: 100 ticks>
/// >>> program(50)
/// {'lr': 0.05, 'lr.head': 0.5, 'momentum': 0.9}
#[pyclass(frozen, mapping, module = "lehr")]
pub(crate) struct Program {
    loaded: Arc<Loaded>,
    compiled: lehr::Program,
}

/// [`Bases`], as Python has them.
pub(crate) type GivenBases = (Vec<String>, Vec<(String, String)>);

/// What pickle calls to make an object again, and its arguments.
pub(crate) type Reduced<'py, A> = (Bound<'py, PyAny>, A);

impl Program {
    /// The program of a compilation without errors.
    pub(crate) fn new(loaded: Arc<Loaded>) -> Self {
        let compiled = loaded.compilation.program().cloned().unwrap_or_default();
        Self { loaded, compiled }
    }

    fn schedule(&self, name: &str) -> Option<Schedule> {
        let schedule = self.compiled.track(name)?.clone();
        Some(Schedule::new(Arc::new(schedule), name, Some(Arc::clone(&self.loaded))))
    }
}

#[pymethods]
impl Program {
    /// The names of its tracks, in the order of the file.
    #[getter]
    fn tracks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.compiled.tracks().iter().map(|track| track.name.as_str()))
    }

    /// The tracks that have a base of their own: what they are relative to is not for the caller to say.
    #[getter]
    fn tracks_with_base<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.loaded.bases.declared)
    }

    /// The tracks that refer to a relative track without a base, each with that track. A reference is absolute: what
    /// is referred to is taken at base 1.
    #[getter]
    fn references_without_base<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.loaded.bases.borrowed)
    }

    /// The length of the run in ticks, an int or a `Fraction`; None where nothing gives one.
    #[getter]
    fn run<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.compiled.run().map(|run| to_python(py, run)).transpose()
    }

    /// What a tick is: ``"step"``, ``"epoch"``, ``"sample"``, ``"token"`` or a unit that the file declares; None where
    /// no unit is named.
    #[getter]
    fn tick(&self) -> Option<String> {
        self.compiled.tick().map(|unit| unit.singular().to_string())
    }

    /// The text that it was compiled from; empty for one that was read from JSON.
    #[getter]
    fn text(&self) -> &str {
        self.loaded.compilation.text()
    }

    /// The name of its file.
    #[getter]
    fn name(&self) -> &str {
        &self.loaded.name
    }

    /// How many ticks a unit takes, exactly, as an int or a `Fraction`; None where the file does not say.
    ///
    /// The units are ``"step"``, ``"epoch"``, ``"sample"`` and ``"token"``, and those that the file declares and has an
    /// equation for; any other raises `ValueError`.
    ///
    /// >>> import lehr
    /// >>> lehr.compile("run = 1 epoch; epoch = 1000 samples; step = 64 samples; lr = linear").length_of("epoch")
    /// Fraction(125, 8)
    fn length_of<'py>(&self, py: Python<'py>, unit: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(unit) = self.compiled.unit(unit) else {
            return Err(PyValueError::new_err(format!(
                "`{unit}` is not a unit: use step, epoch, sample or token, or one that the file declares"
            )));
        };
        self.compiled.length_of(unit).map(|length| to_python(py, length)).transpose()
    }

    /// A duration of the language in ticks, as an int or a `Fraction`: ``program.ticks("5 epochs")``.
    fn ticks<'py>(&self, py: Python<'py>, duration: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.compiled.duration(duration).map_err(value_error)?)
    }

    /// What a track is, whatever a tick is, as bytes: its values at many times that are counted in samples or tokens.
    /// None where the file does not say how many of these a tick has, and for a track that watches a metric or reads a unit.
    fn profile(&self, name: &str) -> PyResult<Option<Vec<u8>>> {
        let schedule = self.compiled.track(name).ok_or_else(|| PyKeyError::new_err(name.to_string()))?;
        let unit = [Unit::SAMPLE, Unit::TOKEN].into_iter().find_map(|unit| self.compiled.length_of(unit));
        Ok(unit
            .filter(|_| schedule.metrics().is_empty() && schedule.units_read().is_empty())
            .map(|unit| profile::of(schedule, unit)))
    }

    fn __getitem__(&self, name: &str) -> PyResult<Schedule> {
        self.schedule(name).ok_or_else(|| {
            let names: Vec<_> = self.compiled.tracks().iter().map(|track| track.name.as_str()).collect();
            PyKeyError::new_err(format!("there is no track `{name}`; the tracks are {}", names.join(", ")))
        })
    }

    fn __getattr__(&self, name: &str) -> PyResult<Schedule> {
        self.schedule(name)
            .ok_or_else(|| PyAttributeError::new_err(format!("the program has no track or attribute `{name}`")))
    }

    fn __contains__(&self, name: &Bound<'_, PyAny>) -> bool {
        let name: PyResult<String> = name.extract();
        name.is_ok_and(|name| self.compiled.track(&name).is_some())
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.tracks(py)?.into_any().try_iter()?.into_any())
    }

    /// The names of the events, in the order of the file.
    ///
    /// >>> import lehr
    /// >>> lehr.compile("run = 90; lr = 0.1 * linear; event save = every 30 until run").events
    /// ('save',)
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.compiled.events().iter().map(|event| event.name.as_str()))
    }

    /// Whether an event fires at a tick, before the update of that tick. A name that no event has raises `KeyError`.
    ///
    /// >>> import lehr
    /// >>> program = lehr.compile("run = 90; lr = 0.1 * linear; event save = every 30 until run")
    /// >>> [tick for tick in range(90) if program.fires("save", tick)]
    /// [30, 60]
    fn fires(&self, name: &str, tick: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.compiled.fires(name, crate::time::tick(tick)?).ok_or_else(|| PyKeyError::new_err(name.to_string()))
    }

    fn __len__(&self) -> usize {
        self.compiled.tracks().len()
    }

    /// The same as :attr:`tracks`, so that ``dict(program)`` works.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.tracks(py)
    }

    /// The values of all tracks at a tick or an exact time.
    fn __call__<'py>(&self, py: Python<'py>, t: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
        let at = when(t)?;
        let values = PyDict::new(py);
        for track in self.compiled.tracks() {
            crate::schedule::known(&track.schedule, &track.name)?;
            let value = match at {
                When::Tick(tick) => track.schedule.value(tick),
                When::Time(time) => track.schedule.value_at(time),
            };
            values.set_item(&track.name, value)?;
        }
        Ok(values)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let same = |other: PyRef<'_, Self>| {
            self.compiled.tracks() == other.compiled.tracks()
                && self.compiled.run() == other.compiled.run()
                && self.compiled.tick() == other.compiled.tick()
                && self.compiled.events() == other.compiled.events()
        };
        other.extract().is_ok_and(same)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        // Of what equal programs share: the members of a family are equal to the same tracks written out.
        let tracks = self.compiled.tracks().iter().map(|track| (track.name.as_str(), track.schedule.fingerprint()));
        PyTuple::new(py, tracks.map(|(name, fingerprint)| format!("{name} {fingerprint}")))?.hash()
    }

    /// The compiled program as versioned JSON, which :func:`lehr.load` reads back to the same bits.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.compiled).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py, (String, GivenBases)>> {
        let read = py.import("lehr._lehr")?.getattr("from_json")?;
        let Bases { declared, borrowed } = self.loaded.bases.clone();
        Ok((read, (self.to_json()?, (declared, borrowed))))
    }

    /// The picture of all tracks, as an SVG.
    #[pyo3(signature = (*, dark = false))]
    fn svg(&self, dark: bool) -> PyResult<String> {
        picture::svg(&self.loaded, None, dark)
    }

    /// The same as a page that shows what is under the pointer.
    fn html(&self) -> PyResult<String> {
        picture::html(&self.loaded, None)
    }

    /// What a notebook shows: the curves with what the checker found, and a line of text.
    #[pyo3(signature = (include = None, exclude = None))]
    fn _repr_mimebundle_<'py>(
        &self,
        py: Python<'py>,
        include: Option<Bound<'py, PyAny>>,
        exclude: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let _ = (include, exclude);
        picture::bundle(py, self.svg(false).ok(), &self.__repr__())
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> = self.compiled.tracks().iter().map(|track| track.name.as_str()).collect();
        format!("<lehr.Program {}: {}>", self.loaded.name, names.join(", "))
    }
}
