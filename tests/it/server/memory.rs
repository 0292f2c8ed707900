//! What a long conversation takes.

use serde_json::json;

use super::editor::{Editor, Encoding};
use crate::support::skipped;

const EDITS: usize = 10_000;
/// What the process may have more after them, in KiB: 200 bytes an edit.
const MORE: usize = 2048;
const TEXT: &str = "\
run = 90 epochs
epoch = 100 steps
base = 0.1
let warm = 5 epochs
lr = warmup(warm) then cosine(to=1%)
lr.head = 10 * lr
event reset = every 10 epochs
expect max(lr) == 0.1
";
/// What is written after a part of the text, and then taken away again: some of it right, some of it wrong.
const WRITTEN: [(&str, &str); 8] = [
    ("cosine(to=1", "2"),
    ("base = 0.1", "5"),
    ("run = 9", "1"),
    ("then cosine", "("),
    ("5 epochs\n", "wd = cosin(\n"),
    ("10 * lr", " then"),
    ("max(lr", "."),
    ("every 10", "# 𝛼"),
];

/// The memory that a process has, in KiB; nothing where nobody says.
fn memory(process: u32) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Writes something or takes it away again, waits for what is said of it, and points at a track now and then.
fn edit(editor: &mut Editor, number: usize) {
    let (part, written) = WRITTEN[number / 2 % WRITTEN.len()];
    let at = TEXT.find(part).expect("a part") + part.len();
    let (end, text) = if number.is_multiple_of(2) { (at, written) } else { (at + written.len(), "") };
    editor.edit(at..end, text);
    assert_eq!(editor.next()["method"], "textDocument/publishDiagnostics");
    if number.is_multiple_of(100) {
        let track = editor.text.find("lr = ").expect("a track");
        assert!(editor.hover(track).is_some(), "{}", editor.text);
    }
}

#[test]
fn memory_is_flat_over_ten_thousand_edits() {
    let (mut editor, process) = Editor::connect_to_program("untitled:a.lehr", Encoding::Utf16);
    editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    editor.open(TEXT);
    editor.next();
    (0..EDITS / 10).for_each(|number| edit(&mut editor, number));
    let Some(before) = memory(process) else {
        skipped("nobody says here how much memory a process has");
        return;
    };
    (0..EDITS).for_each(|number| edit(&mut editor, number));
    let after = memory(process).expect("it runs");
    assert!(after < before + MORE, "{before} KiB before {EDITS} edits, {after} KiB after");
    editor.leave().expect("a good end");
}
