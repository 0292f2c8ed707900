//! The documentation: every block of code in it is run.
//!
//! `UPDATE_DOCS=1 cargo test docs` writes what the commands print, and the pictures, into the pages.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use lehr::{Overrides, compile};

use crate::support::{lehr, root};

const PAGES: &[&str] = &[
    "README.md",
    "docs/language.md",
    "docs/compiled.md",
    "docs/catalogue.md",
    "docs/format.md",
    "docs/plot.md",
    "docs/watch.md",
    "grammar/README.md",
];

/// A fenced block of a page.
struct Block {
    language: String,
    text: String,
    /// The line of its first line of text, from 0.
    line: usize,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in page.lines().enumerate() {
        match (&mut open, text.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { language: language.to_string(), text: String::new(), line: line + 1 });
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

/// Runs a command as a reader would, with `lehr` on the path and the examples at hand.
fn run(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_lehr"));
    let path =
        format!("{}:{}", program.parent().expect("a folder").display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .env_remove("TERM")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("a shell");
    String::from_utf8(output.stdout).expect("text")
}

/// A block of commands and what they print, with what they print now.
fn transcript(text: &str, folder: &Path) -> String {
    let mut now = String::new();
    for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let _ = write!(now, "$ {command}\n{}", run(command, folder));
    }
    now
}

#[test]
fn commands_print_what_the_pages_say() {
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(root().join("examples"), folder.path().join("examples")).expect("a link");
    for page in PAGES {
        let path = root().join(page);
        let text = std::fs::read_to_string(&path).expect("the page");
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        for block in blocks(&text).into_iter().rev().filter(|block| block.language == "console") {
            assert!(block.text.starts_with("$ "), "{page}:{}: a console block starts with a command", block.line);
            let now = transcript(&block.text, folder.path());
            if std::env::var_os("UPDATE_DOCS").is_none() {
                assert_eq!(block.text, now, "{page}:{}", block.line);
            }
            let end = block.line + block.text.lines().count();
            lines.splice(block.line..end, now.lines().map(str::to_string));
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, lines.join("\n") + "\n").expect("the page is written");
        }
    }
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
fn every_block_says_what_it_is() {
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        for block in blocks(&text) {
            let known = ["lehr", "console", "sh", "rust", "text", "json", "pest"];
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
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(root().join(&name), drawn).expect("the picture is written");
        } else {
            let shown = std::fs::read_to_string(root().join(&name)).expect("the picture");
            assert!(shown == drawn, "{name} is not what `lehr plot` draws");
        }
    }
}
