//! The error of everything that can fail.

use std::fmt;
use std::sync::Arc;

/// Why something failed.
///
/// Its text says what is wrong and what to do about it. Where the reason is a text in the language, the
/// [`diagnostics`](Error::diagnostics) say which part of that text.
///
/// ```
/// use lehr::{Error, Overrides, compile};
///
/// fn first_rate(text: &str) -> Result<Option<f64>, Error> {
///     let program = compile(text, &Overrides::default()).into_program()?;
///     Ok(program.track("lr").map(|lr| lr.value(0)))
/// }
///
/// assert_eq!(first_rate("lr = 0.1")?, Some(0.1));
/// let error = first_rate("lr = 0.1 * cosin(T=10)").unwrap_err();
/// assert_eq!(error.to_string(), "no shape or function is called `cosin`: did you mean `cosine`?");
/// assert_eq!(error.diagnostics()[0].span().range(), 11..16);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Error(Arc<dyn std::error::Error + Send + Sync>);

impl Error {
    /// An error for a reason.
    pub(crate) fn new(reason: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(reason))
    }

    /// An error with a message alone.
    pub(crate) fn message(message: impl Into<String>) -> Self {
        Self::new(Message(message.into()))
    }

    /// The reason, where it is of this type.
    pub(crate) fn reason<R: std::error::Error + 'static>(&self) -> Option<&R> {
        self.0.downcast_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Error").field(&self.0).finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// A reason in words.
#[derive(Debug)]
struct Message(String);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Message {}
