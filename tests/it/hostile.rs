//! Hostile input: it ends in the error with the right code or in a schedule, in bounded memory.

use std::fs::File;
use std::io::Write;
use std::process::{Command, Stdio};

use lehr::{Code, Diagnostic, Overrides, compile};

use crate::support::Printed;

/// The CPU time that an input may take, with all that a build for tests adds to it.
const SECONDS: u32 = 120;

/// Runs `lehr` with a limit on its address space, in kilobytes, and on its time.
pub(crate) fn limited(kilobytes: u64, args: &[&str], input: Stdio, text: &[u8]) -> Printed {
    let mut child = Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -v {kilobytes}; ulimit -t {SECONDS}; exec \"$0\" \"$@\""),
            env!("CARGO_BIN_EXE_lehr"),
        ])
        .args(args)
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell");
    if let Some(mut stdin) = child.stdin.take() {
        let text = text.to_vec();
        std::thread::spawn(move || stdin.write_all(&text));
    }
    let output = child.wait_with_output().expect("it ends");
    Printed {
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
        // A signal is no exit.
        code: output.status.code().unwrap_or(-1),
    }
}

/// What `lehr check` prints about a text, in at most a gigabyte of memory.
fn checked(text: impl AsRef<[u8]>) -> String {
    let printed = limited(1_000_000, &["check", "-"], Stdio::piped(), text.as_ref());
    assert!((0..2).contains(&printed.code), "{}: {}", printed.code, printed.stderr);
    assert_eq!(printed.code == 1, !printed.stdout.contains(": no errors"), "{}", printed.stdout);
    printed.stdout
}

fn refused(code: &str, text: impl AsRef<[u8]>) {
    let printed = checked(text);
    assert!(printed.lines().any(|line| line == code), "not {code}: {printed:.2000}");
}

fn accepted(text: impl AsRef<[u8]>) {
    let printed = checked(text);
    assert!(printed.contains(": no errors"), "{printed:.2000}");
}

/// It has errors, and all of them have one of these codes.
fn refused_only_for(codes: &[&str], text: &str) {
    let compilation = lehr::compile(text, &lehr::Overrides::default());
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == lehr::Severity::Error);
    let found: Vec<_> = errors.map(|error| error.code.slug()).collect();
    assert!(!found.is_empty() && found.iter().all(|code| codes.contains(code)), "{text}: {found:?}, not {codes:?}");
    let printed = checked(text);
    assert!(found.iter().all(|code| printed.lines().any(|line| line == *code)), "{printed:.2000}");
}

/// `let a0 = …`, and 29 more, each of which mentions the one before it twice.
fn doubled(first: &str, twice: impl Fn(&str) -> String) -> String {
    let rest = (1..30).map(|n| format!("let a{n} = {}\n", twice(&format!("a{}", n - 1))));
    format!("let a0 = {first}\n{}", rest.collect::<String>())
}

#[test]
fn thirty_lines_are_not_two_to_the_thirty_parts() {
    refused("expansion", doubled("linear(1)", |a| format!("{a} then {a}")) + "lr = a29");
    refused("expansion", doubled("linear(1)", |a| format!("max({a}, {a})")) + "lr = a29");
    refused("kind-mismatch", doubled("[1, 2]", |a| format!("[{a}, {a}]")) + "lr = multistep(a29)");
    let functions =
        (1..30).map(|n| format!("def f{n}(x) = f{}(x) then f{}(x)\n", n - 1, n - 1)).collect::<Vec<_>>().concat();
    refused("expansion", format!("def f0(x) = linear(x)\n{functions}lr = f29(1)"));
}

#[test]
fn tracks_are_not_copied_beyond_the_limit() {
    let track = format!("wd = {}\n", vec!["linear(3)"; 8192].join(" then "));
    refused("expansion", track + &doubled("wd", |a| format!("{a} then {a}")) + "lr = a12");
    let big = doubled("linear(1)", |a| format!("{a} then {a}"));
    let big = big.lines().take(17).collect::<Vec<_>>().join("\n");
    let tracks: String = (0..40).fold(String::new(), |text, n| format!("{text}\nlr.g{n} = a16"));
    refused("expansion", format!("{big}{tracks}"));
}

