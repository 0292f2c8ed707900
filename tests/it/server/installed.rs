//! The server in editors that are installed here, set up as `docs/editors.md` says.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{root, skipped};

pub(super) const TEXT: &str =
    "run = 90 epochs; epoch = 100 steps  # 𝛼\nlet peak = 0.1\nlr = peak * (warmup(5 epochs) then cosin)\n";

/// The first line that a program prints of itself; empty where it is not installed.
pub(super) fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_string()
}

/// All that `docs/editors.md` says to write for an editor.
pub(super) fn recipe(editor: &str) -> String {
    let docs = std::fs::read_to_string(root().join("docs/editors.md")).expect("text");
    let (_, section) = docs.split_once(&format!("### {editor}\n")).expect("a section");
    let section = section.split("\n### ").next().expect("a section");
    let blocks = section.split("```text\n").skip(1);
    blocks.map(|block| block.split_once("```").expect("its end").0).collect()
}

/// The folders that programs are looked for in, that of `lehr` first.
pub(super) fn path_with_program() -> OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_lehr")).parent().expect("a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&path))).expect("a path")
}

/// What an editor says of the text, which it has as a file beside its recipe.
fn said(editor: &str, recipe_file: &str, command: &mut Command) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let [file, recipe_file] = ["a.lehr", recipe_file].map(|name| folder.path().join(name));
    std::fs::write(&file, TEXT).expect("a file");
    std::fs::write(&recipe_file, recipe(editor)).expect("a file");
    let command = command.env("PATH", path_with_program()).env("LEHR_FILE", &file).env("LEHR_RECIPE", &recipe_file);
    let output = command.env("HOME", folder.path()).stdin(Stdio::null()).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let said: Value =
        serde_json::from_str(&said).unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(said["failed"], Value::Null, "{said}");
    said
}

/// Puts the grammar into a folder, as neovim looks for it.
fn build_grammar(folder: &Path) {
    let [parser, queries] = ["parser", "queries/lehr"].map(|name| folder.join(name));
    [&parser, &queries].into_iter().for_each(|folder| std::fs::create_dir_all(folder).expect("a folder"));
    let grammar = root().join("grammar/tree-sitter-lehr");
    let mut compile = Command::new("cc");
    compile.args(["-shared", "-fPIC", "-Isrc", "-o"]).arg(parser.join("lehr.so"));
    let status = compile.args(["src/parser.c", "src/scanner.c"]).current_dir(&grammar).status();
    assert!(status.expect("a C compiler").success());
    for query in ["highlights.scm", "folds.scm", "indents.scm"] {
        std::fs::copy(grammar.join("queries").join(query), queries.join(query)).expect("a copy");
    }
}

fn lines(text: &str) -> Value {
    text.lines().map(Value::from).collect()
}

#[test]
fn what_an_editor_reads_as_json_names_the_server() {
    let read = |editor| serde_json::from_str::<Value>(&recipe(editor)).expect("JSON");
    let sublime = &read("Sublime Text")["clients"]["lehr"];
    assert_eq!((&sublime["enabled"], &sublime["command"]), (&json!(true), &json!(["lehr", "server"])));
    let jupyterlab = &read("JupyterLab")["LanguageServerManager"]["language_servers"]["lehr"];
    assert_eq!((&jupyterlab["version"], &jupyterlab["argv"]), (&json!(2), &json!(["lehr", "server"])));
    // The servers that are set beside it stay.
    assert_eq!(read("Zed")["languages"]["Python"]["language_servers"], json!(["lehr", "..."]));
    let grammar = std::fs::read_to_string(root().join("editors/sublime/lehr.sublime-syntax")).expect("the grammar");
    let scope = grammar.lines().find_map(|line| line.strip_prefix("scope: ")).expect("a scope");
    assert!(sublime["selector"].as_str().expect("a selector").split(" | ").any(|selected| selected == scope));
}

