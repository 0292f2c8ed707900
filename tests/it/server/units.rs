//! Units of a file's own in the editor: one definition with two names.

use serde_json::{Value, json};

use super::editor::Editor;

const TEXT: &str = "\
unit frame, second
second = 30 frames
run = 90 seconds
lr = 0.1 * (warmup(60 frames) then cosine)
event save = every 1 second until run
";

fn at(part: &str) -> usize {
    TEXT.find(part).unwrap_or_else(|| panic!("no {part}"))
}

fn rename(editor: &mut Editor, part: &str, name: &str) -> Value {
    let position = editor.position(at(part));
    let document = json!({ "uri": "untitled:a.lehr" });
    editor.answer("textDocument/rename", json!({ "textDocument": document, "position": position, "newName": name }))
}

#[test]
fn both_names_become_others() {
    let mut editor = Editor::new(TEXT);
    for (part, name) in [("frame, ", "image"), ("frames\nrun", "images"), ("frames) then", "image")] {
        let answer = rename(&mut editor, part, name);
        editor.apply_change(&answer["result"]);
        assert_eq!(editor.text, TEXT.replace("frame", "image"), "{answer}");
        editor.open(TEXT);
    }
    for (name, error) in [("epoch", "`epoch` is a unit"), ("second", "defined twice")] {
        let answer = rename(&mut editor, "frame, ", name);
        let message = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(error), "{name}: {answer}");
    }
}

#[test]
fn a_use_leads_to_the_declaration_and_a_length_is_told_in_all_units() {
    let mut editor = Editor::new(TEXT);
    let found = editor.ask_at("textDocument/definition", at("frames) then") + 1);
    assert_eq!(editor.bytes(&found["range"]), at("frame, ")..at("frame, ") + 5);
    let hover = editor.hover(at("60 frames")).expect("a hover");
    assert_eq!(hover, "`60 frames` = 2 seconds\n");
    let hover = editor.hover(at("90 seconds")).expect("a hover");
    assert_eq!(hover, "`90 seconds` = 2700 frames\n");
}

#[test]
fn declared_units_are_offered_after_a_number() {
    let text = format!("{TEXT}wd = linear(5 )");
    let mut editor = Editor::new(&text);
    let items = editor.ask_at("textDocument/completion", text.len() - 1);
    let labels: Vec<_> = items.as_array().into_iter().flatten().filter_map(|item| item["label"].as_str()).collect();
    assert!(["epochs", "frames", "seconds"].iter().all(|unit| labels.contains(unit)), "{labels:?}");
}

#[test]
fn one_is_counted_in_the_singular() {
    for (number, is_offered) in [("1", true), ("2", false), ("10", false), ("0.1", false)] {
        let text = format!("{TEXT}wd = linear({number} )");
        let mut editor = Editor::new(&text);
        let items = editor.ask_at("textDocument/completion", text.len() - 1);
        let labels: Vec<_> = items.as_array().into_iter().flatten().filter_map(|item| item["label"].as_str()).collect();
        assert!(labels.contains(&"frames"), "{number}: {labels:?}");
        assert_eq!(["epoch", "frame"].iter().all(|unit| labels.contains(unit)), is_offered, "{number}: {labels:?}");
    }
}
