//! A file for each mistake, and what is said about it.

use std::collections::BTreeSet;

use lehr::{Code, Overrides, compile, lint};

use crate::support::{files, lehr, relative};

#[test]
fn every_mistake_is_explained() {
    insta::glob!("../corpus/error", "*.lehr", |path| {
        let printed = lehr(&["check", &relative(path)]);
        assert_eq!(printed.stderr, "");
        assert!(!printed.stdout.contains("no errors, no warnings"), "{} has nothing wrong", path.display());
        assert_eq!(printed.code, i32::from(!printed.stdout.contains(": no errors")));
        insta::assert_snapshot!(printed.stdout);
    });
}

#[test]
fn every_code_has_a_file() {
    let mut codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.slug()).collect();
    for file in files("tests/corpus/error", "lehr") {
        let text = std::fs::read_to_string(&file).expect("text");
        let compilation = compile(&text, &Overrides::default());
        for diagnostic in lint::check(&compilation, &lint::Settings::default()) {
            codes.remove(diagnostic.code.slug());
        }
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        assert!(Code::ALL.iter().any(|code| name.starts_with(code.slug())), "{name} is named after no code");
    }
    // Each rule of the linter has its own examples.
    for rule in lint::rules() {
        codes.remove(rule.code.slug());
    }
    // Each rule for scripts too.
    for rule in lehr::scripts::rules() {
        codes.remove(rule.code.slug());
    }
    // These cannot stand in a file of text that is compiled by itself, or a small one; `cli.rs`,
    // `hostile.rs` and `scripts.rs` have them.
    let elsewhere = BTreeSet::from([
        "not-utf8",
        "binary-file",
        "too-large",
        "unknown-param",
        "expectation-failed",
        "open-parameter",
        "unsaid-schedule",
        "incomplete-analysis",
    ]);
    assert_eq!(codes, elsewhere);
}

#[test]
fn places_are_inside_of_the_text_and_messages_say_what_to_write() {
    for file in files("tests/corpus/error", "lehr") {
        let text = std::fs::read_to_string(&file).expect("text");
        for diagnostic in compile(&text, &Overrides::default()).diagnostics() {
            for label in &diagnostic.labels {
                assert!(text.get(label.span.range()).is_some(), "{}: {diagnostic:?}", file.display());
            }
            assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{diagnostic:?}");
        }
    }
}
