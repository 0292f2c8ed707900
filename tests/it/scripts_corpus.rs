//! The corpus of training scripts: what each file says of itself, which `tests/scripts/README.md` explains.

use std::collections::BTreeSet;
use std::path::PathBuf;

use lehr::scripts::{Script as Read, Settings, Tick};
use lehr::{Code, Diagnostic, Overrides, Severity, compile, lint};

use crate::support::{files, relative, root};

/// A finding that a file expects.
#[derive(Debug)]
struct Finding {
    code: String,
    place: Place,
    fix: Option<(String, String)>,
}

/// A place in a file: the text that stands there, and which of several it is, counted from 1.
#[derive(Debug)]
struct Place {
    text: String,
    index: usize,
}

/// A schedule that a file expects.
#[derive(Debug)]
struct Schedule {
    lehr: String,
    base: Option<String>,
    run: Option<String>,
}

/// What a file says of itself.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    schedules: Vec<Schedule>,
    params: Vec<(String, String)>,
    open: Vec<(String, String)>,
    findings: Vec<Finding>,
    notes: Vec<Finding>,
    reasons: Vec<Place>,
    none: bool,
    pub(crate) clean: bool,
}

/// A file of the corpus: its code, without what it says of itself.
pub(crate) struct Script {
    pub(crate) path: PathBuf,
    /// How long what it says is.
    head: usize,
    code: String,
    pub(crate) expected: Expected,
}

/// A text in quotes at the start of another, and the rest.
fn quoted(text: &str) -> (String, &str) {
    let inner = text.strip_prefix('"').unwrap_or_else(|| panic!("no quotes: {text}"));
    let mut found = String::new();
    let mut escaped = false;
    for (at, letter) in inner.char_indices() {
        match (escaped, letter) {
            (false, '\\') => escaped = true,
            (false, '"') => return (found, inner[at + 1..].trim()),
            _ => {
                escaped = false;
                found.push(letter);
            }
        }
    }
    panic!("quotes are not closed: {text}");
}

impl Place {
    fn read(text: &str) -> Self {
        let (text, index) = quoted(text);
        let index = if index.is_empty() { 1 } else { index.parse().expect("which of several") };
        Self { text, index }
    }

    /// Where it is.
    fn find(&self, code: &str) -> Option<usize> {
        let found = code.match_indices(&self.text).nth(self.index - 1)?;
        Some(found.0)
    }
}

impl Finding {
    fn read(text: &str) -> Self {
        let (code, place) = text.split_once(" at ").unwrap_or_else(|| panic!("no place: {text}"));
        Self { code: code.to_string(), place: Place::read(place), fix: None }
    }
}

/// Names and values: `a.b = 1, len(c) = 2`.
fn values(text: &str) -> Vec<(String, String)> {
    let pairs = text.split(", ").map(|pair| pair.split_once(" = ").unwrap_or_else(|| panic!("no value: {pair}")));
    pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

impl Expected {
    fn read(lines: &[&str]) -> Self {
        let mut expected = Self::default();
        let (mut bases, mut runs) = (Vec::new(), Vec::new());
        let mut starts = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let (key, value) = line.split_once(": ").unwrap_or((line, ""));
            match key {
                "none" => expected.none = true,
                "clean" => expected.clean = true,
                "base" => bases.push((index, value.to_string())),
                "run" => runs.push((index, value.to_string())),
                "params" => expected.params = values(value),
                "open" => expected.open = values(value),
                "finding" => expected.findings.push(Finding::read(value)),
                "note" => expected.notes.push(Finding::read(value)),
                "reason" => expected.reasons.push(Place::read(value)),
                "fix" => {
                    let (from, rest) = quoted(value);
                    let (to, _) = quoted(rest.strip_prefix("-> ").expect("an arrow"));
                    expected.findings.last_mut().expect("a finding to fix").fix = Some((from, to));
                }
                key if key == "schedule" || key.starts_with("schedule of ") => starts.push((index, value.to_string())),
                key => panic!("nothing is called `{key}`"),
            }
        }
        let of = |lines: &[(usize, String)], index: usize| {
            let next = lines.iter().find(|(at, _)| *at > index).or(lines.last());
            next.map(|(_, value)| value.clone())
        };
        for (index, lehr) in starts {
            expected.schedules.push(Schedule { lehr, base: of(&bases, index), run: of(&runs, index) });
        }
        expected
    }

    fn is_empty(&self) -> bool {
        let Self { schedules, findings, reasons, none, clean, .. } = self;
        schedules.is_empty() && findings.is_empty() && reasons.is_empty() && !none && !clean
    }
}

