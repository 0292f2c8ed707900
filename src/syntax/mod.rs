//! From text to a tree: what was written, and where.

pub mod ast;
mod depth;
mod grammar;
mod mistakes;
mod parse;
mod token;

pub use parse::parse;
pub(crate) use token::{TokenKind, tokens};

#[cfg(test)]
mod tests;
