//! What the compiler has to say about a file: coded, spanned messages.

mod code;
mod error;
mod fix;

use std::borrow::Cow;
use std::sync::Arc;

pub use code::Code;
pub(crate) use fix::apply;
pub use fix::{Applicability, Edit, Fix};

use crate::text::{Span, readable};

/// How bad a finding is.
///
/// ```
/// use lehr::Severity;
///
/// assert!(Severity::Warning < Severity::Error);
/// assert_eq!(Severity::Warning.name(), "warning");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// The file means something, and may not mean what its author thinks.
    Warning,
    /// The file has no meaning, or is not accepted.
    Error,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A message with its code, the places it speaks of and what to write instead.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let text = "lr = 0.1 * cosin(T=10)";
/// let compilation = compile(text, &Overrides::new());
/// let diagnostic = &compilation.diagnostics()[0];
/// assert_eq!(diagnostic.to_string(), "error[unknown-name]: no shape or function is called `cosin`");
/// assert_eq!(diagnostic.help.as_deref(), Some("did you mean `cosine`?"));
/// assert_eq!(diagnostic.span().of(text), "cosin");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable identity of this kind of finding.
    pub code: Code,
    /// How bad it is: as its code has it, or as the caller wants it.
    pub severity: Severity,
    /// What is wrong, in the user's own numbers.
    pub message: String,
    /// The places it speaks of, the primary one first.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// The track it speaks of.
    pub track: Option<Arc<str>>,
    /// The tick it speaks of.
    pub tick: Option<u64>,
    /// Ways to put it right, the most likely one first. Each is complete by itself.
    pub fixes: Vec<Fix>,
}

/// In one line, without places: `error[unknown-name]: …`.
impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}[{}]: {}", self.severity.name(), self.code, self.message)
    }
}

/// A place in the source and what is to be seen there.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let text = "lr = 0.1\nlr = 0.2";
/// let compilation = compile(text, &Overrides::new());
/// let labels = &compilation.diagnostics()[0].labels;
/// assert_eq!(labels.iter().map(|label| label.span.range()).collect::<Vec<_>>(), [9..11, 0..2]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A message about one place. What could not be seen in it, and in the other texts, is shown by symbols, and what is
    /// quoted there is cut where it is long.
    pub fn new(code: Code, message: impl Into<String>, span: Span) -> Self {
        let label = Label { span, text: String::new() };
        let severity = code.severity();
        let message = seen(message);
        Self { code, severity, message, labels: vec![label], help: None, track: None, tick: None, fixes: Vec::new() }
    }

    /// Says what is to be seen at the primary place.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = seen(text);
        self
    }

    /// Points at one more place.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: seen(text) });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(seen(help));
        self
    }

    /// Says which tick it speaks of.
    #[must_use]
    pub fn at(mut self, tick: u64) -> Self {
        self.tick = Some(tick);
        self
    }

    /// Says first which track it is about.
    #[must_use]
    pub(crate) fn naming(mut self, track: &str) -> Self {
        self.message = seen(format!("`{track}`: {}", self.message));
        self
    }

    /// Makes a note of it if something holds.
    #[must_use]
    pub(crate) fn note_if(mut self, matters_less: bool) -> Self {
        if matters_less {
            self.severity = Severity::Note;
        }
        self
    }

    /// Offers one more way to put it right, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// Offers a way to put it right, and says so where nothing else says what to write.
    #[must_use]
    pub(crate) fn suggest(mut self, fix: Fix) -> Self {
        self.help.get_or_insert_with(|| fix.title.clone());
        self.fix(fix)
    }

    /// Offers the name that was probably meant in the primary place, or else says something about it.
    #[must_use]
    pub(crate) fn meaning(self, closest: Option<&str>, otherwise: impl Into<String>) -> Self {
        let Some(now) = closest else { return self.help(otherwise) };
        let fix = Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(self.span(), now)]);
        self.help(format!("did you mean `{now}`?")).fix(fix)
    }

    /// No fix that loses a comment of the schedule is applied without asking.
    pub(crate) fn spare_comments(&mut self, text: &str) {
        self.fixes.iter_mut().for_each(|fix| fix.spare_comments(text));
    }

    /// The same in another text, where `place` finds the places of this one; `None` where one of them is not there.
    pub(crate) fn placed(mut self, place: &dyn Fn(Span) -> Option<Span>) -> Option<Self> {
        for label in &mut self.labels {
            label.span = place(label.span)?;
        }
        for edit in self.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = place(edit.span)?;
        }
        Some(self)
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The primary place.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// Words that may hold some of the user's. A text that is written once may be spoken of very often, so that a long one
/// is cut here.
fn seen(text: impl Into<String>) -> String {
    let text = text.into();
    match readable(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(shown) => shown,
    }
}
