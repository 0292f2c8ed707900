//! Applying what the findings offer.
//!
//! Nothing is applied unless the result compiles, the finding is gone, and none is new.

use super::{Settings, check};
use crate::compile::compile;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Fix, apply};
use crate::overrides::Overrides;
use crate::text::Span;

/// A text with all that could be fixed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// The codes of the findings that are gone, in order.
    pub codes: Vec<Code>,
}

/// A text and what is found in it.
struct Checked {
    text: String,
    compiles: bool,
    findings: Vec<Diagnostic>,
}

/// Applies the fixes of a text's findings: the safe ones, and the others where they are wanted.
pub fn fix(text: &str, overrides: &Overrides, settings: &Settings, unsafe_too: bool) -> Fixed {
    fix_by(text, unsafe_too, &|text| {
        let compilation = compile(text, overrides);
        (compilation.program().is_some(), check(&compilation, settings))
    })
}

/// The same for a text of any kind: `look` says whether it can be read, and what is found in it.
pub(crate) fn fix_by(text: &str, unsafe_too: bool, look: &dyn Fn(&str) -> (bool, Vec<Diagnostic>)) -> Fixed {
    let most = if unsafe_too { Applicability::Unsafe } else { Applicability::Safe };
    let look = |text: String| {
        let (compiles, findings) = look(&text);
        Checked { text, compiles, findings }
    };
    let mut now = look(text.to_string());
    let mut codes = Vec::new();
    // Each round takes findings away, so that this ends.
    while now.compiles {
        let offers: Vec<_> = offers(&now.findings, most);
        let together = (offers.len() > 1).then_some(&offers[..]);
        let rounds = together.into_iter().chain(offers.chunks(1));
        let next = rounds.into_iter().find_map(|offers| {
            let next = look(applied(&now.text, offers)?);
            let next = without_leftovers(&now, next, most, &look);
            is_better(&now, &next, offers).then(|| (next, offers.iter().map(|offer| offer.code).collect::<Vec<_>>()))
        });
        let Some((next, gone)) = next else { break };
        codes.extend(gone);
        now = next;
    }
    Fixed { text: now.text, codes }
}

/// A finding's fix that is to be applied.
struct Offer<'f> {
    code: Code,
    fix: &'f Fix,
}

/// Of each finding the first fix that may be applied, without those whose edits lie on an earlier one's.
fn offers(findings: &[Diagnostic], most: Applicability) -> Vec<Offer<'_>> {
    let mut taken: Vec<Span> = Vec::new();
    let mut offers = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.applicability <= most) else { continue };
        let free = |edit: &Edit| !taken.iter().any(|span| span.start <= edit.span.end && edit.span.start <= span.end);
        if fix.edits.iter().all(free) {
            taken.extend(fix.edits.iter().map(|edit| edit.span));
            offers.push(Offer { code: finding.code, fix });
        }
    }
    offers
}

fn applied(text: &str, offers: &[Offer<'_>]) -> Option<String> {
    apply(offers.iter().flat_map(|offer| &offer.fix.edits), text)
}

/// What a fix may leave over: names that nothing mentions any more, comments that allow nothing.
const LEFTOVERS: [Code; 2] = [Code::UnusedName, Code::UnusedAllow];

/// Takes out what a fix has left over.
fn without_leftovers(
    before: &Checked,
    mut after: Checked,
    most: Applicability,
    look: &dyn Fn(String) -> Checked,
) -> Checked {
    let count = |checked: &Checked| checked.findings.iter().filter(|finding| LEFTOVERS.contains(&finding.code)).count();
    while after.compiles && count(&after) > count(before) {
        let unused = |finding: &&Diagnostic| {
            // What was there before is not ours.
            LEFTOVERS.contains(&finding.code) && !before.findings.iter().any(|old| old.message == finding.message)
        };
        let unused: Vec<_> = after.findings.iter().filter(unused).collect();
        let offers = unused.iter().filter_map(|finding| {
            let fix = finding.fixes.iter().find(|fix| fix.applicability <= most)?;
            Some(Offer { code: finding.code, fix })
        });
        match applied(&after.text, &offers.collect::<Vec<_>>()) {
            Some(text) if text != after.text => after = look(text),
            _ => break,
        }
    }
    after
}

/// Whether the text still compiles, the findings are gone, and no other has come.
fn is_better(before: &Checked, after: &Checked, offers: &[Offer<'_>]) -> bool {
    let count = |checked: &Checked, code| checked.findings.iter().filter(|finding| finding.code == code).count();
    let gone = |code| offers.iter().filter(|offer| offer.code == code).count();
    after.compiles
        && offers.iter().all(|offer| count(after, offer.code) + gone(offer.code) <= count(before, offer.code))
        && after.findings.iter().all(|finding| count(after, finding.code) <= count(before, finding.code))
}
