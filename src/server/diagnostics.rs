//! Findings as the protocol has them.

use gen_lsp_types as lsp;

use super::view::View;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// The diagnostics of a text.
pub(super) fn of(view: View<'_>) -> Vec<lsp::Diagnostic> {
    let findings = view.analysis().findings.iter().filter(|finding| view.holds(finding.span()));
    findings.map(|finding| diagnostic(view, finding)).collect()
}

/// The answer to who asks for the diagnostics of a text.
pub(super) fn report(view: Option<View<'_>>) -> lsp::DocumentDiagnosticReport {
    let items = view.map(of).unwrap_or_default();
    let full = lsp::FullDocumentDiagnosticReport { result_id: None, items };
    let full =
        lsp::RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: full };
    lsp::DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(full)
}

/// A finding with what is to be seen at its place, and what to write instead.
pub(super) fn diagnostic(view: View<'_>, finding: &Diagnostic) -> lsp::Diagnostic {
    let label = finding.labels.first().map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    let help = finding.help.as_ref().map(|help| format!("help: {help}"));
    let lines = [Some(finding.message.clone()), label.map(str::to_string), help];
    let lines: Vec<_> = lines.into_iter().flatten().collect();
    let others = finding.labels.iter().skip(1).filter(|label| view.holds(label.span));
    let related = others.map(|label| {
        let location = lsp::Location { uri: view.uri().clone(), range: view.range(label.span) };
        let message = if label.text.is_empty() { "here, too".to_string() } else { label.text.clone() };
        lsp::DiagnosticRelatedInformation { location, message }
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range: view.range(finding.span()),
        severity: Some(match finding.severity() {
            Severity::Error => lsp::DiagnosticSeverity::Error,
            Severity::Warning => lsp::DiagnosticSeverity::Warning,
            Severity::Note => lsp::DiagnosticSeverity::Information,
        }),
        code: Some(lsp::Code::String(finding.code.slug().to_string())),
        code_description: None,
        source: Some("lehr".to_string()),
        message: lsp::Message::String(lines.join("\n")),
        tags: is_needless(finding.code).then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: Some(related).filter(|related| !related.is_empty()),
        data: None,
    }
}

/// Whether what a code speaks of could be left out.
fn is_needless(code: Code) -> bool {
    matches!(code, Code::UnusedName | Code::UnusedBase | Code::UnusedAllow)
}
