//! The grammars of editors: their words are those of the catalogue, and their colours those of the compiler.

use std::io::Write;
use std::process::{Command, Stdio};

use lehr::reference::{Words, words};
use serde_json::Value;

use crate::support::{assert_generated, files, root, skipped};

const TEXTMATE: &str = "editors/vscode/syntaxes/lehr.tmLanguage.json";

/// The lists of words of every grammar, by their names.
fn lists() -> Vec<(&'static str, Vec<&'static str>)> {
    let Words { keywords, names, predicates, mut units, shapes, presets, functions, .. } = words();
    // A plural before its singular, which it begins with.
    units.sort_by_key(|unit| std::cmp::Reverse(unit.len()));
    let lists = [
        ("keywords", keywords),
        ("units", units),
        ("names", names),
        ("predicates", predicates),
        ("shapes", shapes),
        ("presets", presets),
        ("functions", functions),
    ];
    lists.into()
}

#[test]
fn the_words_of_pygments_are_those_of_the_catalogue() {
    let mut text = String::from("\"\"\"The words of the language, made from the catalogue.\"\"\"\n");
    for (name, words) in lists() {
        text.push_str(&format!("\n{} = (\n", name.to_uppercase()));
        words.iter().for_each(|word| text.push_str(&format!("    \"{word}\",\n")));
        text.push_str(")\n");
    }
    assert_generated("python/lehr/_words.py", &text);
}

#[test]
fn the_words_of_textmate_are_those_of_the_catalogue() {
    let text = std::fs::read_to_string(root().join(TEXTMATE)).expect("the grammar");
    let mut grammar: Value = serde_json::from_str(&text).expect("JSON");
    let mut lists = lists();
    let presets = lists.iter().find(|(name, _)| *name == "presets").expect("a list").1.clone();
    lists.retain(|(name, _)| *name != "presets");
    for (name, mut words) in lists {
        if name == "shapes" {
            words.extend(&presets);
        }
        let words = words.join("|");
        let pattern = match name {
            "keywords" => format!("(?<![\\w.])(?:{words})\\b"),
            "units" => format!("(?:{words})\\b(?![ \\t]*\\()"),
            _ => format!("(?<![\\w.])(?:{words})\\b(?!\\.\\w)"),
        };
        grammar["repository"][name]["match"] = pattern.into();
    }
    assert_generated(TEXTMATE, &format!("{}\n", serde_json::to_string_pretty(&grammar).expect("JSON")));
}

/// What stands at each place of a text for the compiler: keywords, units, numbers, comments, shapes and functions.
pub(crate) fn classes(text: &str) -> Vec<(usize, &'static str)> {
    use lehr::names::Target;
    let compilation = lehr::compile(text, &lehr::Overrides::new());
    let uses = compilation.names().uses().iter();
    let classes = uses.filter_map(|found| {
        let class = match found.target {
            Target::Shape(_) | Target::Preset(_) => "class",
            Target::Unit(_) => "unit",
            Target::Function(_) => "function",
            Target::Argument { .. } => "argument",
            Target::Word("run" | "base" | "tick" | "end" | "pi") => "word",
            Target::Definition(_) | Target::Word(_) | Target::Unknown | _ => return None,
        };
        Some((found.span.start, class))
    });
    classes.collect()
}

/// Every text of the tests and the examples.
pub(crate) fn texts() -> impl Iterator<Item = (String, String)> {
    let folders =
        ["examples", "examples/recipes", "tests/corpus/error", "tests/format", "tests/lint", "tests/conformance"];
    let paths = folders.into_iter().flat_map(|folder| files(folder, "lehr"));
    paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text")))
}

/// Those that compile.
fn corpus() -> Vec<(String, String)> {
    texts().filter(|(_, text)| lehr::compile(text, &lehr::Overrides::new()).program().is_some()).collect()
}

#[test]
fn pygments_colours_what_the_compiler_reads() {
    let has = Command::new("python3").args(["-c", "import pygments"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        skipped("python3 has no Pygments here");
        return;
    }
    let corpus = corpus();
    assert!(corpus.len() > 20, "{} texts", corpus.len());
    let texts: Vec<_> = corpus.iter().map(|(_, text)| text).collect();
    let mut child = Command::new("python3")
        .arg(root().join("tests/it/pygments_tokens.py"))
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut input = child.stdin.take().expect("it reads");
    input.write_all(serde_json::to_string(&texts).expect("JSON").as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let found: Vec<Vec<(usize, String)>> = serde_json::from_slice(&output.stdout).expect("its tokens");
    let mut compared = 0;
    for ((name, text), found) in corpus.iter().zip(found) {
        for (start, class) in classes(text) {
            let said = found.iter().rfind(|(at, _)| *at <= start).map_or("", |(_, class)| class);
            assert_eq!(said, class, "{name}: {:?}", &text[start..text.len().min(start + 30)]);
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} words");
}
