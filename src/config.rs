//! `lehr.toml`: settings for all schedules in its folder and below.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostic::{Code, Severity};
use crate::error::Error;
use crate::lint::{LintLevel, Settings, Thresholds};
use crate::overrides::Overrides;
use crate::text::{ColumnUnit, LineIndex};

/// The name of the file.
pub const NAME: &str = "lehr.toml";

/// The most bytes of the file.
const SIZE_LIMIT: u64 = 1 << 20;

/// The settings of a `lehr.toml`. The default is what holds without one.
#[derive(Clone, Debug, Default)]
pub struct Config {
    settings: Settings,
    defaults: Defaults,
    check: Check,
    path: PathBuf,
}

/// A `lehr.toml` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    #[serde(default)]
    deny_warnings: bool,
    #[serde(default)]
    rules: BTreeMap<String, String>,
    #[serde(default)]
    thresholds: BTreeMap<String, f64>,
    #[serde(default)]
    defaults: Defaults,
    #[serde(default)]
    check: Check,
}

/// What `lehr check` looks at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    scripts: Option<bool>,
    #[serde(default)]
    exclude: Vec<String>,
}

/// Values for what neither the schedule nor the caller sets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    run: Option<String>,
    epoch: Option<String>,
    base: Option<String>,
}

impl Config {
    /// The path of the nearest `lehr.toml`, in a folder or above it. The folder has to be absolute. What has that name
    /// and is no regular file is found too, and refused where it is read; a folder is passed over.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(NAME))
            .find(|path| path.metadata().is_ok_and(|found| !found.is_dir()))
    }

    /// The settings for a file: those of the nearest `lehr.toml`, in its folder or above it.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    pub fn above(file: &Path) -> Result<Self, Error> {
        // One that is not written yet has a folder all the same.
        let folder = dunce::canonicalize(file).ok().and_then(|path| path.parent().map(Path::to_path_buf));
        let folder = folder.or_else(|| dunce::canonicalize(file.parent()?).ok());
        let path = folder.and_then(|folder| Self::find(&folder));
        path.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// Reads a `lehr.toml`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or says something that lehr does not know. The message names the file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = read_bounded(path).map_err(|error| format!("cannot be read: {error}"));
        text.and_then(|text| Self::parse(&text, path)).map_err(|message| unusable(path, &message))
    }

    fn parse(text: &str, path: &Path) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| explained(&error, text))?;
        let settings = Settings {
            levels: levels(&written.rules)?,
            thresholds: thresholds(&written.thresholds)?,
            deny_warnings: written.deny_warnings,
            ..Settings::default()
        };
        Ok(Self { settings, defaults: written.defaults, check: written.check, path: path.to_path_buf() })
    }

    /// Which rules apply, and how.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether training scripts are checked: unless `[check] scripts = false` says otherwise.
    pub fn checks_scripts(&self) -> bool {
        self.check.scripts != Some(false)
    }

    /// The patterns of `[check] exclude`, as those of a `.gitignore` beside this file: what they match is not checked.
    pub fn excluded(&self) -> &[String] {
        &self.check.exclude
    }

    /// The overrides of a caller, with the defaults of this file for what they leave open.
    ///
    /// # Errors
    ///
    /// A default that is no constant. The message names the file.
    pub fn completed(&self, overrides: &Overrides) -> Result<Overrides, Error> {
        let mut completed = overrides.clone();
        let Defaults { run, epoch, base } = &self.defaults;
        for (name, value) in [("run", run), ("epoch", epoch), ("base", base)] {
            let Some(value) = value else { continue };
            let wrong =
                |error: &Error| error.diagnostics().first().map_or_else(String::new, |first| first.message.clone());
            completed
                .set_default(name, value)
                .map_err(|error| unusable(&self.path, &format!("{name}: {}", wrong(&error))))?;
        }
        Ok(completed)
    }
}

/// The text of a file that is not too large to be settings.
fn read_bounded(path: &Path) -> std::io::Result<String> {
    // To open a pipe would be to wait.
    if !path.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    let mut text = String::new();
    let count = File::open(path)?.take(SIZE_LIMIT + 1).read_to_string(&mut text)?;
    if count as u64 > SIZE_LIMIT {
        return Err(std::io::Error::other(format!("it is larger than {} MiB", SIZE_LIMIT >> 20)));
    }
    Ok(text)
}

/// What is wrong with a text, and where.
fn explained(error: &toml::de::Error, text: &str) -> String {
    let words: Vec<_> = error.message().lines().collect();
    let words = words.join(", ");
    let Some(span) = error.span() else { return words };
    let position = LineIndex::new(text).position(span.start, ColumnUnit::Char);
    format!("{position}: {words}")
}

/// Why a `lehr.toml` cannot be used.
fn unusable(path: &Path, why: &str) -> Error {
    Error::message(format!("`{}`: {why}", path.display()))
}

fn levels(rules: &BTreeMap<String, String>) -> Result<BTreeMap<Code, LintLevel>, String> {
    let level = |(name, level): (&String, &String)| {
        let code = match Code::find(name) {
            Some(code) if code.severity() == Severity::Error => {
                return Err(format!("`{name}` is an error, which cannot be allowed"));
            }
            Some(code) => code,
            None => return Err(format!("`{name}` is not the code of a finding; `lehr explain` lists them")),
        };
        let Some((_, level)) = LintLevel::NAMES.iter().find(|(name, _)| name == level) else {
            let names: Vec<_> = LintLevel::NAMES.iter().map(|(name, _)| *name).collect();
            return Err(format!("`{name}` is {level:?}, and a level is one of {}", names.join(", ")));
        };
        Ok((code, *level))
    };
    rules.iter().map(level).collect()
}

fn thresholds(written: &BTreeMap<String, f64>) -> Result<Thresholds, String> {
    let mut thresholds = Thresholds::default();
    for (name, value) in written {
        let Some(threshold) = thresholds.get_mut(name) else {
            let names: Vec<_> = Thresholds::ALL.iter().map(|(name, ..)| *name).collect();
            return Err(format!("there is no threshold `{name}`; the thresholds are {}", names.join(", ")));
        };
        if !(value.is_finite() && *value >= 0.0) {
            return Err(format!("the threshold `{name}` is {value}, and has to be 0 or more"));
        }
        *threshold = *value;
    }
    Ok(thresholds)
}