impl Schedule {
    /// The file that it is in lehr.
    fn text(&self) -> String {
        let mut text = String::new();
        if let Some(run) = self.run.as_deref().filter(|run| *run != "unknown") {
            text.push_str(&format!("run = {}\n", run.split(' ').next().expect("a number")));
        }
        if let Some(base) = &self.base {
            text.push_str(&format!("base = {base}\n"));
        }
        text.push_str(&format!("lr = {}\n", self.lehr));
        text
    }
}

/// The code of a file: that of a script as it is, that of a notebook cell by cell.
fn code_of(path: &PathBuf) -> String {
    let text = std::fs::read_to_string(path).expect("text");
    if path.extension().is_some_and(|ending| ending == "py") {
        return text;
    }
    let notebook: serde_json::Value = serde_json::from_str(&text).expect("a notebook");
    let cells = notebook["cells"].as_array().expect("cells");
    let cells = cells.iter().filter(|cell| cell["cell_type"] == "code");
    let sources = cells.map(|cell| {
        let lines = cell["source"].as_array().expect("lines").iter();
        lines.map(|line| line.as_str().expect("a line")).collect::<String>()
    });
    sources.collect::<Vec<_>>().join("\n")
}

pub(crate) fn corpus() -> Vec<Script> {
    let mut paths = files("tests/scripts", "py");
    paths.extend(files("tests/scripts", "ipynb"));
    let scripts = paths.into_iter().map(|path| {
        let text = code_of(&path);
        let lines: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix("# ").filter(|line| !line.starts_with('%'))).collect();
        let start: usize = text.split_inclusive('\n').take(lines.len()).map(str::len).sum();
        let expected = Expected::read(&lines);
        Script { path, head: start, code: text[start..].to_string(), expected }
    });
    scripts.collect()
}

/// The codes in the tables of the corpus' page.
fn codes() -> BTreeSet<String> {
    let page = std::fs::read_to_string(root().join("tests/scripts/README.md")).expect("the page");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let rows = rows.filter(|(_, rest)| rest.starts_with("warning") || rest.starts_with("note"));
    rows.map(|(code, _)| code.to_string()).collect()
}

#[test]
fn each_script_says_what_is_to_be_found_in_it() {
    let codes = codes();
    let corpus = corpus();
    assert!(corpus.len() >= 150, "{}", corpus.len());
    for Script { path, code, expected, .. } in &corpus {
        let name = relative(path);
        assert!(!expected.is_empty(), "{name} says nothing");
        assert!(!expected.clean || expected.findings.is_empty(), "{name} is clean and has findings");
        for finding in expected.findings.iter().chain(&expected.notes) {
            let known = codes.contains(&finding.code) || Code::find(&finding.code).is_some();
            assert!(known, "{name}: there is no `{}`", finding.code);
            assert!(finding.place.find(code).is_some(), "{name}: {:?} is not there", finding.place);
            if let Some((from, _)) = &finding.fix {
                assert!(code.contains(from), "{name}: {from} is not there");
            }
        }
        for reason in &expected.reasons {
            assert!(reason.find(code).is_some(), "{name}: {reason:?} is not there");
        }
        for schedule in &expected.schedules {
            let text = schedule.text();
            let compilation = compile(&text, &Overrides::default());
            assert!(compilation.program().is_some(), "{name}: {text}{:#?}", compilation.diagnostics());
        }
    }
}

