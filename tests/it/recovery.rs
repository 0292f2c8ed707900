//! A tree survives errors: what is wrong with one statement takes no other with it.

use lehr::syntax::ast::{File, Statement, StatementKind};
use lehr::syntax::parse;

use crate::support::{examples, relative};

/// What stands in the place of a statement: errors of all kinds, and lines that are still being typed.
fn broken() -> Vec<String> {
    let mut broken: Vec<String> = [
        "",
        "x",
        "x =",
        "x = ",
        "x = (",
        "x = [1, 2",
        "x = f(1, g(2",
        "x = f(1, b=",
        "x = 1)",
        "x = ]",
        "x = (]",
        "x = [)",
        "x = 1 +",
        "x = 1 then",
        "x = 1 for",
        "x = 1 repeat(",
        "x = é",
        "é",
        "x = “1”",
        "x.{",
        "x.{i",
        "x.{i in 0..2",
        "x.{i in 0..2}",
        "x.{i in 0..2} =",
        "x.{i in 0..2}.y = 1 +",
        "x.{i in (0..2} = 1",
        "x[i in 0..2] = 1",
        "x = 1 $ 2",
        "@@@",
        "x == 1",
        "let x",
        "let x =",
        "let = 3",
        "def f(",
        "def f(a",
        "def f(a=",
        "def f(a) =",
        "param p =",
        "param 3 = 3",
        "expect",
        "expect lr[",
        "expect lr ==",
        "expect lr[0 ..",
        "= 3",
        "x = = 3",
        "x = 1 2 3",
        "x = \"text\"",
        "x = 'it",
        "{",
        "}",
        "x = { a: 1 }",
        ")",
        "]",
        "((((",
        "))))",
        "]](([[",
        "foo bar baz",
        "f(",
        "f(a=1",
        "lr: 0.1",
        "x := 1",
        "x = 10epochs",
        "x = 1 %",
        "# (",
        "; ; ;",
        "x = 1; y = (",
        "x = (1; y = [2",
        "x = 1; )",
        "->",
        "..",
        "x = 1 -> 2",
        "x ->",
        "then é",
        "* )",
        "- (",
        "for",
        "x\u{202e} = 1",
        "x = \u{1}",
        "x = (\n  1,\n  2",
        "x = warmup(5)\n  then (",
        "x = cosine(\nT=10",
        "x = 1\n  then\n  é\n  * 2",
        "x =\r\n",
        "x = a for 2 + 2",
    ]
    .map(str::to_string)
    .into();
    broken.push("(".repeat(300));
    broken.push(format!("x = {}", "f(a=".repeat(300)));
    broken.push(format!("x = {}", "[1,\n".repeat(300)));
    broken.push(format!("x = 1{}", " mirror".repeat(300)));
    broken
}

/// Whether all of some statements are in a tree, in order, with others between them or not.
fn holds(tree: &File, statements: &[&Statement]) -> bool {
    let mut found = tree.statements.iter();
    statements.iter().all(|statement| found.any(|other| other == *statement))
}

#[test]
fn an_error_in_one_statement_leaves_all_others_in_the_tree() {
    let broken = broken();
    for (example, file) in examples().into_iter().enumerate() {
        let text = std::fs::read_to_string(&file).expect("text");
        let (tree, diagnostics) = parse(&text);
        assert_eq!(diagnostics, [], "{}", relative(&file));
        let plain = tree.clone().without_places();
        for (index, statement) in tree.statements.iter().enumerate() {
            let before = plain.statements[..index].iter();
            // An expression by itself goes on with what is not finished before it, as the language has it.
            let is_bare = |statement: &Statement| matches!(statement.kind, StatementKind::Bare(_));
            let others: Vec<_> = before.chain(&plain.statements[index + 1..]).filter(|other| !is_bare(other)).collect();
            // A third of them at each place; which third, changes from example to example.
            for broken in broken.iter().skip((example + index) % 3).step_by(3) {
                let changed = format!("{}{broken}{}", &text[..statement.span.start], &text[statement.span.end..]);
                let (tree, _) = parse(&changed);
                assert!(holds(&tree.without_places(), &others), "{} with\n{broken}\n\n{changed}", relative(&file));
            }
        }
    }
}

#[test]
fn an_expression_by_itself_survives_what_is_complete_before_it() {
    for broken in ["let w = 5 +* 3", "let w = é", "let w = (5", "w = = 3)", "def f(a = 1", "let w = 1 2"] {
        for expression in ["warmup(w) then cosine", "cosine\n  then 0.1", "(cosine)", "0.1 * cosine"] {
            let (expected, _) = parse(expression);
            let (tree, diagnostics) = parse(&format!("{broken}\n{expression}\n"));
            let is_open = broken.matches('(').count() > broken.matches(')').count();
            assert_eq!(diagnostics.len(), 1, "{broken}: {diagnostics:?}");
            assert_eq!(tree.without_places() == expected.without_places(), !is_open, "{broken}\n{expression}");
        }
    }
}

#[test]
fn a_statement_that_goes_on_with_an_error_is_one_error_and_keeps_what_comes_before_it() {
    for (text, at) in [
        ("lr = cosine\n  then é\nwd = 1", "é"),
        ("lr = cosine # what\n  * )\nwd = 1", ")"),
        ("lr = cosine\r\n  for\r\nwd = 1", "for"),
        ("lr = cosine\n  then warmup(5\nwd = 1", "("),
    ] {
        let (tree, diagnostics) = parse(text);
        let places: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.span().start).collect();
        assert_eq!(places, [text.find(at).expect("the error")], "{text:?}: {diagnostics:?}");
        assert_eq!(tree.without_places(), parse("lr = cosine; wd = 1").0.without_places(), "{text:?}");
    }
    let (tree, _) = parse("lr = cosine\nfor = 3\nwd = 1");
    assert_eq!(tree.statements.len(), 2, "a line that defines a reserved word is a statement of its own");
}

#[test]
fn brackets_that_nest_too_deep_are_an_error_of_their_statement() {
    let deep = format!("x = {}1{}", "(".repeat(129), ")".repeat(129));
    let (tree, diagnostics) = parse(&format!("a = 1\n{deep}\nb = 2; {deep}; c = 3"));
    assert_eq!((tree.statements.len(), diagnostics.len()), (3, 2), "{diagnostics:?}");
    // Brackets that nothing closes do not add up over statements.
    let (_, diagnostics) = parse(&"x = (1\n".repeat(500));
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.code.slug() == "syntax"), "{diagnostics:?}");
    assert_eq!(diagnostics.len(), 500);
}
