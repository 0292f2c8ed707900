//! From text to a tree: what was written, and where.

pub mod ast;
mod depth;
mod grammar;
mod mistakes;
mod parse;

pub use parse::parse;

#[cfg(test)]
mod tests;
