//! A member of a family.

use super::value::Locals;

/// A member of a family: its name, and what its numbers are called.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) locals: Locals,
}
