//! `lehr check`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::CheckArgs;
use super::exit::{Exit, Stop};
use super::files::{self, files_of};
use super::{explain, input, output};
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
}

/// What holds for a file.
struct Rules {
    settings: Settings,
    overrides: Overrides,
    /// Whether training scripts are checked.
    scripts: bool,
}

/// The files that are given, and of folders the schedules and those scripts that may have schedules in them.
fn files_to_check(paths: &[String]) -> Result<Vec<String>, Stop> {
    let found = files_of(paths, &["lehr", "py", "ipynb"])?;
    let look = Look::default();
    let may_have = |file: &String| {
        paths.contains(file) || !input::is_script(file) || {
            let bytes = std::fs::read(file).unwrap_or_default();
            look.might_have_schedules(&bytes)
        }
    };
    Ok(found.into_par_iter().filter(may_have).collect())
}

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let fixes = args.fix || args.unsafe_fixes || args.diff;
    let files = files_to_check(&args.files)?;
    if fixes && files.iter().any(|file| file == "-") {
        return Err(Stop::Usage("standard input cannot be fixed: give a file".to_string()));
    }
    let (rules, of) = rules(args, &files)?;
    // In parallel, and reported in order.
    let pairs: Vec<_> = files.iter().zip(of.iter().map(|&index| &rules[index])).collect();
    let pairs: Vec<_> = pairs.into_iter().filter(|(file, rules)| rules.scripts || !input::is_script(file)).collect();
    let count = pairs.len();
    let checked: Vec<Result<Checked, Stop>> =
        pairs.into_par_iter().map(|(file, rules)| Checked::new(file, rules, args)).collect();

    let format = Format::from(args.format);
    let mut report = Report::new(format, output::raw()).coloured(output::stdout_is_coloured());
    let mut counts = Counts { files: count, ..Counts::default() };
    for checked in checked {
        let checked = checked?;
        counts.add(&checked);
        if args.diff {
            write!(output::raw(), "{}", checked.diff())?;
        } else {
            report.findings(&checked.source, &checked.findings)?;
        }
    }
    if !args.diff {
        report.finish()?;
    }
    if matches!(format, Format::Text | Format::Concise) {
        let fixed = match (fixes, args.diff) {
            (false, _) => None,
            (true, false) => Some("fixed"),
            (true, true) if args.unsafe_fixes => Some("can be fixed with --unsafe-fixes"),
            (true, true) => Some("can be fixed with --fix"),
        };
        writeln!(output::stdout(), "{}", counts.summary(fixed))?;
    }
    Ok(if counts.of(Severity::Error) > 0 { Exit::Failure } else { Exit::Success })
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
fn rules(args: &CheckArgs, files: &[String]) -> Result<(Vec<Rules>, Vec<usize>), Stop> {
    let only_scripts = files.iter().all(|file| input::is_script(file));
    let overrides = if only_scripts { args.set.overrides_of_a_script()? } else { args.set.overrides()? };
    let mut folders: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    let mut known: Vec<Option<PathBuf>> = Vec::new();
    let mut rules = Vec::new();
    let mut of = Vec::with_capacity(files.len());
    for file in files {
        let folder = Path::new(file).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let config = folders
            .entry(folder)
            .or_insert_with_key(|folder| folder.canonicalize().ok().and_then(|folder| Config::find(&folder)));
        let index = match known.iter().position(|path| path == config) {
            Some(index) => index,
            None => {
                let read = config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)?;
                let settings = wanted(args, read.settings())?;
                let overrides = read.completed(&overrides)?;
                rules.push(Rules { settings, overrides, scripts: read.checks_scripts() });
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
    fn new(file: &str, rules: &Rules, args: &CheckArgs) -> Result<Self, Stop> {
        if input::is_script(file) {
            return Self::script(file, rules, args);
        }
        let Rules { settings, overrides, .. } = rules;
        let compiled = input::compiled(file, overrides)?;
        let text = &compiled.source.text;
        let findings = lint::check(&compiled.compilation, settings);
        let fixes = args.fix || args.unsafe_fixes || args.diff;
        let fixed = fixes.then(|| lint::fix(text, overrides, settings, args.unsafe_fixes));
        let mut checked = Self { source: compiled.source, findings, fixed };
        if !args.diff {
            checked.write_fixes(file, rules)?;
        }
        Ok(checked)
    }

    /// Checks a training script, and fixes it where the call asks for that.
    fn script(file: &str, rules: &Rules, args: &CheckArgs) -> Result<Self, Stop> {
        let overrides = args.set.overrides_of_a_script()?;
        let parameters = args.set.settings()?;
        let (source, script) = match input::script(file, &args.set) {
            Ok(read) => read,
            // One file that is no notebook keeps nothing from the others.
            Err(Stop::Failed(why)) => {
                let finding = Diagnostic::new(Code::UnsaidSchedule, why, Span::default());
                return Ok(Self { source: Source::new(file, ""), findings: vec![finding], fixed: None });
            }
            Err(stop) => return Err(stop),
        };
        let findings = script.check(&overrides, &rules.settings);
        let mut checked = Self { source, findings, fixed: None };
        if !(args.fix || args.unsafe_fixes || args.diff) {
            return Ok(checked);
        }
        let text = input::text(file)?.0.text;
        let is_notebook = script.notebook().is_some();
        let fixed = scripts::fix(&text, is_notebook, &parameters, &overrides, &rules.settings, args.unsafe_fixes);
        if args.diff {
            checked.source = Source::new(checked.source.name.clone(), text);
        } else if !fixed.codes.is_empty() {
            files::rewrite(Path::new(file), &fixed.text)
                .map_err(|error| Stop::Usage(format!("`{file}` cannot be written: {error}")))?;
            let (source, script) = input::script(file, &args.set)?;
            checked = Self { findings: script.check(&overrides, &rules.settings), source, fixed: None };
        }
        checked.fixed = Some(fixed);
        Ok(checked)
    }

    /// Writes the fixed text, at once or not at all, and keeps the findings that are left.
    fn write_fixes(&mut self, file: &str, rules: &Rules) -> Result<(), Stop> {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return Ok(()) };
        files::rewrite(Path::new(file), &fixed.text)
            .map_err(|error| Stop::Usage(format!("`{file}` cannot be written: {error}")))?;
        self.findings = lint::check(&compile(&fixed.text, &rules.overrides), &rules.settings);
        self.source = Source::new(self.source.name.clone(), fixed.text.clone());
        Ok(())
    }

    /// What fixing it would change.
    fn diff(&self) -> String {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return String::new() };
        files::unified_diff(&self.source, &fixed.text)
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
