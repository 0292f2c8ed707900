//! lehr for Python: the compiled part of the package `lehr`.
//!
//! What is decided here is decided by the library; this crate hands its types over. What warns, raises or prints
//! is in the Python files beside it.

mod bases;
mod compile;
mod error;
mod finding;
mod picture;
mod profile;
mod program;
mod schedule;
mod scheduler;
mod time;

use pyo3::prelude::*;

/// The compiled part of `lehr`.
#[pymodule]
mod _lehr {
    #[pymodule_export]
    use crate::compile::{Report, compile, from_json, load};
    #[pymodule_export]
    use crate::finding::{Finding, Fix};
    #[pymodule_export]
    use crate::program::Program;
    #[pymodule_export]
    use crate::schedule::{Schedule, Segment, Values};
    #[pymodule_export]
    use crate::scheduler::SchedulerCore;

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
