//! The grammar of tree-sitter: made of the catalogue, and compared with the compiler on every text of the tests.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use lehr::Code;
use lehr::reference::{Words, words};
use lehr::syntax::parse;
use tree_sitter::{Language, Parser, Query, QueryCursor, StreamingIterator};
use tree_sitter_loader::{CompileConfig, Loader};

use super::reference::{Compared, Reference, corpus, documented, texts};
use crate::support::{assert_generated, root, skipped};

const FOLDER: &str = "grammar/tree-sitter-lehr";

/// Texts that the compiler finds an error of syntax in and the grammar none, each with the reason.
pub(super) fn is_beyond_a_grammar(code: Code) -> bool {
    match code {
        // The rules allow it; a reader could read it in two ways.
        Code::PostfixArithmetic => true,
        // Limits of the compiler.
        Code::Nesting | Code::TooLarge => true,
        // What is found in comments too.
        Code::Binary => true,
        _ => false,
    }
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The words that a statement goes on with on the next line.
fn joining(keywords: &[&'static str]) -> Vec<&'static str> {
    let opens = ["let", "def", "param", "expect", "in"];
    keywords.iter().copied().filter(|word| !opens.contains(word)).collect()
}

fn c_list(name: &str, words: &[&str]) -> String {
    let words = words.iter().map(|word| format!("    \"{word}\",\n")).collect::<Vec<_>>().concat();
    format!("static const char *const {name}[] = {{\n{words}    0,\n}};\n")
}

fn any_of(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_words_are_those_of_the_catalogue() {
    let Words { keywords, units, .. } = words();
    let made = "The words of the language, made from the catalogue.";
    let list = any_of(&keywords).replace(' ', ", ");
    assert_generated(
        &format!("{FOLDER}/words.js"),
        &format!("/** @file {made} */\n\nexport const KEYWORDS = [{list}];\n"),
    );
    let lists = [c_list("UNITS", &units), c_list("KEYWORDS", &keywords), c_list("JOINING_WORDS", &joining(&keywords))]
        .join("\n");
    assert_generated(&format!("{FOLDER}/src/words.h"), &format!("// {made}\n\n{lists}"));
    for folder in [&format!("{FOLDER}/queries"), "editors/zed/languages/lehr"] {
        assert_generated(&format!("{folder}/highlights.scm"), &highlights());
    }
}

/// The colours: what holds more often stands first, since the last pattern of a node wins.
fn highlights() -> String {
    let Words { keywords, names, predicates, units, shapes, presets, functions, .. } = words();
    let curves: Vec<_> = shapes.iter().chain(&presets).copied().collect();
    let functions: Vec<_> = functions.iter().chain(&predicates).copied().collect();
    let keywords = keywords.iter().map(|word| format!("  \"{word}\"\n")).collect::<Vec<_>>().concat();
    format!(
        "; The colours of lehr, made from the catalogue.\n\n\
         (comment) @comment\n(number) @number\n(unit) @type.builtin\n[\n{keywords}  \"over\"\n  \"event\"\n  \"unit\"\n  \"at\"\n  \"from\"\n] @keyword\n\
         [\"=\" \"==\" \"!=\" \"<=\" \">=\" \"<\" \">\" \"+\" \"-\" \"*\" \"/\" \"^\" \"->\" \"..\"] @operator\n\
         [\"(\" \")\" \"[\" \"]\" \".{{\" \"}}\"] @punctuation.bracket\n[\",\" \";\"] @punctuation.delimiter\n\n\
         (identifier) @variable\n(path) @variable\n(parameter name: (identifier) @variable.parameter)\n\
         (let name: (identifier) @variable)\n(def name: (identifier) @function)\n\
         (call name: (identifier) @function)\n\n\
         ((identifier) @constant.builtin (#any-of? @constant.builtin {}))\n\
         ((identifier) @constructor (#any-of? @constructor {}))\n\
         ((call name: (identifier) @function.builtin) (#any-of? @function.builtin {}))\n\
         (named_argument name: (identifier) @variable.parameter)\n\n\
         ; `wd.base = 0.04`\n\
         ((path) @constant.builtin (#match? @constant.builtin \"\\\\.base$\"))\n\n\
         ; `epoch = 100 steps`, `unit frame`, `tick = frames`\n\
         (assignment name: (identifier) @type.builtin (#any-of? @type.builtin {}))\n\
         (units name: (identifier) @type.builtin)\n\
         (assignment name: (identifier) @constant.builtin value: (identifier) @type.builtin\n  \
         (#eq? @constant.builtin \"tick\"))\n",
        any_of(&names),
        any_of(&curves),
        any_of(&functions),
        any_of(&units),
    )
}

#[test]
fn the_parser_is_made_of_the_grammar() {
    if !has("node") {
        skipped("there is no Node.js here");
        return;
    }
    let grammar = tree_sitter_generate::load_grammar_file(&root().join(FOLDER).join("grammar.js"), Some("node"));
    let grammar = grammar.expect("JSON");
    assert_generated(&format!("{FOLDER}/src/grammar.json"), &grammar);
    let (_, parser) = tree_sitter_generate::generate_parser_for_grammar(&grammar, Some((0, 1, 0))).expect("a parser");
    assert_generated(&format!("{FOLDER}/src/parser.c"), &parser);
}

/// The compiled grammar; `None` where nothing can compile it.
pub(super) fn language() -> Option<Language> {
    static LANGUAGE: OnceLock<Option<Language>> = OnceLock::new();
    LANGUAGE.get_or_init(|| has("cc").then(load)).clone()
}

fn load() -> Language {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("lehr-{}.so", std::process::id()));
    let loader = Loader::with_parser_lib_path(target.clone());
    let source = root().join(FOLDER).join("src");
    let language = loader.load_language_at_path(CompileConfig::new(&source, None, Some(target.clone())));
    let _ = std::fs::remove_file(target);
    language.expect("the grammar compiles")
}

pub(super) fn parser(language: &Language) -> Parser {
    let mut parser = Parser::new();
    parser.set_language(language).expect("a version that is known");
    parser
}

#[test]
fn it_finds_errors_where_the_compiler_does() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let mut parser = parser(&language);
    let mut wrong = Vec::new();
    let mut counts = [0, 0];
    for (name, text) in texts().chain(documented()) {
        let (_, found) = parse(&text);
        if found.iter().any(|found| is_beyond_a_grammar(found.code)) {
            continue;
        }
        counts[usize::from(!found.is_empty())] += 1;
        let tree = parser.parse(&text, None).expect("a tree");
        if tree.root_node().has_error() == found.is_empty() {
            wrong.push(format!("{name}: the compiler finds {found:?}, and the tree is {}", tree.root_node()));
        }
    }
    assert!(wrong.is_empty(), "{} texts are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
    assert!(counts[0] > 150 && counts[1] > 10, "{counts:?} texts");
}

/// A query of the grammar's own.
fn query(language: &Language, name: &str) -> Query {
    let text = std::fs::read_to_string(root().join(FOLDER).join(format!("queries/{name}.scm"))).expect("a file");
    Query::new(language, &text).expect("a query")
}

#[test]
fn it_colours_what_the_compiler_reads() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let mut parser = parser(&language);
    let query = query(&language, "highlights");
    let mut reference = Reference::new();
    let mut compared = Compared::default();
    for (name, text) in corpus() {
        let tree = parser.parse(&text, None).expect("a tree");
        let mut colours = std::collections::BTreeMap::new();
        let mut cursor = QueryCursor::new();
        let mut captures = cursor.captures(&query, tree.root_node(), text.as_bytes());
        while let Some((found, index)) = captures.next() {
            let capture = found.captures[*index];
            let colour = query.capture_names()[capture.index as usize];
            let node = colours.entry(capture.node.start_byte()).or_insert((found.pattern_index, colour));
            *node = (*node).max((found.pattern_index, colour));
        }
        let said = |byte| {
            let colour = colours.range(..=byte).next_back().map_or("", |(_, (_, colour))| *colour);
            CAPTURES.iter().find(|(named, _)| *named == colour).map_or("nothing", |(_, class)| *class)
        };
        compared.add(reference.differences(&name, &text, said));
    }
    compared.assert_alike(5000);
}

/// The rows of what a query captures as one of some names: the first and the last one of each node.
fn rows(language: &Language, query_name: &str, captures: &[&str], text: &str) -> Vec<(usize, usize)> {
    let query = query(language, query_name);
    let tree = parser(language).parse(text, None).expect("a tree");
    let mut cursor = QueryCursor::new();
    let mut found = cursor.captures(&query, tree.root_node(), text.as_bytes());
    let mut rows = Vec::new();
    while let Some((found, index)) = found.next() {
        let capture = found.captures[*index];
        if captures.contains(&query.capture_names()[capture.index as usize]) {
            rows.push((capture.node.start_position().row, capture.node.end_position().row));
        }
    }
    rows
}

/// Texts that the formatter breaks into lines in brackets: the values of the tests' tracks, each taken several times. Chains
/// are left out: in brackets the formatter moves them in by one more, which no query can say.
fn laid_out() -> impl Iterator<Item = (String, String)> {
    let wide = |(name, text): (String, String)| {
        let values = text.lines().filter(|line| !line.contains('#')).filter_map(|line| line.split_once(" = "));
        let calls = values.filter(|(named, value)| {
            !named.contains(' ') && value.len() > 36 && value.contains('(') && !value.contains("then")
        });
        let broken = calls.flat_map(|(_, value)| {
            [format!("lr = max({value}, {value}, 0.1 * ({value}))"), format!("lr = 0.1 * [{value}, {value}, {value}]")]
        });
        let laid = broken.filter_map(|text| lehr::format(&text).ok()).collect::<Vec<_>>();
        laid.into_iter().map(move |text| (name.clone(), text))
    };
    texts().chain(documented()).flat_map(wide)
}

#[test]
fn what_is_in_brackets_folds() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let mut count = 0;
    for (name, text) in laid_out() {
        let mut opened: Vec<_> = rows(&language, "folds", &["fold"], &text);
        opened.retain(|(first, last)| first < last);
        for (row, line) in text.lines().enumerate().filter(|(_, line)| line.ends_with(['(', '['])) {
            let folds = opened.iter().filter(|(first, _)| *first == row);
            let mut ends = folds.filter_map(|(_, last)| text.lines().nth(*last)).map(str::trim_start);
            assert!(ends.any(|end| end.starts_with([')', ']'])), "{name}: {line:?} does not fold up to its bracket");
            count += 1;
        }
    }
    assert!(count > 100, "{count} folds");
}

#[test]
fn it_indents_what_is_in_brackets_as_the_formatter_does() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut count = 0;
    for (name, text) in laid_out() {
        let mut opens = rows(&language, "indents", &["indent.begin"], &text);
        // Of those that begin on one line, one counts.
        opens.sort_unstable_by_key(|(first, last)| (*first, std::cmp::Reverse(*last)));
        opens.dedup_by_key(|(first, _)| *first);
        let closes = rows(&language, "indents", &["indent.branch"], &text);
        for (row, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            let deep = opens.iter().filter(|(first, last)| *first < row && row <= *last).count();
            if deep == 0 {
                continue;
            }
            let is_closed = closes.iter().any(|(first, _)| *first == row) && line.trim_start().starts_with([')', ']']);
            let spaces = 4 * (deep - usize::from(is_closed));
            assert_eq!(indentation(line), spaces, "{name}, line {}: {line:?}", row + 1);
            count += 1;
        }
    }
    assert!(count > 300, "{count} lines");
}

