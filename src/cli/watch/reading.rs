//! What a file says at the moment: a program with its findings, or why there is none.

use crate::cli::Stop;
use crate::cli::args::WatchArgs;
use crate::cli::eval::select;
use crate::cli::input::{self, Compiled, Origin};
use crate::compile::Compilation;
use crate::diagnostic::Diagnostic;
use crate::lint;
use crate::overrides::Overrides;
use crate::program::Program;
use crate::text::Source;

/// A version of the file that compiles.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) source: Source,
    pub(super) compilation: Compilation,
    /// What the checker has to say about it.
    pub(super) findings: Vec<Diagnostic>,
}

impl Version {
    pub(super) fn program(&self) -> &Program {
        self.compilation.partial()
    }
}

/// What a file was found to be.
#[derive(Debug)]
pub(super) enum Reading {
    Compiled(Box<Version>),
    /// It has errors.
    Wrong(Source, Vec<Diagnostic>),
    /// It cannot be drawn for a reason that is not in its text.
    Unusable(String),
    /// It is not there, or cannot be read.
    Unreadable(String),
}

/// Reads the file, for the first time.
pub(super) fn read(args: &WatchArgs, overrides: &Overrides) -> Result<Reading, Stop> {
    // To read a pipe would be to wait, and nobody would listen to the keys.
    if std::fs::metadata(&args.file).is_ok_and(|found| !found.is_file()) {
        return Err(Stop::Usage(format!("`{}` cannot be watched: it is not a regular file", args.file.display())));
    }
    let origin = Origin::File(&args.file);
    let config = origin.config()?;
    let overrides = config.completed(overrides)?;
    let Compiled { source, compilation } = input::load(origin, &args.set, &overrides)?;
    let findings = lint::check(&compilation, config.settings());
    let Some(program) = compilation.program() else { return Ok(Reading::Wrong(source, findings)) };
    select(program, &args.track)?;
    Ok(Reading::Compiled(Box::new(Version { source, compilation, findings })))
}

/// Reads it once more; what would stop the program at its start is now to be shown.
pub(super) fn again(args: &WatchArgs, overrides: &Overrides) -> Reading {
    match read(args, overrides) {
        Ok(reading) => reading,
        Err(_) if !args.file.exists() => {
            Reading::Unreadable(format!("`{}` is gone; if it comes back, it is read again", args.file.display()))
        }
        Err(Stop::Usage(message) | Stop::Failed(message))
            if !args.file.is_file() || std::fs::File::open(&args.file).is_err() =>
        {
            Reading::Unreadable(message)
        }
        Err(Stop::Usage(message) | Stop::Failed(message)) => Reading::Unusable(message),
        Err(Stop::Output(error)) => Reading::Unusable(error.to_string()),
        Err(Stop::Said(_)) => Reading::Unusable(format!("`{}` cannot be used", args.file.display())),
    }
}
