//! `lehr check`

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::args::CheckArgs;
use super::exit::{Exit, Stop};
use super::files::{Found, each, unified_diff};
use super::input::{self, Origin};
use super::progress::Progress;
use super::sources::Given;
use super::{explain, output, write};
use crate::compile::compile;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{self, Fixed, LintLevel, Settings};
use crate::overrides::Overrides;
use crate::report::{Format, Report};
use crate::scripts::{self, Look};
use crate::text::{Source, Span};

/// A file, and what there is to say about it.
struct Checked {
    source: Source,
    findings: Vec<Diagnostic>,
    fixed: Option<Fixed>,
    /// Whether what was to be written is.
    written: Result<(), Stop>,
}

/// What holds for a file.
struct Rules {
    settings: Settings,
    overrides: Overrides,
    /// Whether training scripts are checked.
    scripts: bool,
    /// What is left out.
    excluded: Gitignore,
}

impl Rules {
    /// Whether a file is checked.
    fn takes(&self, file: &Path) -> bool {
        let is_excluded = || {
            let path = dunce::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
            path.starts_with(self.excluded.path())
                && self.excluded.matched_path_or_any_parents(&path, false).is_ignore()
        };
        (self.scripts || !input::is_script(file)) && (self.excluded.is_empty() || !is_excluded())
    }
}

/// What a `lehr.toml` in a folder leaves out.
fn excluded(config: &Config, folder: &Path) -> Result<Gitignore, Stop> {
    let mut patterns = GitignoreBuilder::new(folder);
    for pattern in config.excluded() {
        patterns.add_line(None, pattern).map_err(|error| Stop::Usage(format!("exclude: {error}")))?;
    }
    patterns.build().map_err(|error| Stop::Usage(format!("exclude: {error}")))
}

/// What is given, and of folders the schedules and those scripts that may have schedules in them.
fn to_check(given: &[Given]) -> Result<Found, Stop> {
    let mut found = Found::of(given, &["lehr", "py", "ipynb"])?;
    let look = Look::default();
    let may_have = |found: &Given| {
        let Some(path) = found.path().filter(|path| input::is_script(path)) else { return true };
        given.contains(found)
            || File::open(path).and_then(|file| look.might_have_schedules_in(file)).unwrap_or_default()
    };
    let kept = each(&found.given, may_have);
    let mut kept = kept.into_iter();
    found.given.retain(|_| kept.next() == Some(true));
    Ok(found)
}

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let given = args.sources.or_here();
    if let Some(given) = given.iter().find(|given| args.fixes() && given.path().is_none()) {
        return Err(Stop::Usage(format!("{} cannot be fixed: give a file", given.name())));
    }
    let Found { given, mut unread } = to_check(&given)?;
    let (rules, of) = rules(args, &given)?;
    let pairs: Vec<_> = given.iter().zip(of.iter().map(|&index| &rules[index])).collect();
    let takes = |given: &Given, rules: &Rules| given.path().is_none_or(|path| rules.takes(path));
    let pairs: Vec<_> = pairs.into_iter().filter(|(given, rules)| takes(given, rules)).collect();

    let format = Format::from(args.format);
    let mut report =
        Report::new(format, output::raw()).coloured(output::stdout_is_coloured()).within(output::page_width());
    let mut counts = Counts::default();
    for checked in all(&pairs, args) {
        match checked {
            Ok(checked) => {
                counts.add(&checked);
                if args.diff {
                    write!(output::raw(), "{}", checked.diff())?;
                } else {
                    report.findings(&checked.source, &checked.findings)?;
                }
                unread += usize::from(!output::said(checked.written)?);
            }
            Err(stop) => unread += usize::from(!output::said(Err(stop))?),
        }
    }
    if !args.diff {
        report.finish()?;
    }
    if matches!(format, Format::Text | Format::Concise) && (counts.files > 0 || unread == 0) {
        writeln!(output::stdout(), "{}", counts.summary(args.fixed()))?;
    }
    Ok(match counts.of(Severity::Error) {
        _ if unread > 0 => Exit::Usage,
        0 => Exit::Success,
        _ => Exit::Failure,
    })
}

