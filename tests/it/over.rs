//! `repeat over`: cycles of lengths and levels of their own.

use lehr::names::{DefinitionKind, Target};
use lehr::{Code, Compilation, Overrides, Schedule, Severity, Time, compile};
use proptest::prelude::*;

use crate::laws::relative;

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

/// The track `lr` of a text without errors.
fn schedule(text: &str) -> Schedule {
    let compilation = compiled(text);
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    assert_eq!(errors.count(), 0, "{text}\n{:#?}", compilation.diagnostics());
    compilation.program().and_then(|program| program.track("lr")).expect("the track").clone()
}

/// Whether two texts have a track of the same length and the same values.
fn same(a: &str, b: &str) {
    let (one, other) = (schedule(a), schedule(b));
    assert_eq!((one.len(), one.base()), (other.len(), other.base()), "{a}\n{b}");
    for tick in (0..90).chain([1 << 40]) {
        assert_eq!(one.value(tick).to_bits(), other.value(tick).to_bits(), "at {tick} in\n{a}\n{b}");
    }
}

#[test]
fn cycles_are_what_is_written_out() {
    for (over, written) in [
        (
            "lr = linear(p, from=1) repeat over p in [2, 4, 8]",
            "lr = linear(2, from=1) then linear(4, from=1) then linear(8, from=1)",
        ),
        (
            "lr = cosine(9, from=p, to=p / 10) repeat over p in [0.5, 1]",
            "lr = cosine(9, from=0.5, to=0.5 / 10) then cosine(9, from=1, to=1 / 10)",
        ),
        (
            "base = 0.1\nlr = cosine(5, from=1x, to=p) repeat over p in [50%, 0.1x, 0]",
            "base = 0.1\nlr = cosine(5, from=1x, to=50%) then cosine(5, from=1x, to=0.1x) then cosine(5, from=1x, to=0)",
        ),
        (
            "run = 50 steps\nepoch = 7 steps\nlr = (hold(1) for p then linear(p)) repeat over p in [1 epoch, 3 steps]",
            "run = 50 steps\nepoch = 7 steps\nlr = hold(1) for 1 epoch then linear(1 epoch) then hold(1) for 3 steps then linear(3 steps)",
        ),
        (
            "lr = (hold(i) for 2) repeat over i in 0..3",
            "lr = hold(0) for 2 then hold(1) for 2 then hold(2) for 2 then hold(3) for 2",
        ),
        ("let n = 3\nlr = (hold(i) for 2) repeat over i in (n - 1)..n", "lr = hold(2) for 2 then hold(3) for 2"),
        (
            "let sizes = [3, 5]\nlr = linear(p, from=1) repeat over p in sizes",
            "lr = linear(3, from=1) then linear(5, from=1)",
        ),
        (
            "lr = (factor(t -> exp(-t / p), from=1) for p) repeat over p in [3, 6]",
            "lr = factor(t -> exp(-t / 3), from=1) for 3 then factor(t -> exp(-t / 6), from=1) for 6",
        ),
        (
            "lr = ((hold(p + q) for 2) repeat over p in [1, 2]) repeat over q in [10, 20]",
            "lr = hold(11) for 2 then hold(12) for 2 then hold(21) for 2 then hold(22) for 2",
        ),
        (
            "lr = linear(p, from=p) mirror every 2 repeat over p in [4, 8] skip 3 for 20",
            "lr = (linear(4, from=4) mirror every 2 then linear(8, from=8) mirror every 2) skip 3 for 20",
        ),
        (
            "let p = 5\ndef f(p) = linear(p, from=1) repeat over p in [2, p]\nlr = f(7) then hold(p) for 3",
            "lr = linear(2, from=1) then linear(7, from=1) then hold(5) for 3",
        ),
        ("lr = hold(9) for p repeat over p in [0, 3, 0]", "lr = hold(9) for 0 then hold(9) for 3 then hold(9) for 0"),
        (
            "lr = hold(1) for 3 then linear(p, from=1) repeat over p in [2, 4] then hold for 3",
            "lr = hold(1) for 3 then linear(2, from=1) then linear(4, from=1) then hold for 3",
        ),
        // Percentages are of a `for` in the cycle, and of one around it.
        (
            "lr = ((linear(50%, from=1) then hold) for p) repeat over p in [4, 6]",
            "lr = (linear(50%, from=1) then hold) for 4 then (linear(50%, from=1) then hold) for 6",
        ),
    ] {
        same(over, written);
        same(over, &lehr::format(over).expect("it is read"));
    }
}

