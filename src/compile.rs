//! The whole way from a text to schedules.

mod compilation;
mod corrections;
mod edited;
#[cfg(test)]
pub(crate) mod heavy;
mod left;
#[cfg(feature = "server")]
mod rename;

pub(crate) use compilation::TrackSource;
pub use compilation::{Compilation, CompiledTrack};
use corrections::Trial;
use edited::{Earlier, Unaffected};
use left::{Left, Since, Surroundings};

use std::collections::HashSet;
use std::sync::Mutex;

use crate::check::{self, Checked, CheckedTrack, Declared};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::lower::{LoweredFile, LoweredTrack, lower, lower_events};
use crate::overrides::Overrides;
use crate::program::{Program, Track};
use crate::stack::with_stack;
use crate::syntax::{Parsed, reparse};
use crate::text::Span;
use crate::units::Time;

/// Compiles a text. Time and memory are linear in its length, whatever the length of the run.
///
/// All errors of the text are found at once, and a track that has none compiles beside them.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let compilation = compile("run = 90; lr = 0.1 * (warmup(5) then cosine)", &Overrides::new());
/// let program = compilation.program().expect("no errors");
/// assert_eq!(program.track("lr").unwrap().value(5), 0.1);
/// ```
pub fn compile(text: &str, overrides: &Overrides) -> Compilation {
    with_stack(|| compile_here(text, overrides, None))
}

/// Compiles the bytes of a file. Bytes that are no UTF-8 text are one error, and the text of the
/// compilation is what can be read of them.
///
/// ```
/// use lehr::{Code, Overrides, compile_bytes};
///
/// let compilation = compile_bytes(b"lr = 0.1 # \xff".to_vec(), &Overrides::new());
/// assert_eq!(compilation.diagnostics()[0].code, Code::NotUtf8);
/// ```
pub fn compile_bytes(bytes: Vec<u8>, overrides: &Overrides) -> Compilation {
    match decode(bytes) {
        Ok(text) => compile(&text, overrides),
        Err((text, diagnostic)) => Compilation::unread(text, vec![diagnostic]),
    }
}

impl Compilation {
    /// Takes away the fixes of findings in this text, which has no errors, with which it would have some.
    pub(crate) fn keep_fixes_that_compile(&self, findings: &mut [Diagnostic]) {
        let find = |text: &str| with_stack(|| compile_once(text, &self.left.overrides, None).diagnostics);
        Trial::new(&self.text, self.work, find).of_findings(findings);
    }

    /// Compiles what the text has become by edits, as [`compile`] does, and looks again only at what they reach.
    ///
    /// ```
    /// use lehr::{Overrides, compile};
    ///
    /// let overrides = Overrides::new();
    /// let before = compile("lr = 0.1 * cosine(10)\nwd = 0.05", &overrides);
    /// let edited = before.edited("lr = 0.1 * cosine(10)\nwd = 0.01", &overrides);
    /// assert_eq!(edited.program().expect("no errors").track("wd").unwrap().value(0), 0.01);
    /// ```
    #[must_use]
    pub fn edited(self, text: &str, overrides: &Overrides) -> Self {
        let before = Mutex::new(Some(self).filter(|before| before.left.overrides == *overrides));
        with_stack(|| {
            let before = before.lock().ok().and_then(|mut before| before.take());
            compile_here(text, overrides, before)
        })
    }
}

fn compile_here(text: &str, overrides: &Overrides, before: Option<Compilation>) -> Compilation {
    let mut compilation = compile_once(text, overrides, before);
    let find = |text: &str| compile_once(text, overrides, None).diagnostics;
    Trial::new(text, compilation.work, find).of_constants(&mut compilation.diagnostics);
    compilation
}

