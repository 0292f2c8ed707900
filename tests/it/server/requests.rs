//! What each request is answered, in both encodings.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};
const TEXT: &str = "\
# 𝛼 is one character, two code units and four bytes
run = 90 epochs  # 𝛼
epoch = 100 steps
let unused = 3
lr = 0.1 * (warmup(5 epochs) then cosine)
wd = 0.1 * cosin(10 epochs) # 𝛼
expect lr[5 epochs] == 0.1
expect lr[5 epochs] < 0.05
";

fn at(text: &str, part: &str) -> usize {
    text.find(part).unwrap_or_else(|| panic!("no {part}"))
}

#[test]
fn diagnostics_are_where_the_editor_counts() {
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut editor = Editor::with(TEXT, encoding, "untitled:a.lehr", json!({}));
        let found = editor.diagnostics();
        let found: Vec<_> = found.as_array().expect("a list").iter().collect();
        let said: Vec<_> = found
            .iter()
            .map(|found| (found["code"].as_str().expect("a code"), &editor.text[editor.bytes(&found["range"])]))
            .collect();
        assert_eq!(
            said,
            [
                ("unused-name", "unused"),
                ("unknown-name", "cosin"),
                ("expectation-failed", "expect lr[5 epochs] < 0.05")
            ]
        );
        let shown = serde_json::to_string_pretty(&found).expect("JSON");
        insta::allow_duplicates! { insta::assert_snapshot!(format!("diagnostics_{encoding:?}"), shown); }
        editor.leave().expect("a good end");
    }
}

#[test]
fn columns_after_a_wide_character_are_counted_in_its_units() {
    let text = "x = 𝛼; lr = 0.1; lr = 0.2";
    for (encoding, column) in [(Encoding::Utf8, 20), (Encoding::Utf16, 18)] {
        let mut editor = Editor::with(text, encoding, "untitled:a.lehr", json!({}));
        let found = editor.diagnostics();
        let again = found.as_array().expect("a list").iter().find(|found| found["code"] == "redefinition");
        assert_eq!(again.expect("it is defined twice")["range"]["start"]["character"], column, "{found}");
    }
}

#[test]
fn an_editor_that_does_not_ask_is_told() {
    let mut editor = Editor::connect("untitled:a.lehr", Encoding::Utf16);
    editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    editor.open("lr = cosin(10)");
    let told = editor.next();
    assert_eq!(told["method"], "textDocument/publishDiagnostics");
    assert_eq!(told["params"]["diagnostics"][0]["code"], "unknown-name");
    editor.edit(5..10, "cosine");
    let told = editor.next();
    assert_eq!(
        (told["params"]["version"].as_i64(), told["params"]["diagnostics"].as_array().map(Vec::len)),
        (Some(2), Some(1))
    );
    assert_eq!(told["params"]["diagnostics"][0]["code"], "peaks-at-one");
}

#[test]
fn every_fix_is_an_action_and_puts_it_right() {
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut editor = Editor::with(TEXT, encoding, "untitled:a.lehr", json!({}));
        let place = at(TEXT, "cosin(");
        let actions = editor.actions(place..place);
        let titles: Vec<_> = actions.iter().map(|action| action["title"].as_str().expect("a title")).collect();
        assert_eq!(titles, ["write `cosine`"]);
        editor.apply_change(&actions[0]["edit"]);
        assert_eq!(editor.text, TEXT.replace("cosin(", "cosine("));
        let unused = at(&editor.text, "unused");
        let actions = editor.actions(unused..unused);
        let titles: Vec<_> = actions.iter().map(|action| action["title"].as_str().expect("a title")).collect();
        assert_eq!(titles, ["remove the let `unused`", "allow `unused-name` here", "fix all that is safe to fix"]);
        let text = editor.text.clone();
        editor.apply_change(&actions[1]["edit"]);
        assert!(editor.text.contains("let unused = 3  # lehr: allow(unused-name)\n"), "{}", editor.text);
        assert!(!editor.diagnostics().to_string().contains("unused-name"));
        editor.open(&text);
        editor.apply_change(&actions[2]["edit"]);
        assert!(!editor.text.contains("unused"), "{}", editor.text);
    }
}

