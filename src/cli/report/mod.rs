//! Findings for people and programs: text, lines, JSON, SARIF, annotations.

mod github;
mod json;
mod positions;
mod sarif;

use super::args::ReportFormat;
use super::render;
use crate::diagnostic::Diagnostic;
use crate::text::Source;
use positions::Positions;

/// Writes findings file by file, and what belongs around all of them.
pub(super) struct Report {
    format: ReportFormat,
    files: usize,
    json: Vec<json::Finding>,
    sarif: Vec<serde_sarif::sarif::Result>,
}

impl Report {
    pub(super) fn new(format: ReportFormat) -> Self {
        Self { format, files: 0, json: Vec::new(), sarif: Vec::new() }
    }

    /// What is written at once for the findings of a file.
    pub(super) fn file(&mut self, source: &Source, diagnostics: &[Diagnostic], colours: bool) -> String {
        self.files += 1;
        let positions = Positions::of(source);
        match self.format {
            ReportFormat::Text => render::render(source, diagnostics, colours),
            ReportFormat::Concise => diagnostics.iter().map(|finding| concise(finding, &positions)).collect(),
            ReportFormat::Github => diagnostics.iter().map(|finding| github::annotation(finding, &positions)).collect(),
            ReportFormat::Json => {
                self.json.extend(diagnostics.iter().map(|finding| json::Finding::new(finding, &positions)));
                String::new()
            }
            ReportFormat::Sarif => {
                self.sarif.extend(diagnostics.iter().map(|finding| sarif::result(finding, &positions)));
                String::new()
            }
        }
    }

    /// What stands behind the last file.
    pub(super) fn end(self) -> String {
        match self.format {
            ReportFormat::Json => json::document(self.files, self.json),
            ReportFormat::Sarif => sarif::log(self.sarif),
            ReportFormat::Text | ReportFormat::Concise | ReportFormat::Github => String::new(),
        }
    }
}

fn concise(finding: &Diagnostic, positions: &Positions<'_>) -> String {
    let (line, column) = positions.position(finding.span().start);
    let (severity, code) = (finding.severity().name(), finding.code.slug());
    format!("{}:{line}:{column}: {severity}[{code}]: {}\n", positions.name(), finding.message)
}

/// A message with its help, as one text.
fn with_help(finding: &Diagnostic, between: &str) -> String {
    match &finding.help {
        Some(help) => format!("{}{between}{help}", finding.message),
        None => finding.message.clone(),
    }
}
