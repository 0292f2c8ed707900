//! What is said of several places in the same words.

use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// What is said of a part that picks up what does not decay with its repeat.
pub(super) fn decaying_pickup(at: Span) -> Diagnostic {
    let message = "what this picks up does not scale with the decay of the repeat around it";
    Diagnostic::new(Code::DecayingPickup, message, at).help("say where it starts: `from=…`")
}
