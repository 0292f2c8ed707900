//! `sum(mix)` in an `expect`: the tracks below a name, added up.

use std::collections::HashMap;
use std::sync::Arc;

use super::scope::Scope;
use super::suggest::closest;
use super::track::CheckedTrack;
use crate::catalogue::words::SUM;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Arg, Expr, ExprKind, Path};
use crate::text::Span;

/// How many names are listed where none is meant.
const LISTED: usize = 20;

/// A call of `sum`.
pub(super) struct Sum<'e> {
    pub(super) name: &'e Path,
    pub(super) args: &'e [Arg],
    pub(super) span: Span,
}

impl<'e> Sum<'e> {
    /// The name whose tracks are added up, where there is one.
    pub(super) fn prefix(&self) -> Option<&'e Path> {
        match self.args {
            [Arg { name: None, value: Expr { kind: ExprKind::Name(prefix), .. } }] => Some(prefix),
            _ => None,
        }
    }
}

/// The call of `sum` that an expression is, where the file gives that name no other meaning.
pub(super) fn of<'e>(expr: &'e Expr, scope: &Scope<'_>) -> Option<Sum<'e>> {
    match &expr.kind {
        ExprKind::Paren(inner) => of(inner, scope),
        ExprKind::Call { name, args, .. } if name.text == SUM && !scope.definitions.contains_key(SUM) => {
            Some(Sum { name, args, span: expr.span })
        }
        _ => None,
    }
}

/// How many of the tracks of a sum are named.
const LISTED_SHARES: usize = 4;

/// The tracks below each name, by the names that have been asked for.
#[derive(Debug, Default)]
pub(super) struct Totals<'t> {
    /// Every track, by name.
    sorted: Option<Vec<(&'t str, usize)>>,
    known: HashMap<String, Arc<[usize]>>,
}

impl<'t> Totals<'t> {
    /// The tracks that a sum adds up, of all that there are, in their order.
    pub(super) fn tracks(&mut self, sum: &Sum<'_>, all: &'t [CheckedTrack]) -> Result<Arc<[usize]>, Diagnostic> {
        let Some(prefix) = sum.prefix() else {
            let error = Diagnostic::new(Code::Expectation, "`sum` takes the name that its tracks begin with", sum.span);
            let help = "write `sum(mix)` for the sum of `mix.web`, `mix.code` and all others below `mix`";
            return Err(error.help(help));
        };
        if let Some(known) = self.known.get(&prefix.text) {
            return Ok(Arc::clone(known));
        }
        let tracks: Arc<[usize]> = self.below(&prefix.text, all).into();
        if tracks.is_empty() {
            return Err(nothing_below(prefix, all));
        }
        self.known.insert(prefix.text.clone(), Arc::clone(&tracks));
        Ok(tracks)
    }

    fn below(&mut self, prefix: &str, all: &'t [CheckedTrack]) -> Vec<usize> {
        let sorted = self.sorted.get_or_insert_with(|| {
            let mut sorted: Vec<_> = all.iter().enumerate().map(|(at, track)| (track.name.as_str(), at)).collect();
            sorted.sort_unstable();
            sorted
        });
        let prefix = format!("{prefix}.");
        let first = sorted.partition_point(|(name, _)| *name < prefix.as_str());
        let below = sorted[first..].iter().take_while(|(name, _)| name.starts_with(&prefix));
        let mut below: Vec<_> = below.map(|(_, at)| *at).collect();
        below.sort_unstable();
        below
    }
}

/// What is said of a name without tracks below it.
fn nothing_below(prefix: &Path, all: &[CheckedTrack]) -> Diagnostic {
    let Path { text, span } = prefix;
    let error = Diagnostic::new(Code::UnknownName, format!("no track is below `{text}`"), *span);
    let mut heads: Vec<_> = all.iter().filter_map(|track| Some(track.name.rsplit_once('.')?.0)).collect();
    heads.sort_unstable();
    heads.dedup();
    let listed: Vec<_> = heads.iter().take(LISTED).map(|head| format!("`{head}`")).collect();
    let otherwise = match &listed[..] {
        [] => format!("`sum({text})` adds up tracks such as `{text}.web` and `{text}.code`"),
        _ => format!("tracks are below {}", listed.join(", ")),
    };
    error.meaning(closest(text, heads.iter().copied()), otherwise)
}

/// What is said of a sum where one number is wanted.
pub(super) fn is_whole(text: &str, span: Span) -> Diagnostic {
    let message = format!("`{text}` is a whole curve, not a number");
    let help = format!(
        "compare it by itself, `{text} == 1`, which is then expected at every tick, or say which value: `max({text})`, `{text}[…]`"
    );
    Diagnostic::new(Code::Expectation, message, span).help(help)
}

/// What is said of two sums in one comparison.
pub(super) fn of_two(span: Span) -> Diagnostic {
    let message = "a sum is compared with a number at every tick, and both sides are sums";
    Diagnostic::new(Code::Expectation, message, span).help("compare each of them with a number")
}

/// What is said of a sum that is expected to differ.
pub(super) fn never_equal(span: Span) -> Diagnostic {
    let message = "`!=` does not say on which side of the number a sum is at every tick";
    Diagnostic::new(Code::Expectation, message, span).help("write `==`, `<`, `<=`, `>` or `>=`")
}

/// What is said of a sum where a track is wanted.
pub(super) fn has_no_shape<'t>(property: &str, mut tracks: impl Iterator<Item = &'t str>, span: Span) -> Diagnostic {
    let message = format!("`{property}` speaks of a track, and this is a sum of several");
    let mut sum = tracks.by_ref().take(LISTED_SHARES).collect::<Vec<_>>().join(" + ");
    if tracks.next().is_some() {
        sum.push_str(" + …");
    }
    let help = format!("name the sum, `total = {sum}`, and write `{property}(total)`");
    Diagnostic::new(Code::Expectation, message, span).help(help)
}

/// What is said of a call before an index.
pub(super) fn not_indexed(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Expectation, "only a track has a value at a tick", span)
        .help("write the name of a track, `lr[…]`, or a sum of some, `sum(mix)[…]`")
}
