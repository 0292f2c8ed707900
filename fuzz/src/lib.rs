//! What the fuzzers run. `tests/it/fuzz.rs` includes this file too, so that seeds and past crashes
//! are replayed by `cargo test`.

#![forbid(unsafe_code)]

pub mod bodies;
#[cfg(not(test))]
pub mod corpus;
pub mod edits;
pub mod families;
#[cfg(not(test))]
pub mod limit;
/// What is replayed in tests is not optimised, and has no limit.
#[cfg(test)]
pub mod limit {
    pub fn is_half_over() -> bool {
        false
    }
    pub fn next_command() {}
}
pub mod pictures;
pub mod programs;
pub mod seeds;
pub mod trees;
