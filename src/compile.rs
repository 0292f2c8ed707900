//! The whole way from a text to a program.

use crate::check::{self, Checked};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lower::lower;
use crate::overrides::Overrides;
use crate::program::{Program, Sources, TrackSource};
use crate::stack::with_stack;
use crate::syntax::parse;
use crate::text::Span;

/// What became of a text.
#[derive(Debug)]
pub struct Compilation {
    /// The program; `None` where there are errors.
    pub program: Option<Program>,
    /// Everything there is to say about the text, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Compiles a text. Time and memory are linear in its length, whatever the length of the run.
///
/// # Errors
///
/// Wrong input gives no program, and all errors of the text as diagnostics.
pub fn compile(text: &str, overrides: &Overrides) -> Compilation {
    with_stack(|| compile_here(text, overrides))
}

fn compile_here(text: &str, overrides: &Overrides) -> Compilation {
    let (mut file, mut diagnostics) = parse(text);
    let parsed = diagnostics.is_empty();
    overrides.apply(&mut file, &mut diagnostics);
    if !parsed && file.statements.is_empty() {
        return Compilation { program: None, diagnostics };
    }
    let checked = check::check(&file, text);
    let Checked { tracks, run, tick, units, expectations, diagnostics: found } = checked;
    diagnostics.extend(found);
    let run_is_wrong = run.is_none() && check::defines_run(&file);
    let (lowered, found) = lower(&tracks, run, tick, text);
    diagnostics.extend(found);
    if !parsed {
        // A statement that could not be read may be what the others miss.
        diagnostics.retain(|diagnostic| {
            diagnostic.severity() == Severity::Error
                && !matches!(
                    diagnostic.code,
                    Code::UnknownName
                        | Code::NoTrack
                        | Code::MissingRun
                        | Code::MissingBase
                        | Code::MissingLength
                        | Code::MissingEquation
                )
        });
    }
    hide_consequences(&mut diagnostics, run_is_wrong);
    tidy(&mut diagnostics);
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    let lowered: Option<Vec<_>> = lowered.into_iter().collect();
    let program = match lowered {
        Some(lowered) if !failed => {
            let mut sources = Sources {
                file,
                text: text.to_string(),
                run: run.map(|run| run.span),
                tracks: Vec::with_capacity(tracks.len()),
            };
            let mut schedules = Vec::with_capacity(tracks.len());
            for (track, lowered) in tracks.into_iter().zip(lowered) {
                sources.tracks.push(TrackSource {
                    name: track.span,
                    value: track.form.as_ref().map_or(track.span, |form| form.span),
                    base: track.base.map(|base| (base.value, base.span)),
                    origins: lowered.origins,
                });
                schedules.push((track.name, lowered.schedule));
            }
            Some(Program::new(schedules, run.map(|run| run.length), tick, units, expectations, sources))
        }
        _ => None,
    };
    debug_assert!(failed || program.is_some(), "a schedule without an error and without a value");
    Compilation { program, diagnostics }
}

/// The text of a file's bytes, without a byte order mark.
///
/// # Errors
///
/// Bytes that are no UTF-8 text.
pub fn decode(bytes: Vec<u8>) -> Result<String, (String, Diagnostic)> {
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
            Diagnostic::new(Code::NotUtf8, format!("byte {at} is 0x{byte:02x}, which is no UTF-8 text"), span)
                .help("save the file as UTF-8")
        };
        (text, diagnostic)
    })
}

/// Leaves out what another error already explains.
fn hide_consequences(diagnostics: &mut Vec<Diagnostic>, run_is_wrong: bool) {
    let has = |code| diagnostics.iter().any(|diagnostic: &Diagnostic| diagnostic.code == code);
    let equation_is_wrong = has(Code::UnitEquation) || has(Code::VariableUnit);
    let base_in_doubt = has(Code::NumberAsBase);
    diagnostics.retain(|diagnostic| match diagnostic.code {
        Code::MissingRun | Code::MissingLength | Code::TwoOpenSegments => !run_is_wrong,
        Code::MissingEquation => !equation_is_wrong,
        Code::UnusedBase => !base_in_doubt,
        _ => true,
    });
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