#[test]
fn only_what_is_asked_for_is_offered() {
    let text = "let unused = 3\nlr = 0.1 * cosine(10)\n";
    let mut editor = Editor::new(text);
    for (only, kinds) in
        [("quickfix", vec!["quickfix", "quickfix"]), ("source", vec!["source.fixAll"]), ("refactor", vec![])]
    {
        let context = json!({ "context": { "diagnostics": [], "only": [only] } });
        let actions = editor.ask_about("textDocument/codeAction", 4..4, context);
        let found: Vec<_> =
            actions.as_array().expect("a list").iter().map(|action| action["kind"].as_str().expect("a kind")).collect();
        assert_eq!(found, kinds, "{only}");
    }
}

#[test]
fn a_hover_says_what_is_under_the_pointer() {
    let text = TEXT.replace("cosin(", "cosine(");
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut editor = Editor::with(&text, encoding, "untitled:a.lehr", json!({}));
        let mut said = String::new();
        for part in ["lr = ", "5 epochs)", "cosine)", "warmup", "unused", "expect lr[5 epochs] <", " epochs  # 𝛼"] {
            let place = at(&text, part);
            let hover = editor.hover(place).unwrap_or_default();
            said.push_str(&format!("=== {part:?}\n{hover}\n"));
        }
        insta::allow_duplicates! { insta::assert_snapshot!("hovers", said); }
    }
}

#[test]
fn a_hover_says_what_a_name_comes_to() {
    let text = "\
unit frame
run = 90 epochs
epoch = 100 steps
step = 4 frames
param batch = 512
base = 0.1 * batch / 256
let warm = 5 epochs
let tail = 10%
let late = run - warm
let drops = [30, 60] epochs
let shape = linear(from=1x)
def half(S) = 0.5 * S
lr = warmup(warm) then half(shape) repeat(2, decay=0.5)
event save = every 25 epochs until run
event never = at [1k] epochs
expect lr[8 frames] < 1
";
    let mut editor = Editor::new(text);
    for (part, said) in [
        ("batch = ", "`batch` is a number: 512"),
        ("batch / 256", "`batch` is a number: 512"),
        ("base = ", "`base` is a number: 0.2"),
        ("warm) then", "`warm` is a duration: 5 epochs = 500 steps = 2000 frames"),
        ("tail = ", "`tail` is a percentage"),
        ("late = ", "`late` is a duration: 85 epochs = 8500 steps = 34000 frames"),
        ("run = ", "`run` is a duration: 90 epochs = 9000 steps = 36000 frames"),
        ("drops = ", "`drops` is a list"),
        ("shape = ", "`shape` is a schedule"),
        ("half(shape)", "def half(S) = 0.5 * S"),
        ("save = ", "fires at step 2500 (25 epochs), step 5000 (50 epochs), step 7500 (75 epochs)"),
        ("never = ", "does not fire in the run"),
        ("8 frames", "`8 frames` = 0.02 epochs = 2 steps"),
        ("frames] <", "`8 frames` = 0.02 epochs = 2 steps"),
        ("decay=0.5", "`decay` of `repeat`: "),
    ] {
        let hover = editor.hover(at(text, part)).unwrap_or_default();
        assert!(hover.contains(said), "{part}: {hover}");
    }
}

#[test]
fn images_are_shown_to_who_shows_them() {
    let mut editor = Editor::with(TEXT, Encoding::Utf8, "untitled:a.lehr", json!({ "images": true, "theme": "dark" }));
    let hover = editor.hover(at(TEXT, "cosine")).expect("a hover");
    let (_, data) = hover.split_once("data:image/svg+xml;base64,").expect("an image");
    assert!(hover.len() < 100_000, "more than is shown");
    let (data, _) = data.split_once('|').expect("a width");
    let svg = String::from_utf8(base64(data)).expect("text");
    assert!(svg.contains("class=\"mark\"") && svg.contains("#0d1117"), "{svg}");
}