#[test]
fn neovim_shows_fixes_and_renames() {
    // The protocol as it is configured here came with 0.11.
    let version = version("nvim");
    let minor = version.strip_prefix("NVIM v0.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    if minor.is_none_or(|minor| minor < 11) {
        skipped(&format!("there is no neovim 0.11 here: {version:?}"));
        return;
    }
    let runtime = tempfile::tempdir().expect("a folder");
    build_grammar(runtime.path());
    let mut command = Command::new("nvim");
    command
        .env("LEHR_RUNTIME", runtime.path())
        .args(["--clean", "--headless", "-n", "-l"])
        .arg(root().join("tests/editors/neovim.lua"));
    let said = said("neovim", "recipe.lua", &mut command);
    assert_eq!(said["encoding"], "utf-8");
    assert_eq!(said["diagnostics"], json!([[2, 35, 40, "unknown-name"]]));
    let fixed = TEXT.replace("cosin)", "cosine)");
    assert_eq!(said["fixed"], lines(&fixed));
    assert!(said["hover"].as_str().is_some_and(|hover| hover.starts_with("**lr**")), "{said}");
    assert_eq!(said["hints"], json!(["0.1 at step 500 (5 epochs)", "⟨85 epochs⟩ 0 at step 9000 (90 epochs)"]));
    assert_eq!(said["renamed"], lines(&fixed.replace("peak", "top")));
    assert_eq!(said["colours"], json!(["variable", "constructor", "keyword"]));
    assert_eq!(said["folds"], json!([0, 0, 1, 2, 2, 1]));
}

#[test]
fn emacs_shows_fixes_and_renames() {
    if version("emacs").is_empty() {
        skipped("there is no Emacs here");
        return;
    }
    // Where Emacs has no eglot of its own, a package is found by the site's files.
    let has_eglot = Command::new("emacs").args(["-q", "--batch", "--eval", "(require 'eglot)"]).output();
    if !has_eglot.is_ok_and(|output| output.status.success()) {
        skipped("this Emacs has no eglot");
        return;
    }
    let mut command = Command::new("emacs");
    command.args(["-q", "--batch", "-l"]).arg(root().join("tests/editors/emacs.el"));
    let said = said("Emacs", "recipe.el", &mut command);
    assert_eq!((&said["mode"], &said["starts"]), (&json!("lehr-mode"), &json!(true)));
    let message = "lehr [unknown-name]: nothing is called `cosin`\nhelp: did you mean `cosine`?";
    assert_eq!(said["diagnostics"], json!([[3, 35, 5, message]]));
    let fixed = TEXT.replace("cosin)", "cosine)");
    assert_eq!(said["fixed"], lines(&fixed));
    assert!(said["hover"].as_str().is_some_and(|hover| hover.starts_with("**lr**")), "{said}");
    // Since eglot 1.10.
    if said["hints"] != Value::Null {
        assert_eq!(said["hints"], json!(["0.1 at step 500 (5 epochs)", "⟨85 epochs⟩ 0 at step 9000 (90 epochs)"]));
    }
    assert_eq!(said["renamed"], lines(&fixed.replace("peak", "top")));
}

#[test]
fn jupyterlab_lists_the_extension_of_the_package() {
    let Some(python) = std::env::var_os("LEHR_PYTHON") else {
        skipped("there is no JupyterLab here: name its Python in LEHR_PYTHON");
        return;
    };
    // As a wheel lays it out below `share/jupyter`.
    let folder = tempfile::tempdir().expect("a folder");
    let extension = folder.path().join("labextensions/lehr");
    for file in ["package.json", "static/entry.js", "static/words.js"] {
        let to = extension.join(file);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(root().join("python/jupyter").join(file), to).expect("a copy");
    }
    let mut command = Command::new(Path::new(&python).with_file_name("jupyter"));
    let output = command.args(["labextension", "list"]).env("JUPYTER_PATH", folder.path()).output();
    let Ok(output) = output else {
        skipped("there is no JupyterLab beside LEHR_PYTHON");
        return;
    };
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    let line = said.lines().find(|line| line.trim_start().starts_with("lehr v")).unwrap_or_default();
    assert!(line.contains("enabled") && line.contains("OK"), "{said}");
}
