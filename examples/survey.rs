//! How far training scripts are read: `cargo run --release --example survey -- FOLDER…` counts, over all Python files
//! and notebooks of the repositories in some folders, the schedules that are determined, up to which parameters, and the
//! reasons for the rest. With `--list` first, it also prints a line for each schedule.
//!
//! A single file is one that is no test and imports nothing from its own repository. What a library that lehr knows is
//! imported from does not count as that, in the library's repository as little as anywhere else.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

use lehr::scripts::{Look, Schedule, Script, Settings};

/// How many schedules are determined how far.
#[derive(Clone, Copy)]
enum How {
    Full,
    Defaults,
    Open,
    Not,
}

/// Schedules by how far they are determined.
#[derive(Default)]
struct Share([usize; 4]);

impl Share {
    fn add(&mut self, how: How) {
        self.0[how as usize] += 1;
    }

    fn known(&self) -> usize {
        self.0[..How::Not as usize].iter().sum()
    }

    fn print(&self, of: &str) {
        let all = self.0.iter().sum::<usize>().max(1) as f64;
        println!("\n{of}: {}, {:.1} % determined", self.0.iter().sum::<usize>(), self.known() as f64 * 100.0 / all);
        let what = ["fully", "up to parameters with defaults", "up to parameters, some without a default", "not"];
        for (count, what) in self.0.iter().zip(what) {
            println!("{count:6} {:5.1} % {what}", *count as f64 * 100.0 / all);
        }
    }
}

/// Libraries that lehr knows: their names are no modules of a repository.
const LIBRARIES: [&str; 14] = [
    "accelerate",
    "composer",
    "deepspeed",
    "diffusers",
    "fvcore",
    "ignite",
    "keras",
    "lightning",
    "megatron",
    "mmengine",
    "optax",
    "timm",
    "torch",
    "transformers",
];

/// The modules and packages of a repository, by their last names.
fn modules(folder: &Path, found: &mut BTreeSet<String>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_string();
        if path.is_dir() {
            modules(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            found.insert(name);
            found.extend(folder.file_name().and_then(|name| name.to_str()).map(str::to_string));
        }
    }
}

/// Whether a text imports one of some modules, or something beside itself.
fn imports(text: &str, own: &BTreeSet<String>) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '"']);
        let root = |path: &str| path.trim().split(['.', ' ', '\\', ',']).next().unwrap_or_default().to_string();
        match (line.strip_prefix("from "), line.strip_prefix("import ")) {
            (Some(path), _) => path.contains(" import") && (path.starts_with('.') || own.contains(&root(path))),
            (_, Some(paths)) => paths.split(',').any(|path| own.contains(&root(path))),
            _ => false,
        }
    })
}

/// Whether a file is a test, by its name.
fn is_test(path: &Path) -> bool {
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    parts.any(|part| ["test", "tests"].contains(&part)) || stem.starts_with("test_") || stem.ends_with("_test")
}

/// What is counted.
#[derive(Default)]
struct Survey {
    list: bool,
    files: usize,
    looked_at: usize,
    with_schedules: usize,
    /// The schedules of all files, of those that are no tests, and of single files.
    all: Share,
    outside_of_tests: Share,
    single: Share,
    /// The modules of the repository that is gone through.
    own: BTreeSet<String>,
    /// Determined ones whose run is known, too.
    run: usize,
    reasons: BTreeMap<String, usize>,
    runs: BTreeMap<String, usize>,
    callees: BTreeMap<String, [usize; 2]>,
    broken: Vec<String>,
}

impl Survey {
    fn folder(&mut self, path: &Path, look: &Look) -> Result<(), Box<dyn Error>> {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> =
                std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
            inside.sort();
            return inside.iter().try_for_each(|path| self.folder(path, look));
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !["py", "ipynb"].contains(&ending) {
            return Ok(());
        }
        let Ok(bytes) = std::fs::read(path) else { return Ok(()) };
        self.files += 1;
        if look.might_have_schedules(&bytes)
            && let Ok(text) = String::from_utf8(bytes)
        {
            self.looked_at += 1;
            self.text(path, &text, ending == "ipynb");
        }
        Ok(())
    }

    /// Each folder in a folder is a repository.
    fn repositories(&mut self, folder: &Path, look: &Look) -> Result<(), Box<dyn Error>> {
        let mut inside: Vec<PathBuf> =
            std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
        inside.sort();
        for path in inside {
            self.own.clear();
            modules(&path, &mut self.own);
            self.own.retain(|name| !LIBRARIES.contains(&name.as_str()) && !["numpy", "math"].contains(&name.as_str()));
            self.folder(&path, look)?;
        }
        Ok(())
    }

