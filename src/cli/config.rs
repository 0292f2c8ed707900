//! `lehr.toml`: what holds for all schedules below its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Stop, explain};
use crate::diagnostic::Severity;
use crate::lint::{Level, Settings, Thresholds};
use crate::overrides::Overrides;

/// The name of the file.
pub(super) const NAME: &str = "lehr.toml";

/// A `lehr.toml` that has been read; without one, what holds everywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    settings: Settings,
    defaults: Defaults,
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
}

/// What is set where neither the file nor the call sets it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    run: Option<String>,
    epoch: Option<String>,
    base: Option<String>,
}

impl Config {
    /// The path of the nearest one in a folder or above it.
    pub(super) fn find(folder: &Path) -> Option<PathBuf> {
        folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
    }

    /// What holds for a file: the nearest one in its folder or above it.
    pub(super) fn above(file: &Path) -> Result<Self, Stop> {
        let path = file.canonicalize().ok().and_then(|path| Self::find(path.parent()?));
        path.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// Reads one.
    pub(super) fn read(path: &Path) -> Result<Self, Stop> {
        let wrong = |what: String| Stop::Usage(format!("`{}`: {what}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let written: Written =
            toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_string()))?;
        let mut settings = Settings { deny_warnings: written.deny_warnings, ..Settings::default() };
        for (name, level) in &written.rules {
            let code = match explain::find(name) {
                Ok(code) if code.severity() == Severity::Error => {
                    return Err(wrong(format!("`{name}` is an error, which cannot be allowed")));
                }
                Ok(code) => code,
                Err(_) => return Err(wrong(format!("`{name}` is no code of a finding; `lehr explain` lists them"))),
            };
            let Some((_, level)) = Level::NAMES.iter().find(|(name, _)| name == level) else {
                let names: Vec<_> = Level::NAMES.iter().map(|(name, _)| *name).collect();
                return Err(wrong(format!("`{name}` is {level:?}, and a level is one of {}", names.join(", "))));
            };
            settings.levels.insert(code, *level);
        }
        for (name, value) in &written.thresholds {
            let Some(threshold) = settings.thresholds.get_mut(name) else {
                let names: Vec<_> = Thresholds::ALL.iter().map(|(name, ..)| *name).collect();
                return Err(wrong(format!("there is no threshold `{name}`; the thresholds are {}", names.join(", "))));
            };
            if !(value.is_finite() && *value >= 0.0) {
                return Err(wrong(format!("the threshold `{name}` is {value}, and has to be 0 or more")));
            }
            *threshold = *value;
        }
        Ok(Self { settings, defaults: written.defaults, path: path.to_path_buf() })
    }

    /// What it makes of the rules.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is set from outside, with the defaults for what is not.
    pub(super) fn completed(&self, overrides: &Overrides) -> Result<Overrides, Stop> {
        let mut completed = overrides.clone();
        let Defaults { run, epoch, base } = &self.defaults;
        for (name, value) in [("run", run), ("epoch", epoch), ("base", base)] {
            let Some(value) = value else { continue };
            completed.set_default(name, value).map_err(|diagnostic| {
                Stop::Usage(format!("`{}`: {name}: {}", self.path.display(), diagnostic.message))
            })?;
        }
        Ok(completed)
    }
}
