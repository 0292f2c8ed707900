//! `lehr compile`

use std::io::Write;

use super::args::{CompileArgs, CompiledFormat};
use super::exit::{Exit, Stop};
use super::{input, output};

pub(super) fn run(args: &CompileArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    let mut out = output::data();
    match args.format {
        CompiledFormat::Json => serde_json::to_writer_pretty(&mut out, &program).map_err(std::io::Error::from)?,
    }
    writeln!(out)?;
    out.flush()?;
    Ok(Exit::Success)
}
