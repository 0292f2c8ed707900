//! What a caller makes of the rules: levels, selections and thresholds.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};

/// How a finding of a rule is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LintLevel {
    /// It is not reported.
    Allow,
    /// It is worth knowing.
    Note,
    /// It is a warning.
    Warn,
    /// It is an error.
    Deny,
}

impl LintLevel {
    /// Every level by its name.
    pub const NAMES: [(&'static str, Self); 4] =
        [("allow", Self::Allow), ("note", Self::Note), ("warn", Self::Warn), ("deny", Self::Deny)];
}

/// Which rules count, and how. Errors of the language always do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The levels of single codes.
    pub levels: BTreeMap<Code, LintLevel>,
    /// Where it is not empty, no other code is reported.
    pub select: Vec<Code>,
    /// These are not reported.
    pub ignore: Vec<Code>,
    /// Whether every warning is an error.
    pub deny_warnings: bool,
    /// From where on something is found.
    pub thresholds: Thresholds,
}

impl Settings {
    /// Takes out what is not to be reported, and gives the rest its severity.
    pub(super) fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|diagnostic| match self.severity(diagnostic.code) {
            Some(severity) => {
                // A finding that matters less than its rule's others does so until somebody sets a level.
                let is_less = diagnostic.severity < diagnostic.code.severity();
                if !is_less || self.levels.contains_key(&diagnostic.code) {
                    diagnostic.severity = severity;
                }
                true
            }
            None => false,
        });
    }

    /// How bad a finding of a code is; `None` where it is not reported.
    pub fn severity(&self, code: Code) -> Option<Severity> {
        if code.severity() == Severity::Error {
            return Some(Severity::Error);
        }
        if self.ignore.contains(&code) || !self.select.is_empty() && !self.select.contains(&code) {
            return None;
        }
        let severity = match self.levels.get(&code) {
            Some(LintLevel::Allow) => return None,
            Some(LintLevel::Note) => Severity::Note,
            Some(LintLevel::Warn) => Severity::Warning,
            Some(LintLevel::Deny) => Severity::Error,
            None => code.severity(),
        };
        Some(if severity == Severity::Warning && self.deny_warnings { Severity::Error } else { severity })
    }
}

macro_rules! thresholds {
    ($($(#[doc = $doc:literal])+ $name:ident $key:literal = $default:literal;)+) => {
        /// From where on the rules find something.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Thresholds {
            $($(#[doc = $doc])+ pub $name: f64,)+
        }

        impl Default for Thresholds {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Thresholds {
            /// The name of each in `lehr.toml`, its default, and what it is.
            pub const ALL: &'static [(&'static str, f64, &'static str)] =
                &[$(($key, $default, concat!($($doc),+).trim_ascii()),)+];

            /// One of them by its name in `lehr.toml`.
            pub fn get_mut(&mut self, key: &str) -> Option<&mut f64> {
                match key {
                    $($key => Some(&mut self.$name),)+
                    _ => None,
                }
            }
        }
    };
}

thresholds! {
    /// The share of the run that a warmup may take.
    warmup_share "warmup-share" = 0.2;
    /// The share of the peak above which a run ends high.
    ends_high "ends-high" = 0.1;
    /// The share of the run by which a schedule may be shorter, or longer, without a finding.
    idle_share "idle-share" = 0.01;
    /// The factor by which the value may jump at a seam.
    jump "jump" = 1.25;
    /// The number of half-lives after which nothing is left of a rate.
    half_lives "half-lives" = 40.0;
    /// The share of a plateau's time that may be over when it can first act.
    plateau_share "plateau-share" = 0.67;
    /// The share by which the steps of an epoch may differ from a whole number.
    partial_epoch "partial-epoch" = 0.001;
    /// The number of cycles that a run may go through without saying how many are meant.
    cycles "cycles" = 20.0;
}
