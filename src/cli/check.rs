//! `lehr check`

use std::io::Write;

use super::args::CheckArgs;
use super::{Exit, Stop, input, output, render};
use crate::diagnostic::Severity;

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Stop> {
    let overrides = args.set.overrides()?;
    let (mut errors, mut warnings) = (0, 0);
    for file in &args.files {
        let compiled = input::compiled(file, &overrides)?;
        let diagnostics = &compiled.compilation.diagnostics;
        render::to_stdout(&compiled.source, diagnostics)?;
        let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
    }
    let files = counted(args.files.len(), "file");
    writeln!(output::stdout(), "{files} checked: {}, {}", counted(errors, "error"), counted(warnings, "warning"))?;
    Ok(if errors == 0 { Exit::Success } else { Exit::Failure })
}

/// "1 error", "2 errors", "no errors".
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}
