//! The files that a command works on, and replacing them.

use std::io::Write;
use std::path::Path;

use similar::TextDiff;

use super::exit::Stop;
use crate::text::Source;

/// The files that are given, and those with one of some endings of the folders that are given, in order.
pub(super) fn files_of(paths: &[String], endings: &[&str]) -> Result<Vec<String>, Stop> {
    let mut files = Vec::new();
    for path in paths {
        if !Path::new(path).is_dir() {
            files.push(path.clone());
            continue;
        }
        let walk = ignore::WalkBuilder::new(path).require_git(false).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            let entry = entry.map_err(|error| Stop::Usage(format!("`{path}` cannot be read: {error}")))?;
            let found = entry.path();
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            if is_file && found.extension().is_some_and(|ending| endings.iter().any(|it| ending == *it)) {
                let shown = found.strip_prefix("./").unwrap_or(found);
                files.push(shown.to_string_lossy().into_owned());
            }
        }
    }
    // A file may be given by itself and by its folder.
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    if files.is_empty() {
        return Err(Stop::Usage(format!("there is no `.lehr` file in {}", paths.join(", "))));
    }
    Ok(files)
}

/// The same, of schedules alone.
pub(super) fn schedules(paths: &[String]) -> Result<Vec<String>, Stop> {
    files_of(paths, &["lehr"])
}

/// Replaces the text of a file in one step, so that no reader sees half of it.
pub(super) fn rewrite(path: &Path, text: &str) -> std::io::Result<()> {
    // The file that a link points at is replaced, not the link.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(path.metadata()?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// The changes that another text would make to a file.
pub(super) fn unified_diff(source: &Source, text: &str) -> String {
    let name = &source.name;
    TextDiff::from_lines(source.text.as_str(), text).unified_diff().header(name, name).to_string()
}
