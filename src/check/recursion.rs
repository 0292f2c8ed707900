//! Names that are defined by themselves.

use std::collections::HashSet;

use super::names::{Definition, DefinitionId, DefinitionKind, Names, Target, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// How far a definition has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// It is one of those that lead to where the search is.
    Open,
    Done,
}

/// A definition that is being followed, with the uses in it that are still to be looked at.
struct Followed<'n> {
    id: DefinitionId,
    uses: std::vec::IntoIter<(&'n Definition, Span)>,
}

/// What definitions are searched by: the length of the name, the name, and the first member of a family, since several
/// families may begin alike.
type Key<'n> = (usize, &'n str, Option<&'n str>);

/// Reports each use of a name that closes a circle of definitions, and returns their places: without these uses there are
/// no circles. Definitions are searched by their names, so that the order of the lines does not matter.
pub(super) fn check_recursion(names: &Names, text: &str, diagnostics: &mut Vec<Diagnostic>) -> HashSet<Span> {
    let keys = keys(names);
    let mut found = HashSet::new();
    let mut states = vec![State::New; keys.len()];
    let mut starts: Vec<_> = names.definitions().iter().filter(|start| keys[start.id.0].is_some()).collect();
    starts.sort_by_key(|start| keys[start.id.0]);
    let mut path = Vec::new();
    for start in starts {
        if states[start.id.0] == State::New {
            states[start.id.0] = State::Open;
            path.push(follow(start, names, &keys));
        }
        while let Some(Followed { id, uses }) = path.last_mut() {
            let Some((used, at)) = uses.next() else {
                states[id.0] = State::Done;
                path.pop();
                continue;
            };
            match states[used.id.0] {
                State::New => {
                    states[used.id.0] = State::Open;
                    path.push(follow(used, names, &keys));
                }
                State::Open => {
                    found.insert(at);
                    diagnostics.push(defined_by_itself(at.of(text), at));
                }
                State::Done => {}
            }
        }
    }
    found
}

/// By what each definition is searched; `None` where its name does not stand for its value: that of a track stands for
/// its schedule.
fn keys(names: &Names) -> Vec<Option<Key<'_>>> {
    use DefinitionKind::{Base, Def, Family, Let, Param, Run};
    let members = names.first_members();
    let has_value = |definition: &Definition, member: Option<&str>| match definition.kind {
        Let | Def | Param | Run | Base => true,
        Family => member.is_some_and(|member| member.strip_suffix(".base").is_some()),
        _ => false,
    };
    let definitions = names.definitions().iter().zip(members);
    definitions
        .map(|(definition, member)| {
            has_value(definition, member).then_some((definition.name.len(), definition.name.as_str(), member))
        })
        .collect()
}

/// A definition, with the uses of names whose values it needs.
fn follow<'n>(definition: &Definition, names: &'n Names, keys: &[Option<Key<'_>>]) -> Followed<'n> {
    let definition_of = |Use { span, target }: &Use| match target {
        Target::Definition(id) => names.definition(*id).filter(|used| keys[used.id.0].is_some()).zip(Some(*span)),
        _ => None,
    };
    let mut uses: Vec<_> = names.uses_in(definition.span).iter().filter_map(definition_of).collect();
    uses.sort_by_key(|(used, at)| (keys[used.id.0], *at));
    Followed { id: definition.id, uses: uses.into_iter() }
}

/// The error where a name is defined by itself.
pub(super) fn defined_by_itself(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(Code::Recursion, format!("`{name}` is defined by itself"), at)
        .saying("its own value is needed here")
        .help("in the end, every name has to come down to numbers and shapes")
}
