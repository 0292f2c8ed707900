//! What a user named is shown, and never obeyed: every kind of character that a terminal or a log would act on, or that
//! nobody sees, at every place where a word of the user is printed.

use std::fs;
use std::path::Path;

use crate::support::lehr_bytes;

/// One of each kind: controls of both halves, line ends, directions, separators, ignorable, tags, no characters.
const HIDDEN: &[char] = &[
    '\u{1}',
    '\u{7}',
    '\u{8}',
    '\r',
    '\n',
    '\u{b}',
    '\u{c}',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{85}',
    '\u{9b}',
    '\u{ad}',
    '\u{200b}',
    '\u{200e}',
    '\u{202e}',
    '\u{2028}',
    '\u{2029}',
    '\u{2066}',
    '\u{feff}',
    '\u{fffe}',
    '\u{e0041}',
    '\u{fe0f}',
];

/// What may stand in an output as it is.
const LAYOUT: &[char] = &['\n', '\t'];

/// A place where a word of the user is printed: what it writes into a folder, and what it calls.
struct Place {
    what: &'static str,
    write: fn(&Path, &str),
    call: &'static [&'static str],
}

const VALID: &str = "run = 10\nlr = 0.1 * cosine\n";
const PLATEAU: &str = "run = 10\nlr = 0.1 * plateau(0.5, metric=loss)\n";

fn nothing(_: &Path, _: &str) {}

fn valid(folder: &Path, word: &str) {
    write(folder, &format!("{word}.lehr"), VALID);
}

fn refused(folder: &Path, word: &str) {
    write(folder, &format!("{word}.lehr"), "lr = cosin\n");
}

fn untidy(folder: &Path, word: &str) {
    write(folder, &format!("{word}.lehr"), "run=10\nlr=0.1*cosine(T=10)   \n");
}

fn write(folder: &Path, name: &str, text: &str) {
    // A name that the file system refuses is printed all the same.
    let _ = fs::write(folder.join(name), text);
}

fn settings(folder: &Path, text: &str) {
    write(folder, "a.lehr", VALID);
    write(folder, "lehr.toml", text);
}

fn metrics(folder: &Path, text: &str) {
    write(folder, "a.lehr", PLATEAU);
    write(folder, "a.csv", text);
}

fn program(folder: &Path, name: &str, text: &str, node: &str) {
    let [name, text] = [name, text].map(|text| serde_json::to_string(text).expect("JSON"));
    let chain = format!("{{\"chain\":[{{\"start\":0,\"text\":{text},\"node\":{node}}}]}}");
    let schedule = format!("{{\"base\":1.0,\"resolution\":1,\"root\":{chain}}}");
    let tracks = format!("[{{\"name\":{name},\"schedule\":{schedule}}}]");
    write(folder, "a.json", &format!("{{\"format\":\"lehr/1\",\"run\":\"10\",\"tracks\":{tracks}}}"));
}

const HOLD: &str = "{\"hold\":{\"abs\":1.0}}";

