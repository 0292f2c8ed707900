//! From text to a tree: what was written, and where.

pub mod ast;
mod foreign;
mod grammar;
mod mistakes;
mod nesting;
mod parse;
mod places;
mod read;
mod recovery;
mod token;

pub(crate) use foreign::unit_in_other_words;
pub(crate) use grammar::is_name;
pub(crate) use mistakes::last_token;
pub use read::parse;
#[cfg(feature = "server")]
pub(crate) use read::statement_at;
pub(crate) use read::{Earlier, Parsed, parse_expression, parse_with_tokens, reparse};
#[cfg(feature = "server")]
pub(crate) use recovery::last_opening;
#[cfg(feature = "server")]
pub(crate) use token::tokens;
pub(crate) use token::{Token, TokenKind, punctuated};

#[cfg(test)]
mod tests;
