//! A track as the check leaves it.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use super::declared::Declared;
use super::form::Form;
use crate::text::Span;

/// A track without a place.
#[derive(Debug)]
pub(crate) struct CheckedTrack {
    pub(crate) name: String,
    pub(crate) span: Span,
    /// The place of its value.
    pub(crate) value: Span,
    /// `None` where an error has been reported.
    pub(crate) form: Option<Rc<Form>>,
    /// The family that it is a member of, of which all have one name and one value in the text.
    pub(crate) family: Option<Arc<str>>,
    /// The base that is declared for it.
    pub(crate) base: Declared<DeclaredBase>,
}

impl CheckedTrack {
    /// The order of tracks by their names, the shortest first: that of the lines of a file means nothing.
    pub(crate) fn by_name(&self, other: &Self) -> Ordering {
        (self.name.len(), &self.name).cmp(&(other.name.len(), &other.name))
    }
}

/// A declared base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredBase {
    pub(crate) value: f64,
    pub(crate) span: Span,
}
