//! `lehr import`

use std::io::Write;

use super::args::ImportArgs;
use super::exit::{Exit, Stop};
use super::{input, output};
use crate::text::visible_lines;

pub(super) fn run(args: &ImportArgs) -> Result<Exit, Stop> {
    if !input::is_script(&args.file) {
        return Err(Stop::Usage(format!(
            "`{}` is not a training script: its name ends with neither `.py` nor `.ipynb`",
            args.file.display()
        )));
    }
    let (source, script) = input::script(&args.file, &args.set)?;
    if script.compiled().is_empty() {
        let compilation = script.compile(&crate::overrides::Overrides::default());
        output::findings_to_stderr(&source, compilation.diagnostics())?;
        return Err(Stop::Said(Exit::Failure));
    }
    let name = args.file.file_name().unwrap_or(args.file.as_os_str()).to_string_lossy().into_owned();
    let mut out = output::data();
    out.write_all(visible_lines(&script.import(&name)).as_bytes())?;
    out.flush()?;
    Ok(Exit::Success)
}
