//! The layout: what it looks like, and that it changes nothing else.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use lehr::syntax::parse;
use lehr::{Overrides, Program, compile, format, lint};
use proptest::prelude::*;

use crate::fuzz::fuzzers::{bodies::without_words, programs, seeds::seeds};
use crate::support::{examples, files, lehr, lehr_reading, root};

/// Every schedule of the repository, in files, pages and tests.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts: Vec<_> = seeds(&root())
        .into_iter()
        .filter(|seed| seed.target == "text")
        .map(|seed| String::from_utf8(seed.bytes).expect("text"))
        .collect();
    for file in files("tests/lint", "lehr").iter().chain(&files("tests/format", "lehr")) {
        let text = std::fs::read_to_string(file).expect("text");
        texts.extend(text.split("### ").map(|case| format!("# {case}")));
    }
    texts.extend(lint::rules().iter().flat_map(|rule| [rule.bad.to_string(), rule.good.to_string()]));
    texts
});

fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| Some(line[line.find('#')?..].trim_end())).collect()
}

/// The codes of what is found in a text, and what it compiles to, without the words that it is said in: a program, and the
/// fingerprints of its tracks, which a saved state has to match.
fn outcome(text: &str) -> (Vec<&'static str>, Option<(String, Vec<String>)>) {
    let compilation = compile(text, &Overrides::default());
    let findings = lint::check(&compilation, &lint::Settings::default());
    let mut codes: Vec<_> = findings.iter().map(|finding| finding.code.slug()).collect();
    codes.sort_unstable();
    let fingerprints = |program: &Program| program.tracks().iter().map(|track| track.schedule.fingerprint()).collect();
    (codes, compilation.program().map(|program| (without_words(program), fingerprints(program))))
}

/// What has to hold of the layout of a text; nothing of one that cannot be read.
fn check(text: &str) {
    let Ok(formatted) = format(text) else { return };
    let (read, errors) = parse(&formatted);
    assert_eq!(errors, [], "{text}\n---\n{formatted}");
    assert!(read.without_places() == parse(text).0.without_places(), "{text}\n---\n{formatted}");
    assert_eq!(comments(&formatted), comments(text), "{text}\n---\n{formatted}");
    assert_eq!(format(&formatted).expect("it is read"), formatted, "{text}\n---\n{formatted}");
    assert_eq!(outcome(&formatted), outcome(text), "{text}\n---\n{formatted}");
    assert!(formatted.is_empty() || formatted.ends_with('\n') && !formatted.ends_with("\n\n"));
    assert!(!formatted.starts_with('\n') && !formatted.contains("\n\n\n"), "{formatted}");
    assert!(formatted.split('\n').all(|line| line.trim_end() == line), "{formatted}");
}

#[test]
fn what_it_looks_like() {
    insta::glob!("../format", "*.lehr", |path| {
        let text = std::fs::read_to_string(path).expect("text");
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format(&text).expect("it is read"));
        });
    });
}

#[test]
fn only_the_layout_changes() {
    for text in TEXTS.iter() {
        check(text);
        check(&text.replace('\n', "\r\n"));
        check(&text.replace(", ", ",").replace(" = ", "=").replace(" then ", "\n\tthen\n"));
    }
}

#[test]
fn a_statement_that_ends_in_a_word_takes_nothing_of_the_next_one() {
    let words =
        ["event", "unit", "over", "at", "from", "and", "step", "epochs", "lr", "cosine", "repeat", "hold repeat"];
    let next =
        ["e = 3", "e = t e", "batch", "batch, second", "(3)", "[3]", "-3", "over = 2", "e", "b.c = 1", "every = 2"];
    for (word, next) in words.into_iter().flat_map(|word| next.map(|next| (word, next))) {
        for text in [
            format!("{word}; {next}"),
            format!("x = {word}; {next}"),
            format!("{word}\n{next}"),
            format!("{word} # c\n{next}"),
        ] {
            check(&text);
        }
    }
}

/// With names of several lengths, statements break at several places.
#[test]
fn statements_with_long_names_are_read_back() {
    let mut laid_out = 0;
    for text in TEXTS.iter() {
        for definition in compile(text, &Overrides::default()).names().definitions() {
            for length in [40, 80] {
                let mut longer = text.clone();
                longer.insert_str(definition.span().end, &"x".repeat(length));
                // A name of a family ends in a bracket.
                let Ok(formatted) = format(&longer) else { continue };
                let (read, errors) = parse(&formatted);
                assert_eq!(errors, [], "{formatted}");
                assert!(read.without_places() == parse(&longer).0.without_places(), "{longer}\n---\n{formatted}");
                assert_eq!(format(&formatted).expect("it is read"), formatted, "{longer}");
                laid_out += 1;
            }
        }
    }
    assert!(laid_out > 2000, "{laid_out}");
}

