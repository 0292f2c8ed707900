//! A finding's message as one text.

use crate::diagnostic::Diagnostic;

/// A message with its help, as one text.
pub(super) fn with_help(finding: &Diagnostic, between: &str) -> String {
    match &finding.help {
        Some(help) => format!("{}{between}{help}", finding.message),
        None => finding.message.clone(),
    }
}
