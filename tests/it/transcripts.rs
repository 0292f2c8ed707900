//! The commands in the documentation, in a shell: they print what the pages say.

use std::fmt::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::docs::{PAGES, blocks};
use crate::support::{assert_generated, root};

/// Runs a command as a reader would, with `lehr` on the path and the examples in the folder.
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
    for shown in ["examples", "tests"] {
        symlink(root().join(shown), folder.path().join(shown)).expect("a link");
    }
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        let blocks = blocks(&text);
        // Other tests write pages that have no commands.
        if blocks.iter().all(|block| block.language != "console") {
            continue;
        }
        let mut transcripts = Vec::new();
        for block in blocks {
            if let Some(file) = &block.file {
                std::fs::write(folder.path().join(file), &block.text).expect("a file");
            }
            if block.language == "console" {
                assert!(block.text.starts_with("$ "), "{page}:{}: a console block starts with a command", block.line);
                transcripts.push((block.line, block.text.lines().count(), transcript(&block.text, folder.path())));
            }
        }
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        // From the last one, so that the lines of the others stay where they are.
        for (line, count, now) in transcripts.into_iter().rev() {
            lines.splice(line..line + count, now.lines().map(str::to_string));
        }
        assert_generated(page, &(lines.join("\n") + "\n"));
    }
}
