//! What others run: the steps of `action.yml` and the hooks of `.pre-commit-hooks.yaml`.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::root;

/// The values of a key in a file of lists and maps, in order, without their quotes.
fn values(file: &str, key: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(file)).expect("text");
    let lines = text.lines().filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix(&format!("{key}: ")));
    lines.map(|value| value.trim_matches('\'').to_string()).collect()
}

/// Runs a line as a shell does that finds `lehr`.
fn shell(line: &str, folder: &Path, environment: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_lehr")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("bash");
    command.args(["-euo", "pipefail", "-c", line]).current_dir(folder).env("PATH", path).env_remove("NO_COLOR");
    command.envs(environment.iter().copied()).output().expect("a shell")
}

const SCRIPT: &str = "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR
optimizer = SGD(net.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=5)
for epoch in range(10):
    optimizer.step()
    scheduler.step()
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("train.py"), SCRIPT).expect("a file");
    std::fs::write(folder.path().join("a.lehr"), "run = 10\nlr = cosine( 10 )\n").expect("a file");
    folder
}

#[test]
fn the_action_annotates_what_it_finds_and_fails_where_it_is_told_to() {
    let steps = values("action.yml", "run");
    let [build, check] = steps.as_slice() else { panic!("{steps:?}") };
    assert!(build.starts_with("cargo install ") && build.ends_with(" --path \"$ACTION_PATH\""), "{build}");
    let defaults = values("action.yml", "default");
    let [paths, arguments] = defaults.as_slice() else { panic!("{defaults:?}") };
    let folder = folder();
    let run = |paths: &str, arguments: &str| shell(check, folder.path(), &[("PATHS", paths), ("ARGUMENTS", arguments)]);
    let printed = run(paths, arguments);
    let out = String::from_utf8_lossy(&printed.stdout);
    assert!(printed.status.success(), "{printed:?}");
    assert!(out.contains("::warning file=train.py,line=4,col="), "{out}");
    assert!(!run("train.py a.lehr", "--deny warnings").status.success());
    assert!(run("a.lehr", "--deny warnings").status.success());
}

#[test]
fn each_hook_runs_on_the_files_that_it_asks_for() {
    let (ids, entries, patterns) = (
        values(".pre-commit-hooks.yaml", "id"),
        values(".pre-commit-hooks.yaml", "entry"),
        values(".pre-commit-hooks.yaml", "files"),
    );
    assert_eq!(ids, ["lehr-check", "lehr-fmt"]);
    assert_eq!((entries.len(), patterns.len()), (2, 2));
    let folder = folder();
    let taken = |pattern: &str| -> Vec<&str> {
        let endings: Vec<&str> =
            pattern.trim_start_matches(r"\.").trim_end_matches('$').trim_matches(['(', ')']).split('|').collect();
        ["train.py", "a.lehr"]
            .into_iter()
            .filter(|file| endings.iter().any(|it| file.ends_with(&format!(".{it}"))))
            .collect()
    };
    assert_eq!(taken(&patterns[0]), ["train.py", "a.lehr"]);
    assert_eq!(taken(&patterns[1]), ["a.lehr"]);
    let checked = shell(&format!("{} {}", entries[0], taken(&patterns[0]).join(" ")), folder.path(), &[]);
    assert!(String::from_utf8_lossy(&checked.stdout).contains("climbs-back"), "{checked:?}");
    let formatted = shell(&format!("{} {}", entries[1], taken(&patterns[1]).join(" ")), folder.path(), &[]);
    assert!(formatted.status.success(), "{formatted:?}");
    let now = std::fs::read_to_string(folder.path().join("a.lehr")).expect("text");
    assert_eq!(now, "run = 10\nlr = cosine(10)\n");
}
