//! What a file defines and never uses.

use super::names::{DefinitionKind, Names};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// Reports what is defined and never used.
pub(super) fn check_unused(names: &Names, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    for definition in names.definitions() {
        let word = match definition.kind() {
            DefinitionKind::Let => "let",
            DefinitionKind::Def => "def",
            DefinitionKind::Param => "param",
            DefinitionKind::Unit => "unit",
            _ => continue,
        };
        if names.uses_of(definition.id()).next().is_some() {
            continue;
        }
        let name = definition.name();
        let is_one_of_several = word == "unit" && definition.span() == definition.name_span();
        let removed = if is_one_of_several {
            without_comma(definition.span(), text)
        } else {
            Some(Edit::remove_statement(definition.span(), text))
        };
        let fix = removed.map(|edit| Fix::safe(format!("remove the {word} `{name}`"), vec![edit]));
        diagnostics.push(
            Diagnostic::new(Code::UnusedName, format!("the {word} `{name}` is never used"), definition.name_span())
                .help("use it, or take it out")
                .fix(fix),
        );
    }
}

/// The edit that takes one of several names out, with the comma that belongs to it, where nothing stands between them.
fn without_comma(name: Span, text: &str) -> Option<Edit> {
    let blanks = [' ', '\t', '\r', '\n'];
    let after = text[name.end..].trim_start_matches(blanks);
    if let Some(rest) = after.strip_prefix(',') {
        let next = text.len() - rest.trim_start_matches(blanks).len();
        return Some(Edit::remove(Span::new(name.start, next)));
    }
    let before = text[..name.start].trim_end_matches(blanks).strip_suffix(',')?;
    Some(Edit::remove(Span::new(before.len(), name.end)))
}
