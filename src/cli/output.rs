//! Where text goes: standard output and standard error, with or without colours.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};

use super::exit::Stop;
use crate::diagnostic::Diagnostic;
use crate::report;
use crate::text::{Source, readable};

/// Longer lines are hard to read, and shorter ones have no room for words.
const PAGE: usize = 100;
const NARROWEST: usize = 20;

/// Standard output, for data: never coloured, and buffered.
pub(super) fn data() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Standard output, for reading.
pub(super) fn stdout() -> AutoStream<StdoutLock<'static>> {
    AutoStream::auto(io::stdout().lock())
}

/// Standard output, for text that has its colours already.
pub(super) fn raw() -> StdoutLock<'static> {
    io::stdout().lock()
}

/// Whether standard output shows colours.
pub(super) fn stdout_is_coloured() -> bool {
    AutoStream::choice(&io::stdout()) != ColorChoice::Never
}

/// Whether standard error shows colours.
fn stderr_is_coloured() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// The columns of the terminal that standard output is, or that `COLUMNS` says.
pub(super) fn width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|&columns| columns > 0);
    said.or_else(|| terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| columns.0.into()))
}

/// The width of a page for reading.
pub(super) fn page_width() -> usize {
    width().unwrap_or(PAGE).clamp(NARROWEST, PAGE)
}

/// The rows of the terminal that standard output is; `None` where it is none.
pub(super) fn height() -> Option<usize> {
    let size = if io::stdout().is_terminal() { terminal_size::terminal_size_of(io::stdout()) } else { None };
    size.map(|(_, rows)| rows.0.into())
}

/// Prints findings on standard error, beside data on standard output.
pub(super) fn findings_to_stderr(source: &Source, findings: &[Diagnostic]) -> io::Result<()> {
    io::stderr()
        .lock()
        .write_all(report::render_within(source, findings, stderr_is_coloured(), page_width()).as_bytes())
}

/// Prints findings that are themselves the output.
pub(super) fn findings_to_stdout(source: &Source, findings: &[Diagnostic]) -> io::Result<()> {
    io::stdout()
        .lock()
        .write_all(report::render_within(source, findings, stdout_is_coloured(), page_width()).as_bytes())
}

/// Says on standard error what should be known about the output.
pub(super) fn note(message: &str) {
    // There is nowhere left to say that this failed.
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "lehr: note: {}", readable(message));
}

/// Says on standard error what is wrong with the call.
pub(super) fn error(message: &str) {
    // There is nowhere left to say that this failed.
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "lehr: {}", readable(message));
}

/// Says what is wrong with one of many files, which keeps nothing from the others; whether nothing is.
pub(super) fn said(result: Result<(), Stop>) -> Result<bool, Stop> {
    match result {
        Ok(()) => Ok(true),
        Err(Stop::Usage(message) | Stop::Failed(message)) => {
            error(&message);
            Ok(false)
        }
        Err(stop) => Err(stop),
    }
}
