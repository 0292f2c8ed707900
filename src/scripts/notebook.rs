//! The cells of a notebook, and the fixes of its code as edits of its file.

use python_calls::Notebook;

use super::model::place;
use crate::diagnostic::Diagnostic;
use crate::text::{Cell, Span};

/// The cells of code, with the lines of the file that they stand in; `json` is that file.
pub(super) fn cells(notebook: &Notebook, json: &str) -> Vec<Cell> {
    let text = notebook.text();
    let mut counted = (0, 1);
    let mut file_line = |at: usize| {
        let (before, line) = counted;
        let more = json.get(before..at).unwrap_or_default().matches('\n').count();
        counted = (at.max(before), line + more);
        counted.1
    };
    let mut cells = Vec::new();
    for cell in notebook.cells() {
        let starts = std::iter::once(cell.span.start).chain(
            (cell.span.start..cell.span.end).filter(|&at| text.as_bytes()[at as usize] == b'\n').map(|at| at + 1),
        );
        let in_file = starts.filter_map(|start| notebook.file_range(python_calls::Span { start, end: start }));
        let file_lines = in_file.map(|range| file_line(range.start)).collect();
        cells.push(Cell { number: cell.index + 1, span: place(cell.span), file_lines });
    }
    cells
}

/// Puts the fixes of a finding into the file of the notebook.
pub(super) fn put_in_file(notebook: &Notebook, finding: &mut Diagnostic) {
    finding.fixes.retain_mut(|fix| {
        fix.edits.iter_mut().all(|edit| {
            let (Ok(start), Ok(end)) = (u32::try_from(edit.span.start), u32::try_from(edit.span.end)) else {
                return false;
            };
            let Some(range) = notebook.file_range(python_calls::Span { start, end }) else { return false };
            edit.span = Span::new(range.start, range.end);
            edit.text = Notebook::escaped(&edit.text);
            true
        })
    });
}
