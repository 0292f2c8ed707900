//! Schedules from files, standard input and the command line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use python_calls::LONGEST;

use super::args::{OverrideArgs, SourceArgs};
use super::exit::{Exit, Stop};
use super::output;
use super::sources::{Given, is_standard_input};
use crate::compile::{Compilation, compile, compile_bytes, decode};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::overrides::Overrides;
use crate::program::Program;
use crate::scripts::{Script, Settings};
use crate::text::Source;

/// The largest input, in bytes. No schedule that a person or a program wrote is larger.
const SIZE_LIMIT: u64 = 256 << 20;

/// A text with what became of it.
pub(super) struct Compiled {
    pub(super) source: Source,
    pub(super) compilation: Compilation,
}

impl Compiled {
    /// The same over the readings of the one unit that tells all times of it, where there is such a unit.
    pub(super) fn over_readings(self) -> Self {
        match self.compilation.program().and_then(Program::over_readings) {
            Some(program) => Self { compilation: Compilation::from(program), ..self },
            None => self,
        }
    }
}

impl OverrideArgs {
    /// What is set from outside; a value that cannot be read is a mistake in the call.
    pub(super) fn overrides(&self) -> Result<Overrides, Stop> {
        let mut overrides = self.overrides_of_a_script()?;
        for assignment in &self.set {
            let (name, value) = assigned(assignment)?;
            overrides.set_param(name.trim(), value).map_err(|error| wrong_value(&format!("--set {name}"), &error))?;
        }
        Ok(overrides)
    }

    /// The same without the parameters, which a script has under its own spelling.
    pub(super) fn overrides_of_a_script(&self) -> Result<Overrides, Stop> {
        let mut overrides = Overrides::default();
        let flags = [("--run", &self.run), ("--base", &self.base), ("--epoch", &self.epoch)];
        for (flag, value) in flags {
            let Some(value) = value else { continue };
            let set = match flag {
                "--run" => overrides.set_run(value),
                "--base" => overrides.set_base(value),
                _ => overrides.set_epoch(value),
            };
            set.map_err(|error| wrong_value(flag, &error))?;
        }
        Ok(overrides)
    }

    /// The parameters of a script that are set.
    pub(super) fn settings(&self) -> Result<Settings, Stop> {
        let mut settings = Settings::default();
        for assignment in &self.set {
            let (name, value) = assigned(assignment)?;
            settings.set(name, value);
        }
        Ok(settings)
    }
}

/// The two sides of a `--set`.
fn assigned(assignment: &str) -> Result<(&str, &str), Stop> {
    let wrong = || Stop::Usage(format!("--set takes NAME=VALUE, and `{assignment}` has no `=`"));
    assignment.split_once('=').ok_or_else(wrong)
}

/// Whether a file is a training script, by its name.
pub(super) fn is_script(file: &Path) -> bool {
    ["py", "ipynb"].contains(&ending(file))
}