    fn text(&mut self, path: &Path, text: &str, notebook: bool) {
        let read = || {
            if notebook {
                Script::read_notebook(text, &Settings::default()).ok()
            } else {
                Some(Script::read(text, &Settings::default()))
            }
        };
        let Ok(Some(script)) = std::panic::catch_unwind(read) else {
            self.broken.push(path.display().to_string());
            return;
        };
        self.with_schedules += usize::from(!script.schedules().is_empty());
        let (test, single) = (is_test(path), !imports(text, &self.own));
        for schedule in script.schedules() {
            let how = self.schedule(path, &script, schedule);
            self.all.add(how);
            if !test {
                self.outside_of_tests.add(how);
            }
            if !test && single {
                self.single.add(how);
            }
        }
    }

    fn schedule(&mut self, path: &Path, script: &Script, schedule: &Schedule) -> How {
        let place = format!("{}:{}", path.display(), script.line(schedule.span));
        let counts = self.callees.entry(kind(schedule)).or_default();
        counts[1] += 1;
        let (how, said) = match &schedule.meaning {
            Err(reason) => {
                *self.reasons.entry(short(&reason.why)).or_default() += 1;
                (How::Not, format!("not: {}", reason.why))
            }
            Ok(meaning) => {
                counts[0] += 1;
                let words = |text: &str| {
                    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_string);
                    words.collect::<Vec<_>>()
                };
                let words: Vec<String> = meaning.tracks.iter().flat_map(|(_, text)| words(text)).collect();
                let named: Vec<_> =
                    script.parameters().iter().filter(|parameter| words.contains(&parameter.name)).collect();
                let how = match (named.is_empty(), named.iter().all(|parameter| parameter.value.is_some())) {
                    (true, _) => (How::Full, "full"),
                    (_, true) => (How::Defaults, "defaults"),
                    _ => (How::Open, "open"),
                };
                let run = match (&schedule.run.count, &schedule.run.reason) {
                    (Some(count), _) => {
                        self.run += 1;
                        format!("{count} {:?}", schedule.run.tick)
                    }
                    (None, reason) => {
                        let why = reason.as_ref().map_or("it is not stepped in the file", |reason| &reason.why);
                        *self.runs.entry(short(why)).or_default() += 1;
                        format!("unknown: {why}")
                    }
                };
                let tracks: Vec<_> = meaning.tracks.iter().map(|(name, text)| format!("{name} = {text}")).collect();
                let compilation = script.compilation(schedule, &lehr::Overrides::default());
                if compilation.program().is_none() && how.1 != "open" {
                    for diagnostic in compilation.diagnostics().iter().filter(|it| it.code != lehr::Code::OpenParameter)
                    {
                        self.broken.push(format!("{place}: {}: {}", diagnostic.code, diagnostic.message));
                    }
                }
                (how.0, format!("{}: {}; base {:?}; run {run}", how.1, tracks.join("; "), meaning.base))
            }
        };
        if self.list {
            println!("{place}: {}: {said}", schedule.callee);
        }
        how
    }

    fn print(&self) {
        println!("files {}, read {}, with schedules {}", self.files, self.looked_at, self.with_schedules);
        self.all.print("all schedules");
        self.outside_of_tests.print("outside of tests");
        self.single.print("in single files");
        let known = self.all.known();
        println!("{:6} of {known} whose run is known", self.run);
        table("what is called, determined of all", &self.callees, |[known, all]| format!("{known:5} of {all:5}"));
        table("why a schedule is not determined", &self.reasons, |count| format!("{count:6}"));
        table("why a run is not known", &self.runs, |count| format!("{count:6}"));
        for broken in &self.broken {
            println!("broken: {broken}");
        }
    }
}

fn table<T>(title: &str, rows: &BTreeMap<String, T>, count: impl Fn(&T) -> String) {
    println!("\n{title}");
    let mut lines: Vec<String> = rows.iter().map(|(what, counts)| format!("{} {what}", count(counts))).collect();
    lines.sort_by(|a, b| b.cmp(a));
    lines.iter().for_each(|line| println!("{line}"));
}

/// The library and the function, or that it is set by hand.
fn kind(schedule: &Schedule) -> String {
    match (schedule.function, schedule.call) {
        (Some((library, function)), _) => format!("{} {}", library.name, function.name),
        (None, None) => "by hand".to_string(),
        (None, Some(_)) => "a class of the script's own, or one chosen by name".to_string(),
    }
}

/// A reason without what is named in it.
fn short(why: &str) -> String {
    let parts = why.split('`').enumerate().map(|(index, part)| if index % 2 == 1 { "…" } else { part });
    parts.collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut survey = Survey::default();
    let look = Look::default();
    for argument in std::env::args().skip(1) {
        if argument == "--list" {
            survey.list = true;
        } else {
            survey.repositories(Path::new(&argument), &look)?;
        }
    }
    survey.print();
    Ok(())
}