#[test]
fn lists_that_are_written_once_and_used_often_count() {
    let list = (1..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let uses = vec!["multistep(l) for 5"; 300].join(" then ");
    refused("expansion", format!("let l = [{list}]\nlr = {uses}"));
    accepted(format!("lr = 0.1 * multistep([{list}])"));
}

#[test]
fn parameters_are_counted() {
    let parameters = (0..200).map(|n| format!("p{n}")).collect::<Vec<_>>().join(", ");
    refused("arguments", format!("def f({parameters}) = hold(p0)\nlr = 0.1 * cosine(T=10)"));
}

#[test]
fn names_that_lead_back() {
    refused("recursion", "let a = b\nlet b = a\nlr = a");
    refused("recursion", "lr = wd\nwd = lr");
    refused("recursion", "run = run + 1\nlr = cosine");
    refused("recursion", "def f(n) = f(n) then f(n)\nlr = f(1)");
    refused("recursion", "def f(x) = f(x) + f(x)\nlr = factor(t -> f(t))");
    refused_only_for(&["recursion"], "def f(n) = f(n) * f(n)\nlr.{i in 0..f(3)} = hold");
    // Each of them calls all of them: no path through them is followed twice.
    let names = || (0..60).map(|n| format!("f{n}(x)"));
    let all = names().collect::<Vec<_>>().join(" then ");
    refused(
        "recursion",
        names().map(|name| format!("def {name} = {all}\n")).collect::<Vec<_>>().concat() + "lr = f9(1)",
    );
    let ring = |n: usize| (0..n).map(move |k| format!("let a{k} = a{}\n", (k + 1) % n)).collect::<Vec<_>>().concat();
    refused("recursion", ring(200) + "lr = a7");
    // Only the first errors of a file are written out.
    refused("nesting", ring(50_000) + "lr = a7");
    refused("contradicting-equations", "epoch = 2 steps; step = 2 epochs\nlr = cosine(1 epoch)");
}

/// The errors of a text, by code and place.
fn errors(text: &str) -> Vec<(Code, usize)> {
    let compilation = compile(text, &Overrides::default());
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == lehr::Severity::Error);
    errors.map(|error| (error.code, error.span().start)).collect()
}

#[test]
fn what_is_wrong_with_all_arguments_of_a_call_is_said_once() {
    let many = |argument: fn(usize) -> String| (0..20_000).map(argument).collect::<Vec<_>>().join(", ");
    let number = |n: usize| (n + 1).to_string();
    for callee in ["cosine", "multistep", "plateau", "factor", "onecycle", "f"] {
        let text = format!("base = 0.1\ndef f(a, b) = a * b\nlr = {callee}({})", many(number));
        let found = errors(&text);
        let too_many = found.iter().filter(|(code, _)| *code == Code::Arguments).count();
        assert_eq!(too_many, 1, "{callee}: {found:?}");
    }
    // Each name that means nothing is a mistake of its own.
    let named = |n: usize| format!("a{n}=1");
    assert_eq!(errors(&format!("base = 0.1\nlr = cosine({})", many(named))).len(), 20_000);
    // Nothing is said of the calls of what is refused itself.
    let definition = format!("def f({}) = a0\n", many(|n| format!("a{n}")));
    let refused = [(Code::Arguments, definition.find("a128").expect("its first too many"))];
    for call in ["f", "f(1)", &format!("f({})", many(named)), "factor(t -> f(t))"] {
        assert_eq!(errors(&format!("{definition}lr = {call}")), refused, "{call:.40}");
    }
}

