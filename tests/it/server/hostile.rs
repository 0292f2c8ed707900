//! An editor that does everything wrong is answered, and the next one is served as if nothing had been.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};

const TEXT: &str = "run = 9 epochs; epoch = 3 steps\nlr = 0.1 * cosine  # 𝛼𝛼\n";
const URI: &str = "untitled:a.lehr";
/// What is asked of a position.
const OF_PLACES: [&str; 8] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/prepareRename",
    "textDocument/rename",
    "lehr/segment",
];
/// What is asked of a text.
const OF_TEXTS: [&str; 9] = [
    "textDocument/diagnostic",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/codeAction",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
];

/// What each request may be sent with.
fn params(uri: &str, line: u32, character: u32) -> Value {
    let position = json!({ "line": line, "character": character });
    json!({
        "textDocument": { "uri": uri },
        "position": position,
        "range": { "start": position, "end": { "line": 0, "character": 3 } },
        "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false },
        "options": { "tabSize": 4, "insertSpaces": true },
        "newName": "é = (",
    })
}

fn change(editor: &mut Editor, uri: &str, changes: &Value) {
    let document = json!({ "uri": uri, "version": 7 });
    editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
}

/// The text that the server has.
fn text(editor: &mut Editor) -> String {
    editor.text = "x".repeat(1000);
    let symbols = editor.ask_of_text("textDocument/documentSymbol");
    let names = symbols.as_array().into_iter().flatten().map(|symbol| symbol["name"].as_str().unwrap_or(""));
    names.flat_map(|name| [name, ";"]).collect()
}

fn is_served(editor: &mut Editor) {
    editor.open(TEXT);
    let hover = editor.hover(TEXT.find("lr").expect("a track")).expect("a hover");
    assert!(hover.starts_with("**lr**"), "{hover}");
}

#[test]
fn any_place_of_any_text_is_answered() {
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut editor = Editor::with(TEXT, encoding, URI, json!({}));
        for method in OF_PLACES.iter().chain(&OF_TEXTS) {
            for (line, character) in
                [(0, 0), (1, 21), (1, 22), (1, 23), (1, u32::MAX), (2, 0), (3, 9), (u32::MAX, u32::MAX)]
            {
                let answer = editor.answer(method, params(URI, line, character));
                let is_refused = answer["error"]["code"] == -32803 && *method == "textDocument/rename";
                assert!(answer.get("error").is_none() || is_refused, "{method} {line}:{character}: {answer}");
            }
            for uri in ["untitled:b.lehr", "", "file:///%f", "nothing"] {
                let answer = editor.answer(method, params(uri, 0, 0));
                assert!(answer.get("error").is_none(), "{method} of {uri}: {answer}");
            }
            for wrong in [Value::Null, json!([]), json!({ "textDocument": URI }), json!(3)] {
                assert_eq!(editor.answer(method, wrong)["error"]["code"], -32602, "{method}");
            }
        }
        is_served(&mut editor);
    }
}

#[test]
fn changes_of_any_range_are_taken_one_after_the_other() {
    let mut editor = Editor::with("aa = 1; bb = 2\ncc = 3", Encoding::Utf16, URI, json!({}));
    let range = |from: [u32; 2], to: [u32; 2]| json!({ "start": { "line": from[0], "character": from[1] }, "end": { "line": to[0], "character": to[1] } });
    // The second is of the text that the first leaves, the third is turned around, the last is beyond the end.
    change(
        &mut editor,
        URI,
        &json!([
            { "range": range([0, 0], [0, 2]), "text": "dddd" },
            { "range": range([0, 2], [0, 4]), "text": "ee" },
            { "range": range([0, 12], [0, 10]), "text": "ff" },
            { "range": range([9, 9], [7, 0]), "text": "\ngg = 4" },
        ]),
    );
    assert_eq!(text(&mut editor), "ddee;ff;cc;gg;");
    // The halves of a character are not parted.
    change(&mut editor, URI, &json!([{ "text": "aa = 1 # 𝛼𝛼" }]));
    change(&mut editor, URI, &json!([{ "range": range([0, 10], [0, 12]), "text": "\nbb = 2 #" }]));
    assert_eq!(text(&mut editor), "aa;bb;");
    change(&mut editor, "untitled:nothing", &json!([{ "text": "aa = 1" }]));
    for wrong in [json!([{ "range": { "start": { "line": -1, "character": 0 } }, "text": "" }]), json!(3), Value::Null]
    {
        change(&mut editor, URI, &wrong);
    }
    assert_eq!(text(&mut editor), "aa;bb;");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    change(&mut editor, URI, &json!([{ "text": "aa = 1" }]));
    assert_eq!(text(&mut editor), "");
    is_served(&mut editor);
}

