//! Where names are defined and used.

use gen_lsp_types as lsp;

use super::view::View;
use crate::check::names::{Definition, DefinitionKind, Target};
use crate::text::Span;

/// Where the name at a byte is defined.
pub(super) fn definition(view: View<'_>, byte: usize) -> Option<lsp::Location> {
    let definition = view.analysis().compilation.names().definition_at(byte)?;
    let place = [definition.name_span(), definition.span()].into_iter().find(|span| span.start < span.end)?;
    Some(location(view, place))
}

/// Where the name at a byte is used, and where it is defined where that is asked for too.
pub(super) fn references(view: View<'_>, byte: usize, with_definition: bool) -> Option<Vec<lsp::Location>> {
    let names = view.analysis().compilation.names();
    let definition = names.definition_at(byte)?;
    let own = Some(definition.name_span()).filter(|span| with_definition && span.start < span.end);
    let uses = uses(view, definition);
    Some(own.into_iter().chain(uses).map(|span| location(view, span)).collect())
}

/// The name at a byte, if it can be another.
pub(super) fn renamed(view: View<'_>, byte: usize) -> Option<lsp::Range> {
    Some(view.range(view.analysis().compilation.name_at(byte)?))
}

/// The edits that give what is named at a byte another name, or why there are none.
pub(super) fn rename(view: View<'_>, byte: usize, name: &str) -> Result<lsp::WorkspaceEdit, String> {
    let fix = view.analysis().compilation.renamed(byte, name)?;
    Ok(view.change(fix.edits.iter().map(|edit| view.edit(edit)).collect()))
}

/// The uses of what is defined; of an equation, those of its unit.
fn uses(view: View<'_>, definition: &Definition) -> Vec<Span> {
    let names = view.analysis().compilation.names();
    match definition.kind() {
        DefinitionKind::Equation(unit) => {
            names.uses().iter().filter(|found| found.target == Target::Unit(unit)).map(|found| found.span).collect()
        }
        _ => names.uses_of(definition.id()).collect(),
    }
}

fn location(view: View<'_>, span: Span) -> lsp::Location {
    lsp::Location { uri: view.uri().clone(), range: view.range(span) }
}
