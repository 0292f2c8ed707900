//! From files and texts to programs.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use lehr::config::Config;
use lehr::lint::{self, Settings};
use lehr::{Compilation, Diagnostic, Overrides, Source, compile_bytes, report};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::bases::Bases;
use crate::error::value_error;
use crate::finding::{Finding, findings};
use crate::program::{GivenBases, Loaded, Program};

/// A program where there is one, and all that is to be said about its text.
type Outcome = (Option<Program>, Report);

/// All that is to be said about a text.
#[pyclass(frozen, module = "lehr")]
pub(crate) struct Report {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[pymethods]
impl Report {
    /// Each finding.
    #[getter]
    fn findings(&self) -> Vec<Finding> {
        findings(&self.source, &self.diagnostics)
    }

    /// The same as the command line prints it, with the lines that it speaks of.
    #[pyo3(signature = (*, coloured = false))]
    fn render(&self, coloured: bool) -> String {
        report::render(&self.source, &self.diagnostics, coloured)
    }

    /// One finding as the command line prints it.
    fn render_one(&self, index: usize) -> String {
        self.diagnostics.get(index).map_or_else(String::new, |diagnostic| {
            report::render(&self.source, std::slice::from_ref(diagnostic), false)
        })
    }
}

/// What a caller sets from outside, as texts of the language.
#[derive(FromPyObject)]
pub(crate) struct Given {
    #[pyo3(item)]
    run: Option<String>,
    #[pyo3(item)]
    base: Option<String>,
    #[pyo3(item)]
    epoch: Option<String>,
    #[pyo3(item)]
    params: Vec<(String, String)>,
}

impl Given {
    fn overrides(&self) -> PyResult<Overrides> {
        let mut overrides = Overrides::default();
        let wrong = |name: &str, error: &lehr::Error| PyValueError::new_err(format!("{name}: {error}"));
        if let Some(run) = &self.run {
            overrides.set_run(run).map_err(|error| wrong("run", &error))?;
        }
        if let Some(base) = &self.base {
            overrides.set_base(base).map_err(|error| wrong("base", &error))?;
        }
        if let Some(epoch) = &self.epoch {
            overrides.set_epoch(epoch).map_err(|error| wrong("epoch", &error))?;
        }
        for (name, value) in &self.params {
            overrides.set_param(name, value).map_err(|error| wrong(name, &error))?;
        }
        Ok(overrides)
    }

    fn any(&self) -> bool {
        self.run.is_some() || self.base.is_some() || self.epoch.is_some() || !self.params.is_empty()
    }
}

/// Compiles and checks a text. Nothing is raised for what is wrong in it.
#[pyfunction]
pub(crate) fn compile(text: String, name: String, given: Given) -> PyResult<Outcome> {
    let compilation = lehr::compile(&text, &given.overrides()?);
    Ok(outcome(name, compilation, &Settings::default()))
}

/// Compiles and checks a file, with the `lehr.toml` in its folder or above it. A compiled one is read as it is.
#[pyfunction]
pub(crate) fn load(path: PathBuf, given: Given) -> PyResult<Outcome> {
    let bytes = fs::read(&path)?;
    let name = path.to_string_lossy().into_owned();
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
        if given.any() {
            let message = format!("`{name}` is compiled: its run, base, epoch and parameters are fixed");
            return Err(PyValueError::new_err(message));
        }
        return Ok(outcome(name, read(&bytes)?.into(), &Settings::default()));
    }
    let config = Config::above(&path).map_err(value_error)?;
    let overrides = config.completed(&given.overrides()?).map_err(value_error)?;
    Ok(outcome(name, compile_bytes(bytes, &overrides), config.settings()))
}

/// Reads a compiled program. `bases` has what only its text says: the tracks with a base of their own, and those that
/// refer to one without.
#[pyfunction]
#[pyo3(signature = (json, bases = None))]
pub(crate) fn from_json(json: &str, bases: Option<GivenBases>) -> PyResult<Program> {
    let compilation = read(json.as_bytes())?.into();
    let bases = bases.map_or_else(|| Bases::of(&compilation), |(declared, borrowed)| Bases { declared, borrowed });
    let loaded = Loaded { name: "<compiled>".to_string(), compilation, findings: Vec::new(), bases };
    Ok(Program::new(Arc::new(loaded)))
}

fn read(bytes: &[u8]) -> PyResult<lehr::Program> {
    lehr::Program::from_json(bytes)
        .map_err(|error| PyValueError::new_err(format!("this is not a compiled schedule: {error}")))
}

fn outcome(name: String, compilation: Compilation, settings: &Settings) -> Outcome {
    let diagnostics = lint::check(&compilation, settings);
    let source = Source::new(name.as_str(), compilation.text());
    let is_complete = compilation.program().is_some();
    let bases = Bases::of(&compilation);
    let loaded = Arc::new(Loaded { name, compilation, findings: diagnostics.clone(), bases });
    (is_complete.then(|| Program::new(loaded)), Report { source, diagnostics })
}
