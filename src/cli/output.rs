//! Where text goes: standard output and standard error, with or without colours.

use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};

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
pub(super) fn stderr_is_coloured() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
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
