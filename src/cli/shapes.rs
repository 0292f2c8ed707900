//! `lehr shapes`

use std::io::Write;

use super::exit::{Exit, Stop};
use super::{markdown, output};
use crate::reference;

pub(super) fn run(names: &[String]) -> Result<Exit, Stop> {
    let mut out = output::stdout();
    if names.is_empty() {
        let entries = reference::entries();
        let entries = entries.iter().map(|entry| (entry.name, entry.summary.as_str()));
        out.write_all(markdown::list(entries, output::page_width()).as_bytes())?;
    }
    for (index, name) in names.iter().enumerate() {
        let Some(page) = reference::page(name) else {
            return Err(Stop::Usage(format!(
                "there is no shape or preset called `{name}`; `lehr shapes` lists them{}",
                reference::nearest(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
            )));
        };
        let separator = if index > 0 { "\n" } else { "" };
        write!(out, "{separator}{}", markdown::rendered(&page, output::page_width()))?;
    }
    out.flush()?;
    Ok(Exit::Success)
}
