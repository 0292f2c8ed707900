//! The shape of the sources: data flows one way, rooms stay small, and the map of them is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::{relative, root};

/// What each part of the sources may use of the others, from the bottom up.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("schedule", &["error"]),
    ("text", &[]),
    ("stack", &[]),
    ("diagnostic", &["error", "text"]),
    ("units", &["schedule", "text"]),
    ("catalogue", &["schedule", "units"]),
    ("syntax", &["diagnostic", "text", "units"]),
    ("format", &["diagnostic", "error", "stack", "syntax", "text"]),
    ("peers", &["catalogue", "syntax", "text", "units"]),
    ("check", &["catalogue", "diagnostic", "peers", "schedule", "syntax", "text", "units"]),
    ("lower", &["check", "diagnostic", "error", "schedule", "syntax", "text", "units"]),
    ("program", &["check", "error", "schedule", "stack", "syntax", "text", "units"]),
    ("overrides", &["check", "diagnostic", "error", "schedule", "syntax", "text", "units"]),
    (
        "compile",
        &[
            "check",
            "diagnostic",
            "error",
            "lower",
            "overrides",
            "program",
            "schedule",
            "stack",
            "syntax",
            "text",
            "units",
        ],
    ),
    ("expect", &["check", "compile", "diagnostic", "schedule", "syntax", "text", "units"]),
    (
        "lint",
        &["catalogue", "compile", "diagnostic", "overrides", "peers", "program", "schedule", "syntax", "text", "units"],
    ),
    (
        "scripts",
        &["compile", "diagnostic", "format", "lint", "overrides", "peers", "program", "schedule", "text", "units"],
    ),
    ("plot", &["compile", "diagnostic", "error", "program", "schedule", "syntax", "text", "units"]),
    ("report", &["diagnostic", "lint", "text"]),
    ("config", &["diagnostic", "error", "lint", "overrides", "text"]),
    ("reference", &["catalogue", "check", "compile", "overrides", "peers", "schedule", "units"]),
    (
        "server",
        &[
            "catalogue",
            "check",
            "compile",
            "config",
            "diagnostic",
            "error",
            "expect",
            "format",
            "lint",
            "overrides",
            "plot",
            "program",
            "reference",
            "schedule",
            "scripts",
            "stack",
            "syntax",
            "text",
            "units",
        ],
    ),
];

pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn nothing_below_knows_what_is_above_it() {
    for path in sources(&root().join("src")) {
        let name = relative(&path);
        let part = name.trim_start_matches("src/").split(['/', '.']).next().expect("a part");
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == part) else {
            assert!(["cli", "lib", "main"].contains(&part), "{name} belongs to no layer");
            continue;
        };
        let text = std::fs::read_to_string(&path).expect("text");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for used in code.flat_map(|line| line.split("crate::").skip(1).map(str::to_string).collect::<Vec<_>>()) {
            let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            assert!(used == part || allowed.contains(&used), "{name} uses `{used}`");
        }
    }
}

#[test]
fn the_parser_of_python_is_known_to_one_crate() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    assert!(!manifest.contains("ruff_"), "ruff's parser belongs to crates/python-calls");
    let face = std::fs::read_to_string(root().join("crates/python-calls/src/lib.rs")).expect("text");
    assert!(!face.contains("ruff_"), "no type of ruff's is part of what crates/python-calls promises");
}

#[test]
fn rooms_are_small_and_say_what_they_are_for() {
    for folder in ["src", "tests", "crates/python-calls", "python/src"] {
        for path in sources(&root().join(folder)) {
            let text = std::fs::read_to_string(&path).expect("text");
            assert!(text.starts_with("//! "), "{} does not say what it is for", relative(&path));
            assert!(text.lines().count() <= 600, "{} no longer fits into one head", relative(&path));
        }
    }
}

/// The longest function, in lines: a match over all nodes.
const LONGEST_FUNCTION: usize = 80;

#[test]
fn functions_are_short() {
    let opens = |line: &str| {
        let words: Vec<_> = line.split_whitespace().take(4).collect();
        let name = words.iter().position(|word| *word == "fn");
        let alone = |at: usize| words[..at].iter().all(|word| word.starts_with("pub") || *word == "const");
        line.ends_with(['{', '(']) && name.is_some_and(alone)
    };
    let mut found = 0;
    for path in sources(&root().join("src")) {
        let text = std::fs::read_to_string(&path).expect("text");
        let lines: Vec<_> = text.lines().collect();
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| opens(line)) {
            let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
            let length = lines[index..].iter().take_while(|line| **line != end).count() + 1;
            assert!(length <= LONGEST_FUNCTION, "{}:{} has {length} lines", relative(&path), index + 1);
            found += 1;
        }
    }
    assert!(found > 1000, "{found} functions are looked at");
}

/// The rooms of the sources: the folders and files at their top.
fn rooms() -> BTreeSet<String> {
    let names = sources(&root().join("src")).into_iter().map(|path| {
        let name = relative(&path);
        name.trim_start_matches("src/").split(['/', '.']).next().expect("a part").to_string()
    });
    names.filter(|name| name != "lib" && name != "main").collect()
}

#[test]
fn the_map_names_every_room() {
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).expect("the page");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mapped: Vec<String> = rows.map(str::to_string).collect();
    assert_eq!(mapped.iter().cloned().collect::<BTreeSet<_>>(), rooms());
    // From the bottom up: a room uses only rooms that the page names before it.
    for (index, room) in mapped.iter().enumerate() {
        let uses = LAYERS.iter().find(|(layer, _)| layer == room).map_or(&[][..], |(_, uses)| uses);
        for used in uses {
            assert!(
                mapped[..index].iter().any(|lower| lower == used),
                "`{room}` uses `{used}`, which the map has after it"
            );
        }
    }
}
