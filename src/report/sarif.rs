//! Findings as a SARIF 2.1.0 log, the format of code scanners.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif;

use super::message::with_help;
use super::positions::{FileLines, Place, Positions};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::lint;
use crate::text::{Span, escaped_json};

/// A finding as a result.
pub(super) fn result(finding: &Diagnostic, positions: &Positions<'_>) -> sarif::Result {
    let related = finding.labels.iter().skip(1).map(|label| {
        let mut location = location(label.span, positions);
        location.message = Some(message(label.text.clone()));
        location
    });
    // Of a notebook's file only lines are told, and no change can be described by them.
    let fixes = finding.fixes.iter().filter(|_| positions.source().cells.is_empty());
    let fixes = fixes.map(|fix| changes(fix, positions));
    let properties = [
        finding.track.as_deref().map(|track| ("track".to_string(), json!(track))),
        finding.tick.map(|tick| ("tick".to_string(), json!(tick))),
    ];
    let properties: BTreeMap<_, _> = properties.into_iter().flatten().collect();
    let mut result = sarif::Result::builder()
        .rule_id(finding.code.slug())
        .level(match finding.severity() {
            Severity::Note => sarif::ResultLevel::Note,
            Severity::Warning => sarif::ResultLevel::Warning,
            Severity::Error => sarif::ResultLevel::Error,
        })
        .message(message(with_help(finding, ". ")))
        .locations(vec![location(finding.span(), positions)])
        .build();
    let (related, fixes): (Vec<_>, Vec<_>) = (related.collect(), fixes.collect());
    result.related_locations = (!related.is_empty()).then_some(related);
    result.fixes = (!fixes.is_empty()).then_some(fixes);
    if !properties.is_empty() {
        result.properties = Some(sarif::PropertyBag::builder().additional_properties(properties).build());
    }
    result
}

/// A log of one run, with every code as a rule.
pub(super) fn log(results: Vec<sarif::Result>) -> String {
    let driver = sarif::ToolComponent::builder()
        .name("lehr")
        .version(env!("CARGO_PKG_VERSION"))
        .rules(Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>())
        .build();
    let run = sarif::Run::builder()
        .tool(sarif::Tool::builder().driver(driver).build())
        .results(results)
        .column_kind(json!("unicodeCodePoints"))
        .build();
    let log = sarif::Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version(json!("2.1.0"))
        .runs(vec![run])
        .build();
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    escaped_json(&text).into_owned() + "\n"
}

fn rule(code: Code) -> sarif::ReportingDescriptor {
    let text = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
    let page = lint::explain(code);
    let help = sarif::MultiformatMessageString::builder().text(page.as_str()).markdown(page.as_str()).build();
    let rule = lint::rules().iter().find(|rule| rule.code == code);
    let full = rule.map_or(code.explanation(), |rule| rule.rationale);
    let level = sarif::ReportingConfiguration::builder().level(json!(code.severity().name())).build();
    sarif::ReportingDescriptor::builder()
        .id(code.slug())
        .name(format!("{code:?}"))
        .short_description(text(code.explanation()))
        .full_description(text(full))
        .help(help)
        .default_configuration(level)
        .build()
}

fn changes(fix: &Fix, positions: &Positions<'_>) -> sarif::Fix {
    let replacements = fix.edits.iter().map(|edit| {
        let inserted = sarif::ArtifactContent::builder().text(edit.text.as_str()).build();
        sarif::Replacement::builder().deleted_region(region(edit.span, positions)).inserted_content(inserted).build()
    });
    let change = sarif::ArtifactChange::builder()
        .artifact_location(artifact(positions))
        .replacements(replacements.collect::<Vec<_>>())
        .build();
    sarif::Fix::builder().description(message(fix.title.clone())).artifact_changes(vec![change]).build()
}

fn location(span: Span, positions: &Positions<'_>) -> sarif::Location {
    let place = sarif::PhysicalLocation::builder()
        .artifact_location(artifact(positions))
        .region(region(span, positions))
        .build();
    let mut location = sarif::Location::builder().physical_location(place).build();
    if let Some(cell) = positions.source().cell(span.start) {
        let name = format!("cell {}:{}", cell.number, positions.position(span.start));
        location.logical_locations = Some(vec![sarif::LogicalLocation::builder().name(name).build()]);
    }
    location
}

fn region(span: Span, positions: &Positions<'_>) -> sarif::Region {
    if let Some(FileLines { first, last }) = positions.file_lines(span) {
        return sarif::Region::builder().start_line(number(first)).end_line(number(last)).build();
    }
    let Place { line, column, end_line, end_column, .. } = positions.place(span);
    sarif::Region::builder()
        .start_line(number(line))
        .start_column(number(column))
        .end_line(number(end_line))
        .end_column(number(end_column))
        .build()
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn artifact(positions: &Positions<'_>) -> sarif::ArtifactLocation {
    sarif::ArtifactLocation::builder().uri(uri(positions.name())).build()
}

fn message(text: String) -> sarif::Message {
    sarif::Message::builder().text(text).build()
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
