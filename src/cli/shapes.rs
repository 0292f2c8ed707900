//! `lehr shapes`

use std::io::Write;

use super::exit::{Exit, Stop};
use super::output;
use crate::reference;

pub(super) fn run(names: &[String]) -> Result<Exit, Stop> {
    let mut out = output::data();
    if names.is_empty() {
        let entries = reference::entries();
        let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
        for entry in entries {
            writeln!(out, "{:<width$}  {}", entry.name, entry.summary)?;
        }
    }
    for (index, name) in names.iter().enumerate() {
        let Some(page) = reference::page(name) else {
            return Err(Stop::Usage(format!(
                "there is no shape or preset called `{name}`; `lehr shapes` lists them{}",
                reference::nearest(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
            )));
        };
        let separator = if index > 0 { "\n" } else { "" };
        write!(out, "{separator}{page}")?;
    }
    out.flush()?;
    Ok(Exit::Success)
}