#[test]
fn schedules_that_are_shipped_are_laid_out() {
    for file in examples().iter().chain(&files("src/catalogue", "lehr")) {
        let text = std::fs::read_to_string(file).expect("text");
        assert_eq!(format(&text).expect("it is read"), text, "{}", file.display());
    }
}

#[test]
fn line_ends_and_marks() {
    for (text, formatted) in [
        ("", ""),
        (" \n\t\r\n", ""),
        (";;", ""),
        ("# only a remark", "# only a remark\n"),
        ("\u{feff}lr=1", "lr = 1\n"),
        ("\u{feff}a=1  # x\nbc=2 # y", "a = 1   # x\nbc = 2  # y\n"),
        ("\r\n\r\nlr = 1 # x \r\n\r\n\r\n\r\nwd = 2\r\n\r\n", "lr = 1  # x\n\nwd = 2\n"),
        ("a = 1;\n;\nb = 2", "a = 1\nb = 2\n"),
        ("a = b\n;# x\n;-c", "a = b;\n# x\n-c\n"),
        ("- - -a", "---a\n"),
        ("a- -b", "a - -b\n"),
        ("f(t->-t)", "f(t -> -t)\n"),
        ("[1,]", "[1]\n"),
        ("[a, (b), [c]] epochs", "[a, (b), [c]] epochs\n"),
        ("2^3^-x ^ -2^ -3", "2^3 ^ -x ^ -2^-3\n"),
        ("a repeat  3 repeat (2,stretch=2) for(b)", "a repeat 3 repeat(2, stretch=2) for (b)\n"),
        ("expect lr[0..end]<-1", "expect lr[0 .. end] < -1\n"),
        ("expect sum( mix ) [ 3 ]==1", "expect sum(mix)[3] == 1\n"),
        ("lr.{i # x\nin 0..3}=i", "lr.{\n    i  # x\n        in 0\n    ..3\n} = i\n"),
    ] {
        assert_eq!(format(text).ok().as_deref(), Some(formatted), "{text:?}");
        check(text);
    }
}

#[test]
fn what_cannot_be_read_has_no_layout() {
    let text = "\u{feff}lr = = 1\nwd = 2 )";
    let error = format(text).expect_err("it has two mistakes");
    assert_eq!((error.diagnostics(), error.diagnostics().len()), (&parse(text).1[..], 2));
    assert!(format("lr = unknown").is_ok(), "what does not compile has one");
}

/// A chain, a list and nested brackets as long and as deep as the language lets them be, and more than
/// a line each.
#[test]
fn long_chains_take_little_stack_and_time() {
    let many = |part: &str, between: &str, count: usize| vec![part; count].join(between);
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(128), close.repeat(128));
    let texts = [
        many("a", " then ", 100_000),
        many("a", " + ", 20_000),
        many("a", " * ", 20_000),
        many("2", " ^ ", 20_000),
        many("x", " ^ ", 20_000),
        format!("{}a", "- ".repeat(20_000)),
        format!("a{}", " mirror".repeat(128)),
        format!("[{}]", many("1", ", ", 30_000)),
        format!("[{}]", many("a # remark\n", ", ", 5000)),
        format!("f({})", many("b=[1,2]", ", ", 5000)),
        many("a=1", ";", 5000),
        many("a = 1 # lehr: allow(x)", "\n", 5000),
        nested("[", &many("1", ", ", 5000), "]"),
        nested("(", &many("a", " then ", 5000), ")"),
        nested("f(a + b * ", &many("a", " + ", 5000), " then c, d)"),
        nested("[# remark\n", "1", "]"),
    ];
    for text in texts {
        let formatted = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || {
                let formatted = format(&text).expect("it is read");
                assert_eq!(format(&formatted).expect("it is read"), formatted);
                formatted.len() < 40 * text.len() + 1000
            })
            .expect("a thread");
        assert!(formatted.join().expect("no panic"), "it is much longer");
    }
}