#[test]
fn numbers_beyond_all_bounds() {
    refused("number-range", "lr = hold(1e400)");
    refused("number-range", format!("lr = hold({})", "9".repeat(100_000)));
    accepted(format!("lr = hold(0.{})", "9".repeat(100_000)));
    accepted("lr = hold(1e-400)");
    for number in ["10 ^ 10 ^ 10", "exp(1e9)", "log(0)", "sqrt(-1)", "0 ^ -1", "1e308 * 1e308", "(-1) ^ 0.5"] {
        for shape in ["hold(X)", "linear(X)", "step(X, 0.5)", "step(3, X)", "cosine(5, to=X)", "cosine(5) repeat (X)"] {
            let text = format!("base = 0.1\nlr = {}", shape.replace('X', &format!("({number})")));
            refused_only_for(&["number-range", "argument-range"], &text);
        }
    }
}

#[test]
fn runs_beyond_all_bounds() {
    for (run, codes) in [
        ("1e30", &["number-range"][..]),
        ("1e38", &["number-range"]),
        ("2 ^ 126", &["number-range"]),
        ("1e300", &["number-range"]),
        ("1e-38", &["number-range", "missing-length"]),
        ("0", &["argument-range"]),
        ("-1", &["negative-length"]),
    ] {
        let text = format!("run = {run}\nlr = 0.1 * (warmup(10%) then cosine)\nexpect lr[end] < 1");
        refused_only_for(codes, &text);
    }
    accepted("run = 1 / 3\nlr = 0.1 * (warmup(10%) then cosine)\nexpect lr[end] < 1");
    for (run, code) in [
        ("1e30", "number-range"),
        ("1e38", "number-range"),
        ("1e300", "number-range"),
        ("1e-38", "time-too-fine"),
        ("0", "argument-range"),
        ("-1", "negative-length"),
        ("2 ^ 126", "kind-mismatch"),
        ("1 / 3", "kind-mismatch"),
    ] {
        refused(code, format!("run = {run} steps; epoch = {run} steps\nlr = 0.1 * warmup_linear(1e38 epochs)"));
    }
}

#[test]
fn chains_of_names_are_not_copied_over_and_over() {
    for (first, word) in [("linear(1)", "then linear(1)"), ("linear(1)", "* step(2, 0.5)")] {
        let lets: Vec<_> = (1..20_000).map(|index| format!("let a{index} = a{} {word}\n", index - 1)).collect();
        let lets = lets.concat();
        refused("expansion", format!("let a0 = {first}\n{lets}lr = linear(2)\n"));
    }
    let segments = vec!["linear(1, to=1x)"; 20_000].join(" then ");
    accepted(format!("lr = {segments}\n"));
}

#[test]
fn cycles_of_cycles_are_not_written_out() {
    for (word, warning) in [
        (" repeat 8", "restart-cut"),
        (" mirror", "cut-by-run"),
        (" repeat(3, stretch=2)", "cut-by-run"),
        (" every 1 repeat 9", "restart-cut"),
    ] {
        let printed = checked(format!("run = 5\nlr = 0.1 * (linear(2){})\nexpect continuous(lr)", word.repeat(20)));
        assert!(printed.contains(": no errors, 1 warning") && printed.starts_with(warning), "{printed:.2000}");
    }
}

/// What runs again in what runs again: looking at both sides of each turn would take 2^50 looks.
#[test]
fn nested_cycles_are_looked_at_within_the_budget_of_their_file() {
    for word in [
        " mirror",
        " repeat 2",
        " mirror repeat 2",
        " repeat(2, stretch=2) mirror",
        " every 1 mirror",
        " mirror for 2^50",
    ] {
        for depth in [24, 50] {
            let nested = format!("run = 2^60\nbase = 1\nlr = linear(1){}\n", word.repeat(depth));
            let compilation = lehr::compile(&nested, &lehr::Overrides::default());
            let expectations =
                "expect continuous(lr)\nexpect decreasing(lr)\nexpect max(lr) == 1\nexpect mean(lr) < 2\n";
            match compilation.program() {
                Some(_) => {
                    accepted(&nested);
                    let input = format!("{nested}{expectations}");
                    for command in ["test", "show", "plot"] {
                        let printed = limited(1_000_000, &[command, "-"], Stdio::piped(), input.as_bytes());
                        assert!((0..2).contains(&printed.code), "{command} {word}: {}", printed.stderr);
                    }
                }
                // It is told what is wrong with it.
                None => drop(checked(nested)),
            }
        }
    }
}

