//! What is written for editors in JavaScript, without them: the extension of Visual Studio Code and that of `JupyterLab`.

use std::process::Command;

use crate::support::{root, skipped};

/// Runs the tests of a file; each has its own words for what is wrong.
fn passes(file: &str) {
    let tests = root().join("tests/editors").join(file);
    let output = Command::new("node").arg("--test").arg(tests).env("LEHR_PROGRAM", env!("CARGO_BIN_EXE_lehr")).output();
    let Ok(output) = output else {
        skipped("there is no Node.js here");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("# fail 0"), "{said}");
    assert!(!said.contains("# tests 0"), "{said}");
}

#[test]
fn the_commands_do_what_they_say_by_the_right_program() {
    passes("extension.cjs");
}

#[test]
fn a_package_holds_a_program_of_its_platform() {
    passes("package.cjs");
}

#[test]
fn jupyterlab_knows_files_of_schedules() {
    passes("jupyterlab.cjs");
}
