//! A schedule as a Python object: a pure function of the tick.

use std::sync::{Arc, OnceLock};

use lehr::schedule::{Cursor, Node};
use lehr::{Compilation, Time};
use numpy::{IntoPyArray, PyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice, PyString};

use crate::bases::{Bases, is_relative, subticks};
use crate::error::value_error;
use crate::picture;
use crate::program::{Loaded, Program, Reduced};
use crate::time::{When, tick, to_python, when};

/// A schedule: a value for every tick, the same bits everywhere.
///
/// Ticks count from 0: the first update uses ``s(0)``. It is immutable, and may be used by many threads at once.
///
/// >>> import lehr
/// >>> lr = lehr.compile("run = 10; lr = 0.5 * linear").lr
/// >>> lr(4), lr(4.5), lr[9]
/// (0.3, 0.275, 0.05)
/// >>> lr[0:10:5].tolist()
/// [0.5, 0.25]
/// >>> lr.length, lr.segments
/// (10, [<Segment 0 – 10: 0.5 * linear>])
#[pyclass(frozen, module = "lehr")]
pub(crate) struct Schedule {
    pub(crate) tree: Arc<lehr::Schedule>,
    name: String,
    /// The file that it is a track of; None for one that was made from another.
    loaded: Option<Arc<Loaded>>,
    /// Whether a caller has said what its base is.
    is_based: bool,
    fingerprint: OnceLock<String>,
}

impl Schedule {
    pub(crate) fn new(schedule: Arc<lehr::Schedule>, name: &str, loaded: Option<Arc<Loaded>>) -> Self {
        let is_based = schedule.base() != 1.0;
        Self { tree: schedule, name: name.to_string(), loaded, is_based, fingerprint: OnceLock::new() }
    }

    /// The first tick after its end.
    fn ticks(&self) -> Option<u64> {
        self.tree.len().map(|length| u64::try_from(length.ceil()).unwrap_or(u64::MAX))
    }

    /// The first tick after its end, for whoever needs one.
    fn end(&self, what: &str) -> PyResult<u64> {
        self.ticks().ok_or_else(|| {
            PyValueError::new_err(format!(
                "`{}` goes on for ever, and {what} needs an end: say where it stops",
                self.name
            ))
        })
    }

    /// Makes sure that its values follow from the tick alone.
    fn known(&self) -> PyResult<()> {
        known(&self.tree, &self.name)
    }

    /// A schedule as long as this one.
    fn remade(&self, base: f64, root: Node) -> PyResult<Self> {
        let schedule = &self.tree;
        let schedule = lehr::Schedule::new(base, schedule.resolution(), subticks(schedule), root);
        Ok(Self::new(Arc::new(schedule.map_err(value_error)?), &self.name, None))
    }

    fn json(&self) -> String {
        // A schedule nests as deep as its program, which alone is read however deep it nests.
        let schedule = serde_json::to_string(&*self.tree).unwrap_or_default();
        let name = serde_json::to_string(&self.name).unwrap_or_default();
        format!(r#"{{"format":"lehr/1","tracks":[{{"name":{name},"schedule":{schedule}}}]}}"#)
    }

    /// The file that it is a track of, or one that has no other.
    fn drawn(&self) -> PyResult<Arc<Loaded>> {
        if let Some(loaded) = &self.loaded {
            return Ok(Arc::clone(loaded));
        }
        let program = lehr::Program::from_json(self.json().as_bytes()).map_err(value_error)?;
        let compilation = Compilation::from(program);
        let bases = Bases::of_one(&self.name, self.is_based);
        Ok(Arc::new(Loaded { name: self.name.clone(), compilation, findings: Vec::new(), bases }))
    }
}

#[pymethods]
impl Schedule {
    /// The value at a tick, an int, or at an exact time, a float or a `Fraction`, counted in ticks from 0.
    ///
    /// Raises `ValueError` for a time below 0 and for a schedule that reads a unit, and `TypeError` for what is not a time.
    fn __call__(&self, t: &Bound<'_, PyAny>) -> PyResult<f64> {
        self.known()?;
        Ok(match when(t)? {
            When::Tick(tick) => self.tree.value(tick),
            When::Time(time) => self.tree.value_at(time),
        })
    }