/// Each of the chains in a chain is a part of those around it: what is known of one is not looked for again in them.
#[test]
fn chains_in_chains_are_looked_through_within_the_budget_of_their_file() {
    for (leaf, open, close, depth) in [
        ("onecycle(4294967295)", "(", " repeat over a in 0..3)", 6),
        ("(cosine(2^30) then hold for (2^30))", "(", " then linear(2^30, to=0.1x))", 100),
        ("(cosine(2^30) then cosine(2^30, from=0.1x))", "(hold for 5 then ", ")", 100),
    ] {
        let text = format!("base = 1e30\nlr = {}{leaf}{}\n", open.repeat(depth), close.repeat(depth));
        let compilation = lehr::compile(&text, &lehr::Overrides::default());
        assert!(compilation.program().is_some(), "{text:.300}: {:?}", compilation.diagnostics().first());
        let findings = lehr::lint::check(&compilation, &lehr::lint::Settings::default());
        assert!(findings.iter().all(|found| found.code != lehr::Code::IncompleteAnalysis), "{text:.300}: {findings:?}");
    }
}

#[test]
fn memory_is_taken_for_what_is_asked() {
    let tracks: Vec<_> = (0..20_000).map(|n| format!("t{n} = 1\n")).collect();
    let tracks = tracks.concat();
    let printed = limited(500_000, &["eval", "-", "-n", "1", "--format", "csv"], Stdio::piped(), tracks.as_bytes());
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    assert_eq!(printed.stdout.lines().count(), 2);
}

#[test]
fn characters_that_hide_what_is_written() {
    refused("binary-file", b"lr = 0.1 * cosine(T=10)\0");
    refused("not-utf8", b"lr = hold(0.1) # \xff");
    for hidden in ['\u{202e}', '\u{2066}', '\u{200f}'] {
        let text = format!("lr = 0.1 * cosine(T=10) # {hidden} comment");
        refused("syntax", &text);
        assert!(checked(&text).contains(&format!("U+{:04X}", u32::from(hidden))));
    }
    for confusing in ['\u{a0}', '\u{200b}', '\u{2028}', '\u{feff}', 'а', '﹦'] {
        let printed = checked(format!("lr{confusing} = 0.1 * cosine(T=10)"));
        assert!(printed.contains(&format!("U+{:04X}", u32::from(confusing))), "{printed}");
    }
    accepted("run = 10\r\nlr = 0.1 * cosine\r\n");
    accepted("\u{feff}run = 10\nlr = 0.1 * cosine\n");
}

#[test]
fn very_many_and_very_long() {
    let errors = "lr = cosin\n".repeat(5000);
    let printed = checked(&errors);
    assert!(printed.contains("more in <stdin>") && printed.len() < 200_000, "{} bytes", printed.len());
    let printed = checked((0..1000).fold(String::new(), |text, n| format!("{text}lr.a{n} = unknown{n}\n")));
    assert!(printed.contains(": 1000 errors") && printed.starts_with("unknown-name\n"), "{printed:.2000}");
    accepted("epoch = 5 steps\n".repeat(5000) + "lr = 0.1 * cosine(T=10)");
    accepted("# nothing\n".repeat(200_000) + "lr = 0.1 * cosine(T=10)");
    accepted(format!("lr = 0.1 * cosine(T=10){}", " ".repeat(2_000_000)));
    refused("nesting", "lr = ".to_string() + &"(".repeat(1_000_000));
    refused("nesting", "lr = linear(1)".to_string() + &" mirror".repeat(1000));
}

/// A correction may have more brackets than the text, and is read to see whether it works.
#[test]
fn corrections_nest_no_deeper_than_texts_may() {
    for opening in ["{", "{\n", "lr = {", "a.{", "({", "lr[i in {"] {
        let printed = checked(opening.repeat(100_000));
        assert!(printed.contains("1 file checked"), "{printed:.2000}");
    }
}

