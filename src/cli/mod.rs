//! The `lehr` program: arguments in, text out. Everything that reads files or prints is here.

mod args;
mod check;
mod compile;
mod diff;
mod eval;
mod exit;
mod explain;
mod files;
mod fmt;
mod generate;
mod import;
mod input;
mod interrupt;
mod markdown;
mod metrics;
mod output;
mod plot;
mod progress;
mod server;
mod shapes;
mod show;
mod sources;
mod table;
mod test;
mod watch;
mod write;

use std::process::ExitCode;

use anstream::ColorChoice;
use clap::Parser;

use crate::text::visible;
use args::{Arguments, Color, Command};
use exit::{Exit, Stop};

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(error),
    };
    match arguments.color {
        Color::Auto => {}
        Color::Always => ColorChoice::Always.write_global(),
        Color::Never => ColorChoice::Never.write_global(),
    }
    let result = match &arguments.command {
        Command::Eval(args) => eval::run(args),
        Command::Check(args) => check::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Plot(args) => plot::run(args),
        Command::Watch(args) => watch::run(args),
        Command::Show(args) => show::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Test(args) => test::run(args),
        Command::Compile(args) => compile::run(args),
        Command::Import(args) => import::run(args),
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Shapes { names } => shapes::run(names),
        Command::Server => server::run(),
        Command::Completions { shell } => generate::completions(*shell),
        Command::Man => generate::man(),
    };
    let exit = result.unwrap_or_else(|stop| match stop {
        Stop::Said(exit) => exit,
        Stop::Failed(message) => {
            output::error(&message);
            Exit::Failure
        }
        Stop::Usage(message) => {
            output::error(&message);
            Exit::Usage
        }
        // Whoever reads has seen enough.
        Stop::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Success,
        Stop::Output(error) => {
            output::error(&format!("the output cannot be written: {error}"));
            Exit::Usage
        }
    });
    match exit {
        Exit::Success => ExitCode::SUCCESS,
        Exit::Failure => ExitCode::from(1),
        Exit::Usage => ExitCode::from(2),
    }
}

/// Prints what clap has to say: help, the version, or what is wrong with the call.
fn refused(error: clap::Error) -> ExitCode {
    // The same of a call that has its controls as symbols, since clap repeats the words of it.
    let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()).into_owned());
    let shown = if error.use_stderr() { Arguments::try_parse_from(shown).err() } else { None };
    let error = shown.unwrap_or(error);
    // Help and version are no errors, and clap knows which stream each belongs to.
    match error.print() {
        Ok(()) if error.use_stderr() => ExitCode::from(2),
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) if failed.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failed) => {
            output::error(&format!("the output cannot be written: {failed}"));
            ExitCode::from(2)
        }
    }
}
