//! The documentation: schedules in it compile, its commands are those of the gate, its picture is current.

use lehr::{Overrides, compile};

use crate::support::{assert_generated, lehr, root};

/// The pages with code in them.
pub(crate) const PAGES: &[&str] = &[
    "README.md",
    "docs/tutorial.md",
    "docs/cookbook.md",
    "docs/language.md",
    "docs/compiled.md",
    "docs/catalogue.md",
    "docs/format.md",
    "docs/plot.md",
    "docs/watch.md",
    "docs/editors.md",
    "grammar/README.md",
];

/// A fenced block of a page.
pub(crate) struct Block {
    pub(crate) language: String,
    /// The file that it is saved as, which its first line names after the language.
    #[cfg_attr(not(unix), expect(dead_code, reason = "the commands of pages are run in a shell"))]
    pub(crate) file: Option<String>,
    pub(crate) text: String,
    /// The line of the page on which its text starts, counted from 0.
    pub(crate) line: usize,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in page.lines().enumerate() {
        match (&mut open, text.strip_prefix("```")) {
            (None, Some(info)) => {
                let (language, file) = info.split_once(' ').map_or((info, None), |(first, rest)| (first, Some(rest)));
                let (language, file) = (language.to_string(), file.map(str::to_string));
                open = Some(Block { language, file, text: String::new(), line: line + 1 });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(text);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

#[test]
fn schedules_in_the_pages_compile_and_keep_their_promises() {
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        for block in blocks(&text).into_iter().filter(|block| block.language == "lehr") {
            let compilation = compile(&block.text, &Overrides::default());
            assert!(compilation.diagnostics().is_empty(), "{page}:{}: {:#?}", block.line, compilation.diagnostics());
            for outcome in compilation.test() {
                assert_eq!(outcome.failure, None, "{page}:{}", block.line);
            }
        }
    }
}

#[test]
fn nothing_is_found_in_the_cookbook() {
    let text = std::fs::read_to_string(root().join("docs/cookbook.md")).expect("the page");
    let tasks: Vec<_> = blocks(&text).into_iter().filter(|block| block.language == "lehr").collect();
    assert!(tasks.len() > 30, "{} tasks", tasks.len());
    for task in tasks {
        let compilation = compile(&task.text, &Overrides::default());
        assert_eq!(lehr::lint::check(&compilation, &lehr::lint::Settings::default()), [], "line {}", task.line);
        assert_eq!(lehr::format(&task.text).expect("it is laid out"), task.text, "line {}", task.line);
    }
}

#[test]
fn every_block_says_what_it_is() {
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        for block in blocks(&text) {
            let known = ["lehr", "console", "sh", "rust", "python", "text", "json", "pest"];
            assert!(known.contains(&block.language.as_str()), "{page}:{}: `{}`", block.line, block.language);
        }
    }
}

#[test]
fn the_two_commands_are_those_of_the_gate() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the page");
    let gate = std::fs::read_to_string(root().join(".ci/run")).expect("the gate");
    let commands: Vec<_> = blocks(&readme).into_iter().filter(|block| block.language == "sh").collect();
    assert_eq!(commands.len(), 2, "one runs the main job, one passes the tests");
    for block in commands {
        assert!(gate.lines().any(|line| line == block.text.trim_end()), "the gate does not run `{}`", block.text);
    }
}

#[test]
fn the_picture_is_what_the_command_draws() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the page");
    for theme in ["light", "dark"] {
        let name = format!("docs/one_cycle-{theme}.svg");
        assert!(readme.contains(&name), "README.md does not show {name}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("drawn.svg");
        let path = path.to_str().expect("a plain name");
        let printed = lehr(&["plot", "examples/one_cycle.lehr", "--theme", theme, "-o", path]);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        let drawn = std::fs::read_to_string(path).expect("the picture");
        assert_generated(&name, &drawn);
    }
}