#[test]
fn one_line_may_hold_all_statements() {
    let unused: Vec<_> = (0..30_000).map(|index| format!("let a{index} = 1")).collect();
    let printed = checked(unused.join("; ") + "; lr = 0.1");
    assert!(printed.contains("1 file checked: no errors, 30000 warnings"), "{printed}");
    let broken: Vec<_> = (0..10_000).map(|index| format!("a{index} = 1 2")).collect();
    let printed = checked(broken.join("; "));
    assert!(printed.contains("10000 errors"), "{printed}");
}

#[test]
fn huge_texts_are_refused_and_large_ones_are_read() {
    refused("too-large", "# nothing\n".repeat(10_000_000) + "lr = 0.1 * cosine(T=10)");
    refused("too-large", "base = 0.1\nlr = linear(30)".to_string() + &" then linear(30)".repeat(2_000_000));
    // A million of them take the same path, and longer where nothing is optimised.
    let list: String = (1..=30_000).fold(String::new(), |text, n| format!("{text}{n},"));
    accepted(format!("lr = 0.1 * multistep([{list}], 0.9999)"));
}

#[test]
fn what_is_no_file_is_said_to_be_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("a plain name");
    let printed = limited(1_000_000, &["show", folder], Stdio::null(), b"");
    assert_eq!(printed.code, 2);
    assert!(printed.stderr.contains("cannot be read"), "{}", printed.stderr);
    let pipe = format!("{folder}/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let writer = pipe.clone();
    let writer = std::thread::spawn(move || std::fs::write(writer, "run = 10\nlr = 0.1 * cosine\n"));
    let printed = limited(1_000_000, &["eval", &pipe, "-n", "1", "--format", "csv"], Stdio::null(), b"");
    assert_eq!((printed.stdout.as_str(), printed.code), ("tick,lr\n0,0.1\n", 0), "{}", printed.stderr);
    writer.join().expect("no panic").expect("it is written");
}

#[test]
fn a_stream_without_an_end_is_left() {
    let endless = limited(1_000_000, &["check", "-"], File::open("/dev/zero").expect("it is there").into(), b"");
    assert_eq!(endless.code, 2);
    assert!(endless.stderr.contains("is larger than"), "{}", endless.stderr);
}

#[test]
fn compiled_schedules_with_hostile_numbers() {
    let deep = |depth: usize| {
        let open = "{\"scale\":{\"by\":1.0,\"body\":".repeat(depth);
        format!("{open}{{\"hold\":{{}}}}{}", "}}".repeat(depth))
    };
    let huge = i128::MAX;
    let nodes = [
        (format!("{{\"for\":{{\"length\":{huge},\"body\":{{\"hold\":{{}}}}}}}}"), false),
        (format!("{{\"step\":{{\"from\":{{}},\"size\":{huge},\"gamma\":0.5}}}}"), false),
        ("{\"repeat\":{\"body\":{\"hold\":{}},\"period\":1,\"count\":18446744073709551615}}".to_string(), true),
        ("{\"repeat\":{\"body\":{\"hold\":{}},\"period\":1,\"stretch\":[0,1]}}".to_string(), false),
        ("{\"repeat\":{\"body\":{\"hold\":{}},\"period\":1,\"stretch\":[4294967295,4294967294]}}".to_string(), false),
        ("{\"hold\":{\"abs\":1e999}}".to_string(), false),
        (deep(400), true),
        (deep(1000), false),
        (deep(100_000), false),
    ];
    for (node, reads) in nodes {
        let json = format!(
            "{{\"format\":\"lehr/1\",\"tracks\":[{{\"name\":\"lr\",\"schedule\":{{\"base\":1.0,\"resolution\":1,\"root\":{node}}}}}]}}"
        );
        let printed = limited(1_000_000, &["eval", "-", "-n", "3"], Stdio::piped(), json.as_bytes());
        assert_eq!(printed.code, i32::from(!reads), "{node:.200}: {:.300}", printed.stderr);
        assert!(reads || printed.stderr.contains("this is not a compiled schedule"), "{:.300}", printed.stderr);
    }
}

