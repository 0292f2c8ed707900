//! Where text goes: standard output and standard error, with or without colours.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};

use crate::diagnostic::Diagnostic;
use crate::report;
use crate::text::Source;

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

/// Prints findings on standard error, beside data on standard output.
pub(super) fn findings_to_stderr(source: &Source, findings: &[Diagnostic]) -> io::Result<()> {
    io::stderr().lock().write_all(report::render(source, findings, stderr_is_coloured()).as_bytes())
}

/// Prints findings that are themselves the output.
pub(super) fn findings_to_stdout(source: &Source, findings: &[Diagnostic]) -> io::Result<()> {
    io::stdout().lock().write_all(report::render(source, findings, stdout_is_coloured()).as_bytes())
}

/// Says on standard error what should be known about the output.
pub(super) fn note(message: &str) {
    // There is nowhere left to say that this failed.
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "lehr: note: {message}");
}

/// Says on standard error what is wrong with the call.
pub(super) fn error(message: &str) {
    // There is nowhere left to say that this failed.
    let _ = writeln!(AutoStream::auto(io::stderr().lock()), "lehr: {message}");
}

/// Writes a file in one step, so that no reader sees half of it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The file that a link points at, and not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // An error is about the folder, and not about a temporary file in it.
    folder.metadata()?;
    let mut file = new_file_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file that others may read, as the process's mask allows.
#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}
