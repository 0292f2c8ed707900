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
use crate::error::Error;
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
    /// What a `lehr.toml` says, with what the call says on top.
    fn new(config: Option<&Path>, asked: &Settings, overrides: &Overrides) -> Result<Self, Error> {
        let read = config.map_or_else(|| Ok(Config::default()), Config::read)?;
        let mut settings = read.settings().clone();
        settings.select.clone_from(&asked.select);
        settings.ignore.clone_from(&asked.ignore);
        settings.deny_warnings |= asked.deny_warnings;
        settings.levels.extend(&asked.levels);
        let overrides = read.completed(overrides)?;
        Ok(Self { settings, overrides, scripts: read.checks_scripts(), excluded: excluded(&read, config)? })
    }

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

/// What a `lehr.toml` leaves out.
fn excluded(config: &Config, path: Option<&Path>) -> Result<Gitignore, Error> {
    let Some(path) = path else { return Ok(Gitignore::empty()) };
    let mut patterns = GitignoreBuilder::new(path.parent().unwrap_or(path));
    let added = config.excluded().iter().try_for_each(|pattern| patterns.add_line(None, pattern).map(drop));
    let built = added.and_then(|()| patterns.build());
    built.map_err(|error| Error::message(format!("`{}`: exclude: {error}", path.display())))
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
    let InForce { rules, of, unusable } = InForce::new(args, &given)?;
    unread += unusable;
    let left_out = of.iter().filter(|&&index| rules[index].is_none()).count();
    if (1..given.len()).contains(&left_out) {
        output::note(&format!("{} not checked: the `lehr.toml` for them cannot be used", counted(left_out, "file")));
    }
    let pairs = given.iter().zip(&of).filter_map(|(given, &index)| Some((given, rules[index].as_ref()?)));
    let takes = |given: &Given, rules: &Rules| given.path().is_none_or(|path| rules.takes(path));
    let pairs: Vec<_> = pairs.filter(|(given, rules)| takes(given, rules)).collect();

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

/// What holds for the files.
#[derive(Default)]
struct InForce {
    /// The different cases; none for a `lehr.toml` that cannot be used.
    rules: Vec<Option<Rules>>,
    /// Which of them is that of each file.
    of: Vec<usize>,
    /// How many `lehr.toml` cannot be used; it has been said of each why.
    unusable: usize,
}

impl InForce {
    fn new(args: &CheckArgs, given: &[Given]) -> Result<Self, Stop> {
        let only_scripts = given.iter().all(|given| given.path().is_some_and(input::is_script));
        let overrides = if only_scripts { args.set.overrides_of_a_script()? } else { args.set.overrides()? };
        let asked = wanted(args)?;
        let mut folders: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
        let mut known: Vec<Option<PathBuf>> = Vec::new();
        let mut in_force = Self::default();
        for given in given {
            let folder = given.path().and_then(Path::parent).unwrap_or(Path::new(".")).to_path_buf();
            let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
            let config = folders
                .entry(folder)
                .or_insert_with_key(|folder| dunce::canonicalize(folder).ok().and_then(|folder| Config::find(&folder)));
            let index = known.iter().position(|path| path == config).unwrap_or_else(|| {
                known.push(config.clone());
                in_force.add(config.as_deref(), &asked, &overrides);
                in_force.rules.len() - 1
            });
            in_force.of.push(index);
        }
        Ok(in_force)
    }

    /// Adds what holds below a `lehr.toml`. What cannot be used is said, and keeps nothing from the rest.
    fn add(&mut self, config: Option<&Path>, asked: &Settings, overrides: &Overrides) {
        let rules = Rules::new(config, asked, overrides);
        if let Err(why) = &rules {
            output::error(&why.to_string());
            self.unusable += 1;
        }
        self.rules.push(rules.ok());
    }
}

/// The settings of the call.
fn wanted(args: &CheckArgs) -> Result<Settings, Stop> {
    let codes = |names: &[String]| names.iter().map(|name| explain::find(name)).collect::<Result<Vec<Code>, Stop>>();
    let mut settings = Settings { select: codes(&args.select)?, ignore: codes(&args.ignore)?, ..Settings::default() };
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
