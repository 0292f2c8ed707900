//! What helps to read a text: names, hints, symbols, colours, lenses.

use serde_json::{Value, json};

use super::editor::{Editor, Encoding};

const TEXT: &str = "\
# 𝛼: a comment
# of two lines
run = 90 epochs; epoch = 100 steps
let peak = 0.1  # 𝛼
def drops(at, gamma=0.1) = multistep(at, gamma)
lr = peak * (warmup(5 epochs) then
    cosine)
lr.head = 10 * lr
wd = peak * drops(at=[30, 60] epochs)
expect lr[5 epochs] == peak
expect lr[5 epochs] < 0.05
";

fn at(part: &str) -> usize {
    TEXT.find(part).unwrap_or_else(|| panic!("no {part}"))
}

fn each_encoding(mut look: impl FnMut(&mut Editor)) {
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        look(&mut Editor::with(TEXT, encoding, "untitled:a.lehr", json!({ "plots": true })));
    }
}

/// The texts at the ranges of an answer.
fn texts(editor: &Editor, places: &Value) -> Vec<(usize, String)> {
    let places = places.as_array().cloned().unwrap_or_default();
    places
        .iter()
        .map(|place| {
            let bytes = editor.bytes(&place["range"]);
            (bytes.start, editor.text[bytes].to_string())
        })
        .collect()
}

#[test]
fn a_name_leads_to_its_definition_and_its_uses() {
    each_encoding(|editor| {
        for (used, defined) in [
            ("peak * (", "peak = "),
            ("drops(at=", "drops(at,"),
            ("lr\nwd", "lr = "),
            ("at=[30", "at, gamma"),
            ("epochs) then", "epoch = "),
        ] {
            let found = editor.ask_at("textDocument/definition", at(used));
            assert_eq!(editor.bytes(&found["range"]).start, at(defined), "{used}");
        }
        assert_eq!(editor.ask_at("textDocument/definition", at("cosine")), Value::Null);
        let params = json!({
            "textDocument": { "uri": "untitled:a.lehr" },
            "position": editor.position(at("peak = ")),
            "context": { "includeDeclaration": true },
        });
        let found = editor.ask("textDocument/references", params);
        let starts: Vec<_> = texts(editor, &found).into_iter().map(|(start, text)| (text, start)).collect();
        let all = TEXT.match_indices("peak").map(|(start, text)| (text.to_string(), start)).collect::<Vec<_>>();
        assert_eq!(starts, all);
    });
}

#[test]
fn another_name_stands_everywhere_or_nowhere() {
    each_encoding(|editor| {
        let rename = |editor: &mut Editor, part: &str, name: &str| {
            let position = editor.position(at(part));
            let document = json!({ "uri": "untitled:a.lehr" });
            editor.answer(
                "textDocument/rename",
                json!({ "textDocument": document, "position": position, "newName": name }),
            )
        };
        for (part, name, error) in [
            ("peak = ", "cosine", "cosine"),
            ("peak = ", "wd", "wd"),
            ("peak = ", "a b", "`a b` is not a name"),
            ("run = ", "ran", "nothing here is a name"),
            ("cosine", "sine", "nothing here is a name"),
        ] {
            let answer = rename(editor, part, name);
            let message = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(message.contains(error), "{part} to {name}: {answer}");
        }
        for (part, name, text) in [
            ("peak = ", "top", TEXT.replace("peak", "top")),
            ("at, gamma", "when", TEXT.replace("drops(at", "drops(when").replace("multistep(at", "multistep(when")),
            ("wd = ", "wd.all", TEXT.replace("wd = ", "wd.all = ")),
        ] {
            let answer = rename(editor, part, name);
            editor.apply_change(&answer["result"]);
            assert_eq!(editor.text, text, "{answer}");
            editor.open(TEXT);
        }
        assert_eq!(editor.ask_at("textDocument/prepareRename", at("run = ")), Value::Null);
        let range = editor.ask_at("textDocument/prepareRename", at("peak * ("));
        assert_eq!(editor.bytes(&range), at("peak * (")..at("peak * (") + 4);
    });
}

