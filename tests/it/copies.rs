//! What is written once takes its room once, however often it is used.

use std::process::Stdio;

use crate::hostile::limited;
use crate::support::Printed;

/// What is long.
const LENGTH: usize = 180_000;
/// How often it is used: a copy for each use would be 360 MB.
const USES: usize = 2000;
/// The memory that there is for an input, in kilobytes: some 100 MB, and what a program takes to be mapped.
const KILOBYTES: u64 = 450_000;

/// What a command prints of an input. It is not ended for its memory.
fn printed(command: &[&str], text: &str) -> Printed {
    let printed = limited(KILOBYTES, command, Stdio::piped(), text.as_bytes());
    assert!((0..2).contains(&printed.code), "{command:?} of {text:.40}: {:.300}", printed.stderr);
    printed
}

fn uses(by: &str, part: &str) -> String {
    vec![part; USES].join(by)
}

#[test]
fn a_name_or_a_text_of_many_segments_is_not_copied_into_each() {
    let (name, last) = ("a".repeat(LENGTH), USES - 1);
    let sum = "1 + ".repeat(LENGTH / 4);
    for text in [
        format!("base = 0.1\nlr = cosine(1 + {name}) repeat over {name} in 0..{last}"),
        format!("base = 0.1\nlet {name} = 3\nlr = cosine({name}) repeat over i in 0..{last}"),
        format!("base = 0.1\nlet a = linear({sum} 1, to=1x)\nlr = {}", uses(" then ", "a")),
        format!("base = 0.1\ndef f({name}) = linear({name}, to=1x)\nlr = {}", uses(" then ", "f(1)")),
    ] {
        let compiled = printed(&["compile", "-"], &text);
        assert!(compiled.stdout.len() < 1000 * USES, "{} bytes of JSON for {text:.40}", compiled.stdout.len());
        assert!(printed(&["check", "-"], &text).stdout.contains("no errors"), "{text:.40}");
        for command in [&["show", "-"][..], &["plot", "-"], &["plot", "-", "-o", "-"]] {
            let printed = printed(command, &text);
            assert!(printed.stdout.len() < 2000 * USES, "{} bytes of {command:?}", printed.stdout.len());
        }
    }
}

#[test]
fn a_name_that_findings_speak_of_is_not_copied_into_each() {
    let name = "a".repeat(LENGTH);
    for (text, code) in [
        (format!("base = 0.1\ndef f({name}) = linear({name})\nlr = {}", uses(" then ", "f()")), "arguments"),
        (format!("base = 0.1\nlr.{name} = {}", uses(" then ", "linear(2, to=1x)")), "floor-above-start"),
        (
            format!("lr.base = 1\nlr.{name}.{{i in 0..1}} = {}", uses(" then ", "linear(1 - 2 * i, to=1x)")),
            "negative-length",
        ),
    ] {
        let found = printed(&["check", "-"], &text).stdout;
        assert!(found.contains(code) && found.len() < 1_000_000, "{} bytes: {found:.600}", found.len());
    }
}

#[test]
fn what_has_a_long_name_as_often_as_it_is_used_is_too_much() {
    let name = "a".repeat(LENGTH);
    let tracks: Vec<_> = (0..USES).map(|track| format!("a{track} = f()")).collect();
    for text in [
        format!("base = 0.1\nlr.{name}.{{i in 0..4095}} = cosine(1)"),
        format!("def f() = plateau(0.5, metric={name}) * 0.1\n{}", tracks.join("\n")),
    ] {
        let found = printed(&["check", "-"], &text).stdout;
        assert!(found.contains("expansion"), "{found:.600}");
    }
    // As often as the text itself has it, it is not.
    let found =
        printed(&["check", "-"], &format!("base = 0.1\nlr.b.{{{name} in 0..4095}} = cosine(1 + {name})")).stdout;
    assert!(found.contains("no errors"), "{found:.600}");
}
