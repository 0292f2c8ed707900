//! The command line.

use crate::support::{lehr, lehr_reading};

fn csv(args: &[&str]) -> String {
    let mut all = vec!["eval", "--format", "csv"];
    all.extend(args);
    let printed = lehr(&all);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""), "{all:?}");
    printed.stdout
}

#[test]
fn step_then_cosine() {
    insta::assert_snapshot!(csv(&["-e", "step(2, 0.5) then cosine(T=10)", "--base", "0.1"]), @r"
    tick,lr
    0,0.1
    1,0.1
    2,0.05
    3,0.048776412907378844
    4,0.04522542485937369
    5,0.03969463130731183
    6,0.032725424859373686
    7,0.025
    8,0.017274575140626313
    9,0.010305368692688173
    10,0.004774575140626315
    11,0.0012235870926211607
    12,0
    ");
}

#[test]
fn the_rate_after_three_epochs() {
    insta::assert_snapshot!(csv(&["-e", "step(2, 0.5)", "--base", "0.1", "-n", "4"]), @r"
    tick,lr
    0,0.1
    1,0.1
    2,0.05
    3,0.05
    ");
}

#[test]
fn rows_are_chosen() {
    let expression = ["-e", "run = 20; lr = linear; wd = hold(0.1)"];
    let with = |more: &[&str]| csv(&[&expression[..], more].concat());
    insta::assert_snapshot!(with(&["--from", "50%", "--to", "14", "--every", "2"]), @r"
    tick,lr,wd
    10,0.5,0.1
    12,0.4,0.1
    14,0.3,0.1
    ");
    insta::assert_snapshot!(with(&["--track", "wd", "-n", "1"]), @r"
    tick,wd
    0,0.1
    ");
    insta::assert_snapshot!(with(&["--every", "7", "--run", "15"]), @r"
    tick,lr,wd
    0,1,0.1
    7,0.5333333333333333,0.1
    14,0.06666666666666667,0.1
    ");
    insta::assert_snapshot!(with(&["-n", "0"]), @"tick,lr,wd");
}

#[test]
fn formats() {
    let args = |format| lehr(&["eval", "-e", "linear(2)", "--base", "0.1", "--format", format]).stdout;
    insta::assert_snapshot!(args("table"), @r"
    tick  lr
       0  0.1
       1  0.05
       2  0
    ");
    insta::assert_snapshot!(args("json"), @r#"
    [
     {"tick":0,"lr":0.1},
     {"tick":1,"lr":0.05},
     {"tick":2,"lr":0}
    ]
    "#);
    insta::assert_snapshot!(args("jsonl"), @r#"
    {"tick":0,"lr":0.1}
    {"tick":1,"lr":0.05}
    {"tick":2,"lr":0}
    "#);
}

#[test]
fn standard_input_is_a_dash() {
    let printed = lehr_reading(&["eval", "-", "--format", "csv"], b"lr = 0.1 * linear(1)");
    assert_eq!(printed.stdout, "tick,lr\n0,0.1\n1,0\n");
    let printed = lehr_reading(&["check", "-"], b"lr = cosin");
    assert_eq!(printed.code, 1);
    assert!(printed.stdout.contains("<stdin>:1:6"), "{}", printed.stdout);
}

#[test]
fn compiled_schedules_are_taken_back() {
    let compiled = lehr(&["compile", "examples/sgdr.lehr"]);
    let values = lehr(&["eval", "examples/sgdr.lehr", "--format", "csv"]);
    let back = lehr_reading(&["eval", "-", "--format", "csv"], compiled.stdout.as_bytes());
    assert_eq!((back.code, back.stderr.as_str()), (0, ""));
    assert!(back.stdout == values.stdout, "the values differ");
    let printed = lehr_reading(&["eval", "-", "--run", "5"], compiled.stdout.as_bytes());
    assert_eq!(printed.code, 2, "a compiled schedule is fixed");
    let printed = lehr_reading(&["eval", "-"], b"{\"format\": \"lehr/0\", \"tracks\": []}");
    insta::assert_snapshot!(printed.stderr, @"lehr: -: this is no compiled schedule: the format is `lehr/0`, and this reads `lehr/1`");
    assert_eq!(printed.code, 1);
}

#[test]
fn overrides_are_used_and_checked() {
    let text = b"param batch = 256\nbase = 0.1 * batch / 256\nlr = cosine(T=10)";
    let with = |args: &[&str]| lehr_reading(&[&["eval", "-", "-n", "1", "--format", "csv"], args].concat(), text);
    assert_eq!(with(&["--set", "batch=512"]).stdout, "tick,lr\n0,0.2\n");
    assert_eq!(with(&["--base", "0.3"]).stdout, "tick,lr\n0,0.3\n");
    let unknown = with(&["--set", "bach=512"]);
    assert_eq!(unknown.code, 1);
    insta::assert_snapshot!(unknown.stderr, @r"
    unknown-param

      × the file has no parameter `bach` to set
      help: did you mean `batch`?
    ");
    let wrong = with(&["--base", "cosine"]);
    assert_eq!(wrong.code, 2);
    insta::assert_snapshot!(wrong.stderr, @"lehr: --base: `cosine` is not a constant; write a number or a duration, such as `0.1` or `90 epochs`");
}

#[test]
fn failed_expectations_show_both_numbers() {
    let text = b"run = 10\nlr = 0.1 * cosine\nexpect lr[5] == 0.06\nexpect increasing(lr)\nexpect max(lr) < 0.05\nexpect lr[0] == 0.1";
    let printed = lehr_reading(&["test", "-"], text);
    assert_eq!(printed.code, 1);
    insta::assert_snapshot!(printed.stdout);
}

#[test]
fn expectations_about_seams() {
    let outcome = |text: &str| {
        let compilation = lehr::compile(text, &lehr::Overrides::default());
        compilation.test().into_iter().next().and_then(|outcome| outcome.failure).map(|failure| failure.message)
    };
    assert_eq!(outcome("run = 20; lr = 0.1 * (warmup(5) then cosine); expect continuous(lr)"), None);
    insta::assert_snapshot!(
        outcome("run = 20; lr = 0.1 * (linear(5, to=0.5x) then cosine(from=1x)); expect continuous(lr)").unwrap_or_default(),
        @"expected no jumps, found one from 0.05 to 0.1 at tick 5"
    );
    insta::assert_snapshot!(
        outcome("run = 20; lr = 0.1 * step(8, 0.5); expect continuous(lr)").unwrap_or_default(),
        @"expected no jumps, found one from 0.1 to 0.05 at tick 8"
    );
    insta::assert_snapshot!(
        outcome("run = 21; lr = 0.1 * (cosine repeat(3, stretch=2)); expect continuous(lr)").unwrap_or_default(),
        @"expected no jumps, found one from 0 to 0.1 at tick 3"
    );
}

#[test]
fn wrong_files() {
    let binary = lehr_reading(&["check", "-"], b"\x7fELF\0\0\xff");
    assert_eq!(binary.code, 1);
    assert!(binary.stdout.starts_with("binary-file"), "{}", binary.stdout);
    let latin = lehr_reading(&["check", "-"], b"lr = hold(0.1) # d\xe9j\xe0");
    assert_eq!(latin.code, 1);
    insta::assert_snapshot!(latin.stdout);
    let control = lehr_reading(&["check", "-"], b"lr = hold(0.1)\x07");
    assert!(control.stdout.starts_with("binary-file"), "{}", control.stdout);
    for text in ["", "\n", "# nothing\n", ";;"] {
        let empty = lehr_reading(&["check", "-"], text.as_bytes());
        assert_eq!(empty.code, 1);
        assert!(empty.stdout.starts_with("no-track"), "{}", empty.stdout);
    }
    let missing = lehr(&["check", "no/such/file.lehr"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("`no/such/file.lehr` cannot be read"), "{}", missing.stderr);
    let folder = lehr(&["check", "docs"]);
    assert_eq!((folder.code, folder.stderr.as_str()), (2, "lehr: there is no `.lehr` file in docs\n"));
    assert_eq!(lehr(&["eval", "src"]).code, 2);
}

#[test]
fn a_million_brackets_are_one_error() {
    for text in ["lr = ".to_string() + &"(".repeat(1_000_000), "lr = ".to_string() + &"[".repeat(1_000_000)] {
        let printed = lehr_reading(&["check", "-"], text.as_bytes());
        assert_eq!(printed.code, 1);
        assert!(printed.stdout.starts_with("nesting"), "{}", printed.stdout);
        assert!(printed.stdout.len() < 1000);
    }
}

#[test]
fn usage() {
    for args in
        [&["eval"][..], &["eval", "-e", "hold", "x.lehr"], &["check"], &["frobnicate"], &["eval", "-e", "step(2)"]]
    {
        let printed = lehr(args);
        assert_eq!(printed.code, 2, "{args:?}: {printed:?}");
        assert_eq!(printed.stdout, "");
    }
    let open = lehr(&["eval", "-e", "step(2)"]);
    insta::assert_snapshot!(open.stderr, @"lehr: `lr` goes on for ever: say how far with -n, --to or --run");
}

#[test]
fn colours_are_for_terminals_or_on_demand() {
    let text = b"lr = cosin";
    let plain = lehr_reading(&["check", "-"], text).stdout;
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let forced = lehr_reading(&["check", "-", "--color", "always"], text).stdout;
    assert!(forced.contains('\u{1b}'), "{forced:?}");
    let never = lehr_reading(&["check", "-", "--color", "never"], text).stdout;
    assert_eq!(never, plain);
}

#[test]
fn help_completions_and_manual_come_from_one_parser() {
    for command in ["eval", "check", "fmt", "show", "test", "compile"] {
        let help = lehr(&[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
        let manual = lehr(&["man"]).stdout;
        assert!(
            manual.contains(&format!("lehr-{command}")) || manual.contains(&format!("lehr\\-{command}")),
            "{command}"
        );
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = lehr(&["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.stdout.contains("every"), "{shell}");
    }
}
