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
fn a_row_stands_at_the_first_tick_of_each_interval() {
    let run = "run = 4 epochs; epoch = 2.5 steps; lr = linear";
    let ticks = |more: &[&str]| {
        let rows = csv(&[&["-e", run], more].concat());
        rows.lines().skip(1).map(|row| row.split(',').next().unwrap_or_default().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ticks(&["--every", "1 epoch"]), ["0", "3", "5", "8"]);
    assert_eq!(ticks(&["--every", "1 epoch", "--from", "1 epoch"]), ["3", "5", "8"]);
    assert_eq!(ticks(&["--every", "0.5", "-n", "4"]), ["0", "1", "2", "3"]);
    assert_eq!(lehr(&["eval", "-e", run, "--every", "0"]).code, 2);
    for file in crate::support::examples() {
        let text = std::fs::read_to_string(&file).expect("text");
        if text.contains("epoch") {
            let printed = lehr(&["eval", &crate::support::relative(&file), "--every", "1 epoch"]);
            assert_eq!(printed.code, 0, "{}: {}", file.display(), printed.stderr);
        }
    }
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
    insta::assert_snapshot!(printed.stderr, @"lehr: -: this is not a compiled schedule: the format is `lehr/0`, and this reads `lehr/1`");
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
fn infinity_equals_no_finite_number_and_no_comparison_with_nan_holds() {
    let holds = |track: &str, expected: &str| {
        let text = format!("run = 5000; base = 1; lr = {track}; expect {expected}");
        let outcomes = lehr::compile(&text, &lehr::Overrides::default()).test();
        assert_eq!(outcomes.len(), 1, "{text}");
        outcomes[0].failure.is_none()
    };
    let [infinite, nan] = ["step(1, 2)", "factor(t -> sqrt(t - 4500))"];
    let values = ["lr[4000]", "max(lr)", "mean(lr)", "last(lr[3 .. 4000])"];
    for value in values {
        for (comparison, is_met) in
            [("==", false), ("!=", true), ("<", false), ("<=", false), (">", true), (">=", true)]
        {
            let expected = |op: &str| format!("{value} {op} 5");
            assert_eq!(holds(infinite, &expected(comparison)), is_met, "{}", expected(comparison));
            assert!(!holds(nan, &expected(comparison)), "{}", expected(comparison));
            assert_eq!(holds(infinite, &format!("5 {comparison} -({value})")), is_met, "5 {comparison} -({value})");
            assert!(!holds(nan, &format!("5 {comparison} -({value})")), "5 {comparison} -({value})");
        }
        assert!(holds(infinite, &format!("{value} == {value}")), "{value}");
        for comparison in ["==", "!=", "<", ">="] {
            assert!(!holds(infinite, &format!("{value} - {value} {comparison} 0")), "{value} {comparison}");
        }
    }
    for shape in ["continuous", "increasing", "decreasing"] {
        assert!(!holds(nan, &format!("{shape}(lr)")), "{shape}");
    }
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
    for args in [
        &["eval"][..],
        &["eval", "-e", "hold", "x.lehr"],
        &["plot"],
        &["diff"],
        &["frobnicate"],
        &["eval", "-e", "step(2)"],
    ] {
        let printed = lehr(args);
        assert_eq!(printed.code, 2, "{args:?}: {printed:?}");
        assert_eq!(printed.stdout, "");
    }
    let open = lehr(&["eval", "-e", "step(2)"]);
    insta::assert_snapshot!(open.stderr, @"lehr: `lr` goes on for ever: say how far with -n, --to or --run");
    let several = lehr(&["eval", "-e", "a = hold; b = hold; lr = hold(1) for 3", "--track", "lr"]);
    assert_eq!(several.code, 2, "{}", several.stderr);
    assert!(several.stderr.contains("`a`, `b` go on for ever: say how far"), "{}", several.stderr);
    let longest = lehr(&["eval", "-e", "run = 2^64; lr = hold(1)", "--from", "2^64-2", "--format", "csv"]);
    assert_eq!(longest.stdout, "tick,lr\n18446744073709551614,1\n18446744073709551615,1\n", "{}", longest.stderr);
}

#[test]
fn an_expression_stands_wherever_a_file_may() {
    let (text, other) = ("run = 10; lr = 0.1 * cosine; expect lr[0] == 0.1", "run = 10; lr = 0.1 * linear");
    for (args, code, printed) in [
        (&["check", "-e", text][..], 0, "1 file checked: no errors, no warnings\n"),
        (&["check", "-e", text, "-e", "lr = cosin"], 1, "2 files checked: 1 error, no warnings\n"),
        (&["test", "-e", text], 0, "1 expectation in 1 file: 1 passed, 0 failed\n"),
        (&["fmt", "-e", "run=10;lr=0.1*cosine"], 0, "run = 10\nlr = 0.1 * cosine\n"),
        (&["fmt", "--check", "-e", "run=10;lr=0.1*cosine"], 1, "1 file: 1 would be formatted, 0 as they should be\n"),
        (&["eval", "-e", text, "-n", "1", "--format", "csv"], 0, "tick,lr\n0,0.1\n"),
        (&["diff", "-e", text, "-e", text], 0, "lr\n  the same at 10 ticks\n"),
        (&["show", "-e", text], 0, "cosine"),
        (&["plot", "-e", text, "-e", other], 0, "linear"),
        (&["compile", "-e", text], 0, "lehr/1"),
    ] {
        let found = lehr(args);
        assert_eq!(found.code, code, "{args:?}: {found:?}");
        assert!(found.stdout.contains(printed), "{args:?}: {}", found.stdout);
    }
    for args in
        [&["check", "--fix", "-e", text][..], &["fmt", "-e", text, "-e", text], &["fmt", "-e", text, "examples"]]
    {
        assert_eq!(lehr(args).code, 2, "{args:?}");
    }
    // In the order in which they are given, whatever they are.
    let first = |args: &[&str]| lehr(args).stdout.lines().nth(1).map(str::to_string);
    let file = "examples/sgdr.lehr";
    assert_ne!(first(&["diff", "-e", text, file]), first(&["diff", file, "-e", text]));
}

#[test]
fn folders_are_tested_and_this_one_is_the_default() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("in")).expect("a folder");
    for name in ["a.lehr", "in/b.lehr"] {
        std::fs::write(folder.path().join(name), "run = 10\nlr = 0.1 * cosine\n\nexpect lr[0] == 0.1\n")
            .expect("a file");
    }
    for (command, said) in [
        ("check", "2 files checked: no errors, no warnings\n"),
        ("fmt", "2 files: 0 formatted, 2 as they should be\n"),
        ("test", "2 expectations in 2 files: 2 passed, 0 failed\n"),
    ] {
        for args in [vec![command], vec![command, "."], vec![command, "a.lehr", "in"]] {
            let args: Vec<_> = args.into_iter().map(str::to_string).collect();
            let output = crate::support::lehr_bytes(folder.path(), &args);
            assert_eq!(String::from_utf8_lossy(&output.stdout), said, "{args:?}: {output:?}");
        }
    }
}