#[test]
fn a_family_has_one_name() {
    let text = "base = 0.1; run = 100\nlr = linear\nlr.block.{i in 0..3} = 0.75 ^ (3 - i) * lr\n\
                lr.block.{i in 4..5}.bias = 2 * lr.block.3\nwd.base = 0.2\nwd = cosine\nmix.{i in 0..1} = 0.5\n\
                expect lr.block.2[0] < 1\nexpect sum(lr.block)[0] < 1\nexpect wd.base == 0.2\nexpect sum(mix)[0] == 1\n";
    let mut editor = Editor::new(text);
    assert!(!editor.diagnostics().to_string().contains("\"severity\":1"), "{}", editor.diagnostics());
    for (part, name, expected) in [
        ("lr.block.{i in 0", "lr.layer", Ok(text.replace("lr.block", "lr.layer"))),
        ("lr.block.2[0]", "lr.layer", Ok(text.replace("lr.block", "lr.layer"))),
        ("lr.block)", "lr.layer", Ok(text.replace("lr.block", "lr.layer"))),
        ("mix)", "share", Ok(text.replace("mix", "share"))),
        ("wd = ", "decay", Ok(text.replace("wd", "decay"))),
        ("lr.block.2[0]", "lr.b.2", Ok(text.replace("lr.block", "lr.b.2"))),
        ("lr.block.2[0]", "lr.3x", Err("`lr.3x` is not a name")),
        ("lr = ", "rate", Err("`lr` would be another curve, since its base follows from its name")),
    ] {
        let at = text.find(part).expect("a part");
        let range = editor.ask_at("textDocument/prepareRename", at);
        let old = &text[editor.bytes(&range)];
        assert!(part.starts_with(old), "{part}: {old}");
        let position = editor.position(at);
        let document = json!({ "uri": "untitled:a.lehr" });
        let params = json!({ "textDocument": document, "position": position, "newName": name });
        let answer = editor.answer("textDocument/rename", params);
        match expected {
            Ok(expected) => {
                editor.apply_change(&answer["result"]);
                assert_eq!(editor.text, expected, "{part}: {answer}");
                editor.open(text);
            }
            Err(message) => {
                let found = answer["error"]["message"].as_str().unwrap_or_default();
                assert!(found.contains(message), "{part} to {name}: {answer}");
            }
        }
    }
    // The number of a member is nothing that a name could be given.
    let number = text.find(".2[0]").expect("a part") + 2;
    assert_eq!(editor.ask_at("textDocument/prepareRename", number), Value::Null);
}

/// A text with what an answer has for its places written into it.
fn written(editor: &Editor, hints: &Value) -> String {
    let mut text = editor.text.clone();
    for hint in hints.as_array().into_iter().flatten().rev() {
        let position = &hint["position"];
        let byte = editor.bytes(&json!({ "start": position, "end": position })).start;
        text.insert_str(byte, &format!("«{}»", hint["label"].as_str().expect("a label")));
    }
    text
}

#[test]
fn hints_say_what_follows() {
    each_encoding(|editor| {
        let hints = editor.ask_about("textDocument/inlayHint", 0..TEXT.len(), json!({}));
        insta::allow_duplicates! { insta::assert_snapshot!("hints", written(editor, &hints)); }
        let first = editor.ask_about("textDocument/inlayHint", 0..at("let"), json!({}));
        assert_eq!(first, json!([]));
    });
}

#[test]
fn hints_stay_while_a_statement_is_broken() {
    let mut editor = Editor::new(TEXT);
    let before = editor.ask_about("textDocument/inlayHint", 0..TEXT.len(), json!({}));
    let end = at("cosine)") + 7;
    editor.edit(end..end, " *");
    assert!(editor.diagnostics().to_string().contains("\"severity\":1"));
    let after = editor.ask_about("textDocument/inlayHint", 0..editor.text.len(), json!({}));
    assert_eq!(after, before);
}

#[test]
fn the_call_that_is_written_is_shown_with_its_parameter() {
    for (line, label, active) in [
        ("lr = step(10, gam|", "step(step_size, gamma=0.1, from=…)", Some("gamma")),
        ("lr = step(|", "step(step_size, gamma=0.1, from=…)", Some("step_size")),
        ("lr = warmup(5, shape=|", "warmup(", Some("shape")),
        ("lr = cosine(T_max=|", "cosine(", Some("T")),
        ("lr = cosine(T_max=10|)", "cosine(", Some("T")),
        ("lr = cosine(eta_min=0, |", "cosine(", Some("T")),
        ("lr = cosine(nothing=|", "cosine(", None),
        ("lr = cosine(5, 1, 2, 3, |", "cosine(", None),
        ("lr = max(cosine(5, |), 3)", "cosine(", Some("to")),
        ("lr = warmup(5) then max(cosine(5), |)", "max(", None),
        ("lr = cosine(to=round(|", "round(", Some("x")),
        ("lr = multistep([3, 40|", "multistep(", Some("milestones")),
        ("lr = multistep([3, 40],|", "multistep(", Some("gamma")),
        ("lr = drops([1], |", "drops(at, gamma=0.1)", Some("gamma")),
        ("lr = drops(gamma=|", "drops(at, gamma=0.1)", Some("gamma")),
        ("lr = 2 * drops(|", "drops(at, gamma=0.1)", Some("at")),
        ("lr = linear(9) repeat(|", "repeat(n, stretch=1, decay=1)", Some("n")),
        ("lr = linear(9) repeat(3, |", "repeat(n, stretch=1, decay=1)", Some("stretch")),
        ("lr = linear(9) repeat(3, decay=|) then hold", "repeat(n, stretch=1, decay=1)", Some("decay")),
        ("lr = steer(metric=kl, band=0.005 .. |", "steer(", Some("band")),
        ("lr = 0.1 * steer(metric=|", "steer(", Some("metric")),
        ("lr = 0.1 * factor(t -> sqrt(|", "sqrt(", Some("x")),
        ("expect max(lr[|", "max(", Some("x")),
    ] {
        let text =
            format!("def drops(at, gamma=0.1) = multistep(at, gamma)\nwd = hold\n{line}\nmomentum = hold(0.9)\n");
        let byte = text.find('|').expect("a cursor");
        let mut editor = Editor::new(&text.replacen('|', "", 1));
        let help = editor.ask_at("textDocument/signatureHelp", byte);
        let signature = &help["signatures"][0];
        let shown = signature["label"].as_str().unwrap_or_default();
        assert!(shown.starts_with(label), "{line}: {shown}");
        let index = signature["activeParameter"].as_u64().map(|index| usize::try_from(index).expect("small"));
        let parameter = index.and_then(|index| signature["parameters"][index]["label"].as_str());
        assert_eq!(parameter, active, "{line}: {signature}");
    }
}