/// In a call, `@` is the word.
const PLACES: &[Place] = &[
    Place { what: "a file without errors", write: valid, call: &["check", "@.lehr"] },
    Place { what: "a file with errors", write: refused, call: &["check", "@.lehr"] },
    Place { what: "a file that is not there", write: nothing, call: &["check", "@.lehr"] },
    Place { what: "concise", write: refused, call: &["check", "@.lehr", "--format", "concise"] },
    Place { what: "github", write: refused, call: &["check", "@.lehr", "--format", "github"] },
    Place { what: "json", write: refused, call: &["check", "@.lehr", "--format", "json"] },
    Place { what: "sarif", write: refused, call: &["check", "@.lehr", "--format", "sarif"] },
    Place { what: "a folder", write: refused, call: &["check", "."] },
    Place { what: "no folder", write: nothing, call: &["check", "@"] },
    Place { what: "fmt", write: untidy, call: &["fmt", "@.lehr"] },
    Place { what: "fmt --check", write: untidy, call: &["fmt", "--check", "."] },
    Place { what: "fmt --diff", write: untidy, call: &["fmt", "--diff", "."] },
    Place { what: "test", write: valid, call: &["test", "@.lehr"] },
    Place { what: "eval", write: nothing, call: &["eval", "@.lehr"] },
    Place { what: "show", write: refused, call: &["show", "@.lehr"] },
    Place { what: "compile", write: refused, call: &["compile", "@.lehr"] },
    Place { what: "plot", write: valid, call: &["plot", "@.lehr"] },
    Place { what: "plot of an ending", write: valid, call: &["plot", "@.lehr", "-o", "@"] },
    Place { what: "plot into no folder", write: valid, call: &["plot", "@.lehr", "-o", "@/a.svg"] },
    Place { what: "diff", write: valid, call: &["diff", "@.lehr", "-e", "0.2 * linear(7)"] },
    Place { what: "import", write: nothing, call: &["import", "@.py"] },
    Place { what: "an expression", write: nothing, call: &["eval", "-e", "lr = 0.1 @"] },
    Place { what: "an expression to check", write: nothing, call: &["check", "-e", "lr = cosine(10) # @"] },
    Place { what: "an expression to format", write: nothing, call: &["fmt", "-e", "lr = cosine(10) # @"] },
    Place { what: "--track", write: nothing, call: &["eval", "-e", VALID, "--track", "@"] },
    Place { what: "--track of diff", write: nothing, call: &["diff", "-e", VALID, "-e", VALID, "--track", "@"] },
    Place { what: "--set a name", write: nothing, call: &["eval", "-e", VALID, "--set", "@=1"] },
    Place { what: "--set a value", write: nothing, call: &["eval", "-e", VALID, "--set", "x=@"] },
    Place { what: "--set nothing", write: nothing, call: &["eval", "-e", VALID, "--set", "@"] },
    Place { what: "--base", write: nothing, call: &["eval", "-e", VALID, "--base", "@"] },
    Place { what: "--run", write: nothing, call: &["eval", "-e", VALID, "--run", "@"] },
    Place { what: "--epoch", write: nothing, call: &["eval", "-e", VALID, "--epoch", "@"] },
    Place { what: "--from", write: nothing, call: &["eval", "-e", VALID, "--from", "@"] },
    Place { what: "--every", write: nothing, call: &["eval", "-e", VALID, "--every", "@"] },
    Place { what: "--resume", write: nothing, call: &["diff", "-e", VALID, "-e", VALID, "--resume", "@"] },
    Place { what: "-n", write: nothing, call: &["eval", "-e", VALID, "-n", "@"] },
    Place { what: "--color", write: nothing, call: &["eval", "-e", VALID, "--color", "@"] },
    Place { what: "an option", write: nothing, call: &["eval", "--@"] },
    Place { what: "a command", write: nothing, call: &["@"] },
    Place { what: "explain", write: nothing, call: &["explain", "@"] },
    Place { what: "shapes", write: nothing, call: &["shapes", "@"] },
    Place { what: "--deny", write: valid, call: &["check", ".", "--deny", "@"] },
    Place { what: "--metrics", write: nothing, call: &["eval", "-e", PLATEAU, "--metrics", "@"] },
    Place {
        what: "a comment of a refused file",
        write: |folder, word| write(folder, "a.lehr", &format!("lr = cosin # {word}\nwd = 0.1\n")),
        call: &["check", "a.lehr"],
    },
    Place {
        what: "a comment of a refused file, as a difference",
        write: |folder, word| write(folder, "a.py", &format!("# {word}\nimport torch\nx = \"{word}\"\n")),
        call: &["check", "a.py", "--diff"],
    },
    Place {
        what: "code",
        write: |folder, word| write(folder, "a.lehr", &format!("lr = 0.1 * cosine(10) {word} then")),
        call: &["check", "a.lehr"],
    },
    Place {
        what: "a key of lehr.toml",
        write: |folder, word| settings(folder, &format!("{} = 1\n", serde_json::to_string(word).expect("a text"))),
        call: &["check", "."],
    },
    Place {
        what: "a value of lehr.toml",
        write: |folder, word| {
            settings(folder, &format!("[defaults]\nrun = {}\n", serde_json::to_string(word).expect("a text")));
        },
        call: &["eval", "a.lehr"],
    },
    Place {
        what: "a lehr.toml that is none",
        write: |folder, word| settings(folder, &format!("[{word}\n")),
        call: &["check", "."],
    },
    Place {
        what: "a header of metrics",
        write: |folder, word| metrics(folder, &format!("tick,{word}\n0,1\n")),
        call: &["eval", "a.lehr", "--metrics", "a.csv"],
    },
    Place {
        what: "a cell of metrics",
        write: |folder, word| metrics(folder, &format!("tick,loss\n0,\"{word}\"\n")),
        call: &["eval", "a.lehr", "--metrics", "a.csv"],
    },
    Place {
        what: "a track of a compiled file",
        write: |folder, word| program(folder, word, "hold", HOLD),
        call: &["eval", "a.json", "--format", "json"],
    },
    Place {
        what: "a text of a compiled file",
        write: |folder, word| program(folder, "lr", word, HOLD),
        call: &["show", "a.json"],
    },
    Place {
        what: "a text of a compiled file, compiled",
        write: |folder, word| program(folder, "lr", word, HOLD),
        call: &["compile", "a.json"],
    },
    Place {
        what: "a text of a compiled file, drawn",
        write: |folder, word| program(folder, "lr", word, "{\"ramp\":{}}"),
        call: &["plot", "a.json"],
    },
    Place {
        what: "a node of a compiled file",
        write: |folder, word| {
            program(folder, "lr", "x", &format!("{{{}:{{}}}}", serde_json::to_string(word).expect("JSON")));
        },
        call: &["show", "a.json"],
    },
    Place {
        what: "a script",
        write: |folder, word| {
            let schedule = "sched = torch.optim.lr_scheduler.StepLR(opt, step_size=args.n)";
            write(folder, "a.py", &format!("import torch\nname = '''{word}'''\n{schedule}  # {word}\n"));
        },
        call: &["check", "a.py"],
    },
    Place {
        what: "a script's words",
        write: |folder, word| {
            let schedule = format!("torch.optim.lr_scheduler.StepLR(opt, step_size=table['''{word}'''])");
            write(folder, "a.py", &format!("import torch\nsched = {schedule}\n"));
        },
        call: &["import", "a.py"],
    },
    Place {
        what: "a notebook",
        write: |folder, word| write(folder, "a.ipynb", &format!("{{{word}")),
        call: &["check", "a.ipynb"],
    },
];