    /// ``s[5]`` is ``s(5)``, and ``s[0:1000]`` is ``s.values(0, 1000)``. There are no ticks below 0.
    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let Ok(slice) = key.cast::<PySlice>() else {
            return Ok(self.__call__(key)?.into_pyobject(py)?.into_any());
        };
        let part = |name: &str| -> PyResult<Option<u64>> {
            let part = slice.getattr(name)?;
            if part.is_none() { Ok(None) } else { tick(&part).map(Some) }
        };
        let (start, stop, step) = (part("start")?.unwrap_or(0), part("stop")?, part("step")?.unwrap_or(1));
        Ok(self.values(py, start, stop, step)?.into_any())
    }

    /// The values at the ticks from `start` to `stop`, exclusive, by `step`, as a numpy array of float64.
    ///
    /// Without `stop` they go to the end of the schedule; one that goes on for ever raises `ValueError`. Raises
    /// `ImportError` where numpy is missing.
    #[pyo3(signature = (start = 0, stop = None, step = 1))]
    fn values<'py>(
        &self,
        py: Python<'py>,
        start: u64,
        stop: Option<u64>,
        step: u64,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        // It is an ImportError where there is none.
        py.import("numpy")?;
        self.known()?;
        if step == 0 {
            return Err(PyValueError::new_err("the step is 0"));
        }
        let stop = stop.map_or_else(|| self.end("an array"), Ok)?;
        let count = usize::try_from(stop.saturating_sub(start).div_ceil(step)).unwrap_or(usize::MAX);
        if count > 1 << 40 {
            return Err(PyValueError::new_err(format!("{count} values do not fit into memory")));
        }
        let schedule = &self.tree;
        let values = py.detach(|| {
            let mut values = vec![0.0; count];
            if step == 1 {
                schedule.fill(start, &mut values);
            } else {
                let ticks = (0_u64..).map(|index| start.saturating_add(index.saturating_mul(step)));
                values.iter_mut().zip(ticks).for_each(|(value, tick)| *value = schedule.value(tick));
            }
            values
        });
        Ok(values.into_pyarray(py))
    }

    /// For ``np.asarray(s)``: all values, of a schedule that has an end.
    #[pyo3(signature = (dtype = None, copy = None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if copy == Some(false) {
            return Err(PyValueError::new_err("the values of a schedule are computed: an array of them is new"));
        }
        let values = self.values(py, 0, None, 1)?.into_any();
        dtype.map_or_else(|| Ok(values.clone()), |dtype| values.call_method1("astype", (dtype,)))
    }

    /// One value for each tick, from 0 to its end; for ever where it goes on for ever.
    fn __iter__(&self) -> PyResult<Values> {
        self.known()?;
        Ok(Values { cursor: Cursor::new(Arc::clone(&self.tree)), next: 0, end: self.ticks().unwrap_or(u64::MAX) })
    }

    /// Its segments, in order.
    #[getter]
    fn segments(&self) -> Vec<Segment> {
        self.tree
            .segments()
            .map(|segment| Segment {
                start: segment.start,
                end: segment.end,
                text: segment.text,
                first: segment.first,
                last: segment.last,
            })
            .collect()
    }

    /// How long it is in ticks, an int or a `Fraction`; None where it goes on for ever.
    #[getter]
    fn length<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.tree.len().map(|length| to_python(py, length)).transpose()
    }

    /// What its relative values are multiples of.
    #[getter]
    fn base(&self) -> f64 {
        self.tree.base()
    }

    /// The name of its track.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The metrics that it watches.
    #[getter]
    fn metrics(&self) -> Vec<String> {
        self.tree.metrics().into_iter().map(str::to_string).collect()
    }

    /// The units whose readings it takes, by their singular names: :meth:`lehr.torch.Scheduler.advance` is given them.
    /// Its values follow from them, and calling it raises `ValueError`.
    #[getter]
    fn units_read(&self) -> Vec<String> {
        self.tree.units_read().into_iter().map(str::to_string).collect()
    }

    /// 32 hexadecimal digits: schedules with the same ones have the same values at every tick.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| self.tree.fingerprint())
    }

    /// The same schedule at another base. What is absolute in it stays as it is.
    ///
    /// >>> import lehr
    /// >>> lehr.compile("run = 10; lr = linear").lr.with_base(0.5)(5)
    /// 0.25
    fn with_base(&self, base: f64) -> PyResult<Self> {
        Ok(Self { is_based: true, ..self.remade(base, self.tree.root().clone())? })
    }

    /// The same schedule with each value times a number, also what is absolute in it.
    fn scaled(&self, by: f64) -> PyResult<Self> {
        let root = Node::Scale { by, body: Box::new(self.tree.root().clone()) };
        Ok(Self { is_based: self.is_based, ..self.remade(self.tree.base(), root)? })
    }

    /// Whether it has other values at another base.
    #[getter]
    fn is_relative(&self) -> bool {
        is_relative(&self.tree)
    }

    /// The program that it is a track of; one of this track alone where it was made from another schedule.
    #[getter]
    fn program(&self) -> PyResult<Program> {
        Ok(Program::new(self.drawn()?))
    }

    /// The schedule as JSON, which :meth:`from_json` reads back to the same bits.
    fn to_json(&self) -> String {
        self.json()
    }

    /// Reads the JSON of a schedule. Raises `ValueError` for anything else.
    #[staticmethod]
    fn from_json(json: &str) -> PyResult<Self> {
        let program = lehr::Program::from_json(json.as_bytes());
        let program =
            program.map_err(|error| PyValueError::new_err(format!("this is not a compiled schedule: {error}")))?;
        match program.tracks() {
            [track] => Ok(Self::new(Arc::new(track.schedule.clone()), &track.name, None)),
            tracks => Err(PyValueError::new_err(format!("this is a program of {} tracks: load it", tracks.len()))),
        }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py, (String,)>> {
        Ok((py.get_type::<Self>().getattr("from_json")?, (self.json(),)))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.extract().is_ok_and(|other: PyRef<'_, Self>| self.fingerprint() == other.fingerprint())
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        PyString::new(py, self.fingerprint()).hash()
    }

    /// Its picture, as an SVG.
    #[pyo3(signature = (*, dark = false))]
    fn svg(&self, dark: bool) -> PyResult<String> {
        let loaded = self.drawn()?;
        picture::svg(&loaded, Some(&self.name), dark)
    }

    /// Draws it into matplotlib's axes, `ax` or the current ones, and returns them. `start`, `stop` and `points`
    /// say which ticks are drawn; the rest goes to ``Axes.plot``.
    #[pyo3(signature = (ax = None, **options))]
    fn plot<'py>(
        slf: &Bound<'py, Self>,
        ax: Option<Bound<'py, PyAny>>,
        options: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lehr._plot")?.getattr("plot")?.call((slf, ax), options)
    }

    /// What a notebook shows: the curve with what the checker found, and a line of text.
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
        match self.tree.len() {
            Some(length) => format!("<lehr.Schedule {}: {length} ticks>", self.name),
            None => format!("<lehr.Schedule {}: endless>", self.name),
        }
    }
}

