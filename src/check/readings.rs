//! Units that the loop reads, and what cannot be known before a run.

use super::evaluate::Evaluator;
use super::expectation::Expectation;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

impl Evaluator<'_> {
    /// Finds the units that the loop reads: those that the file declares, and that no equation leads to the tick from.
    pub(super) fn units_read(&mut self) {
        let Some(tick) = self.tick else { return };
        let declared = self.scope.units.iter().map(|(unit, _)| *unit);
        let declared: Vec<_> = declared.filter(|unit| !self.is_explained(*unit)).collect();
        self.units = std::mem::take(&mut self.units).reading(&declared, tick);
    }
}

/// What is said of an expectation that would need readings.
pub(super) fn told_by_readings(span: Span) -> Diagnostic {
    Diagnostic::new(Code::ReadUnit, "this follows from what the loop reads, and is not known before the run", span)
        .help("expect it of a track that counts ticks, or look at a run with `lehr eval --metrics`")
}

/// What is wrong with expectations of tracks whose values follow from readings.
pub(crate) fn expect_nothing_read<'e>(
    expectations: &'e [Expectation],
    is_read: impl Fn(usize) -> bool + 'e,
) -> impl Iterator<Item = Diagnostic> + 'e {
    let needs = move |expectation: &&Expectation| {
        let mut needs = false;
        expectation.expected.for_each_track(&mut |track| needs |= is_read(track));
        needs
    };
    expectations.iter().filter(needs).map(|expectation| told_by_readings(expectation.span))
}