#[test]
fn tracks_take_no_room_for_rows_that_nobody_asked_for() {
    let tracks: String = (0..20_000).fold(String::new(), |text, n| format!("{text}a{n} = 1\n"));
    let printed = limited(600_000, &["eval", "-", "-n", "1", "--format", "csv"], Stdio::piped(), tracks.as_bytes());
    assert_eq!((printed.code, printed.stdout.lines().count()), (0, 2), "{:.300}", printed.stderr);
}

/// What does not compile says why, in whatever it stands: a track is never left out in silence.
#[test]
fn cycles_beyond_all_numbers_are_compiled_or_refused() {
    let bodies = ["linear(0)", "warmup(0%)", "hold for 0", "linear(3)", "cosine(0.5) then linear(0)", "linear(1e15)"];
    let cycles = [
        " repeat 9e18",
        " repeat(281474960289542, stretch=2)",
        " repeat(281474960289542, stretch=1.5, decay=0.9)",
        " repeat(300, stretch=4294967295)",
        " repeat 8 repeat(100_000, stretch=3)",
        " repeat(281474960289542, stretch=2) repeat 281474960289542",
    ];
    let around = [
        "X",
        "X mirror",
        "X mirror mirror",
        "X then hold",
        "hold for 1 then X",
        "min(X, hold) then hold",
        "X * X",
        "X + hold",
        "2 * X",
        "X for 5",
        "X until 7",
        "X skip 1",
        "X every 2",
        "X repeat 3",
        "X repeat over a in 1..3",
        "round(X, to=2)",
        "max(X, linear(4)) mirror",
        "X then X then cosine",
    ];
    let mut compiled = 0;
    for body in bodies {
        for cycles in cycles {
            for around in around {
                for head in ["", "run = 100\n", "run = 100 epochs\nepoch = 7 steps\n"] {
                    let value = around.replace('X', &format!("({body}{cycles})"));
                    let text = format!("{head}base = 1\nlr = {value}\n");
                    let compilation = compile(&text, &Overrides::default());
                    let Some(program) = compilation.program() else {
                        let unexplained = |found: &&Diagnostic| found.message.contains("cannot say why");
                        assert_eq!(compilation.diagnostics().iter().find(unexplained), None, "{text}");
                        continue;
                    };
                    assert!(program.track("lr").is_some_and(|lr| lr.value(0).is_finite()), "{text}");
                    compiled += 1;
                }
            }
        }
    }
    assert!(compiled > 500, "only {compiled} compile");
}

/// What is evaluated on the side, to see whether a track is a number, reports nothing: its place reports it.
#[test]
fn a_unit_that_nothing_ties_to_the_tick_is_told_wherever_it_stands() {
    let lengths = ["2.4 samples", "3 tokens"];
    let around = [
        "(lr * lr) for N then hold",
        "(lr * hold) for N",
        "(wd * lr) until N then hold",
        "(hold skip N) * lr",
        "cosine(N) * lr",
        "max(lr * wd, cosine(N)) then hold",
        "((lr * lr) repeat 2) for N",
        "wd ^ 2 * (hold for N)",
        "(lr.a * lr) for N",
        "factor(t -> lr * t / N) * lr",
    ];
    for around in around {
        for length in lengths {
            for head in ["epoch = 10 steps", "tick = step", "run = 100 steps"] {
                for wd in ["hold(0.1)", "lr", "0.1", "lr * lr"] {
                    let value = around.replace('N', length);
                    let text = format!("{head}\nwd = {wd}\nlr = {value}\nlr.a = hold(0.2)\n");
                    let compilation = compile(&text, &Overrides::default());
                    let found = compilation.diagnostics();
                    assert!(found.iter().any(|found| found.code == Code::MissingEquation), "{text}{found:#?}");
                }
            }
        }
    }
}