/// Makes sure that the values of a schedule follow from the tick alone.
pub(crate) fn known(schedule: &lehr::Schedule, name: &str) -> PyResult<()> {
    let units = schedule.units_read();
    if units.is_empty() {
        return Ok(());
    }
    Err(PyValueError::new_err(format!(
        "`{name}` reads {units}, so that its values are known in a run alone: give a scheduler what is read, by \
         `advance({first}=…)`",
        units = units.join(", "),
        first = units[0]
    )))
}

/// A piece of a schedule, as its timeline shows it.
#[pyclass(frozen, module = "lehr")]
pub(crate) struct Segment {
    start: Time,
    end: Option<Time>,
    /// The text of the segment.
    #[pyo3(get)]
    text: String,
    /// The value that it starts with.
    #[pyo3(get)]
    first: f64,
    /// The value that it comes to at its end; None where it goes on for ever.
    #[pyo3(get)]
    last: Option<f64>,
}

#[pymethods]
impl Segment {
    /// When it starts, in ticks.
    #[getter]
    fn start<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.start)
    }

    /// When it ends, in ticks; None where it goes on for ever.
    #[getter]
    fn end<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.end.map(|end| to_python(py, end)).transpose()
    }

    fn __repr__(&self) -> String {
        let end = self.end.map_or_else(|| "…".to_string(), |end| end.to_string());
        format!("<Segment {} – {end}: {}>", self.start, self.text)
    }
}

/// The values of a schedule, one for each tick.
#[pyclass(module = "lehr")]
pub(crate) struct Values {
    cursor: Cursor<Arc<lehr::Schedule>>,
    next: u64,
    end: u64,
}

#[pymethods]
impl Values {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self) -> Option<f64> {
        let tick = self.next;
        (tick < self.end).then(|| {
            self.next += 1;
            self.cursor.value(tick)
        })
    }
}
