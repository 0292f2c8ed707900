//! Positions and numbers as the protocol has them, and as a text has them.

use gen_lsp_types as lsp;

use crate::text::Position;

/// A position of the protocol as one of a text.
pub(super) fn position(at: lsp::Position) -> Position {
    let count = |count| usize::try_from(count).unwrap_or(usize::MAX);
    Position { line: count(at.line), column: count(at.character) }
}

/// A number of the protocol, which has no more of them.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
