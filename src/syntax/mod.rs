//! From text to a tree: what was written, and where.

pub mod ast;
mod depth;
mod mistakes;
mod parse;
mod tokens;

pub use parse::parse;

#[cfg(test)]
mod tests;