/// What `tree-sitter test` reads: each text with its tree.
const TREES: [(&str, &str); 10] = [
    ("A bare expression", "0.1 * cosine(10)"),
    ("A chain goes on with the next line", "lr = 0.1 * (\n    warmup(5 epochs)\n    then cosine(to=1%)\n)"),
    ("Statements on one line", "run = 90 epochs; epoch = 100 steps;; base = 0.1  # the peak"),
    ("Names", "let peak = 0.1\nparam warm = 5 epochs\nparam n\ndef decay(to, from=1x) = cosine(from=from, to=to)"),
    ("Expectations", "expect lr[5 epochs] == 0.1\nexpect continuous(lr)\nexpect max(lr[0..5]) <= 2x"),
    ("Families and groups", "lr.{layer in 0..3} = 0.1 * 0.9 ^ layer * cosine\nwd.base = 0.04"),
    ("Words after an operand", "lr = cosine(T=10) repeat(3, stretch=2) for 90 mirror\nmomentum = hold skip 3 until 5"),
    ("A unit of the file's own, which is a name elsewhere", "unit frame\nframe = 4 steps\nlr = warmup(8 frames)"),
    ("Events", "event save = every 5 epochs from 10 epochs until 80 epochs\nevent at_end = at [1, 2] epochs"),
    ("A function", "lr = factor(t -> max(0.01, 1 - t / 10))"),
];

