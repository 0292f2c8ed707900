//! `lehr fmt`

use std::io::Write;

use super::args::FmtArgs;
use super::check::counted;
use super::exit::{Exit, Stop};
use super::files::{Found, each, unified_diff};
use super::input::{self, Origin};
use super::progress::Progress;
use super::sources::Given;
use super::{output, write};
use crate::error::Error;
use crate::format::format;
use crate::report::{Format, Report};
use crate::text::{Source, visible};

/// A file with its layout, or with the errors that leave it without one.
struct Formatted {
    source: Source,
    text: Result<String, Error>,
    /// Why its layout could not be written.
    unwritten: Option<String>,
}

pub(super) fn run(args: &FmtArgs) -> Result<Exit, Stop> {
    let changes_nothing = args.check || args.diff;
    let given = args.sources.or_here();
    let not_a_file = given.iter().find(|given| given.path().is_none());
    if let Some(not_a_file) = not_a_file.filter(|_| !changes_nothing) {
        return match &given[..] {
            [one] => on_standard_output(one),
            _ => Err(Stop::Usage(format!("{} is formatted by itself, without files", not_a_file.name()))),
        };
    }
    let Found { given, mut unread } = Found::schedules(&given)?;
    let mut counts = Counts { files: given.len(), ..Counts::default() };
    let mut report =
        Report::new(Format::Text, output::raw()).coloured(output::stdout_is_coloured()).within(output::page_width());
    for formatted in all(&given, changes_nothing) {
        match formatted {
            Ok(formatted) => counts.add(&formatted, args, &mut report)?,
            Err(stop) => {
                output::said(Err(stop))?;
                unread += 1;
                counts.files -= 1;
            }
        }
    }
    if counts.files > 0 {
        writeln!(output::stdout(), "{}", counts.summary(args))?;
    }
    let failed = counts.broken > 0 || changes_nothing && counts.changed > 0;
    Ok(match failed {
        _ if unread + counts.unwritten > 0 => Exit::Usage,
        true => Exit::Failure,
        false => Exit::Success,
    })
}

/// Formats files in parallel; in the order in which they are given.
fn all(given: &[Given], changes_nothing: bool) -> Vec<Result<Formatted, Stop>> {
    let progress = Progress::of(given.len() as u64, "files");
    let one = |given: &Given| {
        let mut formatted = Formatted::read(given)?;
        if !changes_nothing {
            formatted.write(given);
        }
        progress.advance(1);
        Ok(formatted)
    };
    each(given, one)
}

/// What became of all files together.
#[derive(Debug, Default)]
struct Counts {
    files: usize,
    changed: usize,
    broken: usize,
    unwritten: usize,
}

impl Counts {
    fn add<W: Write>(&mut self, formatted: &Formatted, args: &FmtArgs, report: &mut Report<W>) -> Result<(), Stop> {
        let source = &formatted.source;
        if let Err(errors) = &formatted.text {
            self.broken += 1;
            report.findings(source, errors.diagnostics())?;
        } else if let Some(why) = &formatted.unwritten {
            self.unwritten += 1;
            output::error(why);
        } else if let Some(text) = formatted.changed() {
            self.changed += 1;
            if args.diff {
                write!(output::raw(), "{}", unified_diff(source, text))?;
            } else {
                writeln!(output::stdout(), "{}: {}", visible(&source.name), done(args))?;
            }
        }
        Ok(())
    }

    fn summary(&self, args: &FmtArgs) -> String {
        let Self { files, changed, broken, unwritten } = *self;
        let mut line = format!(
            "{}: {changed} {}, {} as they should be",
            counted(files, "file"),
            done(args),
            files - changed - broken - unwritten
        );
        for (count, what) in [(broken, "with errors"), (unwritten, "not written")] {
            if count > 0 {
                line.push_str(&format!(", {count} {what}"));
            }
        }
        line
    }
}

/// What is said of a file that has another layout.
fn done(args: &FmtArgs) -> &'static str {
    if args.check || args.diff { "would be formatted" } else { "formatted" }
}

/// Writes the layout of standard input or of an expression to standard output.
fn on_standard_output(given: &Given) -> Result<Exit, Stop> {
    let Formatted { source, text, .. } = Formatted::read(given)?;
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
    fn read(given: &Given) -> Result<Self, Stop> {
        let (source, undecodable) = input::text(Origin::of(given))?;
        let text = undecodable.map_or_else(|| format(&source.text), |diagnostic| Err(diagnostic.into()));
        Ok(Self { source, text, unwritten: None })
    }

    /// The layout, where it is another than that of the file.
    fn changed(&self) -> Option<&str> {
        self.text.as_deref().ok().filter(|text| *text != self.source.text)
    }

    /// Writes the layout into the file, where it is another.
    fn write(&mut self, given: &Given) {
        let (Some(text), Some(path)) = (self.changed(), given.path()) else { return };
        let written = write::rewrite(path, self.source.text.as_bytes(), text.as_bytes());
        self.unwritten = written.err().map(|error| write::refused(path, &error));
    }
}
