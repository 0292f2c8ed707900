//! A family in the editor: each member is shown as a track, and what stands once is told once.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};
use crate::support::examples;

const TEXT: &str = "run = 90 epochs; epoch = 100 steps
lr.{layer in 8..11} = 0.1 * 0.9 ^ layer * (warmup(5 epochs) then cosine)  # 𝛼
momentum = lr.10 * 2
wd.base = 0.04
wd = cosine
";

fn open() -> Editor {
    Editor::with(TEXT, Encoding::Utf16, "untitled:a.lehr", json!({ "plots": true }))
}

fn at(part: &str) -> usize {
    TEXT.find(part).unwrap_or_else(|| panic!("no {part}"))
}

#[test]
fn a_member_and_its_family_have_their_curves() {
    let mut editor = open();
    let first = |text: Option<String>| text.and_then(|text| text.lines().next().map(str::to_string));
    assert_eq!(first(editor.hover(at("lr.{"))).as_deref(), Some("**lr.8**"));
    assert_eq!(first(editor.hover(at("lr.10"))).as_deref(), Some("**lr.10**"));
}

#[test]
fn what_members_have_in_common_is_shown_once() {
    let mut editor = open();
    let lenses = editor.ask_of_text("textDocument/codeLens");
    let drawn: Vec<_> =
        lenses.as_array().expect("a list").iter().map(|lens| &lens["command"]["arguments"][1]).collect();
    assert_eq!(drawn, ["lr.8", "momentum", "wd"]);
    let symbols = editor.ask_of_text("textDocument/documentSymbol");
    let children = |name: &str| {
        let symbol = symbols.as_array().into_iter().flatten().find(|symbol| symbol["name"] == name);
        let children = symbol.expect("a symbol")["children"].as_array().cloned().unwrap_or_default();
        children.iter().map(|child| child["name"].as_str().expect("a name").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(children("lr"), ["warmup(5 epochs)", "cosine"]);
    assert_eq!(children("momentum"), ["lr.10 * 2"], "its pieces are one");
}

#[test]
fn each_place_that_a_rename_changes_is_one_to_rename_from() {
    let mut editor = open();
    for (name, count) in [("lr", 2), ("wd", 2), ("layer", 2)] {
        let renamed = |editor: &mut Editor, byte: usize| -> Vec<(u64, u64)> {
            let mut params = json!({ "textDocument": { "uri": "untitled:a.lehr" }, "newName": "other" });
            params["position"] = editor.position(byte);
            let edits = editor.ask("textDocument/rename", params)["changes"]["untitled:a.lehr"].clone();
            let start = |edit: &Value| {
                let start = &edit["range"]["start"];
                (start["line"].as_u64().expect("a line"), start["character"].as_u64().expect("a column"))
            };
            let mut places: Vec<_> = edits.as_array().into_iter().flatten().map(start).collect();
            places.sort_unstable();
            places
        };
        let places = renamed(&mut editor, at(name));
        assert_eq!(places.len(), count, "{name}");
        for (line, character) in &places {
            let place = json!({ "line": line, "character": character });
            let byte = editor.bytes(&json!({ "start": place, "end": place })).start;
            assert_eq!(renamed(&mut editor, byte), places, "{name} from {line}:{character}");
            let prepared = editor.ask_at("textDocument/prepareRename", byte);
            assert_eq!(editor.bytes(&prepared), byte..byte + name.len(), "{name} from {line}:{character}");
        }
    }
}

#[test]
fn a_place_is_one_to_rename_from_exactly_where_a_rename_changes_something() {
    let units = "unit frame\nframe = 2 steps\nrun = 90 frames\nlr = 0.1 * (warmup(6 frames) then cosine)\n";
    let families = "run = 9\nlr.{i in 1..3}.{j in 1..2} = 0.1 * cosine\nlr.{i in 1..3}.base = i\nwd = lr.1.2\n";
    let read = |path| std::fs::read_to_string(path).expect("a text");
    let texts = examples().into_iter().map(read).chain([TEXT, units, families].map(str::to_string));
    let mut editor = open();
    let mut found = 0;
    for text in texts {
        editor.open(&text);
        let mut tried = std::collections::HashSet::new();
        for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
            let prepared = editor.ask_at("textDocument/prepareRename", byte);
            let name = (!prepared.is_null()).then(|| text[editor.bytes(&prepared)].to_string());
            let mut rename = |name: &str| {
                let mut params = json!({ "textDocument": { "uri": "untitled:a.lehr" }, "newName": name });
                params["position"] = editor.position(byte);
                editor.answer("textDocument/rename", params)
            };
            // What no name is called says whether another name could be.
            let refused = rename("1")["error"]["message"].to_string();
            let place = &text[text[..byte].rfind('\n').map_or(0, |at| at + 1)..byte];
            assert_eq!(name.is_none(), refused.contains("nothing here is a name"), "{place}|: {refused}");
            // It is the same from each of its places.
            if name.is_some_and(|name| tried.insert(name)) {
                // The base of a track may follow from its name.
                let mut is_changed = |name: &str| rename(name).get("error").is_none();
                assert!(is_changed("lr.other") || is_changed("other"), "{place}|");
                found += 1;
            }
        }
    }
    assert!(found > 100, "{found} names");
}