/// A text with other white space: each space and each line end as the choices say.
fn scattered(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut scattered = String::new();
    let mut comment = false;
    for c in text.chars() {
        comment = comment && c != '\n' || c == '#';
        let choice = if comment { 0 } else { choices.next().unwrap_or_default() };
        match (c, choice) {
            (' ', 1) => scattered.push_str("\n  "),
            (' ', 2) => scattered.push_str("  # a remark\n\n"),
            (' ', 3) => scattered.push_str("\t \n# another\n    # and one more\n "),
            ('\n', 1) => scattered.push_str(" # lehr: allow(cut-by-run)\n"),
            ('\n', 2) => scattered.push_str("\n\n\n# lehr: allow(unused-name)\n"),
            ('\n', 3) => scattered.push(';'),
            ('(' | '[' | ',', 1) => {
                scattered.push(c);
                scattered.push_str(" # inside\r\n");
            }
            (')' | ']', 1) => {
                scattered.push_str("\n# before it closes\n");
                scattered.push(c);
            }
            _ => scattered.push(c),
        }
    }
    scattered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_program_keeps_its_meaning(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&programs::generate(&mut Unstructured::new(&bytes)));
    }

    #[test]
    fn any_layout_keeps_its_meaning(
        at in any::<prop::sample::Index>(),
        choices in prop::collection::vec(prop_oneof![12 => Just(0_u8), 1 => 1_u8..4], 1..60)
    ) {
        check(&scattered(&TEXTS[at.index(TEXTS.len())], &choices));
    }
}

/// A folder with a schedule to lay out, one that is, one with errors and one that is ignored.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it is written");
    std::fs::create_dir(folder.path().join("more")).expect("a folder");
    write(".gitignore", "ignored.lehr\n");
    write("ignored.lehr", "lr=1");
    write("broken.lehr", "lr = = 1\n");
    write("good.lehr", "lr = hold(0.1)\n");
    write("more/bad.lehr", "lr=hold( 0.1 )\r\n");
    folder
}

#[test]
fn files_are_laid_out_in_place() {
    let folder = folder();
    let path = folder.path().to_str().expect("a plain name");
    let fmt = |args: &[&str]| {
        let printed = lehr(&[&["fmt", path], args].concat());
        assert_eq!(printed.stderr, "");
        (printed.stdout.replace(path, "FOLDER"), printed.code)
    };
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("text");
    let (checked, code) = fmt(&["--check"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(checked, @r"
    syntax

      × `=` defines a name, and there is none before it
       ╭─[FOLDER/broken.lehr:1:6]
     1 │ lr = = 1
       ·      ─
       ╰────
      help: a statement is `name = …`; numbers are compared by `==`, in an `expect`

    FOLDER/more/bad.lehr: would be formatted
    3 files: 1 would be formatted, 1 as they should be, 1 with errors
    ");
    let (diff, code) = fmt(&["--diff"]);
    assert_eq!(code, 1);
    assert!(diff.contains("-lr=hold( 0.1 )\r\n+lr = hold(0.1)\n"), "{diff}");
    assert_eq!(read("more/bad.lehr"), "lr=hold( 0.1 )\r\n", "it has only been looked at");
    let (done, code) = fmt(&[]);
    assert_eq!(code, 1, "one has errors");
    assert!(done.ends_with("3 files: 1 formatted, 1 as they should be, 1 with errors\n"), "{done}");
    assert_eq!((read("more/bad.lehr").as_str(), read("good.lehr").as_str()), ("lr = hold(0.1)\n", "lr = hold(0.1)\n"));
    assert_eq!((read("broken.lehr").as_str(), read("ignored.lehr").as_str()), ("lr = = 1\n", "lr=1"));
    std::fs::remove_file(folder.path().join("broken.lehr")).expect("it is there");
    let all_is_well = ("2 files: 0 formatted, 2 as they should be\n".to_string(), 0);
    assert_eq!((fmt(&[]), fmt(&["--check"]).1, fmt(&["--diff"]).1), (all_is_well, 0, 0));
}

#[test]
fn a_folder_is_laid_out_where_none_is_named() {
    let folder = folder();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_lehr")).arg("fmt").current_dir(&folder).output();
    let printed = String::from_utf8(run.expect("lehr runs").stdout).expect("text");
    assert!(printed.contains("\nmore/bad.lehr: formatted\n"), "{printed}");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let printed = lehr_reading(&["fmt", "-"], b"lr=hold( 0.1 )");
    assert_eq!((printed.stdout.as_str(), printed.stderr.as_str(), printed.code), ("lr = hold(0.1)\n", "", 0));
    let printed = lehr_reading(&["fmt", "-", "--check"], b"lr=hold( 0.1 )");
    assert_eq!((printed.stdout.lines().next(), printed.code), (Some("<stdin>: would be formatted"), 1));
    for wrong in [&b"lr = ("[..], b"lr = 1 # \xff"] {
        let printed = lehr_reading(&["fmt", "-"], wrong);
        assert_eq!((printed.stdout.as_str(), printed.code), ("", 1));
        assert!(printed.stderr.contains("<stdin>:1:"), "{}", printed.stderr);
    }
    assert_eq!(lehr(&["fmt", "-", "examples"]).code, 2);
    assert_eq!(lehr(&["fmt", "no/such/file.lehr"]).code, 2);
}
