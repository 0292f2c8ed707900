//! `lehr.toml`: what holds for all schedules below its folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Stop, explain};
use crate::diagnostic::{Code, Severity};
use crate::overrides::Overrides;

/// The name of the file.
const NAME: &str = "lehr.toml";

/// A `lehr.toml`; without one, what holds everywhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Config {
    /// Whether warnings fail the check.
    #[serde(default)]
    deny_warnings: bool,
    /// `code = "allow"` or `"warn"`.
    #[serde(default)]
    rules: BTreeMap<String, Level>,
    /// What is set where neither the file nor the call sets it.
    #[serde(default)]
    defaults: Defaults,
    #[serde(skip)]
    path: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Allow,
    Warn,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Defaults {
    run: Option<String>,
    epoch: Option<String>,
    base: Option<String>,
}

impl Config {
    /// The nearest one in the folder of a file or above it.
    pub(super) fn above(file: &str) -> Result<Self, Stop> {
        let Ok(path) = Path::new(file).canonicalize() else { return Ok(Self::default()) };
        let Some(path) = path.ancestors().skip(1).map(|folder| folder.join(NAME)).find(|path| path.is_file()) else {
            return Ok(Self::default());
        };
        let wrong = |what: String| Stop::Usage(format!("`{}`: {what}", path.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let mut config: Self =
            toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_string()))?;
        for name in config.rules.keys() {
            match explain::find(name) {
                Ok(code) if code.severity() == Severity::Warning => {}
                Ok(_) => return Err(wrong(format!("`{name}` is an error, which cannot be allowed"))),
                Err(_) => return Err(wrong(format!("`{name}` is no code of a finding; `lehr explain` lists them"))),
            }
        }
        config.path.clone_from(&path);
        Ok(config)
    }

    /// Whether findings of a code are reported.
    pub(super) fn allows(&self, code: Code) -> bool {
        self.rules.get(code.slug()) != Some(&Level::Allow)
    }

    pub(super) fn denies_warnings(&self) -> bool {
        self.deny_warnings
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
