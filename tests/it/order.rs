//! The order of statements means nothing.

use lehr::syntax::parse;
use lehr::{Compilation, Overrides, compile};

use crate::support::examples;

/// Texts whose tracks refer to each other, with and without a run.
const TEXTS: &[&str] = &[
    "wd = hold(1) for 3\nlr = (wd then hold(2) for 2) for 8 then hold(7)",
    "wd = hold(1) for 3\nlr = wd then hold(7)",
    "a = linear(4, from=1)\nb = a then hold(3) for 2\nc = (b + a) for 9\nlr = max(c, b) then hold(0)",
    "run = 12\nwd = hold(1) for 3\nlr = wd then hold(7)",
    "lr = wd mirror then hold(7)\nwd = cosine(5, from=1)",
    "lr = wd repeat 3 then hold(7)\nwd = other skip 2\nother = cosine(5, from=1) then hold(2) for 1",
];

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

/// The statements of a text in other orders: reversed, and turned by each number.
fn reordered(text: &str) -> Vec<String> {
    let (file, _) = parse(text);
    let statements: Vec<_> = file.statements.iter().map(|statement| statement.span.of(text)).collect();
    let turned = |by: usize| {
        let mut statements = statements.clone();
        statements.rotate_left(by);
        statements.join("\n")
    };
    let reversed: Vec<_> = statements.iter().rev().copied().collect();
    (1..statements.len()).map(turned).chain([reversed.join("\n")]).collect()
}

#[test]
fn statements_in_any_order_are_one_program() {
    let examples = examples().into_iter().map(|path| std::fs::read_to_string(path).expect("text"));
    for text in examples.chain(TEXTS.iter().map(ToString::to_string)) {
        let before = compiled(&text);
        assert!(before.program().is_some(), "{text}\n{:#?}", before.diagnostics());
        for reordered in reordered(&text) {
            let after = compiled(&reordered);
            assert!(after.program().is_some(), "{reordered}\n{:#?}", after.diagnostics());
            for track in before.tracks() {
                let same = after.tracks().find(|other| other.name() == track.name()).expect("the same tracks");
                assert_eq!(track.schedule(), same.schedule(), "{} in\n{text}\n\n{reordered}", track.name());
            }
        }
    }
}