#[test]
fn what_comes_out_of_order_is_refused_and_changes_nothing() {
    let mut editor = Editor::connect(URI, Encoding::Utf16);
    editor.open(TEXT);
    let code =
        |editor: &mut Editor, method: &str, params: Value| editor.answer(method, params)["error"]["code"].clone();
    assert_eq!(code(&mut editor, "shutdown", Value::Null), -32002);
    assert_eq!(code(&mut editor, "initialize", json!({ "capabilities": 3 })), -32602);
    assert_eq!(code(&mut editor, "textDocument/hover", params(URI, 0, 0)), -32002);
    let hello = json!({ "processId": null, "rootUri": null, "capabilities": { "textDocument": { "diagnostic": {} } } });
    editor.ask("initialize", hello.clone());
    assert_eq!(editor.ask("textDocument/hover", params(URI, 0, 0)), Value::Null, "it was opened too early");
    is_served(&mut editor);
    editor.tell("$/cancelRequest", json!({ "id": 99 }));
    editor.tell("$/cancelRequest", json!("nothing"));
    editor.tell("$/setTrace", json!({ "value": "off" }));
    editor.tell("lehr/nothing", Value::Null);
    is_served(&mut editor);
    editor.ask("shutdown", Value::Null);
    assert_eq!(code(&mut editor, "shutdown", Value::Null), -32600);
    assert_eq!(code(&mut editor, "textDocument/hover", params(URI, 0, 0)), -32600);
    assert_eq!(code(&mut editor, "initialize", hello), -32600);
    editor.tell("exit", Value::Null);
    assert!(editor.end().is_ok());
}

#[test]
fn a_thousand_texts_are_open_at_once() {
    let mut editor = Editor::new(TEXT);
    let uri = |number: usize| format!("untitled:{number}.lehr");
    for number in 0..1000 {
        let text = if number % 2 == 0 { "lr = 0.1 * cosine(10)" } else { "lr = cosin(10)" };
        let document = json!({ "uri": uri(number), "languageId": "lehr", "version": 1, "text": text });
        editor.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    for number in (0..1000).step_by(111) {
        let found = editor.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(number) } }));
        assert_eq!(found["items"].as_array().map(Vec::len), Some(number % 2), "{found}");
        editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri(number) } }));
    }
    is_served(&mut editor);
}

#[test]
fn a_folder_may_vanish() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.lehr");
    std::fs::write(folder.path().join("lehr.toml"), "[rules]\n\"unused-name\" = \"allow\"\n").expect("a file");
    let uri = format!("file://{}", file.display());
    let mut editor = Editor::with("let a = 1\nlr = hold(1)\n", Encoding::Utf8, &uri, json!({}));
    assert_eq!(editor.diagnostics(), json!([]));
    folder.close().expect("it goes");
    editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert!(editor.diagnostics().to_string().contains("unused-name"), "nothing says that it is allowed");
    editor.edit(0..3, "param");
    assert_eq!(editor.ask_at("textDocument/hover", 0), Value::Null);
}

#[test]
fn cells_that_are_not_there_change_nothing() {
    let mut editor = Editor::new(TEXT);
    let notebook = "file:///tmp/b.ipynb";
    let cell = |number: usize| format!("vscode-notebook-cell:/tmp/b.ipynb#{number}");
    let item = |number: usize| json!({ "uri": cell(number), "languageId": "python", "version": 1, "text": "a = 1\n" });
    let changes = |editor: &mut Editor, cells: Value| {
        let document = json!({ "uri": notebook, "version": 2 });
        editor
            .tell("notebookDocument/didChange", json!({ "notebookDocument": document, "change": { "cells": cells } }));
    };
    let far = json!({
        "structure": {
            "array": { "start": u32::MAX, "deleteCount": u32::MAX, "cells": [{ "kind": 2, "document": cell(7) }] },
            "didOpen": [item(7), item(7)],
            "didClose": [{ "uri": cell(8) }],
        },
        "textContent": [{
            "document": { "uri": cell(9), "version": 1 },
            "changes": [{ "range": { "start": { "line": 9, "character": 9 }, "end": { "line": 0, "character": 0 } }, "text": "b" }],
        }],
    });
    changes(&mut editor, far.clone());
    let opened = json!({ "uri": notebook, "notebookType": "jupyter-notebook", "version": 1, "cells": [
        { "kind": 2, "document": cell(0) }, { "kind": 2, "document": cell(0) }, { "kind": 2, "document": cell(1) },
    ] });
    editor.tell(
        "notebookDocument/didOpen",
        json!({ "notebookDocument": opened, "cellTextDocuments": [item(0), item(5)] }),
    );
    changes(&mut editor, far);
    for number in [0, 1, 5, 7] {
        let answer = editor.answer("textDocument/hover", params(&cell(number), 0, 0));
        assert!(answer.get("error").is_none(), "{answer}");
    }
    editor
        .tell("notebookDocument/didClose", json!({ "notebookDocument": { "uri": notebook }, "cellTextDocuments": [] }));
    editor
        .tell("notebookDocument/didClose", json!({ "notebookDocument": { "uri": notebook }, "cellTextDocuments": [] }));
    is_served(&mut editor);
}
