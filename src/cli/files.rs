//! The files that a command works on.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use rayon::prelude::*;
use similar::TextDiff;

use super::exit::Stop;
use super::output;
use super::sources::Given;
use crate::stack::{for_all_workers, with_stack};
use crate::text::{Source, visible, visible_lines};

/// The files that say what git leaves out, as they are called in a folder.
const IGNORING: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// What a command works on.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What is given, and what is in the folders that are given, in order.
    pub(super) given: Vec<Given>,
    /// How many folders could not be read; it has been said of each why.
    pub(super) unread: usize,
}

impl Found {
    /// What is given, and the files with one of some endings in the folders that are given.
    pub(super) fn of(given: &[Given], endings: &[&str]) -> Result<Self, Stop> {
        let mut found = Self::default();
        for given in given {
            match given {
                Given::File(path) if path.is_dir() => found.walk(path, endings),
                given => found.given.push(given.clone()),
            }
        }
        // A file may be given by itself and by its folder.
        let mut seen = HashSet::new();
        found.given.retain(|given| given.path().is_none_or(|path| seen.insert(path.to_path_buf())));
        if found.given.is_empty() && found.unread == 0 {
            let names: Vec<_> = given.iter().map(Given::name).collect();
            return Err(Stop::Usage(format!("there is no `.lehr` file in {}", names.join(", "))));
        }
        Ok(found)
    }

    /// The same, of schedules alone.
    pub(super) fn schedules(given: &[Given]) -> Result<Self, Stop> {
        Self::of(given, &["lehr"])
    }

    /// Adds the files below a folder. What cannot be read is said, and keeps nothing from the rest.
    fn walk(&mut self, folder: &Path, endings: &[&str]) {
        let above = dunce::canonicalize(folder).unwrap_or_default();
        if let Some(hanging) = above.ancestors().find_map(not_a_file) {
            return self.leave_out(&hanging);
        }
        let (send, hanging) = std::sync::mpsc::channel();
        let enters = move |entry: &DirEntry| {
            let found = if is_folder(entry) { not_a_file(entry.path()) } else { None };
            found.is_none_or(|file| send.send(file).is_err())
        };
        let walk =
            WalkBuilder::new(folder).require_git(false).sort_by_file_path(Path::cmp).filter_entry(enters).build();
        for entry in walk {
            match entry {
                Ok(entry) => self.take(&entry, endings),
                Err(error) => {
                    output::error(&error.to_string());
                    self.unread += 1;
                }
            }
        }
        hanging.try_iter().for_each(|file| self.leave_out(&file));
    }

    /// Adds a file with one of some endings, or a link to one. Links to folders are not followed.
    fn take(&mut self, entry: &DirEntry, endings: &[&str]) {
        let path = entry.path();
        if is_folder(entry) || !path.extension().is_some_and(|ending| endings.iter().any(|it| ending == *it)) {
            return;
        }
        let path = path.strip_prefix("./").unwrap_or(path);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {}
            // To read a pipe would be to wait.
            Ok(metadata) if !metadata.is_file() => {
                output::note(&format!("`{}` is left out: it is not a regular file", path.display()));
            }
            // Why a file cannot be read is said where it is read.
            Ok(_) | Err(_) => self.given.push(Given::File(path.to_path_buf())),
        }
    }

    fn leave_out(&mut self, file: &Path) {
        output::error(&format!("its folder is left out: `{}` is not a regular file", file.display()));
        self.unread += 1;
    }
}

/// What becomes of each of some things, several at a time, in order.
pub(super) fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    if let [one] = things {
        // One stack for all that is compiled: a script has a program for each of its schedules.
        return vec![with_stack(|| work(one))];
    }
    for_all_workers();
    things.par_iter().map(work).collect()
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

/// What stands in a folder in the place of a file that says what to leave out, and would be read without an end.
fn not_a_file(folder: &Path) -> Option<PathBuf> {
    let reads_on = |path: &PathBuf| fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    IGNORING.iter().map(|name| folder.join(name)).find(reads_on)
}

/// The changes that another text would make to a file.
pub(super) fn unified_diff(source: &Source, text: &str) -> String {
    let name = visible(&source.name);
    let diff = TextDiff::from_lines(source.text.as_str(), text).unified_diff().header(&name, &name).to_string();
    visible_lines(&diff).into_owned()
}