#[test]
fn half_of_the_scripts_are_right_and_each_mistake_is_spelled_in_three_ways() {
    let corpus = corpus();
    let right = corpus.iter().filter(|script| script.expected.clean).count();
    assert!(right * 2 >= corpus.len(), "{right} of {}", corpus.len());
    for code in codes() {
        let is_note = |script: &&Script| script.expected.notes.iter().any(|note| note.code == code);
        let has = |script: &&Script| script.expected.findings.iter().any(|finding| finding.code == code);
        let (notes, findings) = (corpus.iter().filter(is_note).count(), corpus.iter().filter(has).count());
        assert!(notes >= 3 || findings >= 3, "{code}: {findings} findings, {notes} notes");
    }
}

/// What a script leaves open, set to what it is compared with.
pub(crate) fn closed(script: &Script) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in &script.expected.open {
        settings.set(name, value);
    }
    settings
}

pub(crate) fn read(script: &Script, settings: &Settings) -> Read {
    let text = std::fs::read_to_string(&script.path).expect("text");
    if script.path.extension().is_some_and(|ending| ending == "py") {
        Read::read(&text, settings)
    } else {
        Read::read_notebook(&text, settings).expect("a notebook")
    }
}

/// What is wrong with the schedules of a script, beside those that it expects.
fn differences(script: &Script) -> Vec<String> {
    let (name, read) = (relative(&script.path), read(script, &closed(script)));
    let mut wrong = Vec::new();
    let found: Vec<_> = read.schedules().iter().filter(|found| found.meaning.is_ok()).collect();
    for expected in &script.expected.schedules {
        let text = expected.text();
        let program = compile(&text, &Overrides::default()).into_program().expect("it compiles");
        let track = program.track("lr").expect("a track");
        let run = expected.run.as_deref().and_then(|run| run.split(' ').next()?.parse::<u64>().ok());
        let ticks: Vec<u64> = (0..run.unwrap_or(100).min(400)).chain(run.map(|run| run - 1)).collect();
        let same = |tick: u64, other: f64| {
            let value = track.value(tick);
            (value - other).abs() <= 1e-9 * value.abs().max(1e-9)
        };
        let mut seen = Vec::new();
        let fits = found.iter().any(|schedule| {
            let compilation = read.compilation(schedule, &Overrides::default());
            let Some(program) = compilation.program() else {
                seen.push(format!("{:?}", compilation.diagnostics()));
                return false;
            };
            let Some(lr) = program.track("lr") else { return false };
            let off = ticks.iter().find(|&&tick| !same(tick, lr.value(tick)));
            let count = schedule.run.count.as_ref().and_then(|count| read.value(count));
            let unit = match schedule.run.tick {
                Some(Tick::Epoch) => "epochs",
                Some(Tick::Batch) => "steps",
                Some(Tick::Update) => "updates",
                None => "unknown",
            };
            seen.push(format!("{count:?} {unit}, another value at {off:?}: {:?}", schedule.meaning));
            let wanted = expected.run.as_deref().and_then(|run| run.split(' ').nth(1));
            off.is_none()
                && run.is_none_or(|run| count == Some(run as f64))
                && wanted.is_none_or(|wanted| wanted == unit)
        });
        if !fits {
            wrong.push(format!("{name}: no {text}but {seen:#?}"));
        }
    }
    for (spelling, value) in &script.expected.params {
        let value = value.trim_matches('"');
        let is = |parameter: &lehr::scripts::Parameter| {
            let number = value.parse::<f64>().ok();
            let same = |default: &lehr::scripts::Constant| match default.number() {
                Some(default) => Some(default.as_f64()) == number,
                None => default.to_string().trim_matches('"') == value,
            };
            parameter.spelling == *spelling && parameter.default.as_ref().is_some_and(same)
        };
        if !read.parameters().iter().any(is) {
            wrong.push(format!("{name}: no parameter {spelling} = {value}, but {:?}", read.parameters()));
        }
    }
    let reasons: Vec<_> = read.unsaid().map(|unsaid| unsaid.reason.span.of(read.text())).collect();
    for reason in &script.expected.reasons {
        if !reasons.contains(&reason.text.as_str()) {
            wrong.push(format!("{name}: no reason at {}, but {reasons:?}", reason.text));
        }
    }
    if script.expected.none && !read.schedules().is_empty() {
        wrong.push(format!("{name}: {:?}", read.schedules()));
    }
    wrong
}

