//! The server in neovim, where that is installed.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{root, skipped};

const TEXT: &str =
    "run = 90 epochs; epoch = 100 steps  # 𝛼\nlet peak = 0.1\nlr = peak * (warmup(5 epochs) then cosin)\n";

#[test]
fn neovim_shows_fixes_and_renames() {
    // The protocol as it is configured here came with 0.11.
    let version = Command::new("nvim").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&version).lines().next().unwrap_or_default().to_string();
    let minor = version.strip_prefix("NVIM v0.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    if minor.is_none_or(|minor| minor < 11) {
        skipped(&format!("there is no neovim 0.11 here: {version:?}"));
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.lehr");
    std::fs::write(&file, TEXT).expect("a file");
    let output = Command::new("nvim")
        .args(["--clean", "--headless", "-n", "-l"])
        .arg(root().join("tests/editors/neovim.lua"))
        .env("LEHR", env!("CARGO_BIN_EXE_lehr"))
        .env("LEHR_FILE", &file)
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let said: Value =
        serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(said["failed"], Value::Null, "{said}");
    assert_eq!(said["encoding"], "utf-8");
    assert_eq!(said["diagnostics"], json!([[2, 35, 40, "unknown-name"]]));
    let lines = |text: &str| text.lines().map(Value::from).collect::<Vec<_>>();
    let fixed = TEXT.replace("cosin)", "cosine)");
    assert_eq!(said["fixed"], Value::from(lines(&fixed)));
    assert!(said["hover"].as_str().is_some_and(|hover| hover.starts_with("**lr**")), "{said}");
    assert_eq!(said["hints"], json!(["0.1 at step 500 (5 epochs)", "⟨85 epochs⟩ 0 at step 9000 (90 epochs)"]));
    assert_eq!(said["renamed"], Value::from(lines(&fixed.replace("peak", "top"))));
}