/// Checks files in parallel; in the order in which they are given.
fn all(pairs: &[(&Given, &Rules)], args: &CheckArgs) -> Vec<Result<Checked, Stop>> {
    let progress = Progress::of(pairs.len() as u64, "files");
    let one = |(given, rules): &(&Given, &Rules)| {
        let checked = Checked::new(given, rules, args);
        progress.advance(1);
        checked
    };
    each(pairs, one)
}

impl CheckArgs {
    /// Whether findings are fixed, or would be.
    fn fixes(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }

    /// What is said of those that are.
    fn fixed(&self) -> Option<&'static str> {
        match (self.fixes(), self.diff) {
            (false, _) => None,
            (true, false) => Some("fixed"),
            (true, true) if self.unsafe_fixes => Some("can be fixed with --unsafe-fixes"),
            (true, true) => Some("can be fixed with --fix"),
        }
    }
}

/// How much was found in all files together.
#[derive(Debug, Default)]
struct Counts {
    files: usize,
    findings: BTreeMap<Severity, usize>,
    fixed: usize,
}

impl Counts {
    fn add(&mut self, checked: &Checked) {
        self.files += 1;
        self.fixed += checked.fixed.as_ref().map_or(0, |fixed| fixed.codes.len());
        for finding in &checked.findings {
            *self.findings.entry(finding.severity()).or_default() += 1;
        }
    }

    fn of(&self, severity: Severity) -> usize {
        self.findings.get(&severity).copied().unwrap_or_default()
    }

    /// The last line of the report; `fixed` says what was done to the findings that can be fixed.
    fn summary(&self, fixed: Option<&str>) -> String {
        let mut line = format!(
            "{} checked: {}, {}",
            counted(self.files, "file"),
            counted(self.of(Severity::Error), "error"),
            counted(self.of(Severity::Warning), "warning")
        );
        if self.of(Severity::Note) > 0 {
            line.push_str(&format!(", {}", counted(self.of(Severity::Note), "note")));
        }
        if let Some(done) = fixed {
            line.push_str(&format!(", {} {done}", self.fixed));
        }
        line
    }
}

/// What holds for the files: the different cases, and which is that of each file.
fn rules(args: &CheckArgs, given: &[Given]) -> Result<(Vec<Rules>, Vec<usize>), Stop> {
    let only_scripts = given.iter().all(|given| given.path().is_some_and(input::is_script));
    let overrides = if only_scripts { args.set.overrides_of_a_script()? } else { args.set.overrides()? };
    let mut folders: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    let mut known: Vec<Option<PathBuf>> = Vec::new();
    let mut rules = Vec::new();
    let mut of = Vec::with_capacity(given.len());
    for given in given {
        let folder = given.path().and_then(Path::parent).unwrap_or(Path::new(".")).to_path_buf();
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let config = folders
            .entry(folder)
            .or_insert_with_key(|folder| dunce::canonicalize(folder).ok().and_then(|folder| Config::find(&folder)));
        let index = match known.iter().position(|path| path == config) {
            Some(index) => index,
            None => {
                let read = config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)?;
                let settings = wanted(args, read.settings())?;
                let overrides = read.completed(&overrides)?;
                let folder = config.as_deref().and_then(Path::parent).unwrap_or_else(|| Path::new("."));
                let excluded = excluded(&read, folder)?;
                rules.push(Rules { settings, overrides, scripts: read.checks_scripts(), excluded });
                known.push(config.clone());
                rules.len() - 1
            }
        };
        of.push(index);
    }
    Ok((rules, of))
}

/// The settings of a `lehr.toml` with those of the call on top.
fn wanted(args: &CheckArgs, configured: &Settings) -> Result<Settings, Stop> {
    let codes = |names: &[String]| names.iter().map(|name| explain::find(name)).collect::<Result<Vec<Code>, Stop>>();
    let mut settings = configured.clone();
    settings.select = codes(&args.select)?;
    settings.ignore = codes(&args.ignore)?;
    for name in &args.deny {
        if name == "warnings" {
            settings.deny_warnings = true;
        } else {
            settings.levels.insert(explain::find(name)?, LintLevel::Deny);
        }
    }
    Ok(settings)
}