/// What a terminal would obey, or nobody would see.
fn hidden(c: char) -> bool {
    !LAYOUT.contains(&c) && (c.is_control() || HIDDEN.contains(&c))
}

fn look(place: &Place, word: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    (place.write)(folder.path(), word);
    let args: Vec<_> = place.call.iter().map(|argument| argument.replace('@', word)).collect();
    let output = lehr_bytes(folder.path(), &args);
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{} {word:?}: no text", place.what));
        let found = text.chars().find(|&c| hidden(c));
        assert_eq!(found, None, "{} {word:?} {args:?}: {text:?}", place.what);
        let commands = text.lines().filter(|line| line.starts_with("::"));
        let forged =
            commands.filter(|line| !line.contains("::error file=") || line.starts_with("::warning title=forged"));
        assert_eq!(forged.collect::<Vec<_>>(), [""; 0], "{} {word:?}: {text:?}", place.what);
    }
    assert!(output.status.code().is_some_and(|code| code < 3), "{} {word:?}: {output:?}", place.what);
}

#[test]
fn nothing_that_a_user_named_is_obeyed() {
    let forged = "::warning title=forged::x";
    let mut words: Vec<_> = ['\r', '\n', '\u{1b}', '\u{9b}', '\u{202e}'].map(|c| format!("a{c}{forged}")).into();
    words.push(format!("a{}b", HIDDEN.iter().flat_map(|&c| [c, 'x']).collect::<String>()));
    std::thread::scope(|scope| {
        for places in PLACES.chunks(PLACES.len().div_ceil(4)) {
            let words = &words;
            scope.spawn(move || places.iter().for_each(|place| words.iter().for_each(|word| look(place, word))));
        }
    });
}