/// Compiles a text, and offers corrections without trying them.
fn compile_once(text: &str, overrides: &Overrides, before: Option<Compilation>) -> Compilation {
    let (earlier, parsed) = match before.map(|before| Earlier::of(before, text)) {
        Some((earlier, parsed)) => (Some(earlier), parsed),
        None => (None, reparse(text, None)),
    };
    let Parsed { mut file, mut diagnostics, broken, read } = parsed;
    let is_read = diagnostics.is_empty();
    overrides.apply(&mut file, &mut diagnostics);
    if !is_read && file.statements.is_empty() {
        return Compilation::unread(text, diagnostics);
    }
    let checked = check::check(&file, text);
    let Checked { names, tracks, run, tick, units, changing, expectations, events, diagnostics: found, work } = checked;
    diagnostics.extend(found);
    if overrides.has_run_in_ticks() {
        // It counts ticks, and the caller says so.
        let run = run.value().map(|run| run.span);
        diagnostics.retain(|found| found.code != Code::BareDuration || Some(found.span()) != run);
    }
    // Which of two definitions a name means may change by an edit of the other one.
    let is_ambiguous = diagnostics.iter().any(|found| found.code == Code::Redefinition);
    let surroundings = Surroundings::of(run, tick, &units, &names).filter(|_| !is_ambiguous);
    let moved = earlier.as_ref().map(|earlier| earlier.moved);
    let (kept, mut known) = earlier.map_or_else(Default::default, |earlier| {
        earlier.kept(surroundings.as_ref(), &Unaffected::of(&file, &names, read), &tracks)
    });
    let lowered = lower(&tracks, run, tick, (units, changing), text, kept);
    let LoweredFile { tracks: lowered, units, diagnostics: found, divided } = lowered;
    diagnostics.extend(found);
    let (events, found) = lower_events(&events, run.value(), &units);
    diagnostics.extend(found);
    check::name_members(&mut diagnostics, &tracks);
    if !is_read {
        hide_guesses(&mut diagnostics);
    }
    hide_consequences(&mut diagnostics, matches!(run, Declared::Wrong));
    hide_bases_of_wrong_tracks(&mut diagnostics, &tracks, &lowered);
    for (known, lowered) in known.iter_mut().zip(&lowered) {
        *known = known.filter(|_| lowered.as_ref().is_some_and(|track| track.is_kept));
    }
    if diagnostics.iter().all(|found| found.severity() < Severity::Error) {
        diagnostics.extend(left_out(&tracks, &lowered));
    }
    let is_read = |track: usize| lowered[track].as_ref().is_some_and(|track| track.schedule.is_read());
    diagnostics.extend(check::expect_nothing_read(&expectations, is_read));
    tidy(&mut diagnostics);
    diagnostics.iter_mut().for_each(|found| found.spare_comments(text));
    let (tracks, schedules) = sources(tracks, lowered);
    let run = run.value();
    let length = run.and_then(|run| units.in_ticks(run.length, run.side));
    #[cfg(feature = "cli")]
    let run_read = run.and_then(|run| Some((run.length, units.unit_read(run.side)?)));
    let partial = Program::new(schedules, length, tick, units).with_events(events);
    #[cfg(feature = "cli")]
    let partial = partial.with_run_read(run_read);
    Compilation {
        text: text.to_string(),
        file,
        names,
        partial,
        tracks,
        run: run.map(|run| run.span),
        expectations,
        diagnostics,
        work,
        left: Left { overrides: overrides.clone(), broken, surroundings, divided },
        since: moved.map_or_else(Since::default, |moved| Since::new(moved, known)),
    }
}

/// Where each track stands, and the schedules of those that compile.
fn sources(tracks: Vec<CheckedTrack>, lowered: Vec<Option<LoweredTrack>>) -> (Vec<TrackSource>, Vec<Track>) {
    let mut sources = Vec::with_capacity(tracks.len());
    let mut schedules = Vec::with_capacity(tracks.len());
    for (track, lowered) in tracks.into_iter().zip(lowered) {
        let cost = lowered.as_ref().map(|lowered| lowered.cost);
        let (schedule, origins) = lowered.map_or((None, Vec::new()), |track| (Some(track.schedule), track.origins));
        let name = track.name.clone();
        schedules.extend(schedule.map(|schedule| Track { name, family: track.family, schedule }));
        sources.push(TrackSource {
            name: track.name,
            span: track.span,
            value: track.form.as_ref().map_or(track.value, |form| form.span),
            base: track.base.value().map(|base| (base.value, base.span)),
            origins,
            cost,
        });
    }
    (sources, schedules)
}

