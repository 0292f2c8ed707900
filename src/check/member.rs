//! A member of a family.

use std::sync::Arc;

use super::value::Locals;

/// A member of a family: its name, that of the family, and what its numbers are called.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) family: Arc<str>,
    pub(super) locals: Locals,
}
