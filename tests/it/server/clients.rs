//! What editors say of themselves, as neovim 0.11.4, eglot 1.9 and the client of Visual Studio Code (11.0) do, and with
//! any of it left out.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};
use crate::support::root;

const TEXT: &str = "lr = 0.1 * cosin(10)\n";
const URI: &str = "untitled:a.lehr";

/// What a client says first.
fn said(client: &str) -> Value {
    let text = std::fs::read_to_string(root().join(format!("tests/editors/clients/{client}.json"))).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

/// What a client that says this is answered, and the editor.
fn greeted(said: &Value) -> (Editor, Value) {
    let mut editor = Editor::connect(URI, Encoding::Utf16);
    let answer = editor.answer("initialize", said.clone());
    (editor, answer)
}

/// The paths of all that a value has in it.
fn paths(value: &Value) -> Vec<String> {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.replace('/', "~1"), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        _ => Vec::new(),
    };
    let below = |(name, value): (String, &Value)| {
        let deeper = paths(value).into_iter().map(|path| format!("/{name}{path}")).collect::<Vec<_>>();
        std::iter::once(format!("/{name}")).chain(deeper)
    };
    inside.into_iter().flat_map(below).collect()
}

/// A value without what is at a path.
fn without(value: &Value, path: &str) -> Value {
    let mut value = value.clone();
    let (around, name) = path.rsplit_once('/').expect("a path");
    match value.pointer_mut(around).expect("it is there") {
        Value::Object(fields) => drop(fields.remove(&name.replace("~1", "/"))),
        Value::Array(items) => drop(items.remove(name.parse().expect("a number"))),
        _ => unreachable!("nothing is in it"),
    }
    value
}

/// A value with another one at a path.
fn with(value: &Value, path: &str, other: &Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(path).expect("it is there") = other.clone();
    value
}

#[test]
fn each_is_answered_in_its_encoding() {
    for (client, encoding, pulls) in [("neovim", "utf-8", true), ("eglot", "utf-16", false), ("vscode", "utf-16", true)]
    {
        let (mut editor, answer) = greeted(&said(client));
        let offered = &answer["result"]["capabilities"];
        assert_eq!(offered["positionEncoding"], encoding, "{client}: {answer}");
        assert_eq!(offered["diagnosticProvider"].is_object(), pulls, "{client}: {answer}");
        editor.open(TEXT);
        let found = if pulls { editor.diagnostics() } else { editor.next()["params"]["diagnostics"].clone() };
        assert_eq!(found[0]["code"], "unknown-name", "{client}");
    }
}

/// Each page of `JupyterLab` says hello to the one server that all of them share.
#[test]
fn a_second_hello_is_answered_as_the_first_one_and_changes_nothing() {
    for client in ["neovim", "eglot", "vscode"] {
        let (mut editor, answer) = greeted(&said(client));
        editor.open(TEXT);
        let found = editor.diagnostics();
        for other in ["neovim", "eglot", "vscode"] {
            assert_eq!(editor.answer("initialize", said(other))["result"], answer["result"], "{client}, then {other}");
            editor.tell("initialized", json!({}));
            assert_eq!(editor.diagnostics(), found, "{client}, then {other}");
        }
    }
}

#[test]
fn nothing_that_a_client_leaves_out_or_says_in_its_own_way_is_missed() {
    for client in ["neovim", "eglot", "vscode"] {
        let said = said(client);
        let paths = paths(&said);
        assert!(paths.len() > 50, "{client} says little");
        for path in paths {
            let others = [Value::Null, json!(7), json!({ "new": true })];
            let others = others.iter().map(|other| with(&said, &path, other));
            for changed in std::iter::once(without(&said, &path)).chain(others) {
                let (editor, answer) = greeted(&changed);
                let is_none = !changed["capabilities"].is_object() && !changed["capabilities"].is_null();
                assert_eq!(answer.get("error").is_some(), is_none, "{client} without {path}: {answer}");
                drop(editor);
            }
        }
    }
}

#[test]
fn what_a_request_leaves_out_is_not_missed_where_nothing_depends_on_it() {
    let (mut editor, _) = greeted(&json!({}));
    let text = json!({ "uri": URI, "text": TEXT });
    editor.tell("textDocument/didOpen", json!({ "textDocument": text }));
    assert_eq!(editor.next()["params"]["diagnostics"][0]["code"], "unknown-name");
    let document = json!({ "uri": URI, "version": null });
    let fixed = json!([{ "text": "lr = 0.1 *   cosine(10)\n" }]);
    editor.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": fixed }));
    assert_eq!(editor.next()["params"]["diagnostics"], json!([]));
    editor.text = "lr = 0.1 *   cosine(10)\n".to_string();
    let position = json!({ "line": 0, "character": 1 });
    let range = json!({ "start": position, "end": position });
    let params = json!({ "textDocument": { "uri": URI }, "position": position, "range": range });
    let strange = json!({ "diagnostics": [{ "message": 3 }], "only": null, "triggerKind": "typed", "isRetrigger": 1 });
    for method in [
        "textDocument/codeAction",
        "textDocument/references",
        "textDocument/completion",
        "textDocument/signatureHelp",
        "textDocument/formatting",
        "textDocument/rangeFormatting",
    ] {
        for context in [&Value::Null, &strange] {
            let mut params = params.clone();
            params["context"] = context.clone();
            let answer = editor.answer(method, params);
            assert!(answer.get("error").is_none(), "{method}: {answer}");
        }
        let answer = editor.answer(method, params.clone());
        assert!(answer.get("error").is_none(), "{method}: {answer}");
    }
    let formatted = editor.ask("textDocument/formatting", params);
    assert_eq!(formatted.as_array().map(Vec::len), Some(1), "{formatted}");
}
