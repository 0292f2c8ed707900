//! `lehr explain`

use std::io::Write;

use super::exit::{Exit, Stop};
use super::{markdown, output};
use crate::check::suggest::closest;
use crate::diagnostic::Code;
use crate::{lint, scripts};

pub(super) fn run(code: Option<&str>) -> Result<Exit, Stop> {
    let mut out = output::stdout();
    let text = match code {
        None => markdown::list(Code::ALL.iter().map(|code| (code.slug(), code.explanation())), output::page_width()),
        Some(name) => {
            let code = meant(name)?;
            let of_the_curve = lint::rules().iter().any(|rule| rule.code == code);
            let of_scripts = scripts::explain(code).filter(|_| !of_the_curve);
            markdown::rendered(&of_scripts.unwrap_or_else(|| lint::explain(code)), output::page_width())
        }
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Success)
}

/// The code that is meant by a name, or a part of one.
fn meant(name: &str) -> Result<Code, Stop> {
    if let Some(code) = Code::find(name) {
        return Ok(code);
    }
    let parts: Vec<_> =
        name.split([' ', '-', '_']).filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
    let has_all = |code: &&Code| parts.iter().all(|part| code.slug().contains(part.as_str()));
    let found: Vec<_> = Code::ALL.iter().filter(has_all).collect();
    match found[..] {
        [code] if !parts.is_empty() => Ok(*code),
        [] => {
            let slugs = Code::ALL.iter().map(|code| code.slug());
            closest(name, slugs).and_then(Code::find).ok_or_else(|| unknown(name))
        }
        _ => {
            let slugs: Vec<_> = found.iter().take(8).map(|code| format!("`{code}`")).collect();
            Err(Stop::Usage(format!("`{name}` is a part of several codes: {}", slugs.join(", "))))
        }
    }
}

fn unknown(slug: &str) -> Stop {
    Stop::Usage(format!("`{slug}` is not the code of a finding; `lehr explain` lists them"))
}

/// The code of a name.
pub(super) fn find(slug: &str) -> Result<Code, Stop> {
    Code::find(slug).ok_or_else(|| unknown(slug))
}