impl Checked {
    /// Checks a file, and fixes it where the call asks for that.
    fn new(given: &Given, rules: &Rules, args: &CheckArgs) -> Result<Self, Stop> {
        if let Some(path) = given.path().filter(|path| input::is_script(path)) {
            return Self::script(path, rules, args);
        }
        let Rules { settings, overrides, .. } = rules;
        let compiled = input::compiled(Origin::of(given), overrides)?;
        let text = &compiled.source.text;
        let findings = lint::check(&compiled.compilation, settings);
        let fixed = args.fixes().then(|| lint::fix(text, overrides, settings, args.unsafe_fixes));
        let mut checked = Self { source: compiled.source, findings, fixed, written: Ok(()) };
        if let Some(path) = given.path().filter(|_| !args.diff) {
            checked.written = checked.write_fixes(path, rules);
        }
        Ok(checked)
    }

    /// Checks a training script, and fixes it where the call asks for that.
    fn script(file: &Path, rules: &Rules, args: &CheckArgs) -> Result<Self, Stop> {
        let overrides = args.set.overrides_of_a_script()?;
        let (source, script) = match input::script(file, &args.set) {
            Ok(read) => read,
            // One file that is no notebook keeps nothing from the others.
            Err(Stop::Failed(why)) => {
                let finding = Diagnostic::new(Code::UnsaidSchedule, why, Span::default());
                let source = Source::new(file.display().to_string(), "");
                return Ok(Self { source, findings: vec![finding], fixed: None, written: Ok(()) });
            }
            Err(stop) => return Err(stop),
        };
        let findings = script.check(&overrides, &rules.settings);
        let mut checked = Self { source, findings, fixed: None, written: Ok(()) };
        if args.fixes() {
            checked.written = checked.fix_script(file, script.notebook().is_some(), rules, args);
        }
        Ok(checked)
    }

    /// Fixes the text of a script, in its file or for a difference.
    fn fix_script(&mut self, file: &Path, is_notebook: bool, rules: &Rules, args: &CheckArgs) -> Result<(), Stop> {
        let (overrides, parameters) = (args.set.overrides_of_a_script()?, args.set.settings()?);
        // What is no text is no script that could be written again.
        let (Source { name, text, .. }, None) = input::text(Origin::File(file))? else { return Ok(()) };
        let fixed = scripts::fix(&text, is_notebook, &parameters, &overrides, &rules.settings, args.unsafe_fixes);
        if args.diff {
            self.source = Source::new(name, text);
        } else if !fixed.codes.is_empty() {
            write::rewrite(file, text.as_bytes(), fixed.text.as_bytes())
                .map_err(|error| Stop::Usage(write::refused(file, &error)))?;
            let (source, script) = input::script(file, &args.set)?;
            (self.findings, self.source) = (script.check(&overrides, &rules.settings), source);
        }
        self.fixed = Some(fixed);
        Ok(())
    }

    /// Writes the fixed text, at once or not at all, and keeps the findings that are left.
    fn write_fixes(&mut self, file: &Path, rules: &Rules) -> Result<(), Stop> {
        let Some(fixed) = self.fixed.take().filter(|fixed| !fixed.codes.is_empty()) else { return Ok(()) };
        write::rewrite(file, self.source.text.as_bytes(), fixed.text.as_bytes())
            .map_err(|error| Stop::Usage(write::refused(file, &error)))?;
        self.findings = lint::check(&compile(&fixed.text, &rules.overrides), &rules.settings);
        self.source = Source::new(self.source.name.clone(), fixed.text.clone());
        self.fixed = Some(fixed);
        Ok(())
    }

    /// What fixing it would change.
    fn diff(&self) -> String {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return String::new() };
        unified_diff(&self.source, &fixed.text)
    }
}

/// "1 error", "2 errors", "no errors".
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
