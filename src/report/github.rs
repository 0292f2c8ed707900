//! Findings as annotations of GitHub's workflows.

use super::message::with_help;
use super::positions::{FileLines, Place, Positions};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::visible;

/// A workflow command that puts a finding beside its line.
pub(super) fn annotation(finding: &Diagnostic, positions: &Positions<'_>) -> String {
    let command = match finding.severity() {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    // The line of a notebook's file is where it is shown; the cell is what its author knows.
    let (lines, before) = match positions.file_lines(finding.span()) {
        Some(FileLines { first, last }) => {
            let start = finding.span().start;
            let cell = positions.source().cell(start).map_or(0, |cell| cell.number);
            (format!("line={first},endLine={last}"), format!("cell {cell}:{}: ", positions.position(start)))
        }
        None => {
            let Place { line, column, end_line, end_column, .. } = positions.place(finding.span());
            (format!("line={line},col={column},endLine={end_line},endColumn={end_column}"), String::new())
        }
    };
    format!(
        "::{command} file={},{lines},title={}::{}\n",
        property(positions.name()),
        finding.code.slug(),
        data(&(before + &with_help(finding, "\n")))
    )
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    let lines = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&lines).into_owned()
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
