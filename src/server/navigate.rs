//! Where names are defined and used, and other names for them.

use gen_lsp_types as lsp;

use super::view::View;
use crate::check::names::{Definition, DefinitionKind, Target};
use crate::compile::compile;
use crate::diagnostic::{Edit, Fix, Severity};
use crate::syntax::is_name;
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
    let names = view.analysis().compilation.names();
    let found = names.at(byte)?;
    let Target::Definition(id) = found.target else { return None };
    names.definition(id).filter(|definition| can_be_renamed(definition))?;
    Some(view.range(found.span))
}

/// The edits that give what is named at a byte another name.
///
/// # Errors
///
/// A name that cannot be given, or that would make an error of the text.
pub(super) fn rename(view: View<'_>, byte: usize, name: &str) -> Result<lsp::WorkspaceEdit, String> {
    let analysis = view.analysis();
    let names = analysis.compilation.names();
    let definition = names.definition_at(byte).filter(|definition| can_be_renamed(definition));
    let definition = definition.ok_or("nothing here is a name that this file defines")?;
    // The plural of a unit is its name with an `s`.
    let is_plural = |span: Span| {
        definition.kind() == DefinitionKind::Unit && span.of(view.text()).strip_suffix('s') == Some(definition.name())
    };
    let asked_in_plural = names.at(byte).is_some_and(|found| is_plural(found.span));
    let name = name.strip_suffix('s').filter(|_| asked_in_plural).unwrap_or(name);
    let is_track = definition.kind() == DefinitionKind::Track;
    let is_right = if is_track { name.split('.').all(is_name) } else { is_name(name) };
    if !is_right {
        return Err(format!("`{name}` is not a name"));
    }
    let places = std::iter::once(definition.name_span()).chain(uses(view, definition));
    let edits = places.map(|span| Edit::replace(span, format!("{name}{}", if is_plural(span) { "s" } else { "" })));
    let edits = edits.collect();
    let fix = Fix::safe("rename", edits);
    let text = fix.apply(view.text()).ok_or("two of its places overlap")?;
    if analysis.compilation.program().is_some() {
        let renamed = compile(&text, &analysis.overrides);
        let mut errors = renamed.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        if let Some(error) = errors.next() {
            return Err(error.message.clone());
        }
    }
    Ok(view.change(fix.edits.iter().map(|edit| view.edit(edit)).collect()))
}

/// What the file names itself, and not what means something to the language.
fn can_be_renamed(definition: &Definition) -> bool {
    let span = definition.name_span();
    definition.kind().is_named_freely() && span.start < span.end
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
    lsp::Location { uri: view.document.uri.clone(), range: view.range(span) }
}