#[test]
fn the_schedules_of_each_script_are_those_that_it_says() {
    let wrong: Vec<String> = corpus().iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// What is said of a script, against what it expects.
fn findings(script: &Script) -> Vec<String> {
    let (name, read) = (relative(&script.path), read(script, &Settings::default()));
    let head = script.head;
    let code = code_only(read.text(), head).to_string();
    let found = read.check(&Overrides::default(), &lint::Settings::default());
    let mut wrong = Vec::new();
    for finding in &found {
        let loud = matches!(finding.severity, Severity::Warning | Severity::Error);
        if script.expected.clean && loud {
            let place = finding.span().of(read.text());
            wrong.push(format!("{name}: is right, and is told `{}` at {place:?}: {}", finding.code, finding.message));
        }
    }
    // What cannot be said is expected by its reason.
    let is_reason = |finding: &Diagnostic| {
        let text = finding.span().of(read.text());
        finding.code == Code::UnsaidSchedule && script.expected.reasons.iter().any(|reason| reason.text == text)
    };
    let notes = found.iter().filter(|finding| finding.severity == Severity::Note && !is_reason(finding));
    for note in notes {
        let place = note.span().of(read.text());
        let expected = |expected: &Finding| {
            expected.code == note.code.slug()
                && expected.place.find(&code).is_some_and(|at| at + head == note.span().start)
                && expected.place.text == place
        };
        if !script.expected.notes.iter().any(expected) {
            let which = code.match_indices(place).position(|(at, _)| at + head == note.span().start).unwrap_or(0) + 1;
            let which = if which == 1 { String::new() } else { format!(" {which}") };
            wrong.push(format!("{name}: # note: {} at {place:?}{which}: is not expected: {}", note.code, note.message));
        }
    }
    for expected in script.expected.findings.iter().chain(&script.expected.notes) {
        let at = expected.place.find(&code).expect("it is there") + head;
        let is = |finding: &&Diagnostic| {
            finding.code.slug() == expected.code
                && finding.span().start == at
                && finding.span().of(read.text()) == expected.place.text
        };
        let Some(finding) = found.iter().find(is) else {
            let told: Vec<String> = found
                .iter()
                .map(|finding| {
                    format!("`{}` at {:?}: {}", finding.code, finding.span().of(read.text()), finding.message)
                })
                .collect();
            wrong.push(format!("{name}: no `{}` at {:?}, but {told:#?}", expected.code, expected.place));
            continue;
        };
        if let Some((from, to)) = &expected.fix {
            let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
            let mut texts = edits.map(|edit| {
                let mut text = read.text().to_string();
                text.replace_range(edit.span.start..edit.span.end, &edit.text);
                text
            });
            if !texts.any(|text| code_only(&text, head) == code.replace(from, to)) {
                wrong.push(format!("{name}: no fix {from} -> {to}, but {:?}", finding.fixes));
            }
        }
    }
    wrong
}

/// A text without its first lines, which say what is expected.
fn code_only(text: &str, head: usize) -> &str {
    text.get(head..).unwrap_or_default()
}

#[test]
fn a_right_script_is_told_nothing_and_each_mistake_is_found() {
    let wrong: Vec<String> = corpus().iter().flat_map(findings).collect();
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}
