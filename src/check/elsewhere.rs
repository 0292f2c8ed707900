//! Names of other libraries' functions: what their calls are here.

use crate::peers;
use crate::syntax::ast::Arg;

/// What is said about a call of another library's function.
pub(super) struct Advice {
    /// What it is here, as a sentence.
    pub(super) help: String,
    /// What to put in the place of the call, where the language can say it.
    pub(super) instead: Option<String>,
    /// What the base of the file has to be with that, where it is another.
    pub(super) base: Option<String>,
}

/// Where a call of another library's function stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Whether nothing stands beside it.
    pub(super) is_whole: bool,
    /// Whether it is the rate of a file that says its base.
    pub(super) has_base: bool,
}

/// What a call of another library's function is here; `None` where it is none.
pub(super) fn advice(callee: &str, args: &[Arg], place: Place) -> Option<Advice> {
    let (library, meaning) = peers::meant(callee, args)?;
    let title = library.title;
    let meaning = match meaning {
        Ok(meaning) => meaning,
        Err(reason) => {
            let help = format!("{title}'s `{callee}`: {reason}; `lehr shapes {callee}` shows what it is here");
            return Some(Advice { help, instead: None, base: None });
        }
    };
    // A call may drive another track alone, such as the momentum.
    let driven = meaning.tracks().find(|track| *track == "lr").or_else(|| meaning.tracks().next())?;
    let (instead, base) = match meaning.beside_base().filter(|_| place.has_base) {
        Some((relative, base)) => (relative, Some(base)),
        None => (meaning.expression_of(driven)?, None),
    };
    let mut help = format!("{title}'s `{callee}` is written `{instead}` here");
    let others = meaning.tracks().filter(|track| *track != driven);
    let others = others.filter_map(|name| Some(format!("`{name} = {}`", meaning.track(name)?)));
    let beside: Vec<_> = base.iter().map(|base| format!("`base = {base}`")).chain(others).collect();
    if !beside.is_empty() {
        help = format!("{help}, with {} beside it", beside.join(" and "));
    }
    let instead = if place.is_whole { Some(instead) } else { meaning.part_of(driven) };
    Some(Advice { help, instead, base })
}
