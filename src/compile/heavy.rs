//! Texts below a megabyte of which everything would take for ever to find out, for tests that it is given up.

use super::{Compilation, compile};
use crate::overrides::Overrides;

fn joined(count: usize, by: &str, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(by)
}

fn tracks(count: usize, value: impl Fn(usize) -> String) -> String {
    format!("run = 2^60\nbase = 1\n{}\n", joined(count, "\n", |n| format!("lr.g{n} = {}", value(n))))
}

/// As many parts as a power of ten, in a text whose length is the logarithm of that.
fn defined(depth: usize, first: &str, join: &str) -> String {
    let body = |n: usize| joined(9, join, |_| format!("f{}(x)", n - 1));
    let definitions = joined(depth, "\n", |n| format!("def f{}(x) = {}", n + 1, body(n + 1)));
    format!("run = 2^60\nbase = 1\ndef f0(x) = {first}\n{definitions}\nlr = f{depth}(1)\n")
}

/// Each with what it is.
fn texts() -> Vec<(&'static str, String)> {
    let cycle = |n: usize| format!("(linear({}) repeat)", 11 + 2 * n);
    let summit = |n: usize| format!("linear({n}.5)");
    let wave = |n: usize| format!("sin(t * {n}.7)");
    let nested = |_| format!("linear(1){}", " mirror".repeat(40));
    vec![
        ("mirrors in mirrors", tracks(1, |_| format!("linear(1){}", " mirror".repeat(50)))),
        ("cycles in cycles", tracks(1, |_| format!("linear(1){}", " repeat 2".repeat(50)))),
        ("tracks of mirrors in mirrors", tracks(100, nested)),
        ("tracks of cycles in cycles", tracks(100, |_| format!("linear(1){}", " repeat 2".repeat(40)))),
        ("a product of cycles", tracks(1, |_| joined(60, " * ", cycle))),
        ("tracks of products of cycles", tracks(200, |k| joined(4, " * ", |n| cycle(n + k)))),
        ("a sum of cycles", tracks(1, |_| joined(1000, " + ", |n| format!("(linear({}) repeat)", n + 1)))),
        ("a maximum of summits between ticks", tracks(1, |_| format!("max({})", joined(3000, ", ", summit)))),
        ("a long formula", tracks(1, |_| format!("factor(t -> {})", joined(3000, " + ", wave)))),
        ("tracks of formulas", tracks(300, |n| format!("factor(t -> {} * cos(t ^ 1.3))", wave(n)))),
        ("products made by `def`", defined(4, "(linear(3) repeat)", " * ")),
        ("mirrors made by `def`", defined(4, "linear(3) mirror mirror mirror mirror", " then ")),
        ("cycles that get longer", tracks(30, |n| format!("cosine({}) repeat(stretch=1.0{})", n + 2, n % 9 + 1))),
        ("noises", tracks(1, |_| joined(1000, " + ", |n| format!("noise(0.1, seed={n})")))),
    ]
}

/// All of them, each with what it is.
pub(crate) fn compiled() -> impl Iterator<Item = (&'static str, Compilation)> {
    texts().into_iter().map(read)
}

fn read((name, text): (&'static str, String)) -> (&'static str, Compilation) {
    let compilation = compile(&text, &Overrides::default());
    assert!(compilation.program().is_some(), "{name}: {:?}", compilation.diagnostics());
    (name, compilation)
}

/// Some of them, each with expectations that ask about all of it again and again.
pub(crate) fn with_expectations() -> impl Iterator<Item = (&'static str, Compilation)> {
    texts().into_iter().step_by(3).map(|(name, text)| {
        let track = if text.contains("lr.g0") { "lr.g0" } else { "lr" };
        let ask = |n: usize| {
            format!(
                "expect max({track}[{n}..end]) < 1e9\nexpect mean({track}[{n}..2^30]) < 1e9\nexpect continuous({track})\n"
            )
        };
        read((name, format!("{text}{}", joined(20, "", ask))))
    })
}
