//! What the compiler and the checker have to say, as Python objects.

use lehr::diagnostic::Applicability;
use lehr::text::{ColumnUnit, LineIndex};
use lehr::{Diagnostic, Source, Span};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::program::Reduced;

/// A finding: something that is wrong with a schedule, or may be.
#[pyclass(frozen, get_all, module = "lehr")]
#[derive(Clone, Serialize, Deserialize)]
#[expect(clippy::unsafe_derive_deserialize, reason = "the methods with `unsafe` are PyO3's")]
pub(crate) struct Finding {
    /// Its stable name: ``"climbs-back"``.
    code: String,
    /// ``"error"``, ``"warning"`` or ``"note"``.
    severity: String,
    /// What is wrong, in the numbers of the text.
    message: String,
    /// What to write instead.
    help: Option<String>,
    /// The name of the text that it speaks of.
    file: String,
    /// The line that it starts on, from 1.
    line: usize,
    /// The character of the line that it starts at, from 1.
    column: usize,
    /// The characters of the text that it speaks of, start and end, from 0.
    span: (usize, usize),
    /// The track that it speaks of.
    track: Option<String>,
    /// The tick that it speaks of.
    tick: Option<u64>,
    /// Ways to put it right, the most likely one first.
    fixes: Vec<Fix>,
}

/// Edits that put a finding right.
#[pyclass(frozen, get_all, module = "lehr")]
#[derive(Clone, Serialize, Deserialize)]
#[expect(clippy::unsafe_derive_deserialize, reason = "the methods with `unsafe` are PyO3's")]
pub(crate) struct Fix {
    /// What they do: "remove `mirror`".
    title: String,
    /// Whether they can be applied without asking.
    safe: bool,
    /// For each, the characters that are replaced, start and end, and what stands there instead.
    edits: Vec<(usize, usize, String)>,
}

#[pymethods]
impl Finding {
    /// Reads what pickle keeps of one.
    #[staticmethod]
    fn _from_json(json: &str) -> PyResult<Self> {
        from_json(json)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py, (String,)>> {
        Ok((py.get_type::<Self>().getattr("_from_json")?, (to_json(self)?,)))
    }

    fn __repr__(&self) -> String {
        format!("{}:{}:{}: {}[{}]: {}", self.file, self.line, self.column, self.severity, self.code, self.message)
    }
}

#[pymethods]
impl Fix {
    /// The text with the edits applied.
    ///
    /// >>> import lehr
    /// >>> text = "run = 10; lr = 0.1 * cosine(T=5) mirror repeat"
    /// >>> lehr.check(text)[0].fixes[0].apply(text)
    /// 'run = 10; lr = 0.1 * cosine'
    fn apply(&self, text: &str) -> String {
        let mut edits: Vec<_> = self.edits.iter().collect();
        edits.sort();
        let characters: Vec<char> = text.chars().collect();
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        for (start, end, replacement) in edits {
            result.extend(characters.get(at..*start).unwrap_or_default());
            result.push_str(replacement);
            at = *end;
        }
        result.extend(characters.get(at..).unwrap_or_default());
        result
    }

    /// Reads what pickle keeps of one.
    #[staticmethod]
    fn _from_json(json: &str) -> PyResult<Self> {
        from_json(json)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py, (String,)>> {
        Ok((py.get_type::<Self>().getattr("_from_json")?, (to_json(self)?,)))
    }

    fn __repr__(&self) -> String {
        format!("<Fix: {}>", self.title)
    }
}

fn to_json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn from_json<T: DeserializeOwned>(json: &str) -> PyResult<T> {
    serde_json::from_str(json).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The findings of a text, with places that count characters as Python does.
pub(crate) fn findings(source: &Source, diagnostics: &[Diagnostic]) -> Vec<Finding> {
    let lines = LineIndex::new(&source.text);
    diagnostics.iter().map(|diagnostic| finding(source, &lines, diagnostic)).collect()
}

fn finding(source: &Source, lines: &LineIndex, diagnostic: &Diagnostic) -> Finding {
    let position = lines.position(diagnostic.span().start, ColumnUnit::Char);
    let fixes = diagnostic.fixes.iter().map(|fix| Fix {
        title: fix.title.clone(),
        safe: fix.applicability == Applicability::Safe,
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let (start, end) = characters(&source.text, edit.span);
                (start, end, edit.text.clone())
            })
            .collect(),
    });
    Finding {
        code: diagnostic.code.slug().to_string(),
        severity: diagnostic.severity().name().to_string(),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        file: source.name.clone(),
        line: position.line + 1,
        column: position.column + 1,
        span: characters(&source.text, diagnostic.span()),
        track: diagnostic.track.as_deref().map(str::to_string),
        tick: diagnostic.tick,
        fixes: fixes.collect(),
    }
}

/// Bytes of a text as characters.
fn characters(text: &str, span: Span) -> (usize, usize) {
    let count = |end: usize| text.get(..end).map_or(0, |before| before.chars().count());
    (count(span.start), count(span.end))
}
