//! How far training scripts are read: `cargo run --release --example survey -- FOLDER…` counts, over all Python files
//! and notebooks below some folders, the schedules that are determined, up to which parameters, and the reasons for the
//! rest. With `--list` first, it also prints a line for each schedule.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use lehr::scripts::{Look, Schedule, Script, Settings};

/// What is counted.
#[derive(Default)]
struct Survey {
    list: bool,
    files: usize,
    looked_at: usize,
    with_schedules: usize,
    /// Schedules without a parameter, with some that all have a default, and with open ones.
    full: usize,
    defaults: usize,
    open: usize,
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
        for schedule in script.schedules() {
            self.schedule(path, &script, schedule);
        }
    }

    fn schedule(&mut self, path: &Path, script: &Script, schedule: &Schedule) {
        let place = format!("{}:{}", path.display(), script.line(schedule.span));
        let counts = self.callees.entry(kind(schedule)).or_default();
        counts[1] += 1;
        let said = match &schedule.meaning {
            Err(reason) => {
                *self.reasons.entry(short(&reason.why)).or_default() += 1;
                format!("not: {}", reason.why)
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
                    (true, _) => (&mut self.full, "full"),
                    (_, true) => (&mut self.defaults, "defaults"),
                    _ => (&mut self.open, "open"),
                };
                *how.0 += 1;
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
                format!("{}: {}; base {:?}; run {run}", how.1, tracks.join("; "), meaning.base)
            }
        };
        if self.list {
            println!("{place}: {}: {said}", schedule.callee);
        }
    }

    fn print(&self) {
        let known = self.full + self.defaults + self.open;
        let not: usize = self.reasons.values().sum();
        let all = (known + not).max(1);
        println!("files {}, read {}, with schedules {}", self.files, self.looked_at, self.with_schedules);
        for (count, what) in [
            (self.full, "determined fully"),
            (self.defaults, "determined up to parameters with defaults"),
            (self.open, "determined up to parameters, some without a default"),
            (not, "not"),
        ] {
            println!("{count:6} {:5.1} % {what}", count as f64 * 100.0 / all as f64);
        }
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
            survey.folder(Path::new(&argument), &look)?;
        }
    }
    survey.print();
    Ok(())
}
