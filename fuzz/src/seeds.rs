//! What the fuzzers start from: the schedules of the repository.

use std::path::{Path, PathBuf};

use lehr::{Overrides, compile};

/// A fuzzer with something to start from.
pub struct Seed {
    /// The name of the fuzzer.
    pub target: &'static str,
    /// Its input.
    pub bytes: Vec<u8>,
}

/// Every schedule below `root`, the top of the repository: those of the examples, the mistakes of
/// the corpus, the ones in the pages, and all that compile, compiled; and the corpus of training scripts.
pub fn seeds(root: &Path) -> Vec<Seed> {
    let mut texts = Vec::new();
    for folder in ["examples", "examples/recipes", "tests/corpus/error"] {
        texts.extend(files(&root.join(folder), "lehr").iter().filter_map(|path| std::fs::read_to_string(path).ok()));
    }
    let folders = ["", "docs", "docs/coming-from", "grammar"];
    for page in folders.iter().flat_map(|folder| files(&root.join(folder), "md")) {
        texts.extend(blocks(&std::fs::read_to_string(page).unwrap_or_default()));
    }
    let compiled = texts.iter().filter_map(|text| {
        let program = compile(text, &Overrides::default()).into_program().ok()?;
        Some(Seed { target: "compiled", bytes: serde_json::to_vec(&program).ok()? })
    });
    let overrides = texts.iter().map(|text| {
        let bytes = format!("90 epochs\n0.1\n5004 steps\nbatch=256\n{text}").into_bytes();
        Seed { target: "overrides", bytes }
    });
    let texts = texts.iter().map(|text| Seed { target: "text", bytes: text.clone().into_bytes() });
    let scripts = ["py", "ipynb"].into_iter().flat_map(|ending| files(&root.join("tests/scripts"), ending));
    let scripts = scripts.filter_map(|path| Some(Seed { target: "scripts", bytes: std::fs::read(path).ok()? }));
    texts.chain(compiled).chain(overrides).chain(scripts).collect()
}

/// The `lehr` blocks of a page, and what stands in quotes after `-e`.
fn blocks(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_string(), String::new())),
            (Some(_), Some(_)) => {
                let (language, text) = open.take().unwrap_or_default();
                if language == "lehr" {
                    found.push(text);
                } else {
                    let quoted = text.lines().filter_map(|line| line.split_once("-e '")?.1.split_once('\''));
                    found.extend(quoted.map(|(text, _)| text.to_string()));
                }
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// The files of a folder with an ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}
