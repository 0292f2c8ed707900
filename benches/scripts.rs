//! How many training scripts a CPU-second checks: a thousand of 300 lines each, every rule over every schedule; and what
//! a file without a scheduler costs beside only reading it.
//!
//! Times are of the CPU, so that other programs do not count; of files they are of the clock, too.

use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use lehr::scripts::{Look, Script, Settings};
use lehr::{Overrides, lint};

const FILES: usize = 1000;
const LINES: usize = 300;
/// How often files are gone through, of which the fastest time counts.
const ROUNDS: usize = 20;

/// The scripts of the corpus.
fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let entries = std::fs::read_dir(folder).expect("the corpus is there").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it == "py")).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

/// A script as long as those that people write: models, data and training, as in one file of a repository.
fn script(number: usize, training: &str) -> String {
    let mut text = String::from("import torch\nimport torch.nn.functional as F\nfrom torch import nn\n");
    let ours = training.lines().count();
    let mut block = 0;
    while text.lines().count() + ours < LINES {
        block += 1;
        text.push_str(&format!(
            "\n\nclass Block{number}x{block}(nn.Module):\n    def __init__(self, width, depth=2):\n        super().__init__()\n        \
             self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])\n        \
             self.norm = nn.LayerNorm(width)\n\n    def forward(self, x, mask=None):\n        \
             for layer in self.layers:\n            x = x + F.relu(layer(self.norm(x)), inplace=True)\n        \
             if mask is not None:\n            x = x.masked_fill(mask == 0, -1e9)\n        return x\n"
        ));
    }
    text + training
}

fn time(work: impl FnOnce() -> usize) -> Duration {
    let start = ProcessTime::now();
    black_box(work());
    start.elapsed()
}

fn main() {
    let corpus = corpus();
    let scripts: Vec<String> =
        corpus.iter().cycle().take(FILES).enumerate().map(|(number, training)| script(number, training)).collect();
    let lines = scripts.iter().map(|text| text.lines().count()).sum::<usize>() / scripts.len();
    let (parameters, settings, overrides) = (Settings::default(), lint::Settings::default(), Overrides::default());
    let parsed = time(|| scripts.iter().map(|text| python_calls::read(text).calls().count()).sum());
    let checked =
        time(|| scripts.iter().map(|text| Script::read(text, &parameters).check(&overrides, &settings).len()).sum());
    report(&format!(
        "{FILES} scripts of {lines} lines: {:.0} scripts per CPU-second, {:.2} times what following their Python takes alone",
        FILES as f64 / checked.as_secs_f64(),
        checked.as_secs_f64() / parsed.as_secs_f64()
    ));

    // Files of models alone.
    let folder = tempfile::tempdir().expect("a folder");
    let paths: Vec<PathBuf> = (0..FILES)
        .map(|number| {
            let path = folder.path().join(format!("model{number}.py"));
            std::fs::write(&path, script(number, "")).expect("a file");
            path
        })
        .collect();
    let look = Look::default();
    let read = |path: &PathBuf| std::fs::read(path).expect("a file").len();
    let seen = |path: &&PathBuf| File::open(path).and_then(|file| look.might_have_schedules_in(file)).expect("a file");
    let (mut alone, mut looked) = (Cost::MOST, Cost::MOST);
    for _ in 0..ROUNDS {
        alone = alone.least(cost(|| paths.iter().map(read).sum()));
        looked = looked.least(cost(|| paths.iter().filter(seen).count()));
    }
    report(&format!(
        "{FILES} files without a scheduler: {:.2} times the CPU and {:.2} times the clock of only reading them",
        looked.cpu.as_secs_f64() / alone.cpu.as_secs_f64(),
        looked.clock.as_secs_f64() / alone.clock.as_secs_f64()
    ));
}

/// What some work takes.
#[derive(Clone, Copy)]
struct Cost {
    cpu: Duration,
    clock: Duration,
}

impl Cost {
    const MOST: Self = Self { cpu: Duration::MAX, clock: Duration::MAX };

    /// The least of both: other programs only ever add to it.
    fn least(self, other: Self) -> Self {
        Self { cpu: self.cpu.min(other.cpu), clock: self.clock.min(other.clock) }
    }
}

fn cost(work: impl FnOnce() -> usize) -> Cost {
    let clock = Instant::now();
    let cpu = time(work);
    Cost { cpu, clock: clock.elapsed() }
}

#[expect(clippy::print_stdout, reason = "a benchmark reports what it measured")]
fn report(line: &str) {
    println!("{line}");
}