fn ending(file: &Path) -> &str {
    file.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

/// Reads a training script.
pub(super) fn script(file: &Path, set: &OverrideArgs) -> Result<(Source, Script), Stop> {
    let settings = set.settings()?;
    let is_notebook = ending(file) == "ipynb";
    // Of a script that is longer nothing is read.
    let bytes = if is_notebook { read(file)? } else { read_up_to(LONGEST as u64, file)? };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let script = if is_notebook {
        Script::read_notebook(&text, &settings)
            .map_err(|error| Stop::Failed(format!("{}: this is not a notebook: {error}", file.display())))?
    } else {
        Script::read(&text, &settings)
    };
    Ok((script.source(&name(file)), script))
}

/// A message about a value on the command line.
pub(super) fn wrong_value(flag: &str, error: &Error) -> Stop {
    let Some(diagnostic) = error.diagnostics().first() else { return Stop::Usage(format!("{flag}: {error}")) };
    let help = diagnostic.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    Stop::Usage(format!("{flag}: {}{help}", diagnostic.message))
}

/// Where a schedule comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin<'a> {
    /// A file; `-` is standard input.
    File(&'a Path),
    /// The command line.
    Expression(&'a str),
}

impl<'a> Origin<'a> {
    /// The same as it is given.
    pub(super) fn of(given: &'a Given) -> Self {
        match given {
            Given::File(path) => Self::File(path),
            Given::Expression(expression) => Self::Expression(expression),
        }
    }

    /// What holds for it: of a file, the `lehr.toml` in its folder or above it.
    pub(super) fn config(self) -> Result<Config, Stop> {
        match self {
            Self::File(file) => Ok(Config::above(file)?),
            Self::Expression(_) => Ok(Config::default()),
        }
    }

    /// What is set from outside; the parameters of a script are set where it is read.
    pub(super) fn overrides(self, set: &OverrideArgs) -> Result<Overrides, Stop> {
        match self {
            Self::File(file) if is_script(file) => set.overrides_of_a_script(),
            _ => set.overrides(),
        }
    }
}

/// Reads and compiles a schedule, or reads a compiled one. Errors in it are printed.
pub(super) fn program(args: &SourceArgs) -> Result<Program, Stop> {
    // Where there are errors, they have been printed.
    compilation(args)?.into_program().map_err(|_| Stop::Said(Exit::Failure))
}

/// The same with the text that it comes from; there are no errors in it.
pub(super) fn compilation(args: &SourceArgs) -> Result<Compilation, Stop> {
    let origin = match (&args.expression, &args.file) {
        (Some(expression), _) => Origin::Expression(expression),
        (None, Some(file)) => Origin::File(file),
        (None, None) => return Err(Stop::Usage("give a FILE, or an expression with -e".to_string())),
    };
    let overrides = origin.config()?.completed(&origin.overrides(&args.set)?)?;
    let Compiled { source, compilation } = load(origin, &args.set, &overrides)?;
    output::findings_to_stderr(&source, compilation.diagnostics())?;
    if compilation.program().is_some() { Ok(compilation) } else { Err(Stop::Said(Exit::Failure)) }
}

/// Reads and compiles a schedule, or reads a compiled one, which leaves nothing to be set.
pub(super) fn load(origin: Origin<'_>, set: &OverrideArgs, overrides: &Overrides) -> Result<Compiled, Stop> {
    let file = match origin {
        Origin::Expression(expression) => return Ok(compile_text("<expression>", expression.to_string(), overrides)),
        Origin::File(file) => file,
    };
    if is_script(file) {
        let (source, script) = script(file, set)?;
        return Ok(Compiled { source, compilation: script.compile(overrides) });
    }
    let bytes = read(file)?;
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Ok(compiled_bytes(file, bytes, overrides));
    }
    if set.any() {
        return Err(Stop::Usage(format!(
            "`{}` is compiled: its run, base, epoch and parameters are fixed",
            file.display()
        )));
    }
    match Program::from_json(&bytes) {
        Ok(program) => Ok(Compiled { source: Source::new(name(file), ""), compilation: program.into() }),
        Err(error) => Err(Stop::Failed(format!("{}: this is not a compiled schedule: {error}", file.display()))),
    }
}

/// Reads and compiles a text, whatever its first character is.
pub(super) fn compiled(origin: Origin<'_>, overrides: &Overrides) -> Result<Compiled, Stop> {
    match origin {
        Origin::Expression(expression) => Ok(compile_text("<expression>", expression.to_string(), overrides)),
        Origin::File(file) => Ok(compiled_bytes(file, read(file)?, overrides)),
    }
}

fn compile_text(name: &str, text: String, overrides: &Overrides) -> Compiled {
    let compilation = compile(&text, overrides);
    Compiled { source: Source::new(name, text), compilation }
}

/// Reads the text of a file; bytes that are none come with what is wrong with them.
pub(super) fn text(origin: Origin<'_>) -> Result<(Source, Option<Diagnostic>), Stop> {
    let file = match origin {
        Origin::Expression(expression) => return Ok((Source::new("<expression>", expression), None)),
        Origin::File(file) => file,
    };
    let (text, diagnostic) = match decode(read(file)?) {
        Ok(text) => (text, None),
        Err((text, diagnostic)) => (text, Some(diagnostic)),
    };
    Ok((Source::new(name(file), text), diagnostic))
}

fn compiled_bytes(file: &Path, bytes: Vec<u8>, overrides: &Overrides) -> Compiled {
    let compilation = compile_bytes(bytes, overrides);
    Compiled { source: Source::new(name(file), compilation.text()), compilation }
}

fn name(file: &Path) -> String {
    Given::File(file.to_path_buf()).name()
}

fn read(file: &Path) -> Result<Vec<u8>, Stop> {
    let bytes = read_up_to(SIZE_LIMIT, file)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(Stop::Usage(format!(
            "`{}` is larger than {} MiB, which no schedule is",
            file.display(),
            SIZE_LIMIT >> 20
        )));
    }
    Ok(bytes)
}

/// The bytes of a file up to a limit, and one more where there are more.
fn read_up_to(limit: u64, file: &Path) -> Result<Vec<u8>, Stop> {
    let unreadable = |error: std::io::Error| Stop::Usage(format!("`{}` cannot be read: {error}", file.display()));
    let mut bytes = Vec::new();
    let count = if is_standard_input(file) {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        let file = File::open(file).map_err(unreadable)?;
        let size = file.metadata().map_or(0, |found| found.len()).min(limit);
        // With a byte more it is seen at once that it ends there.
        bytes.reserve(usize::try_from(size).unwrap_or_default() + 1);
        file.take(limit + 1).read_to_end(&mut bytes)
    };
    count.map_err(unreadable)?;
    Ok(bytes)
}

impl OverrideArgs {
    fn any(&self) -> bool {
        self.base.is_some() || self.run.is_some() || self.epoch.is_some() || !self.set.is_empty()
    }
}
