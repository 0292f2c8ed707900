//! `lehr explain`

use std::io::Write;

use super::exit::{Exit, Stop};
use super::output;
use crate::diagnostic::Code;
use crate::{lint, scripts};

pub(super) fn run(code: Option<&str>) -> Result<Exit, Stop> {
    let mut out = output::data();
    match code {
        None => {
            let width = Code::ALL.iter().map(|code| code.slug().len()).max().unwrap_or(0);
            for code in Code::ALL {
                writeln!(out, "{:<width$}  {}", code.slug(), code.explanation())?;
            }
        }
        Some(slug) => {
            let code = find(slug)?;
            let of_the_curve = lint::rules().iter().any(|rule| rule.code == code);
            let of_scripts = scripts::explain(code).filter(|_| !of_the_curve);
            write!(out, "{}", of_scripts.unwrap_or_else(|| lint::explain(code)))?;
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// The code of a name.
pub(super) fn find(slug: &str) -> Result<Code, Stop> {
    Code::find(slug).ok_or_else(|| Stop::Usage(format!("`{slug}` is no code of a finding; `lehr explain` lists them")))
}
