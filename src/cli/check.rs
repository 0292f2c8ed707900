//! `lehr check`

use std::io::Write;
use std::path::Path;

use super::args::{CheckArgs, ReportFormat};
use super::report::Report;
use super::{Exit, Stop, explain, input, output};
use crate::diagnostic::{Code, Severity};
use crate::lint;

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let overrides = args.set.overrides()?;
    let codes = |names: &[String]| names.iter().map(|name| explain::find(name)).collect::<Result<Vec<Code>, Stop>>();
    let (select, ignore) = (codes(&args.select)?, codes(&args.ignore)?);
    let files = files(&args.files)?;
    let (mut errors, mut warnings) = (0, 0);
    let mut report = Report::new(args.format);
    for file in &files {
        let compiled = input::compiled(file, &overrides)?;
        let mut diagnostics = lint::check(&compiled.source.text, &compiled.compilation);
        diagnostics.retain(|diagnostic| {
            diagnostic.severity() == Severity::Error
                || (select.is_empty() || select.contains(&diagnostic.code)) && !ignore.contains(&diagnostic.code)
        });
        let text = report.file(&compiled.source, &diagnostics, output::stdout_is_coloured());
        write!(output::raw(), "{text}")?;
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
    }
    write!(output::raw(), "{}", report.end())?;
    if args.format == ReportFormat::Text || args.format == ReportFormat::Concise {
        let files = counted(files.len(), "file");
        writeln!(output::stdout(), "{files} checked: {}, {}", counted(errors, "error"), counted(warnings, "warning"))?;
    }
    let failed = errors > 0 || args.deny_warnings && warnings > 0;
    Ok(if failed { Exit::Failure } else { Exit::Success })
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
