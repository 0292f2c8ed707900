//! No text makes the reader panic, hang, or run out of stack.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use python_calls::{CallId, EventKind, LONGEST, Notebook, Reading, Value, read, read_notebook};

fn scripts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a script")).collect()
}

/// Asks everything that can be asked of a reading.
fn ask(reading: &Reading) {
    let text = reading.to_string();
    assert!(text.len() < 1 << 28);
    for (_, call) in reading.calls().take(200) {
        assert!(call.span.range().end <= reading.text().len());
        assert!(reading.text().is_char_boundary(call.span.range().start));
        for argument in &call.arguments {
            reading.number(argument.value);
            reading.arms(argument.value);
            reading.truth_under(argument.value, &reading.conditions(call.context));
            reading.has_part(argument.value, call.callee);
            reading.is_same(argument.value, call.callee);
            assert!(reading.spell(argument.value).len() < 2_000);
        }
    }
    uses_are_found(reading);
}

/// What is found by an index is what a look at everything finds.
fn uses_are_found(reading: &Reading) {
    let objects: Vec<Value> = reading.calls().take(40).map(|(id, _)| reading.result(id)).collect();
    for object in objects {
        let calls: Vec<CallId> = reading.calls_with(object).map(|(id, _)| id).collect();
        let events: Vec<usize> = reading.events_with(object).map(|(index, _)| index).collect();
        assert!(calls.is_sorted() && events.is_sorted());
        let has_it = |value: Value| reading.has_part(value, object);
        for (id, call) in reading.calls().take(200) {
            let on = call.method.map(|(on, _)| on);
            if on.into_iter().chain(call.arguments.iter().map(|argument| argument.value)).any(has_it) {
                assert!(calls.contains(&id), "{id:?} of {object:?} in {}", reading.text());
            }
        }
        for (index, event) in reading.events().iter().enumerate().take(400) {
            let used = match event.kind {
                EventKind::Call(id) => calls.contains(&id),
                EventKind::Bind { value, .. } | EventKind::Return(Some(value)) | EventKind::Yield(Some(value)) => {
                    has_it(value)
                }
                EventKind::SetAttribute { base, value, .. } => has_it(base) || has_it(value),
                EventKind::SetItem { base, key, value, .. } => has_it(base) || has_it(key) || has_it(value),
                _ => false,
            };
            assert!(!used || events.contains(&index), "{index} of {object:?} in {}", reading.text());
        }
    }
    for (over, it) in reading.loops().take(40) {
        let events = reading.events().iter().enumerate();
        let inside = events.filter(|(_, event)| reading.is_within(event.context, it.body)).map(|(index, _)| index);
        assert!(inside.eq(reading.events_in(over).map(|(index, _)| index)), "{over:?} of {}", reading.text());
    }
}

#[test]
fn uses_of_every_style_are_found() {
    scripts().iter().for_each(|text| uses_are_found(&read(text)));
}

fn each(times: usize, line: impl Fn(usize) -> String) -> String {
    (0..times).map(line).collect()
}

#[test]
fn deep_and_long_texts_are_read_in_time() {
    let many = 3_000;
    let deep = [
        "(".repeat(many),
        format!("x = {}1{}", "(".repeat(many), ")".repeat(many)),
        format!("x = {}", "[".repeat(many)),
        format!("x = {}1", "-".repeat(many)),
        format!("x = {}y", "not ".repeat(many)),
        format!("x = a{}", ".b".repeat(many)),
        format!("x = a{}", "()".repeat(many)),
        format!("x = 1{}", " + 1".repeat(many)),
        format!("x = {}0", "1 if a else ".repeat(many)),
        format!("x = {}0", "lambda: ".repeat(many)),
        format!("if a:\n    x = 1\n{}", "elif b:\n    x = 2\n".repeat(many)),
        "x = x + x\n".repeat(many),
        "if a:\n    x = (x, x)\n".repeat(many),
        format!("x = 1\n{}", "for i in y:\n    x = x + x\n".repeat(300)),
        each(60, |depth| format!("{}for i{depth} in x:\n", " ".repeat(depth))) + &" ".repeat(60) + "y",
        each(200, |at| format!("def f{at}(x):\n    f{}(x)\n    f{}(x)\n", at + 1, at + 1)) + "f0(1)",
        each(40, |at| format!("x = f(x) if a{at} else g(x)\n")) + "x.step()",
        format!("d = {{{}}}", each(many, |at| format!("{at}: {at}, "))),
        "x = 'a'\n".to_string() + &"x += x\n".repeat(60),
        "x = [1]\n".to_string() + &"x = x + x\n".repeat(60),
        format!("f'{}'", "{f\"".repeat(200)),
        "class A(A):\n    def f(self): return super().f()\nA().f()".to_string(),
    ];
    for text in deep {
        let start = Instant::now();
        ask(&read(&text));
        let spent = start.elapsed();
        assert!(spent < Duration::from_secs(10), "{spent:?} for {}", &text[..text.len().min(60)]);
    }
}

#[test]
fn a_text_that_is_too_long_is_refused() {
    let reading = read(&"x\n".repeat(LONGEST));
    assert_eq!(reading.mistakes().len(), 1);
    assert_eq!(reading.calls().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn mutated_scripts_are_read(
        which in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, any::<prop::sample::Index>(), 0u8..4), 1..8),
    ) {
        let scripts = scripts();
        let mut text: Vec<char> = which.get(&scripts).chars().collect();
        let donor: Vec<char> = other.get(&scripts).chars().collect();
        for (at, length, from, how) in edits {
            if text.is_empty() || donor.is_empty() {
                break;
            }
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            let from = from.index(donor.len());
            let part = donor[from..(from + length).min(donor.len())].to_vec();
            match how {
                0 => drop(text.drain(at..end)),
                1 => drop(text.splice(at..end, part)),
                2 => drop(text.splice(at..at, donor.clone())),
                _ => drop(text.splice(at..end, ["(", "\n", "\u{e9}", ":", "    "][length % 5].chars())),
            }
        }
        let text: String = text.into_iter().collect();
        ask(&read(&text));
        let file = serde_json::json!({"cells": [{"cell_type": "code", "source": text}, {"cell_type": "code", "source": "x"}]});
        ask(&read_notebook(&Notebook::parse(&file.to_string()).expect("a notebook")));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,60}") {
        ask(&read(&text));
        let _ = Notebook::parse(&text);
    }
}