/// A tree, each of its nodes on a line of its own.
fn laid_out_tree(tree: &str) -> String {
    let (mut lines, mut depth) = (String::new(), 0);
    let mut is_named = false;
    for word in tree.split(' ') {
        let separator = if is_named { " ".to_string() } else { format!("\n{}", "  ".repeat(depth)) };
        lines.push_str(if lines.is_empty() { "" } else { &separator });
        lines.push_str(word);
        is_named = word.ends_with(':');
        depth = depth + word.matches('(').count() - word.matches(')').count();
    }
    lines
}

#[test]
fn the_trees_of_its_own_corpus_are_those_of_the_grammar() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let rule = "=".repeat(20);
    let mut corpus = String::new();
    for (name, text) in TREES {
        assert!(parse(text).1.is_empty(), "{name} is right");
        let tree = parser(&language).parse(text, None).expect("a tree");
        let tree = laid_out_tree(&tree.root_node().to_sexp());
        corpus.push_str(&format!("{rule}\n{name}\n{rule}\n\n{text}\n\n---\n\n{tree}\n\n"));
    }
    assert!(!corpus.contains("ERROR") && !corpus.contains("MISSING"), "{corpus}");
    assert_generated(&format!("{FOLDER}/test/corpus/statements.txt"), &corpus);
}

/// What stands for what among the captures of the colours.
const CAPTURES: [(&str, &str); 12] = [
    ("constructor", "class"),
    ("type.builtin", "unit"),
    ("function.builtin", "function"),
    ("variable.parameter", "argument"),
    ("constant.builtin", "word"),
    ("variable", "name"),
    ("function", "name"),
    ("keyword", "keyword"),
    ("number", "number"),
    ("operator", "operator"),
    ("comment", "comment"),
    ("punctuation.bracket", "nothing"),
];
