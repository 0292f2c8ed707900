//! What is offered at each place of the examples can be written there, and what they go on with is among it.

use lehr::names::DefinitionKind;
use lehr::syntax::parse;
use lehr::{Code, Overrides, compile};
use serde_json::Value;

use super::editor::Editor;
use crate::support::examples;

/// Of how many places one is looked at.
const STEP: usize = 29;

/// The words of a text, without comments, each with where it is.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if is_word(c) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let length = rest[..length].find("..").unwrap_or(length);
            words.push((at, &rest[..length.max(1)]));
            at += length.max(2);
        } else {
            at += c.len_utf8();
        }
    }
    words.retain(|(_, word)| word.starts_with(|c: char| c.is_ascii_alphabetic()));
    words
}

/// The statements after the one at a place.
fn rest(text: &str, at: usize) -> &str {
    let statements = parse(text).0.statements;
    statements.iter().find(|statement| statement.span.start > at).map_or("", |next| &text[next.span.start..])
}

/// What is offered between the start of a text and the rest of it.
fn offered(editor: &mut Editor, start: &str, rest: &str) -> Vec<Value> {
    editor.open(&format!("{start}\n{rest}"));
    editor.ask_at("textDocument/completion", start.len()).as_array().cloned().unwrap_or_default()
}

/// A text with an item in the place that it says, and with what is left open in it filled in.
fn inserted(editor: &Editor, item: &Value) -> String {
    let mut text = editor.text.clone();
    let new_text = item["textEdit"]["newText"].as_str().expect("a text");
    let mut filled = String::new();
    let mut rest = new_text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        rest = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((inner, after)) => {
                filled.push_str(inner.split_once(':').expect("a name").1);
                after
            }
            None => {
                filled.push('1');
                &after[1..]
            }
        };
    }
    filled.push_str(rest);
    text.replace_range(editor.bytes(&item["textEdit"]["range"]), &filled);
    text
}

/// Whether a text is right but for what is still missing at its end.
fn can_go_on(text: &str) -> bool {
    let mut open = Vec::new();
    for line in text.lines() {
        for c in line.split('#').next().unwrap_or_default().chars() {
            match c {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
    }
    let closing: String = open.into_iter().rev().collect();
    // A function needs a body, a parameter of a `def` its value, and the braces of a family the other end.
    ["", "1", " .. 1"].into_iter().any(|more| {
        ["", " = 1"].into_iter().any(|value| {
            let (_, found) = parse(&format!("{text}{more}{closing}{value}"));
            found.iter().all(|found| found.code != Code::Syntax)
        })
    })
}

#[test]
fn what_is_offered_can_be_written_and_what_is_written_is_offered() {
    let mut editor = Editor::new("");
    let (mut wrong, mut missing, mut places) = (Vec::new(), Vec::new(), 0_usize);
    let mut number = 0;
    for path in examples() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let compilation = compile(&text, &Overrides::new());
        let made_up = |at: usize| {
            let definitions = compilation.names().definitions().iter();
            let is_free = |kind: DefinitionKind| kind.is_named_freely() || kind == DefinitionKind::Family;
            definitions.filter(|found| is_free(found.kind())).any(|found| found.name_span().start == at)
        };
        for (at, word) in words(&text) {
            number += 1;
            if number % STEP != 0 {
                continue;
            }
            let items = offered(&mut editor, &text[..at], "");
            let mut seen = Vec::new();
            for item in &items {
                // All names of a kind are one to the grammar.
                let kind = item["kind"].as_u64().expect("a kind");
                let form = item["textEdit"]["newText"].as_str().expect("a text");
                let form = if kind == 14 { form } else { form.trim_matches(|c: char| c.is_ascii_alphanumeric()) };
                if !seen.contains(&(kind, form)) {
                    seen.push((kind, form));
                    let now = inserted(&editor, item);
                    if !can_go_on(now.trim_end_matches('\n')) {
                        wrong.push(now.rsplit('\n').next().unwrap_or_default().to_string());
                    }
                }
            }
            if !made_up(at) {
                places += 1;
                let is_it =
                    |item: &Value| item["label"].as_str().is_some_and(|label| label.trim_end_matches('=') == word);
                if !items.iter().any(is_it) && !offered(&mut editor, &text[..at], rest(&text, at)).iter().any(is_it) {
                    let line = text[..at].rsplit('\n').next().unwrap_or_default();
                    missing.push(format!("{line}|{word}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cannot be written: {wrong:#?}", wrong.len());
    let share = 1.0 - missing.len() as f64 / places as f64;
    assert!(share > 0.99, "of {places} words {share} are offered, and not {missing:#?}");
}
