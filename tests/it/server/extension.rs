//! The extension of Visual Studio Code without that: which program it runs, and what its commands do.

use std::process::Command;

use crate::support::{root, skipped};

#[test]
fn the_commands_do_what_they_say_by_the_right_program() {
    let tests = root().join("tests/editors/extension.cjs");
    let output = Command::new("node").arg("--test").arg(tests).env("LEHR_PROGRAM", env!("CARGO_BIN_EXE_lehr")).output();
    let Ok(output) = output else {
        skipped("there is no Node.js here");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("# fail 0"), "{said}");
    assert!(!said.contains("# tests 0"), "{said}");
}
