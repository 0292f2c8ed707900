//! Corrections that change how a name is used, offered only where the text compiles with them.

use crate::diagnostic::{Code, Diagnostic, Fix, Severity};

/// How many corrections are tried; each costs as much as the text.
const TRIED: usize = 8;
/// What a `let` that was a track may bring about, however much else is wrong.
const CAUSED: [Code; 5] =
    [Code::UnknownName, Code::Expectation, Code::NumberAsBase, Code::ConstantTimesMixed, Code::KindMismatch];

/// Keeps, of the corrections of tracks that are constants, the first one that brings no error with it, by what a
/// compiler finds in the text that it makes.
pub(super) fn keep_what_compiles(diagnostics: &mut [Diagnostic], text: &str, find: impl Fn(&str) -> Vec<Diagnostic>) {
    let errors = |diagnostics: &[Diagnostic], code: Option<Code>| {
        let is_meant =
            |found: &&Diagnostic| found.severity() == Severity::Error && code.is_none_or(|code| found.code == code);
        diagnostics.iter().filter(is_meant).count()
    };
    let all = errors(diagnostics, None);
    let caused = CAUSED.map(|code| errors(diagnostics, Some(code)));
    let mut tried = 0;
    let mut fits = |fix: &Fix| {
        tried += 1;
        let now = fix.apply(text).filter(|_| tried <= TRIED)?;
        let after = find(&now);
        let grow = |(code, before): (Code, usize)| errors(&after, Some(code)) > before;
        let fits = if all == 0 { errors(&after, None) == 0 } else { !CAUSED.into_iter().zip(caused).any(grow) };
        fits.then_some(())
    };
    let is_constant = |found: &&mut Diagnostic| matches!(found.code, Code::TrackAsFactor | Code::TrackAsNumber);
    for found in diagnostics.iter_mut().filter(is_constant).filter(|found| !found.fixes.is_empty()) {
        let kept = std::mem::take(&mut found.fixes).into_iter().find(|fix| fits(fix).is_some());
        found.help = Some(match &kept {
            Some(fix) => fix.title.clone(),
            None => "name the constant with a `let` of its own: something else uses this track".to_string(),
        });
        found.fixes.extend(kept);
    }
}
