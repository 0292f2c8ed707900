//! Names of other libraries' functions: what their calls are here.

use crate::peers;
use crate::syntax::ast::Arg;

/// What to write in the place of a call of another library's function; `None` where it is none.
pub(super) fn help(callee: &str, args: &[Arg]) -> Option<String> {
    let (library, meaning) = peers::meant(callee, args)?;
    Some(match meaning {
        Ok(meaning) => format!("{}'s `{callee}` is written `{}` here", library.title, meaning.expression()),
        Err(reason) => {
            format!("{}'s `{callee}`: {reason}; `lehr shapes {callee}` shows what it is here", library.title)
        }
    })
}
