//! Cells of a notebook, which are read as one script, and are texts of their own for the editor.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};

const NOTEBOOK: &str = "file:///tmp/a.ipynb";
const CELLS: [&str; 3] = [
    "%%time\nfrom torch.optim.lr_scheduler import CosineAnnealingLR\noptimizer = SGD(params, lr=0.1)\n",
    "é = '𝛼'; scheduler = CosineAnnealingLR(optimizer, T_max=50)",
    "for epoch in range(100):\n    optimizer.step()\n    scheduler.step()\n",
];

fn uri(cell: usize) -> String {
    format!("vscode-notebook-cell:/tmp/a.ipynb#{cell}")
}

fn item(cell: usize, text: &str) -> Value {
    json!({ "uri": uri(cell), "languageId": "python", "version": 1, "text": text })
}

/// An editor with a notebook that has a cell of text between its cells of code.
fn editor(encoding: Encoding) -> Editor {
    let mut editor = Editor::with("", encoding, "untitled:a.lehr", json!({}));
    let order = [(0, 2), (9, 1), (1, 2), (2, 2)].map(|(cell, kind)| json!({ "kind": kind, "document": uri(cell) }));
    let words = json!({ "uri": uri(9), "languageId": "markdown", "version": 1, "text": "CosineAnnealingLR(" });
    let texts: Vec<_> = (0..3).map(|cell| item(cell, CELLS[cell])).chain([words]).collect();
    let notebook = json!({ "uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": order });
    editor.tell("notebookDocument/didOpen", json!({ "notebookDocument": notebook, "cellTextDocuments": texts }));
    editor
}

fn diagnostics(editor: &mut Editor, cell: usize) -> Value {
    editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(cell) } }))["items"].clone()
}

fn codes(editor: &mut Editor, cell: usize) -> Vec<String> {
    let found = diagnostics(editor, cell);
    found.as_array().expect("a list").iter().map(|found| found["code"].as_str().expect("a code").to_string()).collect()
}

fn change(editor: &mut Editor, changes: &Value) {
    let notebook = json!({ "uri": NOTEBOOK, "version": 2 });
    editor.tell("notebookDocument/didChange", json!({ "notebookDocument": notebook, "change": { "cells": changes } }));
}

fn hover(editor: &mut Editor, cell: usize, character: usize) -> Value {
    let position = json!({ "line": 0, "character": character });
    editor.ask("textDocument/hover", json!({ "textDocument": { "uri": uri(cell) }, "position": position }))
}

#[test]
fn a_cell_shows_the_curve_of_its_scheduler_and_its_own_findings() {
    for (encoding, column) in [(Encoding::Utf8, 27), (Encoding::Utf16, 24)] {
        let mut editor = editor(encoding);
        let shown = hover(&mut editor, 1, column);
        let text = shown["contents"]["value"].as_str().expect("a hover");
        assert!(text.starts_with("**CosineAnnealingLR**") && text.contains("```text"), "{text}");
        assert_eq!(shown["range"]["start"]["line"], 0);
        assert_eq!((0..3).map(|cell| codes(&mut editor, cell).len()).collect::<Vec<_>>(), [0, 1, 0]);
        let found = diagnostics(&mut editor, 1);
        assert_eq!((&found[0]["code"], &found[0]["range"]["start"]["line"]), (&json!("climbs-back"), &json!(0)));
    }
}

#[test]
fn what_changes_in_a_notebook_changes_what_is_found() {
    let mut editor = editor(Encoding::Utf16);
    // The run ends with the cosine.
    let range = json!({ "start": { "line": 0, "character": 19 }, "end": { "line": 0, "character": 22 } });
    let edit = json!({ "document": { "uri": uri(2), "version": 2 }, "changes": [{ "range": range, "text": "50" }] });
    change(&mut editor, &json!({ "textContent": [edit] }));
    assert_eq!(codes(&mut editor, 1), Vec::<String>::new());
    assert!(hover(&mut editor, 1, 24)["contents"]["value"].is_string());
    // Another cell takes the place of that with the scheduler.
    let array = json!({ "start": 2, "deleteCount": 1, "cells": [{ "kind": 2, "document": uri(4) }] });
    let closed = json!([{ "uri": uri(1) }]);
    let opened = json!([item(4, "scheduler = CosineAnnealingLR(optimizer, T_max=20)")]);
    change(&mut editor, &json!({ "structure": { "array": array, "didOpen": opened, "didClose": closed } }));
    assert_eq!(codes(&mut editor, 4), ["climbs-back"]);
    assert_eq!(codes(&mut editor, 1), Vec::<String>::new());
    assert_eq!(hover(&mut editor, 1, 24), Value::Null);
    editor
        .tell("notebookDocument/didClose", json!({ "notebookDocument": { "uri": NOTEBOOK }, "cellTextDocuments": [] }));
    assert_eq!(hover(&mut editor, 4, 20), Value::Null);
}

#[test]
fn an_editor_that_does_not_ask_is_told_of_every_cell() {
    let mut editor = Editor::connect("untitled:a.lehr", Encoding::Utf16);
    let answer = editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    let selector = &answer["capabilities"]["notebookDocumentSync"]["notebookSelector"];
    assert_eq!(selector, &json!([{ "cells": [{ "language": "python" }] }]));
    let order = [0, 1, 2].map(|cell| json!({ "kind": 2, "document": uri(cell) }));
    let notebook = json!({ "uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": order });
    let texts: Vec<_> = (0..3).map(|cell| item(cell, CELLS[cell])).collect();
    editor.tell("notebookDocument/didOpen", json!({ "notebookDocument": notebook, "cellTextDocuments": texts }));
    let told: Vec<_> = (0..3).map(|_| editor.next()["params"].clone()).collect();
    let counts = told.iter().map(|told| told["diagnostics"].as_array().map_or(0, Vec::len));
    assert_eq!(counts.collect::<Vec<_>>(), [0, 1, 0]);
    assert_eq!(told[1]["uri"], uri(1));
}
