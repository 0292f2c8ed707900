//! `lehr check`

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{CheckArgs, ReportFormat};
use super::config::Config;
use super::files::{self, schedules};
use super::report::Report;
use super::{Exit, Stop, explain, input, output};
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{self, Fixed, Level, Settings};
use crate::overrides::Overrides;
use crate::text::Source;

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
}

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let fixes = args.fix || args.unsafe_fixes || args.diff;
    let files = schedules(&args.files)?;
    if fixes && files.iter().any(|file| file == "-") {
        return Err(Stop::Usage("standard input cannot be put right: give a file".to_string()));
    }
    let (rules, of) = rules(args, &files)?;
    let check = |(file, rules): (&String, &Rules)| {
        let Rules { settings, overrides } = rules;
        let compiled = input::compiled(file, overrides)?;
        let text = &compiled.source.text;
        let findings = lint::check(text, &compiled.compilation, settings);
        let fixed = fixes.then(|| lint::fix(text, overrides, settings, args.unsafe_fixes));
        let mut checked = Checked { source: compiled.source, findings, fixed };
        if !args.diff {
            checked.put_right(file, rules)?;
        }
        Ok(checked)
    };
    // In parallel, and reported in order.
    let pairs: Vec<_> = files.iter().zip(of.iter().map(|&index| &rules[index])).collect();
    let checked: Vec<Result<Checked, Stop>> = pairs.into_par_iter().map(check).collect();

    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    let mut fixed = 0;
    let mut report = Report::new(args.format);
    for result in checked {
        let checked = result?;
        fixed += checked.fixed.as_ref().map_or(0, |fixed| fixed.codes.len());
        checked.findings.iter().for_each(|finding| *counts.entry(finding.severity()).or_default() += 1);
        let text = if args.diff {
            checked.diff()
        } else {
            report.file(&checked.source, &checked.findings, output::stdout_is_coloured())
        };
        write!(output::raw(), "{text}")?;
    }
    let count = |severity| counts.get(&severity).copied().unwrap_or_default();
    if !args.diff {
        write!(output::raw(), "{}", report.end())?;
    }
    if matches!(args.format, ReportFormat::Text | ReportFormat::Concise) {
        let mut line = format!(
            "{} checked: {}, {}",
            counted(files.len(), "file"),
            counted(count(Severity::Error), "error"),
            counted(count(Severity::Warning), "warning")
        );
        if count(Severity::Note) > 0 {
            line.push_str(&format!(", {}", counted(count(Severity::Note), "note")));
        }
        if fixes {
            let word = if args.diff { "could be put right" } else { "put right" };
            line.push_str(&format!(", {fixed} {word}"));
        }
        writeln!(output::stdout(), "{line}")?;
    }
    Ok(if count(Severity::Error) > 0 { Exit::Failure } else { Exit::Success })
}

/// What holds for the files: the different cases, and which is that of each file.
fn rules(args: &CheckArgs, files: &[String]) -> Result<(Vec<Rules>, Vec<usize>), Stop> {
    let overrides = args.set.overrides()?;
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
                rules.push(Rules { settings, overrides: read.completed(&overrides)? });
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
            settings.levels.insert(explain::find(name)?, Level::Deny);
        }
    }
    Ok(settings)
}

impl Checked {
    /// Writes what has been put right, at once or not at all, and leaves the findings that are left.
    fn put_right(&mut self, file: &str, rules: &Rules) -> Result<(), Stop> {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return Ok(()) };
        files::rewrite(Path::new(file), &fixed.text)
            .map_err(|error| Stop::Usage(format!("`{file}` cannot be written: {error}")))?;
        self.findings = lint::check(&fixed.text, &compile(&fixed.text, &rules.overrides), &rules.settings);
        self.source = Source::new(self.source.name.clone(), fixed.text.clone());
        Ok(())
    }

    /// What putting it right would change.
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
