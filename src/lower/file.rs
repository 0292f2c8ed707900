//! All tracks of a file, and before them the sizes of the unit whose size changes.

use super::sides::sides_of_tracks;
use super::sizes::{steady, table};
use super::{Divided, Finished, LoweredTrack, Lowerer};
use crate::check::{CheckedTrack, Declared, Run, two_clocks};
use crate::diagnostic::Diagnostic;
use crate::schedule::Sizes;
use crate::units::{ChangingEquation, Clocks, Side, Unit, Units};

/// The tracks of a file in their places.
#[derive(Debug)]
pub(crate) struct LoweredFile {
    /// A track with an error is `None`.
    pub(crate) tracks: Vec<Option<LoweredTrack>>,
    /// The units, with the sizes of the one whose size changes.
    pub(crate) units: Units,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) divided: Divided,
}

/// Tracks that are known from an older text.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// By the places of the tracks.
    pub(crate) tracks: Vec<Option<LoweredTrack>>,
    pub(crate) divided: Divided,
}

/// Lowers all tracks but those that are known. What is known changes nothing of what comes out.
pub(crate) fn lower(
    tracks: &[CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    (units, changing): (Units, Option<ChangingEquation>),
    text: &str,
    kept: Kept,
) -> LoweredFile {
    let clocks = match units.clocks().zip(changing) {
        None => None,
        Some((clocks, equation)) => match sizes(tracks, run, tick, (clocks, equation), text) {
            Ok(sizes) => Some(Clocks { sizes: Some(sizes), ..clocks.clone() }),
            Err(diagnostics) => {
                let (tracks, divided) = (vec![None; tracks.len()], Divided::default());
                return LoweredFile { tracks, units, diagnostics, divided };
            }
        },
    };
    let Kept { tracks: mut known, divided } = kept;
    let knows = !known.is_empty();
    let lowered = |divided, kept| {
        let lowerer = Lowerer::new(tracks, run, tick, clocks.clone(), text, divided);
        Lowerer { kept, ..lowerer }.finish()
    };
    let mut found = resolved(divided, |divided| lowered(divided, std::mem::take(&mut known)));
    if knows && found.1.is_too_much {
        // Who takes too much depends on the order.
        found = resolved(Divided::default(), |divided| lowered(divided, Vec::new()));
    }
    let (divided, Finished { tracks, diagnostics, .. }) = found;
    LoweredFile { tracks, units: units.with_clocks(clocks), diagnostics, divided }
}

/// Lowers once or twice. Boundaries are whole subticks. How many a tick has to have is known once all of them have
/// been placed, so that a file with fractional boundaries is lowered twice, unless their number is known.
fn resolved(known: Divided, mut lower: impl FnMut(Divided) -> Finished) -> (Divided, Finished) {
    let first = lower(known);
    if first.needed == known {
        return (known, first);
    }
    (first.needed, lower(first.needed))
}

/// The sizes that a track gives, or why it gives none.
fn sizes(
    tracks: &[CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    (clocks, equation): (&Clocks, ChangingEquation),
    text: &str,
) -> Result<Sizes, Vec<Diagnostic>> {
    let index = equation.track;
    let Some(form) = tracks.get(index).and_then(|track| track.form.as_ref()) else { return Err(Vec::new()) };
    steady(form, false, &mut vec![false; tracks.len()], tracks).map_err(|found| vec![found])?;
    let run_side = run.value().map(|run| run.side);
    let sides = sides_of_tracks(tracks, run_side.unwrap_or_default(), true)[index];
    if sides.are_both() {
        return Err(vec![
            two_clocks(form.span).help("count the sizes in one unit, and nothing in a share of the run of the other"),
        ]);
    }
    let side = sides.only().unwrap_or_default();
    let run = if run_side == Some(side) { run } else { Declared::Nothing };
    let unit = if side == Side::Tick { tick } else { Some(clocks.other_unit()) };
    let (_, Finished { tracks: mut lowered, diagnostics: found, .. }) = resolved(Divided::default(), |resolutions| {
        let mut lowerer = Lowerer::new(tracks, run, unit, None, text, resolutions);
        lowerer.track(index, equation.span);
        lowerer.finished()
    });
    let Some(LoweredTrack { schedule, .. }) = lowered.get_mut(index).and_then(Option::take) else { return Err(found) };
    table(&schedule, side == clocks.fine(), equation, form.span, unit).map_err(|found| vec![found])
}
