//! What a rule about scripts is.

use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// A rule about the schedules of scripts. Its severity is that of its code.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// What it is called.
    pub name: &'static str,
    /// Why it matters, and where it has been seen.
    pub rationale: &'static str,
    /// A script that it finds something in.
    pub bad: &'static str,
    /// What is fixed in it, and what it is then.
    pub mended: (&'static str, &'static str),
    /// Looks at a schedule, with what has been found in it so far.
    pub(super) check: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

impl Rule {
    /// The script without the mistake.
    pub fn good(&self) -> String {
        let (wrong, right) = self.mended;
        self.bad.replacen(wrong, right, 1)
    }
}