#[test]
fn every_such_character_of_a_text_is_reported() {
    for &c in HIDDEN.iter().filter(|&&c| c != '\n') {
        for text in [format!("lr = 0.1 * cosine(T=10) # a{c}b\n"), format!("lr = 0.1{c} * cosine(T=10)\n")] {
            let compilation = lehr::compile(&text, &lehr::Overrides::default());
            let number = format!("U+{:04X}", u32::from(c));
            let found = compilation.diagnostics().iter().find(|found| found.message.contains(&number));
            let found = found.unwrap_or_else(|| panic!("{number}: {:?}", compilation.diagnostics()));
            assert_eq!(found.span().of(&text), c.to_string(), "{number}");
        }
    }
    for text in ["lr = 0.1 # ❤️‍🔥 👩‍👩‍👧", "lr = 0.1 # نمی‌خواهم", "\u{feff}lr = 0.1\r\n"]
    {
        let compilation = lehr::compile(text, &lehr::Overrides::default());
        assert!(compilation.program().is_some(), "{text}: {:?}", compilation.diagnostics());
    }
}

#[test]
fn a_compiled_file_gives_the_names_that_a_text_gives() {
    let names = [
        "lr",
        "lr.head",
        "_a",
        "a_1",
        "lr.for",
        "adam.beta1",
        "run",
        "tick",
        "base",
        "lr.base",
        "cosine",
        "epoch",
        "steps",
        "then",
        "for",
        "end",
        "pi",
        "min",
        "decreasing",
        "a b",
        "",
        ".lr",
        "lr.",
        "lr..a",
        "1a",
        "é",
        "lr ",
        "lr\n0,99",
        "x\",\"lr\":99,\"y",
        "a,b",
        "lr\u{202e}",
        "lr;",
        "lr=1",
        "#",
        "lr.1",
        "lr.01",
        "lr.1e3",
    ];
    let mut given = 0;
    for name in names {
        let compilation =
            lehr::compile(&format!("run = 10; {name} = hold(0.5); zz = hold(1)"), &lehr::Overrides::default());
        let by_text = compilation.program().is_some_and(|program| program.track(name).is_some());
        let schedule = lehr::Schedule::constant(0.5).expect("a schedule");
        let made = lehr::Program::builder().track(name, schedule.clone()).build();
        assert_eq!(made.is_ok(), by_text, "{name:?}: {:?}", made.err());
        let json = serde_json::json!({
            "format": "lehr/1",
            "tracks": [{ "name": name, "schedule": schedule }],
        });
        let read = lehr::Program::from_json(json.to_string().as_bytes());
        assert_eq!(read.is_ok(), by_text, "{name:?}: {:?}", read.err());
        given += usize::from(by_text);
    }
    assert!(given >= 6, "{given} names can be given");
}

#[test]
fn texts_of_any_length_are_cut_where_a_person_reads_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "a".repeat(70_000);
    write(folder.path(), "name.lehr", &format!("run = 10\nlr.{long} = 0.1 * cosine\n"));
    write(folder.path(), "sum.lehr", &format!("run = 10\nlr = linear(5){} then hold\n", " + 0.1".repeat(12_000)));
    program(folder.path(), "lr", &long, HOLD);
    fs::rename(folder.path().join("a.json"), folder.path().join("text.json")).expect("another name");
    program(folder.path(), &format!("lr.{long}"), "hold", HOLD);
    for file in ["name.lehr", "sum.lehr", "text.json", "a.json"] {
        for call in [&["show"][..], &["eval", "-n", "2"], &["plot"], &["diff", "-e", "0.2 * linear(7)"], &["check"]] {
            let args: Vec<_> = [&call[..1], &[file], &call[1..]].concat().into_iter().map(str::to_string).collect();
            let output = lehr_bytes(folder.path(), &args);
            assert!(output.status.code().is_some_and(|code| code < 3), "{args:?}: {output:?}");
            let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
            let longest = printed.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest < 5000, "{args:?}: a line of {longest}");
        }
    }
}

#[test]
fn pictures_are_well_formed_whatever_their_names_are() {
    let folder = tempfile::tempdir().expect("a folder");
    for &c in HIDDEN {
        let name = format!("a{c}b.lehr");
        write(folder.path(), &name, VALID);
        let args = ["plot", &name, "-o", "a.svg"].map(str::to_string);
        assert_eq!(lehr_bytes(folder.path(), &args).status.code(), Some(0), "{name:?}");
        let svg = fs::read_to_string(folder.path().join("a.svg")).expect("a picture");
        assert!(!svg.contains(c) || c == '\n', "{name:?}");
    }
}
