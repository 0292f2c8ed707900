//! From text to a tree: what was written, and where.

pub mod ast;
mod foreign;
mod grammar;
mod mistakes;
mod nesting;
mod parse;
mod recovery;
mod token;

pub(crate) use grammar::is_name;
pub use parse::parse;
pub(crate) use parse::parse_expression;
pub(crate) use token::{TokenKind, tokens};

#[cfg(test)]
mod tests;
