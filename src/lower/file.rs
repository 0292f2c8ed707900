//! All tracks of a file, and before them the sizes of the unit whose size changes.

use super::settle::{Settling, Unsettled};
use super::sides::sides_of_tracks;
use super::sizes::{Reading, most_sizes, steady, walked};
use super::{Divided, Finished, LoweredTrack, Lowerer};
use crate::check::{CheckedTrack, Declared, Run};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Schedule, Sizes};
use crate::text::Span;
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
    /// By the places of the tracks; nothing where none is known.
    pub(crate) tracks: Vec<Option<LoweredTrack>>,
    /// How their times are divided, as those of the newer text mostly are.
    pub(crate) divided: Divided,
    /// The clocks that they were lowered on. On others, none of them is known.
    pub(crate) clocks: Option<Clocks>,
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
    let reads = units.read().to_vec();
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
    let Kept { tracks: known, divided, clocks: known_clocks } = kept;
    let mut known = if known_clocks == clocks { known } else { Vec::new() };
    let knows = !known.is_empty();
    let lowered = |divided, kept| {
        let lowerer = Lowerer::new(tracks, run, tick, (clocks.clone(), &reads), text, divided);
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
/// been placed, so that a file with fractional boundaries is lowered twice, unless their number is known. What is known
/// of an older text may not hold for this one: then it is lowered as if nothing were.
fn resolved(known: Divided, mut lower: impl FnMut(Divided) -> Finished) -> (Divided, Finished) {
    let first = lower(known);
    let is_first_guess = known == Divided::default();
    // What is out of range with one number may not be with another, and an error hides what comes after it.
    let is_certain = |found: &Finished| !found.diagnostics.iter().any(|found| found.code == Code::NumberRange);
    if first.needed == known && (is_first_guess || is_certain(&first)) {
        return (known, first);
    }
    if !is_first_guess {
        return resolved(Divided::default(), lower);
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
        return settled(tracks, run, tick, (clocks, equation), text);
    }
    let side = sides.only().unwrap_or_default();
    let run_is_across = run_side.is_some_and(|run_side| run_side != side);
    let run = if run_is_across { Declared::Nothing } else { run };
    let unit = if side == Side::Tick { tick } else { Some(clocks.other_unit()) };
    let lowerer = |divided| {
        let lowerer = Lowerer::new(tracks, run, unit, (None, &[]), text, divided);
        Lowerer { run_is_across, ..lowerer }
    };
    let schedule = lowered_alone(index, equation.span, lowerer)?;
    let reading = Reading { equation, is_fine: side == clocks.fine(), unit, span: form.span };
    walked(&schedule, reading, most_sizes(form, tracks)).map_err(|found| vec![found])
}

/// The sizes that a track of both clocks gives.
fn settled(
    tracks: &[CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    (clocks, equation): (&Clocks, ChangingEquation),
    text: &str,
) -> Result<Sizes, Vec<Diagnostic>> {
    let whole = |clocks: Clocks, is_settling: bool| {
        let lowerer = |divided| {
            let lowerer = Lowerer::new(tracks, run, tick, (Some(clocks.clone()), &[]), text, divided);
            Lowerer { is_settling, is_size: true, ..lowerer }
        };
        lowered_alone(equation.track, equation.span, lowerer)
    };
    let settling = Settling::new(tracks, run, tick, (clocks.clone(), equation), text);
    match settling.sizes() {
        // What was let pass as long as the times were not known is said now.
        Ok(clocks) => whole(clocks.clone(), false).and_then(|_| clocks.sizes.ok_or_else(Vec::new)),
        // All that is wrong with the track is said at once.
        Err(Unsettled { clocks, found, is_lowered }) if !is_lowered => whole(clocks, true).and(Err(found)),
        Err(Unsettled { found, .. }) => Err(found),
    }
}

/// The schedule of one track and of what it refers to.
fn lowered_alone<'a>(
    index: usize,
    at: Span,
    lowerer: impl Fn(Divided) -> Lowerer<'a>,
) -> Result<Schedule, Vec<Diagnostic>> {
    let (_, Finished { tracks: mut lowered, diagnostics, .. }) = resolved(Divided::default(), |divided| {
        let mut lowerer = lowerer(divided);
        lowerer.track(index, at);
        lowerer.finished()
    });
    let track = lowered.get_mut(index).and_then(Option::take);
    track.map(|LoweredTrack { schedule, .. }| schedule).ok_or(diagnostics)
}
