//! What the words of a text are for the compiler: the kinds that the server says, which every grammar is compared with.

use std::ops::Range;

use lehr::reference::words;

use crate::server::editor::Editor;
use crate::support::{files, root};

/// The words of a text, each with its class.
pub(super) struct Reference {
    editor: Editor,
    names: Vec<&'static str>,
    functions: Vec<&'static str>,
    units: Vec<&'static str>,
}

impl Reference {
    pub(super) fn new() -> Self {
        let words = words();
        let functions = [words.functions, words.predicates].concat();
        Self { editor: Editor::new("lr = hold(1)\n"), names: words.names, functions, units: words.units }
    }

    fn words(&mut self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        self.editor.open(text);
        let tokens = self.editor.tokens();
        tokens.into_iter().map(|(span, kind)| (span.clone(), self.class(&text[span], kind))).collect()
    }

    /// The class of a word: one that grammars tell apart.
    fn class(&self, word: &str, kind: &'static str) -> &'static str {
        let is_name = word.rsplit('.').next().is_some_and(|last| self.names.contains(&last));
        match kind {
            "keyword" | "enumMember" if is_name => "word",
            "enumMember" => "choice",
            "class" if word == "tanh" => "tanh",
            "function" if word == "tanh" => "tanh",
            "function" if self.functions.contains(&word) => "function",
            "function" | "variable" => "name",
            "property" => "argument",
            "type" if self.units.contains(&word) => "unit",
            "type" => "own unit",
            other => other,
        }
    }

    /// The words of a text that a grammar takes for something else; `said` is its class of a byte.
    pub(super) fn differences(&mut self, name: &str, text: &str, said: impl Fn(usize) -> &'static str) -> Compared {
        let mut compared = Compared::default();
        for (span, class) in self.words(text) {
            compared.words += 1;
            // A word has one class, from its first byte to its last.
            for found in [said(span.start), said(span.end - 1)] {
                if found != class && !is_beyond_a_grammar(class, found) {
                    let line = text[..span.start].matches('\n').count() + 1;
                    compared
                        .differences
                        .push(format!("{name}:{line}: {:?} is {class}, not {found}", &text[span.clone()]));
                    break;
                }
            }
        }
        compared
    }
}

/// How many words of some texts were compared, and those that differ.
#[derive(Default)]
pub(super) struct Compared {
    words: usize,
    differences: Vec<String>,
}

impl Compared {
    pub(super) fn add(&mut self, other: Self) {
        self.words += other.words;
        self.differences.extend(other.differences);
    }

    pub(super) fn assert_alike(&self, count: usize) {
        let Self { words, differences } = self;
        assert!(differences.is_empty(), "{} words are read otherwise:\n{}", differences.len(), differences.join("\n"));
        assert!(*words > count, "{words} words");
    }
}

/// What no grammar can know of a word, each with the reason.
fn is_beyond_a_grammar(class: &str, found: &str) -> bool {
    match class {
        // What an argument chooses among is named as a shape, a function, or nothing else: `shape=cosine`.
        "choice" => matches!(found, "class" | "function" | "name"),
        // A declaration elsewhere makes it a unit, where it measures nothing: `frame = 4 steps`, `tick = frames`.
        "own unit" => matches!(found, "unit" | "name"),
        // It is the function where a number is wanted, and the shape elsewhere.
        "tanh" => matches!(found, "class" | "function"),
        // Of a `def`, where it is defined and where it is used; of a `param`.
        "parameter" => matches!(found, "name" | "argument"),
        _ => false,
    }
}

/// Every text of the tests and the examples.
pub(crate) fn texts() -> impl Iterator<Item = (String, String)> {
    let folders =
        ["examples", "examples/recipes", "tests/corpus/error", "tests/format", "tests/lint", "tests/conformance"];
    let paths = folders.into_iter().flat_map(|folder| files(folder, "lehr"));
    paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text")))
}

/// The blocks of the language in the documents.
pub(super) fn documented() -> impl Iterator<Item = (String, String)> {
    let pages = files("docs", "md").into_iter().chain([root().join("README.md"), root().join("CHANGELOG.md")]);
    pages.flat_map(|page| {
        let text = std::fs::read_to_string(&page).expect("text");
        let blocks = text.split("\n```lehr").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split("\n```").next());
        let blocks = blocks.map(|block| format!("{block}\n")).enumerate();
        let named = |(index, block)| (format!("{} (block {})", page.display(), index + 1), block);
        blocks.map(named).collect::<Vec<_>>()
    })
}

/// All of them that compile.
pub(super) fn corpus() -> Vec<(String, String)> {
    let compiles = |text: &str| lehr::compile(text, &lehr::Overrides::new()).program().is_some();
    texts().chain(documented()).filter(|(_, text)| compiles(text)).collect()
}
