//! The one layout, of a whole text and of a part of it.

use gen_lsp_types as lsp;

use super::view::View;
use crate::format::format;
use crate::text::{LineIndex, Span};

/// The edits that give a text its layout; none where it has errors of syntax, or is no schedule.
pub(super) fn of_all(view: View<'_>) -> Vec<lsp::TextEdit> {
    laid_out(view).and_then(|text| view.edit_to(&text)).into_iter().collect()
}

/// The same for the lines of a range, each statement as a whole.
pub(super) fn of_range(view: View<'_>, range: lsp::Range) -> Vec<lsp::TextEdit> {
    let Some(text) = laid_out(view) else { return Vec::new() };
    let asked = view.span(range);
    let touched = |span: &Span| span.start <= asked.end && asked.start <= span.end;
    let old = statements(view.text());
    let new = statements(&text);
    let Some(first) = old.iter().position(touched).filter(|_| old.len() == new.len()) else { return Vec::new() };
    let last = old.iter().rposition(touched).unwrap_or(first);
    // With what stands before and after them on their lines.
    let lines = |all: &[Span], text: &str| {
        let index = LineIndex::new(text);
        let line = |byte| index.line(index.line_of(byte)).unwrap_or_default();
        Span::new(line(all[first].start).start, line(all[last].end).end)
    };
    let (old, new) = (lines(&old, view.text()), lines(&new, &text));
    let mut edited = view.text().to_string();
    edited.replace_range(old.range(), new.of(&text));
    // Two statements on one line are laid out together or not at all.
    let still = format(&edited).is_ok_and(|laid| laid == text);
    if still { view.edit_to(&edited).into_iter().collect() } else { Vec::new() }
}

fn laid_out(view: View<'_>) -> Option<String> {
    let is_schedule = view.analysis().script.is_none();
    is_schedule.then(|| format(view.text()).ok()).flatten()
}

fn statements(text: &str) -> Vec<Span> {
    crate::syntax::parse(text).0.statements.iter().map(|statement| statement.span).collect()
}
