//! Errors of the library as Python's.

use pyo3::PyErr;
use pyo3::exceptions::PyValueError;

/// Whatever can be wrong with what a caller gives is a `ValueError`.
pub(crate) fn value_error(error: lehr::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
