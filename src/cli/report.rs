//! Findings for programs to read: lines, JSON, annotations.

use serde::Serialize;

use super::args::ReportFormat;
use super::render;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Source;

/// A finding as JSON.
#[derive(Serialize)]
struct Finding<'d> {
    file: &'d str,
    code: &'static str,
    severity: &'static str,
    message: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'d str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// Writes findings file by file, and what belongs around all of them.
pub(super) struct Report {
    format: ReportFormat,
    findings: usize,
}

impl Report {
    pub(super) fn new(format: ReportFormat) -> Self {
        Self { format, findings: 0 }
    }

    /// The findings of a file.
    pub(super) fn file(&mut self, source: &Source, diagnostics: &[Diagnostic], colours: bool) -> String {
        if self.format == ReportFormat::Text {
            return render::render(source, diagnostics, colours);
        }
        let mut text = String::new();
        for diagnostic in diagnostics {
            let span = diagnostic.span();
            let ((line, column), (end_line, end_column)) = (source.position(span.start), source.position(span.end));
            let severity = match diagnostic.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let (code, message) = (diagnostic.code.slug(), diagnostic.message.as_str());
            let help = diagnostic.help.as_deref();
            let name = source.name.as_str();
            match self.format {
                ReportFormat::Text => {}
                ReportFormat::Concise => {
                    text.push_str(&format!("{name}:{line}:{column}: {severity}[{code}]: {message}\n"));
                }
                ReportFormat::Github => {
                    let whole = help.map_or_else(|| message.to_string(), |help| format!("{message}\n{help}"));
                    text.push_str(&format!(
                        "::{severity} file={},line={line},col={column},endLine={end_line},endColumn={end_column},title={code}::{}\n",
                        property(name),
                        data(&whole)
                    ));
                }
                ReportFormat::Json => {
                    text.push_str(if self.findings == 0 { "[\n " } else { ",\n " });
                    let finding =
                        Finding { file: name, code, severity, message, help, line, column, end_line, end_column };
                    text.push_str(&serde_json::to_string(&finding).unwrap_or_default());
                }
            }
            self.findings += 1;
        }
        text
    }

    /// What stands behind the last finding.
    pub(super) fn end(&self) -> &'static str {
        match (self.format, self.findings) {
            (ReportFormat::Json, 0) => "[]\n",
            (ReportFormat::Json, _) => "\n]\n",
            _ => "",
        }
    }
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
