//! Pictures of programs and of single tracks.

use lehr::plot::svg::{self, Theme};
use lehr::plot::{Picture, Subject, View, html as page};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::program::Loaded;

/// The tracks of a program, or one of them, as an SVG.
pub(crate) fn svg(loaded: &Loaded, track: Option<&str>, dark: bool) -> PyResult<String> {
    let theme = if dark { Theme::Dark } else { Theme::Light };
    let subject = subject(loaded, track);
    Ok(svg::draw(&picture(&subject)?, svg::DEFAULT_WIDTH, None, theme).text)
}

/// The same as a page of its own.
pub(crate) fn html(loaded: &Loaded, track: Option<&str>) -> PyResult<String> {
    let subject = subject(loaded, track);
    page::page(&picture(&subject)?, std::slice::from_ref(&subject), None)
        .map_err(|error| PyValueError::new_err(error.to_string()))
}

/// What a notebook shows. Without an end there is no picture, and the text says what it is.
pub(crate) fn bundle<'py>(py: Python<'py>, svg: Option<String>, text: &str) -> PyResult<Bound<'py, PyDict>> {
    let bundle = PyDict::new(py);
    bundle.set_item("text/plain", text)?;
    if let Some(svg) = svg {
        bundle.set_item("text/html", &svg)?;
        bundle.set_item("image/svg+xml", svg)?;
    }
    Ok(bundle)
}

fn subject<'l>(loaded: &'l Loaded, track: Option<&str>) -> Subject<'l> {
    let tracks = loaded.compilation.program().map_or(&[][..], lehr::Program::tracks);
    let tracks = tracks.iter().filter(|known| track.is_none_or(|track| known.name == track)).collect();
    Subject { name: &loaded.name, compilation: &loaded.compilation, tracks, findings: &loaded.findings }
}

fn picture<'l>(subject: &Subject<'l>) -> PyResult<Picture<'l>> {
    Picture::new(std::slice::from_ref(subject), View::default())
        .map_err(|blank| PyValueError::new_err(format!("{blank}: give it a run")))
}
