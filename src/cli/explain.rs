//! `lehr explain`

use std::io::Write;

use super::exit::{Exit, Stop};
use super::{markdown, output};
use crate::diagnostic::Code;
use crate::{lint, scripts};

pub(super) fn run(code: Option<&str>) -> Result<Exit, Stop> {
    let mut out = output::stdout();
    let text = match code {
        None => markdown::list(Code::ALL.iter().map(|code| (code.slug(), code.explanation())), output::page_width()),
        Some(slug) => {
            let code = find(slug)?;
            let of_the_curve = lint::rules().iter().any(|rule| rule.code == code);
            let of_scripts = scripts::explain(code).filter(|_| !of_the_curve);
            markdown::rendered(&of_scripts.unwrap_or_else(|| lint::explain(code)), output::page_width())
        }
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Success)
}

/// The code of a name.
pub(super) fn find(slug: &str) -> Result<Code, Stop> {
    Code::find(slug).ok_or_else(|| Stop::Usage(format!("`{slug}` is no code of a finding; `lehr explain` lists them")))
}
