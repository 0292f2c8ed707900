//! Findings as one JSON document; `docs/lints.md` describes it.

use serde::Serialize;

use super::positions::{Place, Positions};
use crate::diagnostic::{self, Applicability, Diagnostic};
use crate::text::escaped_json;

/// The version that is written.
const FORMAT: &str = "lehr-check/1";

#[derive(Debug, Serialize)]
struct Document {
    format: &'static str,
    files: usize,
    findings: Vec<Finding>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    file: String,
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tick: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

/// Another place that a finding speaks of.
#[derive(Debug, Serialize)]
struct Related {
    message: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Debug, Serialize)]
struct Fix {
    title: String,
    applicability: &'static str,
    edits: Vec<Edit>,
}

#[derive(Debug, Serialize)]
struct Edit {
    #[serde(flatten)]
    place: Place,
    text: String,
}

impl Finding {
    pub(super) fn new(finding: &Diagnostic, positions: &Positions<'_>) -> Self {
        let related = finding.labels.iter().skip(1);
        Self {
            file: positions.name().to_string(),
            code: finding.code.slug(),
            severity: finding.severity().name(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            place: positions.place(finding.span()),
            track: finding.track.as_deref().map(str::to_string),
            tick: finding.tick,
            related: related
                .map(|label| Related { message: label.text.clone(), place: positions.place(label.span) })
                .collect(),
            fixes: finding.fixes.iter().map(|fix| Fix::new(fix, positions)).collect(),
        }
    }
}

impl Fix {
    fn new(fix: &diagnostic::Fix, positions: &Positions<'_>) -> Self {
        let edits = fix.edits.iter();
        Self {
            title: fix.title.clone(),
            applicability: match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "unsafe",
            },
            edits: edits.map(|edit| Edit { place: positions.place(edit.span), text: edit.text.clone() }).collect(),
        }
    }
}

/// The findings of a number of files.
pub(super) fn document(files: usize, findings: Vec<Finding>) -> String {
    let document = Document { format: FORMAT, files, findings };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    escaped_json(&text).into_owned() + "\n"
}
