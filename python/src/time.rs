//! Times between Python and lehr: ints, floats and fractions, all exact.

use lehr::Time;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt};

/// A tick, or a time between two.
pub(crate) enum When {
    Tick(u64),
    Time(Time),
}

/// Reads a time: an int or anything that is used as one, a float, or a `fractions.Fraction`.
#[inline]
pub(crate) fn when(value: &Bound<'_, PyAny>) -> PyResult<When> {
    if value.is_exact_instance_of::<PyInt>() {
        return tick(value).map(When::Tick);
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        return exact(float.value()).map(When::Time);
    }
    if value.hasattr("__index__")? {
        return tick(value).map(When::Tick);
    }
    let parts = value.getattr("numerator").and_then(|numerator| Ok((numerator, value.getattr("denominator")?)));
    let Ok((numerator, denominator)) = parts else {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("a time is an int, a float or a Fraction, not {kind}")));
    };
    let time = Time::fraction(numerator.extract()?, denominator.extract()?);
    time.filter(|time| !time.is_negative()).map(When::Time).ok_or_else(|| before_the_start(value))
}

/// Reads a whole tick from 0 on.
pub(crate) fn tick(value: &Bound<'_, PyAny>) -> PyResult<u64> {
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<pyo3::exceptions::PyOverflowError>(value.py()) {
            before_the_start(value)
        } else {
            error
        }
    })
}

fn before_the_start(value: &Bound<'_, PyAny>) -> PyErr {
    PyValueError::new_err(format!("ticks count from 0 to 2^64 - 1, and {value} is not one of them"))
}

/// The exact time of a float.
fn exact(value: f64) -> PyResult<Time> {
    let wrong = || PyValueError::new_err(format!("{value} is not a time: it is below 0, not a number, or too large"));
    if !(value.is_finite() && value >= 0.0) {
        return Err(wrong());
    }
    let mut numerator = value;
    let mut denominator = 1_i128;
    // A double is a whole number over a power of 2; one that needs more is no time that anybody measures.
    while numerator.fract() != 0.0 {
        if denominator >= 1 << 62 {
            return Err(wrong());
        }
        numerator *= 2.0;
        denominator *= 2;
    }
    if numerator >= (1_i128 << 96) as f64 {
        return Err(wrong());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and below 2^96")]
    Time::fraction(numerator as i128, denominator).ok_or_else(wrong)
}

/// A time for Python: an int where it is whole, else a `Fraction`.
pub(crate) fn to_python(py: Python<'_>, time: Time) -> PyResult<Bound<'_, PyAny>> {
    if time.is_whole() {
        return Ok(time.numerator().into_pyobject(py)?.into_any());
    }
    py.import("fractions")?.getattr("Fraction")?.call1((time.numerator(), time.denominator()))
}
