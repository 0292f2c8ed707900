//! Names of other libraries' functions: what their calls are here.

use crate::peers;
use crate::syntax::ast::Arg;

/// What is said about a call of another library's function.
pub(super) struct Advice {
    /// What it is here, as a sentence.
    pub(super) help: String,
    /// What to put in the place of the call, where the language can say it.
    pub(super) instead: Option<String>,
}

/// What a call of another library's function is here; `None` where it is none. `is_whole` says that nothing stands
/// beside the call.
pub(super) fn advice(callee: &str, args: &[Arg], is_whole: bool) -> Option<Advice> {
    let (library, meaning) = peers::meant(callee, args)?;
    let title = library.title;
    let meaning = match meaning {
        Ok(meaning) => meaning,
        Err(reason) => {
            let help = format!("{title}'s `{callee}`: {reason}; `lehr shapes {callee}` shows what it is here");
            return Some(Advice { help, instead: None });
        }
    };
    // A call may drive another track alone, such as the momentum.
    let driven = meaning.tracks().find(|track| *track == "lr").or_else(|| meaning.tracks().next())?;
    let instead = meaning.expression_of(driven)?;
    let mut help = format!("{title}'s `{callee}` is written `{instead}` here");
    let others = meaning.tracks().filter(|track| *track != driven);
    let others: Vec<_> = others.filter_map(|name| Some(format!("`{name} = {}`", meaning.track(name)?))).collect();
    if !others.is_empty() {
        help = format!("{help}, with {} beside it", others.join(" and "));
    }
    Some(Advice { help, instead: if is_whole { Some(instead) } else { meaning.part_of(driven) } })
}
