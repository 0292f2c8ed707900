//! `lehr check`

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;
use similar::TextDiff;

use super::args::{CheckArgs, ReportFormat};
use super::config::Config;
use super::report::Report;
use super::{Exit, Stop, explain, input, output};
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{self, Fixed};
use crate::overrides::Overrides;
use crate::text::Source;

/// A file, and what there is to say about it.
struct Checked {
    source: Source,
    findings: Vec<Diagnostic>,
    fixed: Option<Fixed>,
}

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let codes = |names: &[String]| names.iter().map(|name| explain::find(name)).collect::<Result<Vec<Code>, Stop>>();
    let (select, ignore) = (codes(&args.select)?, codes(&args.ignore)?);
    let overrides = args.set.overrides()?;
    let fixes = args.fix || args.unsafe_fixes || args.diff;
    let files = files(&args.files)?;
    if fixes && files.iter().any(|file| file == "-") {
        return Err(Stop::Usage("standard input cannot be put right: give a file".to_string()));
    }
    let check = |file: &String| {
        let config = Config::above(file)?;
        let overrides = config.completed(&overrides)?;
        let wanted = |code: Code| {
            let selected = select.is_empty() || select.contains(&code);
            code.severity() == Severity::Error || selected && !ignore.contains(&code) && config.allows(code)
        };
        let compiled = input::compiled(file, &overrides)?;
        let mut findings = lint::check(&compiled.source.text, &compiled.compilation);
        findings.retain(|finding| wanted(finding.code));
        let fixed = fixes.then(|| lint::fix(&compiled.source.text, &overrides, args.unsafe_fixes, &wanted));
        let mut checked = Checked { source: compiled.source, findings, fixed };
        if !args.diff {
            checked.put_right(file, &overrides, &wanted)?;
        }
        Ok((checked, config.denies_warnings()))
    };
    // In parallel, and reported in order.
    let checked: Vec<Result<(Checked, bool), Stop>> = files.par_iter().map(check).collect();

    let (mut errors, mut warnings, mut fixed, mut denied) = (0, 0, 0, args.deny_warnings);
    let mut report = Report::new(args.format);
    for result in checked {
        let (checked, denies) = result?;
        fixed += checked.fixed.as_ref().map_or(0, |fixed| fixed.codes.len());
        let count = |severity| checked.findings.iter().filter(|finding| finding.severity() == severity).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
        denied |= denies && count(Severity::Warning) > 0;
        let text = if args.diff {
            checked.diff()
        } else {
            report.file(&checked.source, &checked.findings, output::stdout_is_coloured())
        };
        write!(output::raw(), "{text}")?;
    }
    write!(output::raw(), "{}", report.end())?;
    if matches!(args.format, ReportFormat::Text | ReportFormat::Concise) {
        let mut line = format!(
            "{} checked: {}, {}",
            counted(files.len(), "file"),
            counted(errors, "error"),
            counted(warnings, "warning")
        );
        if fixes {
            let word = if args.diff { "could be put right" } else { "put right" };
            line.push_str(&format!(", {fixed} {word}"));
        }
        writeln!(output::stdout(), "{line}")?;
    }
    let failed = errors > 0 || denied && warnings > 0;
    Ok(if failed { Exit::Failure } else { Exit::Success })
}

impl Checked {
    /// Writes what has been put right, at once or not at all, and leaves the findings that are left.
    fn put_right(&mut self, file: &str, overrides: &Overrides, wanted: &dyn Fn(Code) -> bool) -> Result<(), Stop> {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return Ok(()) };
        replace(Path::new(file), &fixed.text)
            .map_err(|error| Stop::Usage(format!("`{file}` cannot be written: {error}")))?;
        self.findings = lint::check(&fixed.text, &compile(&fixed.text, overrides));
        self.findings.retain(|finding| wanted(finding.code));
        self.source = Source::new(self.source.name.clone(), fixed.text.clone());
        Ok(())
    }

    /// What putting it right would change.
    fn diff(&self) -> String {
        let Some(fixed) = self.fixed.as_ref().filter(|fixed| !fixed.codes.is_empty()) else { return String::new() };
        let name = &self.source.name;
        TextDiff::from_lines(&self.source.text, &fixed.text).unified_diff().header(name, name).to_string()
    }
}

/// Puts a text in the place of a file, so that nobody ever sees a part of it.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(path.metadata()?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// The files that are given, and those of the folders that are given, in order.
fn files(paths: &[String]) -> Result<Vec<String>, Stop> {
    let mut files = Vec::new();
    for path in paths {
        if !Path::new(path).is_dir() {
            files.push(path.clone());
            continue;
        }
        let walk = ignore::WalkBuilder::new(path).require_git(false).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            let entry = entry.map_err(|error| Stop::Usage(format!("`{path}` cannot be read: {error}")))?;
            let found = entry.path();
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            if is_file && found.extension().is_some_and(|ending| ending == "lehr") {
                let shown = found.strip_prefix("./").unwrap_or(found);
                files.push(shown.to_string_lossy().into_owned());
            }
        }
    }
    if files.is_empty() {
        return Err(Stop::Usage(format!("there is no `.lehr` file in {}", paths.join(", "))));
    }
    Ok(files)
}

/// "1 error", "2 errors", "no errors".
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
