//! The order of statements means nothing.

use std::fmt::Write as _;

use lehr::lint::{self, Settings};
use lehr::syntax::parse;
use lehr::{Compilation, Overrides, compile};

use crate::support::{examples, files};

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

/// The statements of a text in other orders: in all of them where there are up to 4, else reversed, and turned by each
/// number.
fn reordered(text: &str) -> Vec<String> {
    let (file, _) = parse(text);
    let statements: Vec<_> = file.statements.iter().map(|statement| statement.span.of(text)).collect();
    if statements.len() <= 4 {
        return in_all_orders(&statements);
    }
    let turned = |by: usize| {
        let mut statements = statements.clone();
        statements.rotate_left(by);
        statements.join("\n")
    };
    let reversed: Vec<_> = statements.iter().rev().copied().collect();
    (1..statements.len()).map(turned).chain([reversed.join("\n")]).collect()
}

fn in_all_orders(statements: &[&str]) -> Vec<String> {
    let mut orders: Vec<Vec<&str>> = vec![Vec::new()];
    for statement in statements {
        let mut longer = Vec::new();
        for order in &orders {
            for at in 0..=order.len() {
                let mut order = order.clone();
                order.insert(at, statement);
                longer.push(order);
            }
        }
        orders = longer;
    }
    orders.iter().map(|order| order.join("\n")).collect()
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

/// Texts with mistakes of which the first line that has it might be told.
const MISTAKEN: &[&str] = &[
    "lr = step(10, 0.5) * wd\nwd = 2 * lr",
    "lr.b.{i in 0..2} = 0.5 ^ i * lr\nlr = lr",
    "a = factor(t -> b)\nb = factor(t -> c)\nc = factor(t -> a)\nrun = 5",
    "a = b then hold(1)\nb = c then hold(1)\nc = a + b",
    "base = 0.1\nlr = lr",
    "base = 0.1\nlr = 2 * wd\nwd = 3 * lr",
    "base = 0.1\nlr = step(10, 0.5) * wd\nlr.c.1 = hold(3)\nwd = linear(4, from=1)\nrun = 100",
    "base = 0.1\nlr = hold(3)\nlr.c.1 = hold(3)\nlr.c.2 = hold(2)\nrun = 100",
    "base = 0.1\nlr = cosine(10)\nmomentum = cosine(10)\nlr.a = cosine(5)",
    "b.base = 1\na.base = 2\na = cosine(5)\nb = cosine(5)\nc = cosine(5)",
    "let a = b\nlet b = a\nlr = hold(a)",
    "let b = c + 1\nlet c = a + 1\nlet a = b + 1\nlr = b",
    "let z = y\nlet y = y + 1\nlr = z",
    "a.{i in 0..2} = 0.5 ^ i * lr\nlr = lr",
    "a.{i in 0..2} = 0.5 ^ i * lr\nlr = linear(3) then cosine(2)\nrun = 4",
    "lr.{i in 0..2} = z\nz = lr.1",
    "b = c\nc = d\nd = b\na = c",
    "base = 0.1\nlr.b = hold(3)\nlr.a = hold(2)\nlr.c = lr.d",
    "base = 0.1\nlr = hold(3) then linear\nlr.a = hold(2)",
    "def f(x) = g(x)\ndef g(x) = f(x)\nlr = f(1)",
    "let a = b\nlet b = a then a\nlr = b",
    "a.{i in 0..1}.base = b.0.base\nb.{i in 0..1}.base = a.0.base\na.{i in 0..1} = hold\nb.{i in 0..1} = hold",
    "a.{i in 0..1}.base = a.1.base\na.{i in 2..3}.base = a.0.base\na.{i in 0..3} = hold",
    "a.{i in 0..f(2)} = hold\ndef f(n) = g(n) * g(n)\ndef g(n) = f(n) + f(n)",
    "let a = b\nlet b = a + c\nlet c = b\nlr = c * a",
    "def f(x) = g(x) + g(x)\ndef g(x) = f(x) * f(x)\nlr = g(1)\nwd = f(2)",
    "def f(x) = a * x\nlet a = f(1) + f(2)\nlr = factor(t -> f(t))",
    "def f(x, y=g(x)) = x + y\ndef g(x) = f(x)\nlr = g(1)\nbase = f(3)\nrun = 10 * run",
    "unit frame\nclip = 10 frames\nlr = 0.1 * cosine(10)",
    "lr = cosine(10\nwd = cosine 10\nrun = 5",
];

/// What is found in a text: each with its code, its words and what it marks, in any order.
fn found(text: &str) -> Vec<String> {
    let findings = lint::check(&compiled(text), &Settings::default());
    let mut told: Vec<_> = findings
        .iter()
        .map(|found| {
            let mut told = format!("{:?} {} at {:?}", found.code, found.message, found.span().of(text));
            if let Some(help) = &found.help {
                let _ = write!(told, " help: {help}");
            }
            told
        })
        .collect();
    told.sort_unstable();
    told
}

/// Whether the place of one of several lines is told, any of which is as wrong: what is said of it may depend on which is
/// the first or the last.
fn tells_the_order(told: &[String]) -> bool {
    let codes = [
        // Two definitions of one name: the later one.
        "Redefinition",
        // Two statements may read as one where they are moved next to each other.
        "Syntax",
        // Equations that do not fit together: the last one.
        "ContradictingEquations",
        // What names a unit first.
        "UnclearTick",
        "TickUnit",
    ];
    told.iter().any(|told| codes.iter().any(|code| told.starts_with(code)))
}

#[test]
fn what_is_found_is_the_same_in_any_order() {
    let folders = ["tests/corpus/error", "examples", "examples/recipes"];
    let written = folders.into_iter().flat_map(|folder| files(folder, "lehr"));
    let whole = written.map(|path| std::fs::read_to_string(path).expect("text"));
    let parts =
        ["tests/lint", "tests/mistakes"].into_iter().flat_map(|folder| files(folder, "lehr")).flat_map(|path| {
            let text = std::fs::read_to_string(path).expect("text");
            text.split("### ").skip(1).filter_map(|part| Some(part.split_once('\n')?.1.to_string())).collect::<Vec<_>>()
        });
    let mut wrong = String::new();
    let mut count = 0;
    for text in whole.chain(parts).chain(MISTAKEN.iter().map(ToString::to_string)) {
        let (file, _) = parse(&text);
        // Comments stand between the statements, and may allow what is found.
        let statements: Vec<_> = file.statements.iter().map(|statement| statement.span.of(&text)).collect();
        let plain = statements.join("\n");
        let before = found(&plain);
        if tells_the_order(&before) || statements.len() < 2 {
            continue;
        }
        for reordered in reordered(&plain).into_iter().take(if statements.len() <= 4 { 24 } else { 6 }) {
            count += 1;
            let after = found(&reordered);
            if before != after {
                let _ = writeln!(wrong, "{plain}\n{before:#?}\n--- and in another order\n{reordered}\n{after:#?}\n");
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 500, "{count} orders");
}

#[test]
fn a_base_of_a_track_with_an_error_is_not_called_unused() {
    let wrong =
        ["lr = lr", "lr = 2 * wd\nwd = lr", "lr = hold(3) then linear", "lr = hold(1)\nlr = hold(2)", "lr = nothing"];
    for text in wrong.map(|wrong| format!("base = 0.1\n{wrong}")) {
        let told = found(&text);
        assert!(!told.is_empty() && !told.iter().any(|told| told.starts_with("UnusedBase")), "{text}\n{told:#?}");
    }
}
