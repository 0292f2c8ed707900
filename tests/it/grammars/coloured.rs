//! The colours of the grammars that know words alone (Pygments and `TextMate`): those of the compiler.

use std::io::Write;
use std::process::{Command, Stdio};

use super::reference::{Compared, Reference, corpus};
use crate::support::{root, skipped};

/// What a program says of some texts: for each, where a token starts and what it is.
fn tokens(command: &mut Command, texts: &[&String]) -> Vec<Vec<(usize, String)>> {
    let mut child =
        command.current_dir(root()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it was looked for");
    let mut input = child.stdin.take().expect("it reads");
    input.write_all(serde_json::to_string(texts).expect("JSON").as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{command:?} fails");
    serde_json::from_slice(&output.stdout).expect("its tokens")
}

/// Compares the tokens of a grammar on the whole corpus: for each text, where one starts and what it is. `class` is what
/// the first part of a token's name stands for.
pub(super) fn compare(tokens: impl FnOnce(&[&String]) -> Vec<Vec<(usize, String)>>, class: &[(&str, &'static str)]) {
    let corpus = corpus();
    let texts: Vec<_> = corpus.iter().map(|(_, text)| text).collect();
    let mut reference = Reference::new();
    let mut compared = Compared::default();
    for ((name, text), found) in corpus.iter().zip(tokens(&texts)) {
        let said = |byte| {
            let token = found.iter().rfind(|(at, _)| *at <= byte).map_or("", |(_, token)| token);
            class.iter().find(|(named, _)| token.starts_with(named)).map_or("nothing", |(_, class)| *class)
        };
        compared.add(reference.differences(name, text, said));
    }
    compared.assert_alike(5000);
}

#[test]
fn pygments_colours_what_the_compiler_reads() {
    let python = std::env::var_os("LEHR_PYTHON").unwrap_or_else(|| "python3".into());
    let has = Command::new(&python).args(["-c", "import pygments"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        skipped("python3 has no Pygments here: name one that has it in LEHR_PYTHON");
        return;
    }
    let mut command = Command::new(python);
    command.arg("tests/it/grammars/pygments_tokens.py");
    let classes = [
        ("Name.Class", "class"),
        ("Name.Function", "function"),
        ("Name.Attribute", "argument"),
        ("Name.Variable", "name"),
        ("Keyword.Type", "unit"),
        ("Keyword.Pseudo", "word"),
        ("Keyword", "keyword"),
        ("Literal.Number", "number"),
        ("Operator", "operator"),
        ("Comment", "comment"),
    ];
    compare(|texts| tokens(&mut command, texts), &classes);
}

/// What stands for what in the grammar of `TextMate`.
pub(super) const SCOPES: [(&str, &str); 10] = [
    ("entity.name.type", "class"),
    ("support.function", "function"),
    ("variable.parameter", "argument"),
    ("variable.other", "name"),
    ("support.type", "unit"),
    ("variable.language", "word"),
    ("keyword.control", "keyword"),
    ("constant.numeric", "number"),
    ("keyword.operator", "operator"),
    ("comment", "comment"),
];

#[test]
fn textmate_colours_what_the_compiler_reads() {
    if !root().join("editors/vscode/node_modules/vscode-textmate").exists() {
        skipped("there is no reader of TextMate's grammars here: run `npm ci` in editors/vscode");
        return;
    }
    let mut command = Command::new("node");
    command.args(["tests/it/grammars/textmate_tokens.mjs", super::TEXTMATE]);
    compare(|texts| tokens(&mut command, texts), &SCOPES);
}
