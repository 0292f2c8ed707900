//! Findings for programs to read: lines, JSON, annotations.

use serde::Serialize;
use serde_sarif::sarif;

use super::args::ReportFormat;
use super::render;
use crate::diagnostic::{Code, Diagnostic, Severity};
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
    sarif: Vec<sarif::Result>,
}

impl Report {
    pub(super) fn new(format: ReportFormat) -> Self {
        Self { format, findings: 0, sarif: Vec::new() }
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
                ReportFormat::Sarif => {
                    let region = sarif::Region::builder()
                        .start_line(line as i64)
                        .start_column(column as i64)
                        .end_line(end_line as i64)
                        .end_column(end_column as i64)
                        .build();
                    let place = sarif::PhysicalLocation::builder()
                        .artifact_location(sarif::ArtifactLocation::builder().uri(uri(name)).build())
                        .region(region)
                        .build();
                    let text = help.map_or_else(|| message.to_string(), |help| format!("{message}. {help}"));
                    let result = sarif::Result::builder()
                        .rule_id(code)
                        .level(level(diagnostic.severity()))
                        .message(sarif::Message::builder().text(text).build())
                        .locations(vec![sarif::Location::builder().physical_location(place).build()])
                        .build();
                    self.sarif.push(result);
                }
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
    pub(super) fn end(self) -> String {
        match (self.format, self.findings) {
            (ReportFormat::Json, 0) => "[]\n".to_string(),
            (ReportFormat::Json, _) => "\n]\n".to_string(),
            (ReportFormat::Sarif, _) => self.sarif(),
            _ => String::new(),
        }
    }

    /// A SARIF log of one run, with every code as a rule.
    fn sarif(self) -> String {
        let rules = Code::ALL.iter().map(|code| {
            let message = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
            sarif::ReportingDescriptor::builder()
                .id(code.slug())
                .short_description(message(code.explanation()))
                .default_configuration(
                    sarif::ReportingConfiguration::builder().level(level_value(code.severity())).build(),
                )
                .build()
        });
        let driver = sarif::ToolComponent::builder()
            .name("lehr")
            .version(env!("CARGO_PKG_VERSION"))
            .rules(rules.collect::<Vec<_>>())
            .build();
        let run = sarif::Run::builder()
            .tool(sarif::Tool::builder().driver(driver).build())
            .results(self.sarif)
            .column_kind(serde_json::json!("unicodeCodePoints"))
            .build();
        let log = sarif::Sarif::builder()
            .schema("https://json.schemastore.org/sarif-2.1.0.json")
            .version(serde_json::json!("2.1.0"))
            .runs(vec![run])
            .build();
        let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn level(severity: Severity) -> sarif::ResultLevel {
    match severity {
        Severity::Error => sarif::ResultLevel::Error,
        Severity::Warning => sarif::ResultLevel::Warning,
    }
}

fn level_value(severity: Severity) -> serde_json::Value {
    serde_json::json!(if severity == Severity::Error { "error" } else { "warning" })
}

/// A file's name as a relative URI reference.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
