//! What the fuzzers run. `tests/it/fuzz.rs` includes this file too, so that seeds and past crashes
//! are replayed by `cargo test`.

#![forbid(unsafe_code)]

pub mod bodies;
#[cfg(not(test))]
pub mod corpus;
pub mod edits;
pub mod families;
// What is replayed in tests is not optimised.
#[cfg(not(test))]
pub mod limit;
pub mod pictures;
pub mod programs;
pub mod seeds;
pub mod trees;