#[test]
fn each_cycle_opens_and_begins_from_the_same_start() {
    let text =
        |words: &str| format!("base = 2\nlr = hold(3) for 2 then (warmup(2, to=1x) then linear(4, to=10%)) {words}");
    same(&text("repeat over p in [1, 1, 1]"), &text("repeat 3"));
    same(
        "base = 2\nlr = (warmup(p, to=1x) then cosine(p)) repeat over p in [2, 5]",
        "base = 2\nlr = (warmup(2, to=1x) then cosine(2)) repeat 1 then (warmup(5, from=0x, to=1x) then cosine(5)) repeat 1",
    );
    same(
        "lr = (hold(1) for 2 then linear until p) repeat over p in [5, 8]",
        "lr = hold(1) for 2 then linear(3) then hold(1) for 2 then linear(6)",
    );
    same("let over = 3\nlr = hold(1) for 2 then linear(over) repeat\n", "lr = hold(1) for 2 then linear(3) repeat");
}

#[test]
fn names_are_those_of_each_cycle() {
    let text = "let p = 3\nlr = linear(p) repeat over p in [p, 4]";
    let compilation = compiled(text);
    let names = compilation.names();
    let kind = |at: usize| match names.at(at).expect("a name").target {
        Target::Definition(id) => names.definition(id).expect("of this file").kind(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(text.find("p) repeat").unwrap()), DefinitionKind::Parameter);
    assert_eq!(kind(text.find("p in").unwrap()), DefinitionKind::Parameter);
    assert_eq!(kind(text.find("p, 4").unwrap()), DefinitionKind::Let);
}

#[test]
fn mistakes_say_what_to_write() {
    let mut found = String::new();
    for line in [
        "lr = cosine repeat over p in [1, 2]",
        "run = 90; lr = cosine repeat over p in [1, 2]",
        "run = 90; lr = step(p, 0.5) repeat over p in [1, 2]",
        "run = 90; lr = linear(10%) repeat over p in [1, 2]",
        "run = 90; lr = linear(p) repeat over p in [10%, 20%]",
        "lr = linear(p) repeat over p in 4",
        "lr = linear(p) repeat over p in []",
        "lr = linear(p) repeat over p in [linear(3)]",
        "lr = linear(p) repeat over p in 0..0.5",
        "lr = linear(p) repeat over p in 4..2",
        "lr = linear(5) repeat over p in 0..1_000_000",
        "lr = linear(5) repeat over run in 0..3",
        "lr = linear(p) repeat over p in [1, 2] then linear(p)",
        "lr = linear(p) repeat over p in [1, -2]",
        "lr = linear(3) repeat over p in [1, 2] * 0.5",
        "lr = linear(3) repeat over p in 1..2 * 0.5",
        "lr = linear(3) repeat over [1, 2]",
        "lr = linear(3) repeat over p [1, 2]",
        "lr = (plateau(0.1) for 3) repeat over p in [1, 2]",
        "base = 1; lr = (cosine(p, to=0.1)) repeat over p in [1, 2] * 3",
    ] {
        found += &format!("{line}\n");
        for diagnostic in compiled(line).diagnostics().iter().filter(|found| found.severity() == Severity::Error) {
            let at = diagnostic.span().of(line);
            found += &format!("  {} [{}] at `{at}`\n", diagnostic.message, diagnostic.code.slug());
            found += &format!("    {}\n", diagnostic.help.as_deref().unwrap_or("-"));
        }
    }
    insta::assert_snapshot!(found);
}

#[test]
fn a_range_may_take_all_cycles_of_a_file() {
    let long = schedule("lr = linear(1 + i, from=1) repeat over i in 0..16_383");
    assert_eq!(long.len().map(Time::ceil), Some(16_384 * 16_385 / 2));
    assert_eq!([long.value(0), long.value(2), long.value(1 << 40)], [1.0, 0.5, 0.0]);
}

/// Four cycles of four cycles, and so on, in a text of a few hundred bytes: in each other, by names, by calls, by
/// members, and in one statement after another. They are refused before many of them are made, once.
#[test]
fn cycles_are_counted_for_the_whole_file() {
    let words = |depth: usize, last: &str| -> String {
        let over = |level| format!(" repeat over p{level} in {last}) ");
        format!("{}linear(1){}", "(".repeat(depth), (0..depth).map(over).collect::<String>())
    };
    let nested = words(15, "0..3");
    let definitions = |define: &dyn Fn(usize) -> String| (1..15).map(define).collect::<String>();
    let lets = definitions(&|n| format!("let a{n} = a{} repeat over p in 0..3\n", n - 1));
    let calls = definitions(&|n| format!("def f{n}(x) = f{}(x) repeat over p in [1, 2, 3, x]\n", n - 1));
    let many: Vec<_> = (0..100).map(|n| format!("lr.g{n} = {}\n", words(4, "0..3"))).collect();
    for text in [
        "lr = linear(1) repeat over p in 0..16_384".to_string(),
        format!("lr = {nested}"),
        format!("lr = {}", words(3, "0..999")),
        format!("let a = {nested}\nlr = a"),
        format!("let a0 = linear(1)\n{lets}lr = {}", words(3, "0..99").replace("linear(1)", "a14")),
        format!("def f0(x) = linear(x)\n{calls}lr = f14(4)"),
        "lr.{i in 0..4095} = linear(1) repeat over p in 0..4".to_string(),
        format!("lr.{{i in 0..9}}.{{j in 0..9}} = {}", words(4, "0..3")),
        many.concat(),
        format!("lr = linear(3)\nwd = 2 * lr\nmomentum = {nested} + wd"),
    ] {
        let compilation = compiled(&text);
        let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        let found: Vec<_> = errors.map(|error| error.code).collect();
        assert_eq!(found, [Code::Expansion], "{text}");
    }
}

/// A track of cycles that another one mentions takes its cycles once.
#[test]
fn cycles_that_are_mentioned_count_once() {
    let text = "lr = linear(1) repeat over p in 0..9_999\nwd = 0.1 * lr\nmomentum = hold(0.5) for lr";
    let codes: Vec<_> = compiled(text).diagnostics().iter().map(|found| found.code).collect();
    assert!(!codes.contains(&Code::Expansion), "{codes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Where no cycle says its name, they are those of `repeat n`.
    #[test]
    fn cycles_that_are_alike_are_those_of_repeat(body in relative(), count in 1_usize..4) {
        let over = format!("base = 0.3\nlr = {body} repeat over q in [{}]", vec!["1"; count].join(", "));
        let plain = format!("base = 0.3\nlr = {body} repeat {count}");
        let (over, plain) = (compiled(&over), compiled(&plain));
        let track = |compilation: &Compilation| compilation.program().and_then(|program| program.track("lr").cloned());
        if let (Some(over), Some(plain)) = (track(&over), track(&plain)) {
            prop_assert_eq!(over.len(), plain.len());
            let end = plain.len().map_or(0, |length| u64::try_from(length.ceil()).expect("short"));
            for tick in 0..end + 3 {
                prop_assert_eq!(over.value(tick).to_bits(), plain.value(tick).to_bits(), "{} at {}", body, tick);
            }
        }
    }
}

#[test]
fn cycles_are_told_apart_by_their_values() {
    for (text, labels) in [
        (
            "lr = linear(p, from=1) repeat over p in [2, 4]",
            &["p = 2: linear(p, from=1)", "p = 4: linear(p, from=1)"][..],
        ),
        (
            "base = 1\nepoch = 7 steps\nlr = warmup(3 steps) then cosine(9 steps, from=p) repeat over p in [50%, 0.25x] then hold",
            &["warmup(3 steps)", "p = 50%: cosine(9 steps, from=p)", "p = 0.25x: cosine(9 steps, from=p)", "hold"],
        ),
        (
            "epoch = 7 steps\nlr = linear(p, from=1) repeat over p in [1 epoch, 1 step]",
            &["p = 7 steps: linear(p, from=1)", "p = 1 step: linear(p, from=1)"],
        ),
        (
            "lr = hold(i) for 2 repeat over i in 1..3",
            &["i = 1: hold(i) for 2", "i = 2: hold(i) for 2", "i = 3: hold(i) for 2"],
        ),
    ] {
        let found: Vec<_> = schedule(text).segments().map(|segment| segment.text).collect();
        assert_eq!(found, labels, "{text}");
    }
}