#[test]
fn rows_are_counted_from_where_they_start() {
    let args = ["-e", "run = 100; lr = linear", "--from", "50", "-n", "2"];
    assert_eq!(csv(&args), "tick,lr\n50,0.5\n51,0.49\n");
    assert_eq!(csv(&["-e", "hold(1)", "--from", "7", "-n", "1"]), "tick,lr\n7,1\n");
}

#[test]
fn a_picture_goes_to_standard_output() {
    let printed = lehr(&["plot", "-e", "run = 10; lr = 0.1 * cosine", "-o", "-"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    assert!(printed.stdout.starts_with("<svg") && printed.stdout.trim_end().ends_with("</svg>"), "{printed:?}");
}

#[test]
fn completions_know_codes_and_shapes() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = lehr(&["completions", shell]).stdout;
        for word in ["climbs-back", "missing-run", "onecycle", "wsd"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    for (shell, option) in [
        ("elvish", "&'lehr;check --deny'= [warnings not-utf8 "),
        ("elvish", "&'lehr;plot --theme'= [light dark]"),
        ("elvish", "&'lehr;show --color'= [auto always never]"),
        ("elvish", "&'lehr --color'= [auto always never]"),
        ("powershell", "'lehr;check --deny' { 'warnings', 'not-utf8', "),
        ("powershell", "'lehr;plot --theme' { 'light', 'dark' }"),
        ("powershell", "'lehr;eval --format' { 'table', 'csv', 'json', 'jsonl' }"),
    ] {
        let script = lehr(&["completions", shell]).stdout;
        assert_eq!(script.matches(option).count(), 1, "{shell}: {option}");
    }
    let help = lehr(&["explain", "--help"]).stdout;
    assert!(!help.contains("climbs-back"), "{help}");
}

#[test]
fn pages_are_laid_out_for_the_terminal() {
    for (args, holds) in [
        (&["explain", "climbs-back"][..], "Climbs back (warning)."),
        (&["shapes", "cosine", "wsd"], "def wsd"),
        (&["explain"], "climbs-back"),
        (&["shapes"], "onecycle"),
    ] {
        for columns in ["40", "80", "300"] {
            let printed = crate::support::lehr_in(args, &[("COLUMNS", columns)]).stdout;
            assert!(printed.contains(holds), "{args:?}: {printed}");
            assert!(
                !printed.contains("**") && !printed.contains('`') && !printed.contains("|---"),
                "{args:?}: {printed}"
            );
            let most = columns.parse::<usize>().expect("a number").clamp(60, 100);
            let code = |line: &&str| !line.starts_with("  ") && !line.trim_start().starts_with("def ");
            let longest = printed.lines().filter(code).map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= most, "{args:?} at {columns}: {longest}\n{printed}");
        }
    }
}

#[test]
fn messages_and_timelines_are_wrapped_to_the_terminal() {
    let check = ["check", "-e", "base = 0.1; lr = 0.1 * (warmup(500) then cosine(to=1e-5) mirror)"];
    let show = [
        "show",
        "-e",
        "run = 100; lr = warmup(5) then min(cosine(to=1%), linear(from=1x, to=2%), hold(50%)) * step(30, 0.5)",
    ];
    for columns in [50, 80] {
        for args in [&check[..], &show] {
            let printed = crate::support::lehr_in(args, &[("COLUMNS", &columns.to_string())]).stdout;
            // The lines of the file are as long as they are.
            let words = printed.lines().filter(|line| !line.contains('│') && !line.contains('·'));
            let longest = words.map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= columns, "{args:?} at {columns}: {longest}\n{printed}");
        }
    }
}

#[test]
fn a_timeline_says_what_a_person_would() {
    let heading = |text: &str| lehr(&["show", "-e", text]).stdout.lines().next().unwrap_or_default().to_string();
    assert_eq!(heading("run = 14.6T tokens; lr = 3e-4 * cosine"), "lr  base 0.0003, run 14.6T tokens");
    assert_eq!(heading("run = 10; base = 0.1; lr = cosine"), "lr  base 0.1, run 10 ticks");
    assert_eq!(heading("run = 10; lr = cosine"), "lr  base 1, run 10 ticks");
    assert_eq!(heading("run = 10; lr = cosine(from=0.1)"), "lr  run 10 ticks");
    assert_eq!(heading("run = 1_281_167 samples; lr = hold(0.9)"), "lr  run 1_281_167 samples");
    assert_eq!(heading("lr = hold(0.9)"), "lr");
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
