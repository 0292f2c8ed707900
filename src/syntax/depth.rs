//! The limit of nesting, checked before anything recurses.

use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// How deep brackets may nest.
pub(super) const BRACKET_LIMIT: usize = 128;

/// The first bracket that nests too deep, as an error.
pub(super) fn check(text: &str) -> Option<Diagnostic> {
    let mut depth = 0_usize;
    let mut comment = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'\n' => comment = false,
            _ if comment => {}
            b'#' => comment = true,
            b'(' | b'[' => {
                depth += 1;
                if depth > BRACKET_LIMIT {
                    return Some(
                        Diagnostic::new(
                            Code::Nesting,
                            format!("brackets nest more than {BRACKET_LIMIT} deep"),
                            Span::new(index, index + 1),
                        )
                        .saying("one too many")
                        .help("name the inner parts with `let`"),
                    );
                }
            }
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
