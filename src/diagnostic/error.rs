//! Diagnostics as the reason of an error.

use std::fmt;

use super::{Diagnostic, Severity};
use crate::error::Error;

/// What is wrong with a text.
#[derive(Debug)]
struct Diagnostics(Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    /// The first error with its help, and how many more there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut errors = self.0.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        let Some(first) = errors.next() else { return f.write_str("the text is refused") };
        f.write_str(&first.message)?;
        if let Some(help) = &first.help {
            write!(f, ": {help}")?;
        }
        match errors.count() {
            0 => Ok(()),
            1 => f.write_str(" (and one more error)"),
            more => write!(f, " (and {more} more errors)"),
        }
    }
}

impl std::error::Error for Diagnostics {}

impl Error {
    /// What is wrong with the text that was refused, by place, warnings and notes included; empty where
    /// the error is not about a text in the language.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.reason::<Diagnostics>().map_or(&[], |diagnostics| &diagnostics.0)
    }
}

/// The error of a text that has these errors.
impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::new(Diagnostics(diagnostics))
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic].into()
    }
}