impl Program {
    /// A duration as it is written in the language, in the units of this program, in ticks.
    ///
    /// # Errors
    ///
    /// Text that is no duration; the places of the diagnostic are in that text.
    pub fn duration(&self, text: &str) -> Result<Time, Error> {
        check::duration(text, self.units(), self.tick(), self.run()).map_err(Error::from)
    }
}

/// The text of a file's bytes.
///
/// # Errors
///
/// Bytes that are no UTF-8 text.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, (String, Diagnostic)> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let diagnostic = if bytes[..at].contains(&0) || bytes.iter().take(1024).any(|&b| b == 0) {
            Diagnostic::new(Code::Binary, "this is a binary file, not a schedule", Span::new(0, 0))
                .help("a schedule is a text file; a compiled one is JSON")
        } else {
            let span = Span::new(at, (at + '\u{fffd}'.len_utf8()).min(text.len()));
            Diagnostic::new(Code::NotUtf8, format!("byte {at} is 0x{byte:02x}, which is not UTF-8"), span)
                .help("save the file as UTF-8")
        };
        (text, diagnostic)
    })
}

/// Leaves out what a statement that could not be read may explain.
fn hide_guesses(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.retain(|diagnostic| {
        diagnostic.severity() == Severity::Error
            && !matches!(
                diagnostic.code,
                Code::UnknownName
                    | Code::NoTrack
                    | Code::BareExpression
                    | Code::MissingRun
                    | Code::MissingBase
                    | Code::MissingLength
                    | Code::MissingEquation
            )
    });
}

/// Leaves out what another error already explains.
fn hide_consequences(diagnostics: &mut Vec<Diagnostic>, run_is_wrong: bool) {
    let has = |code| diagnostics.iter().any(|diagnostic: &Diagnostic| diagnostic.code == code);
    let equation_is_wrong = has(Code::UnitEquation) || has(Code::VariableUnit);
    let base_in_doubt = has(Code::NumberAsBase) || has(Code::Redefinition);
    let circles = diagnostics.iter().filter(|found| found.code == Code::Recursion);
    let circles: HashSet<_> = circles.map(|found| found.span().start).collect();
    diagnostics.retain(|diagnostic| match diagnostic.code {
        Code::Nesting | Code::Expansion => !circles.contains(&diagnostic.span().start),
        Code::MissingRun | Code::MissingLength | Code::TwoOpenSegments => !run_is_wrong,
        Code::MissingEquation => !equation_is_wrong,
        Code::UnusedBase => !base_in_doubt,
        _ => true,
    });
}

/// An error for each track that has no schedule where nothing says why. That is a mistake of the compiler, and still no
/// run may start without that track.
fn left_out(tracks: &[CheckedTrack], lowered: &[Option<LoweredTrack>]) -> Vec<Diagnostic> {
    let left_out = tracks.iter().zip(lowered).filter(|(_, lowered)| lowered.is_none());
    let errors = left_out.map(|(CheckedTrack { name, value, .. }, _)| {
        let message =
            format!("`{name}` cannot be compiled, and lehr cannot say why: a mistake of its own; please report it");
        Diagnostic::new(Code::NumberRange, message, *value)
    });
    let errors: Vec<_> = errors.collect();
    debug_assert!(errors.is_empty(), "a track without an error and without a schedule");
    errors
}

/// Leaves out that nothing refers to a base where a track that it is declared for is wrong.
fn hide_bases_of_wrong_tracks(
    diagnostics: &mut Vec<Diagnostic>,
    tracks: &[CheckedTrack],
    lowered: &[Option<LoweredTrack>],
) {
    let wrong = tracks.iter().zip(lowered).filter(|(_, lowered)| lowered.is_none());
    let bases: HashSet<_> = wrong.filter_map(|(track, _)| Some(track.base.value()?.span)).collect();
    diagnostics.retain(|found| found.code != Code::UnusedBase || !bases.contains(&found.span()));
}

/// By place, errors first, and each thing said once.
fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key =
            |diagnostic: &Diagnostic| (diagnostic.span(), std::cmp::Reverse(diagnostic.severity()), diagnostic.code);
        key(a).cmp(&key(b))
    });
    diagnostics.dedup_by(|a, b| a.code == b.code && a.span() == b.span());
}