/// The bytes of base 64.
fn base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => u32::from(c - b'A'),
        b'a'..=b'z' => u32::from(c - b'a') + 26,
        b'0'..=b'9' => u32::from(c - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = group.iter().fold(0, |bits, c| bits << 6 | digit(*c)) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

#[test]
fn a_broken_text_keeps_what_was_good() {
    let text = "run = 100; lr = 0.1 * cosine\nwd = 0.1 * linear\n";
    let mut editor = Editor::new(text);
    let before = editor.hover(at(text, "wd")).expect("a hover");
    let end = at(text, "linear") + 6;
    editor.edit(end..end, "(");
    let after = editor.hover(at(text, "wd")).expect("a hover");
    assert!(after.starts_with("**wd**, as it was before the error"), "{after}");
    assert_eq!(after.lines().skip(1).collect::<Vec<_>>(), before.lines().skip(1).collect::<Vec<_>>());
    let right = editor.hover(at(text, "lr")).expect("a hover");
    assert!(right.starts_with("**lr**\n"), "{right}");
}

#[test]
fn a_text_is_laid_out_as_by_the_program() {
    let text = "lr=0.1*cosine( T=10 ) # 𝛼\n\n\nwd   = 0.1*   linear(5)\n";
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut editor = Editor::with(text, encoding, "untitled:a.lehr", json!({}));
        let options = json!({ "tabSize": 4, "insertSpaces": true });
        let params = json!({ "textDocument": { "uri": "untitled:a.lehr" }, "options": options });
        let edits = editor.ask("textDocument/formatting", params);
        editor.apply(&edits);
        assert_eq!(editor.text, lehr::format(text).expect("a layout"));
        editor.open(text);
        let place = at(text, "wd");
        let edits = editor.ask_about("textDocument/rangeFormatting", place..place, json!({ "options": options }));
        editor.apply(&edits);
        assert_eq!(editor.text, "lr=0.1*cosine( T=10 ) # 𝛼\n\n\nwd = 0.1 * linear(5)\n");
    }
    let mut editor = Editor::new("lr = (");
    let params =
        json!({ "textDocument": { "uri": "untitled:a.lehr" }, "options": { "tabSize": 4, "insertSpaces": true } });
    assert_eq!(editor.ask("textDocument/formatting", params), json!([]));
}

#[test]
fn a_script_has_its_findings_and_its_curves() {
    let text = "\
from torch.optim.lr_scheduler import CosineAnnealingLR
optimizer = SGD(params, lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=50)
for epoch in range(100):
    optimizer.step()
    scheduler.step()
";
    let mut editor = Editor::with(text, Encoding::Utf16, "untitled:train.py", json!({}));
    let codes = editor.diagnostics();
    let codes: Vec<_> =
        codes.as_array().expect("a list").iter().map(|found| found["code"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["climbs-back"]);
    let hover = editor.hover(at(text, "T_max")).expect("a hover");
    assert!(hover.starts_with("**CosineAnnealingLR**") && hover.contains("```text"), "{hover}");
    assert_eq!(editor.hover(0), None);
}

#[test]
fn who_is_not_served_is_told_why() {
    let mut editor = Editor::connect("untitled:a.lehr", Encoding::Utf8);
    assert_eq!(editor.answer("textDocument/hover", json!({}))["error"]["code"], -32002);
    editor.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    assert_eq!(editor.answer("textDocument/nothing", json!({}))["error"]["code"], -32601);
    assert_eq!(editor.answer("textDocument/hover", json!({ "textDocument": 3 }))["error"]["code"], -32602);
    let nobody = json!({ "textDocument": { "uri": "untitled:b" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.ask("textDocument/hover", nobody), Value::Null);
    editor.tell("exit", Value::Null);
    assert!(editor.end().is_err(), "it left without `shutdown`");
}
