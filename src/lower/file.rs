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
}

/// Lowers all tracks.
pub(crate) fn lower(
    tracks: &[CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    (units, changing): (Units, Option<ChangingEquation>),
    text: &str,
) -> LoweredFile {
    let clocks = match units.clocks().zip(changing) {
        None => None,
        Some((clocks, equation)) => match sizes(tracks, run, tick, (clocks, equation), text) {
            Ok(sizes) => Some(Clocks { sizes: Some(sizes), ..clocks.clone() }),
            Err(diagnostics) => return LoweredFile { tracks: vec![None; tracks.len()], units, diagnostics },
        },
    };
    let (tracks, diagnostics) =
        resolved(|divided| Lowerer::new(tracks, run, tick, clocks.clone(), text, divided).finish());
    LoweredFile { tracks, units: units.with_clocks(clocks), diagnostics }
}

/// Lowers once or twice. Boundaries are whole subticks. How many a tick has to have is known once all of them have
/// been placed, so that a file with fractional boundaries is lowered twice.
fn resolved(lower: impl Fn(Divided) -> Finished) -> (Vec<Option<LoweredTrack>>, Vec<Diagnostic>) {
    let first = lower(Divided::default());
    if first.needed == Divided::default() {
        return (first.tracks, first.diagnostics);
    }
    let second = lower(first.needed);
    (second.tracks, second.diagnostics)
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
    let (mut lowered, found) = resolved(|resolutions| {
        let mut lowerer = Lowerer::new(tracks, run, unit, None, text, resolutions);
        lowerer.track(index, equation.span);
        lowerer.finished()
    });
    let Some(LoweredTrack { schedule, .. }) = lowered.get_mut(index).and_then(Option::take) else { return Err(found) };
    table(&schedule, side == clocks.fine(), equation, form.span, unit).map_err(|found| vec![found])
}
