//! How a command ends.

use crate::error::Error;

/// What a command ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// All is well.
    Success,
    /// The input has errors, or an expectation does not hold.
    Failure,
    /// The command was not understood, or a file cannot be read.
    Usage,
}

/// Why a command stops early.
pub(super) enum Stop {
    /// Everything has been said.
    Said(Exit),
    /// Something is wrong with the input, as this says.
    Failed(String),
    /// Something is wrong with the call.
    Usage(String),
    /// The output cannot be written.
    Output(std::io::Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

/// Why tracks without an end are not written or drawn, and the options that say how far they may be.
pub(super) fn endless(tracks: &[String], options: &str) -> String {
    let tracks: Vec<_> = tracks.iter().map(|track| format!("`{track}`")).collect();
    let go = if tracks.len() == 1 { "goes" } else { "go" };
    format!("{} {go} on for ever: say how far with {options}", tracks.join(", "))
}
