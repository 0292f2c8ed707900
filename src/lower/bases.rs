//! Whether a track has the base that its values are relative to.

use super::Lowerer;
use crate::check::form::{Dependence, Form};
use crate::check::{CheckedTrack, Declared, root_base_name};
use crate::diagnostic::{Code, Diagnostic};

impl Lowerer<'_> {
    /// Says what is missing where a track is relative and has no base.
    pub(super) fn check_base(&mut self, track: &CheckedTrack, form: &Form) -> Option<()> {
        let whole = form.profile(true).whole.starting(Dependence { base: true, ..Dependence::default() });
        if !matches!(track.base, Declared::Nothing) || !whole.base {
            return Some(());
        }
        let name = root_base_name(&track.name);
        if whole.is_mixed() {
            let message = format!("a part of `{}` is relative and a part absolute, and it has no base", track.name);
            let diagnostic = Diagnostic::new(Code::MissingBase, message, form.span);
            return self.report(self.with_base(diagnostic, track, form));
        }
        if let Some(other) = self.with_a_base {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::RelativeWithoutBase,
                    format!("`{}` is relative and has no base, so its values are multipliers", track.name),
                    form.span,
                )
                .help(format!(
                    "`{}` has a base: add `{name} = …` for this one too, or multiply it by a number",
                    other.name
                )),
            );
        }
        Some(())
    }
}
