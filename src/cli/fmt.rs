//! `lehr fmt`

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use super::args::FmtArgs;
use super::check::counted;
use super::exit::{Exit, Stop};
use super::files::{rewrite, schedules, unified_diff};
use super::{input, output};
use crate::error::Error;
use crate::format::format;
use crate::report::{Format, Report};
use crate::text::Source;

/// A file with its layout, or with the errors that leave it without one.
struct Formatted {
    source: Source,
    text: Result<String, Error>,
}

pub(super) fn run(args: &FmtArgs) -> Result<Exit, Stop> {
    let changes_nothing = args.check || args.diff;
    if args.files == ["-"] && !changes_nothing {
        return standard_input();
    }
    let files = schedules(&args.files)?;
    if files.iter().any(|file| file == "-") && !changes_nothing {
        return Err(Stop::Usage("standard input is formatted by itself, without files".to_string()));
    }
    // In parallel, and reported in order.
    let formatted: Vec<Result<Formatted, Stop>> = files
        .par_iter()
        .map(|file| {
            let formatted = Formatted::read(file)?;
            if let Some(text) = formatted.changed().filter(|_| !changes_nothing) {
                rewrite(Path::new(file), text)
                    .map_err(|error| Stop::Usage(format!("`{file}` cannot be written: {error}")))?;
            }
            Ok(formatted)
        })
        .collect();

    let done = if changes_nothing { "would be formatted" } else { "formatted" };
    let (mut changed, mut broken) = (0, 0);
    let mut report = Report::new(Format::Text, output::raw()).coloured(output::stdout_is_coloured());
    for result in formatted {
        let formatted = result?;
        let source = &formatted.source;
        if let Err(errors) = &formatted.text {
            broken += 1;
            report.findings(source, errors.diagnostics())?;
        } else if let Some(text) = formatted.changed() {
            changed += 1;
            if args.diff {
                write!(output::raw(), "{}", unified_diff(source, text))?;
            } else {
                writeln!(output::stdout(), "{}: {done}", source.name)?;
            }
        }
    }
    let mut line = format!(
        "{}: {changed} {done}, {} as they should be",
        counted(files.len(), "file"),
        files.len() - changed - broken
    );
    if broken > 0 {
        line.push_str(&format!(", {broken} with errors"));
    }
    writeln!(output::stdout(), "{line}")?;
    Ok(if broken > 0 || changes_nothing && changed > 0 { Exit::Failure } else { Exit::Success })
}

/// Writes the layout of standard input to standard output.
fn standard_input() -> Result<Exit, Stop> {
    let Formatted { source, text } = Formatted::read("-")?;
    match text {
        Ok(text) => {
            let mut out = output::data();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            Ok(Exit::Success)
        }
        Err(errors) => {
            output::findings_to_stderr(&source, errors.diagnostics())?;
            Ok(Exit::Failure)
        }
    }
}

impl Formatted {
    fn read(file: &str) -> Result<Self, Stop> {
        let (source, undecodable) = input::text(file)?;
        let text = undecodable.map_or_else(|| format(&source.text), |diagnostic| Err(diagnostic.into()));
        Ok(Self { source, text })
    }

    /// The layout, where it is another than that of the file.
    fn changed(&self) -> Option<&str> {
        self.text.as_deref().ok().filter(|text| *text != self.source.text)
    }
}
