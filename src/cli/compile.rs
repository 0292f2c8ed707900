//! `lehr compile`

use std::io::Write;

use super::args::{CompileArgs, CompiledFormat};
use super::exit::{Exit, Stop};
use super::{input, output};
use crate::text::escaped_json;

pub(super) fn run(args: &CompileArgs) -> Result<Exit, Stop> {
    let program = input::program(&args.source)?;
    let mut out = output::data();
    match args.format {
        CompiledFormat::Json => {
            let json = serde_json::to_string_pretty(&program).map_err(std::io::Error::from)?;
            out.write_all(escaped_json(&json).as_bytes())?;
        }
    }
    writeln!(out)?;
    out.flush()?;
    Ok(Exit::Success)
}
