//! A notebook that is open in the editor: its cells of code, which are read as one script.

use gen_lsp_types as lsp;

use super::document::{Document, changed};
use super::view::Cell;
use crate::text::{ColumnUnit, LineIndex, Span};

/// A notebook.
#[derive(Debug)]
pub(super) struct Notebook {
    uri: lsp::Uri,
    /// The URIs of all cells, in order.
    order: Vec<lsp::Uri>,
    /// The cells of Python, in any order.
    cells: Vec<lsp::TextDocumentItem>,
    /// Where those are in the script, in its order.
    places: Vec<Cell>,
    pub(super) document: Document,
}

impl Notebook {
    pub(super) fn new(params: lsp::DidOpenNotebookDocumentParams) -> Self {
        let lsp::NotebookDocument { uri, cells, .. } = params.notebook_document;
        let order = cells.into_iter().map(|cell| cell.document).collect();
        let document = Document::of_cells(uri.clone(), &[]);
        let mut notebook = Self { uri, order, cells: Vec::new(), places: Vec::new(), document };
        notebook.open(params.cell_text_documents);
        notebook.join();
        notebook
    }

    fn open(&mut self, cells: Vec<lsp::TextDocumentItem>) {
        self.cells.extend(cells.into_iter().filter(|cell| String::from(cell.language_id.clone()) == "python"));
    }

    /// Puts the cells together anew.
    fn join(&mut self) {
        let (cells, order) = (&self.cells, &self.order);
        let in_order = order.iter().filter_map(|uri| cells.iter().find(|cell| cell.uri == *uri));
        let texts: Vec<_> = in_order.clone().map(|cell| cell.text.as_str()).collect();
        self.document = Document::of_cells(self.uri.clone(), &texts);
        let (mut start, mut line) = (0, 0);
        let place = |cell: &lsp::TextDocumentItem| {
            let span = Span::new(start, start + cell.text.len());
            let place = Cell { uri: cell.uri.clone(), version: cell.version, line, span };
            // A line break stands after each.
            (start, line) = (span.end + 1, line + cell.text.matches('\n').count() + 1);
            place
        };
        self.places = in_order.map(place).collect();
    }

    /// Takes in what changed: which cells there are, and what they say.
    pub(super) fn change(&mut self, changes: lsp::NotebookDocumentCellChanges, unit: ColumnUnit) {
        if let Some(structure) = changes.structure {
            let lsp::NotebookCellArrayChange { start, delete_count, cells } = structure.array;
            let index = |count: u32| usize::try_from(count).unwrap_or(usize::MAX).min(self.order.len());
            let (start, end) = (index(start), index(start.saturating_add(delete_count)));
            self.order.splice(start..end, cells.into_iter().flatten().map(|cell| cell.document));
            let closed = structure.did_close.unwrap_or_default();
            self.cells.retain(|cell| closed.iter().all(|closed| closed.uri != cell.uri));
            self.open(structure.did_open.unwrap_or_default());
        }
        for change in changes.text_content.into_iter().flatten() {
            let lsp::VersionedTextDocumentIdentifier { version, text_document_identifier } = change.document;
            let uri = text_document_identifier.uri;
            if let Some(cell) = self.cells.iter_mut().find(|cell| cell.uri == uri) {
                cell.version = version;
                for change in change.changes {
                    let lines = LineIndex::new(&cell.text);
                    cell.text = changed(std::mem::take(&mut cell.text), &lines, change, unit);
                }
            }
        }
        self.join();
    }

    /// The cells of Python, where they are in the script.
    pub(super) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.places.iter()
    }
}
