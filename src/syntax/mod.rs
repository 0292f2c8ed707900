//! From text to a tree: what was written, and where.

pub mod ast;
mod expression;
mod foreign;
mod grammar;
mod mistakes;
mod nesting;
mod operand;
mod parse;
mod places;
mod postfix;
mod read;
mod reader;
mod recovery;
mod scan;
mod statement;
mod token;

pub use read::parse;
#[cfg(feature = "server")]
pub(crate) use read::tokens;
pub(crate) use read::{Earlier, Parsed, parse_expression, parse_with_tokens, reparse};
pub(crate) use scan::is_name;
pub(crate) use token::{Token, TokenKind, punctuated};

#[cfg(test)]
mod tests;
