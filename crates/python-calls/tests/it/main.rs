//! What the crate promises, from its outside.

mod hostile;
mod notebooks;
mod spans;
mod styles;
