//! What is said while somebody types.

use std::path::PathBuf;

use lehr::names::DefinitionKind;
use proptest::prelude::*;

use super::editor::{Editor, Encoding};
use crate::support::{examples, relative};

/// How many characters are written before something is asked again.
const STRIDE: usize = 23;

/// All examples, each with its name.
fn texts() -> Vec<(String, String)> {
    let read = |path: PathBuf| (relative(&path), std::fs::read_to_string(path).expect("text"));
    examples().into_iter().map(read).collect()
}

#[test]
fn on_any_prefix_of_an_example_the_tracks_before_the_cursor_are_shown() {
    for (index, (name, text)) in texts().into_iter().enumerate() {
        let mut editor = Editor::new("");
        let compilation = lehr::compile(&text, &lehr::Overrides::new());
        let definitions = compilation.names().definitions().iter();
        let tracks = definitions.filter(|definition| definition.kind() == DefinitionKind::Track);
        let tracks: Vec<_> = tracks.map(|track| (track.name_span().start, track.span().end)).collect();
        for (at, c) in text.char_indices() {
            let next = at + c.len_utf8();
            editor.edit(at..at, &text[at..next]);
            // Every prefix is asked of one file or another.
            if (at + index) % STRIDE != 0 {
                continue;
            }
            // An answer that is an error, as a panic is, ends the test.
            editor.diagnostics();
            editor.ask_at("textDocument/completion", next);
            for (start, _) in tracks.iter().filter(|(_, end)| *end <= at) {
                assert!(editor.hover(*start).is_some(), "{name}: {:?} after {next} bytes", &text[*start..]);
            }
        }
        assert_eq!(editor.text, text);
    }
}

/// An edit: what share of the text is replaced from where, and by what.
fn edits() -> impl Strategy<Value = Vec<(f64, f64, String)>> {
    let texts = prop_oneof![
        Just(String::new()),
        "[a-z =(),.0-9𝛼é\n]{1,6}",
        Just("lr = 0.1 * cosine(10)\n".to_string()),
        Just(" then linear(5 epochs)".to_string()),
        Just("# lehr: allow(unused-name)\n".to_string()),
    ];
    prop::collection::vec((0.0..1.0, 0.0..0.2, texts), 1..8)
}

fn boundary(text: &str, share: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a short text")]
    let mut at = (text.len() as f64 * share) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_it_says_what_a_fresh_start_says(index: prop::sample::Index, edits in edits(), wide: bool) {
        let examples = texts();
        let encoding = if wide { Encoding::Utf16 } else { Encoding::Utf8 };
        let start = &examples[index.index(examples.len())].1;
        let mut editor = Editor::with(start, encoding, "untitled:a.lehr", serde_json::json!({}));
        for (from, share, text) in edits {
            let start = boundary(&editor.text, from);
            let end = boundary(&editor.text, (from + share).min(1.0)).max(start);
            editor.edit(start..end, &text);
            let mut fresh = Editor::with(&editor.text, encoding, "untitled:a.lehr", serde_json::json!({}));
            let diagnostics = fresh.diagnostics();
            prop_assert_eq!(editor.diagnostics(), diagnostics.clone());
            prop_assert_eq!(editor.actions(0..editor.text.len()), fresh.actions(0..fresh.text.len()));
            for method in ["documentSymbol", "foldingRange", "semanticTokens/full", "codeLens"] {
                let method = format!("textDocument/{method}");
                let (said, at_once) = (editor.ask_of_text(&method), fresh.ask_of_text(&method));
                prop_assert!(said == at_once || diagnostics.to_string().contains("\"severity\":1"), "{method}: {said} and {at_once}");
            }
            // What was good before is kept only where something is wrong.
            let is_good = !diagnostics.as_array().expect("a list").iter().any(|found| found["severity"] == 1);
            for byte in [0, end.min(editor.text.len()), editor.text.len()] {
                let byte = boundary(&editor.text, byte as f64 / editor.text.len().max(1) as f64);
                let (said, at_once) = (editor.hover(byte), fresh.hover(byte));
                prop_assert!(said == at_once || !is_good, "{said:?} and {at_once:?}");
                for method in ["completion", "definition", "prepareRename"] {
                    let method = format!("textDocument/{method}");
                    prop_assert_eq!(editor.ask_at(&method, byte), fresh.ask_at(&method, byte));
                }
            }
        }
    }
}
