//! What the compiler has to say about a file: coded, spanned messages.

mod code;

pub use code::Code;

use crate::text::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file means something, and may not mean what its author thinks.
    Warning,
    /// The file has no meaning.
    Error,
}

/// A message with its code, the places it speaks of and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable identity of this kind of finding.
    pub code: Code,
    /// What is wrong, in the user's own numbers.
    pub message: String,
    /// The places it speaks of, the primary one first.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

/// A place in the source and what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A message about one place.
    pub fn new(code: Code, message: impl Into<String>, span: Span) -> Self {
        let label = Label { span, text: String::new() };
        Self { code, message: message.into(), labels: vec![label], help: None }
    }

    /// Says what is to be seen at the primary place.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Points at one more place.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// An error or a warning, as its code has it.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The primary place.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}
