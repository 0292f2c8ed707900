//! Where names are defined and used, and other names for them.

use gen_lsp_types as lsp;

use super::view::View;
use crate::check::names::{Definition, DefinitionKind, Target, Use};
use crate::compile::compile;
use crate::diagnostic::{Edit, Fix, Severity};
use crate::schedule::Schedule;
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

/// The name at a byte, if it can be another; of a member of a family, what all members have.
pub(super) fn renamed(view: View<'_>, byte: usize) -> Option<lsp::Range> {
    let definition = renameable(view, byte)?;
    let place = places(view, definition).find(|span| span.start <= byte && byte <= span.end)?;
    Some(view.range(place))
}

/// The edits that give what is named at a byte another name.
///
/// # Errors
///
/// A name that cannot be given, or that would make an error of the text, or another curve of a track.
pub(super) fn rename(view: View<'_>, byte: usize, name: &str) -> Result<lsp::WorkspaceEdit, String> {
    let analysis = view.analysis();
    let definition = renameable(view, byte).ok_or("nothing here is a name that this file defines")?;
    // The plural of a unit is its name with an `s`, which stays.
    let at = analysis.compilation.names().at(byte);
    let is_plural = |found: Use| found.span.of(view.text()).strip_suffix('s') == Some(definition.name());
    let asked_in_plural = definition.kind() == DefinitionKind::Unit && at.is_some_and(is_plural);
    let name = name.strip_suffix('s').filter(|_| asked_in_plural).unwrap_or(name);
    let is_right = is_name(name) && (is_dotted(definition) || !name.contains('.'));
    if !is_right {
        return Err(format!("`{name}` is not a name"));
    }
    let edits = places(view, definition).map(|span| Edit::replace(span, name)).collect();
    let fix = Fix::safe("rename", edits);
    let text = fix.apply(view.text()).ok_or("two of its places overlap")?;
    if let Some(program) = analysis.compilation.program() {
        let renamed = compile(&text, &analysis.overrides);
        let mut errors = renamed.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        if let Some(error) = errors.next() {
            return Err(error.message.clone());
        }
        // What a base is for follows from names.
        let mut pairs = program.tracks().iter().zip(renamed.partial().tracks());
        if let Some((track, _)) = pairs.find(|(track, renamed)| !have_same_values(&track.schedule, &renamed.schedule)) {
            return Err(format!("`{}` would be another curve, since its base follows from its name", track.name));
        }
    }
    Ok(view.change(fix.edits.iter().map(|edit| view.edit(edit)).collect()))
}

/// Whether two schedules of one length have one base: their values are compared all over it.
fn have_same_values(one: &Schedule, other: &Schedule) -> bool {
    const PLACES: u64 = 64;
    let length = one.len().and_then(|length| u64::try_from(length.ceil()).ok()).unwrap_or(PLACES);
    let ticks = (0..=PLACES).map(|place| u64::try_from(u128::from(length) * u128::from(place) / u128::from(PLACES)));
    ticks.flatten().all(|tick| one.value(tick).to_bits() == other.value(tick).to_bits())
}

/// What is named at a byte, where the file names it itself, and it is not what means something to the language.
fn renameable(view: View<'_>, byte: usize) -> Option<&Definition> {
    let names = view.analysis().compilation.names();
    let definition = names.definition_at(byte)?;
    // A base is called as its track is.
    let track = definition.name().strip_suffix(".base").filter(|_| definition.kind() == DefinitionKind::Base);
    let is_track = |found: &&Definition| is_dotted(found) && track == Some(found.name());
    let definition = names.definitions().iter().find(is_track).unwrap_or(definition);
    let is_own = definition.kind().is_named_freely() || definition.kind() == DefinitionKind::Family;
    let span = definition.name_span();
    (is_own && span.start < span.end).then_some(definition)
}

fn is_dotted(definition: &Definition) -> bool {
    matches!(definition.kind(), DefinitionKind::Track | DefinitionKind::Family)
}

/// Where a name stands: as it is defined and where it is used, and before the numbers of a family and the `base` of a
/// track, which belong to it.
fn places<'v>(view: View<'v>, definition: &'v Definition) -> impl Iterator<Item = Span> + 'v {
    let name = definition.name();
    let belongs = move |other: &&Definition| {
        let of_track = match other.kind() {
            DefinitionKind::Family => other.name() == name,
            DefinitionKind::Base => other.name().strip_suffix(".base") == Some(name),
            _ => false,
        };
        other.id() == definition.id() || is_dotted(definition) && of_track
    };
    let owned = view.analysis().compilation.names().definitions().iter().filter(belongs);
    let places = owned.flat_map(move |other| std::iter::once(other.name_span()).chain(uses(view, other)));
    let starts = places.filter(|span| span.start < span.end);
    starts.map(|span| Span::new(span.start, span.start + name.len()))
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
