//! Findings as annotations of GitHub's workflows.

use super::message::with_help;
use super::positions::{Place, Positions};
use crate::diagnostic::{Diagnostic, Severity};

/// A workflow command that puts a finding beside its line.
pub(super) fn annotation(finding: &Diagnostic, positions: &Positions<'_>) -> String {
    let Place { line, column, end_line, end_column } = positions.place(finding.span());
    let command = match finding.severity() {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    format!(
        "::{command} file={},line={line},col={column},endLine={end_line},endColumn={end_column},title={}::{}\n",
        property(positions.name()),
        finding.code.slug(),
        data(&with_help(finding, "\n"))
    )
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
