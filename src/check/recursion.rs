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

/// A definition that is being followed, and which of its uses comes next.
struct Followed<'n> {
    id: DefinitionId,
    uses: Vec<(&'n Definition, Span)>,
    next: usize,
}

/// Reports the uses of names by which a definition leads back to itself, and says where they stand: without them, nothing
/// does. The search goes by names, so that the order of the text says nothing.
pub(super) fn check_recursion(names: &Names, diagnostics: &mut Vec<Diagnostic>) -> HashSet<Span> {
    let mut found = HashSet::new();
    let mut states = vec![State::New; names.definitions().len()];
    let mut starts: Vec<_> = names.definitions().iter().filter(|definition| has_value(definition)).collect();
    starts.sort_by_key(|definition| by_name(definition));
    let mut path = Vec::new();
    for start in starts {
        if states[start.id.0] == State::New {
            states[start.id.0] = State::Open;
            path.push(follow(start, names));
        }
        while let Some(Followed { id, uses, next }) = path.last_mut() {
            let Some(&(used, at)) = uses.get(*next) else {
                states[id.0] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match states[used.id.0] {
                State::New => {
                    states[used.id.0] = State::Open;
                    path.push(follow(used, names));
                }
                State::Open => {
                    found.insert(at);
                    diagnostics.push(defined_by_itself(&used.name, at));
                }
                State::Done => {}
            }
        }
    }
    found
}

/// The values that a definition needs, by their names.
fn follow<'n>(definition: &Definition, names: &'n Names) -> Followed<'n> {
    let uses = names.uses_in(definition.span).iter();
    let mut uses: Vec<_> = uses
        .filter_map(|Use { span, target }| match target {
            Target::Definition(id) => Some((names.definition(*id)?, *span)),
            _ => None,
        })
        .filter(|(used, _)| has_value(used))
        .collect();
    uses.sort_by_key(|(used, at)| (by_name(used), *at));
    Followed { id: definition.id, uses, next: 0 }
}

fn by_name(definition: &Definition) -> (usize, &str) {
    (definition.name.len(), &definition.name)
}

/// Whether a definition is evaluated where its name stands.
fn has_value(definition: &Definition) -> bool {
    use DefinitionKind::{Base, Def, Let, Param, Run};
    matches!(definition.kind, Let | Def | Param | Run | Base)
}

/// The error where a name is defined by itself.
pub(super) fn defined_by_itself(name: &str, at: Span) -> Diagnostic {
    Diagnostic::new(Code::Recursion, format!("`{name}` is defined by itself"), at)
        .saying("its own value is needed here")
        .help("in the end, every name has to come down to numbers and shapes")
}
