//! Where the text of a node can be edited, and how.

use super::source::Call;
use super::subject::{Placed, Subject};
use crate::catalogue::key;
use crate::diagnostic::{Edit, Fix};
use crate::schedule::Node;
use crate::syntax::ast::{ExprKind, Postfix, PostfixKind};
use crate::text::Span;

impl<'p> Subject<'p> {
    /// The call that a node was made by, if it can be edited: not so in a `def`, which others may use.
    pub(super) fn call(&self, placed: &Placed<'_>) -> Option<Call<'p>> {
        match placed.origin.call {
            Some(_) => None,
            None => self.source.call(placed.origin.span),
        }
    }

    /// The fix that takes a segment or a factor out, if it can be edited: not so in a preset, which is one
    /// call, nor in a `def`.
    pub(super) fn without(&self, placed: &Placed<'_>) -> Option<Fix> {
        let span = placed.origin.call.is_none().then_some(placed.origin.span)?;
        let around = self.parent(placed)?;
        let edits = (around.origin.span != span).then(|| self.source.without_part(span))??;
        let text = Some(span.of(self.source.text)).filter(|text| text.len() <= 40 && !text.contains('\n'));
        Some(Fix::unsafely(text.map_or("take it out".to_string(), |text| format!("take `{text}` out")), edits))
    }

    /// The places of the milestones of a `multistep`, where they are written as a list.
    pub(super) fn milestones(&self, placed: &Placed<'_>) -> Option<Vec<Span>> {
        let list = self.source.list(self.call(placed)?.argument(key::Milestones)?)?;
        Some(list.iter().map(|item| item.span).collect())
    }

    /// The edits that take away how long a shape is, and that it comes back: it fills what is left then.
    pub(super) fn filling(&self, placed: &Placed<'_>) -> Option<Vec<Edit>> {
        let call = self.call(placed)?;
        let mut edits = call.without(key::T)?;
        let mut outer = placed;
        while let Some(parent) =
            self.parent(outer).filter(|parent| matches!(parent.node, Node::Mirror { .. } | Node::Repeat(_)))
        {
            outer = parent;
        }
        if std::ptr::eq(outer, placed) {
            return Some(edits);
        }
        let ExprKind::Postfix { operand, words } = &self.source.expression(outer.origin.span)?.kind else {
            return None;
        };
        let comes_back = |word: &Postfix| matches!(word.kind, PostfixKind::Mirror | PostfixKind::Repeat);
        let words_span = Span::new(operand.span.end, outer.origin.span.end);
        let editable =
            operand.span == call.span && words.iter().all(comes_back) && !words_span.of(self.source.text).contains('#');
        edits.push(Edit::remove(words_span));
        editable.then_some(edits)
    }
}