#[test]
fn nothing_is_shown_outside_of_calls() {
    for line in ["lr = cosine(5)|", "lr = cosine|(5)", "lr = |", "# cosine(|", "lr = (3 + |", "lr = linear(9) repeat |"]
    {
        let byte = line.find('|').expect("a cursor");
        let mut editor = Editor::new(&line.replacen('|', "", 1));
        assert_eq!(editor.ask_at("textDocument/signatureHelp", byte), Value::Null, "{line}");
    }
}

#[test]
fn symbols_are_what_the_file_defines() {
    each_encoding(|editor| {
        let symbols = editor.ask_of_text("textDocument/documentSymbol");
        let mut shown = String::new();
        for symbol in symbols.as_array().expect("a list") {
            shown.push_str(&format!("{} [{}]\n", symbol["name"].as_str().expect("a name"), symbol["kind"]));
            for child in symbol["children"].as_array().into_iter().flatten() {
                let text = &editor.text[editor.bytes(&child["range"])];
                shown.push_str(&format!("  {}: {} ({text})\n", child["name"], child["detail"]));
            }
        }
        insta::allow_duplicates! { insta::assert_snapshot!("symbols", shown); }
    });
}

#[test]
fn statements_and_comments_of_several_lines_fold() {
    let mut editor = Editor::new(TEXT);
    let folds = editor.ask_of_text("textDocument/foldingRange");
    let lines: Vec<_> = folds
        .as_array()
        .expect("a list")
        .iter()
        .map(|fold| (fold["startLine"].clone(), fold["endLine"].clone()))
        .collect();
    assert_eq!(lines, [(json!(0), json!(1)), (json!(5), json!(6))]);
}

#[test]
fn every_word_has_its_colour() {
    each_encoding(|editor| {
        let tokens = editor.tokens();
        let lines = tokens.into_iter().map(|(span, kind)| format!("{kind:10} {}\n", &editor.text[span]));
        let shown = lines.collect::<Vec<_>>().concat();
        insta::allow_duplicates! { insta::assert_snapshot!("tokens", shown); }
    });
}

#[test]
fn a_lens_says_whether_an_expectation_holds_and_offers_to_draw() {
    each_encoding(|editor| {
        let lenses = editor.ask_of_text("textDocument/codeLens");
        let shown: Vec<_> = lenses
            .as_array()
            .expect("a list")
            .iter()
            .map(|lens| {
                (
                    editor.text[editor.bytes(&lens["range"])].to_string(),
                    lens["command"]["title"].as_str().expect("a title").to_string(),
                )
            })
            .collect();
        let pairs = [
            ("expect lr[5 epochs] == peak", "holds, found 0.1"),
            ("expect lr[5 epochs] < 0.05", "expected less than 0.05, found 0.1 at tick 500"),
            ("lr", "plot"),
            ("lr.head", "plot"),
            ("wd", "plot"),
        ];
        assert_eq!(shown, pairs.map(|(text, title)| (text.to_string(), title.to_string())));
        assert_eq!(lenses[3]["command"]["arguments"], json!(["untitled:a.lehr", "lr.head"]));
    });
    let mut plain = Editor::new(TEXT);
    assert_eq!(plain.ask_of_text("textDocument/codeLens").as_array().map(Vec::len), Some(2));
}
