//! What can be written at a place.

use gen_lsp_types as lsp;

use super::place::Place;
use super::view::View;
use crate::check::names::{Definition, DefinitionKind};
use crate::reference::{self, Entry, EntryKind, Parameter};
use crate::units::Unit;

/// What can be written at a byte; nothing in a comment, in a script, or where a name is made up.
pub(super) fn items(view: View<'_>, byte: usize) -> Vec<lsp::CompletionItem> {
    let text = view.text();
    let line = view.document.line_at(byte);
    let in_line = text.get(line.start..byte).unwrap_or_default();
    if view.analysis().script.is_some()
        || in_line.contains('#')
        || in_line.trim_start().starts_with("def ") && !in_line.contains('=')
    {
        return Vec::new();
    }
    let place = Place::of(text, byte);
    let entry = place.call.and_then(|(name, _)| reference::entry(name));
    if let (Some(entry), Some((_, given))) = (&entry, place.call)
        && let Some(words) = place.words(entry, given)
    {
        return words.iter().map(|word| item(word, lsp::CompletionItemKind::EnumMember, None)).collect();
    }
    if place.opens_statement() {
        let words = ["let", "def", "param", "event", "unit", "expect", "run", "base", "tick", "lr"];
        let units = units(view);
        let words = words.into_iter().chain(units.iter().map(Unit::singular));
        return words.map(|word| item(word, lsp::CompletionItemKind::Keyword, None)).collect();
    }
    if place.follows_operand() {
        let units = units(view).into_iter().map(|unit| item(unit.plural(), lsp::CompletionItemKind::Unit, None));
        let words = reference::words().keywords.into_iter().take_while(|word| *word != "let");
        let words = words.map(|word| item(word, lsp::CompletionItemKind::Keyword, None));
        return if place.follows_number() { units.chain(words).collect() } else { words.collect() };
    }
    let mut items = Vec::new();
    if let (Some(entry), Some((_, given))) = (&entry, place.call)
        && !place.before.trim_end().ends_with('=')
    {
        items.extend(entry.parameters.iter().filter(|parameter| !is_given(parameter, given)).flat_map(arguments));
    }
    let names = view.analysis().compilation.names().visible_at(byte).into_iter();
    items.extend(names.filter(|definition| !definition.name().is_empty()).map(name));
    items.extend(reference::entries().iter().chain(&reference::functions()).map(call));
    let words = reference::words();
    items.extend(words.names.iter().map(|word| item(word, lsp::CompletionItemKind::Constant, None)));
    if place.before.trim_start().starts_with("expect") {
        items.extend(words.predicates.iter().map(|word| item(word, lsp::CompletionItemKind::Function, None)));
    }
    items
}

/// The units of the language, and those that the file declares.
fn units(view: View<'_>) -> Vec<Unit> {
    let definitions = view.analysis().compilation.names().definitions().iter();
    let own = definitions.filter(|found| found.kind() == DefinitionKind::Unit).filter_map(|own| Unit::new(own.name()));
    Unit::BUILT_IN.into_iter().chain(own).collect()
}

/// Whether a call gives a parameter by its name.
fn is_given(parameter: &Parameter, given: &str) -> bool {
    let names = [Some(parameter.name), parameter.pytorch];
    given
        .split(',')
        .any(|argument| argument.split_once('=').is_some_and(|(name, _)| names.contains(&Some(name.trim()))))
}

/// A parameter by its name, and by PyTorch's word for it.
fn arguments(parameter: &Parameter) -> Vec<lsp::CompletionItem> {
    let detail = match &parameter.default {
        Some(default) => format!("{}, by default {default}", parameter.about),
        None => parameter.about.to_string(),
    };
    let own = item(&format!("{}=", parameter.name), lsp::CompletionItemKind::Field, Some(detail));
    let pytorch = parameter.pytorch.filter(|word| *word != parameter.name).map(|word| {
        let detail = format!("PyTorch's word for `{}`", parameter.name);
        item(&format!("{word}="), lsp::CompletionItemKind::Field, Some(detail))
    });
    std::iter::once(own).chain(pytorch).collect()
}

fn name(definition: &Definition) -> lsp::CompletionItem {
    let kind = match definition.kind() {
        DefinitionKind::Def => lsp::CompletionItemKind::Function,
        DefinitionKind::Parameter | DefinitionKind::Param => lsp::CompletionItemKind::Property,
        _ => lsp::CompletionItemKind::Variable,
    };
    item(definition.name(), kind, None)
}

fn call(entry: &Entry) -> lsp::CompletionItem {
    let kind = match entry.kind {
        EntryKind::Shape | EntryKind::Preset => lsp::CompletionItemKind::Class,
        EntryKind::Function => lsp::CompletionItemKind::Function,
    };
    let documentation = lsp::Documentation::String(entry.summary.clone());
    let item = item(entry.name, kind, Some(entry.usage.clone()));
    lsp::CompletionItem { documentation: Some(documentation), ..item }
}

fn item(label: &str, kind: lsp::CompletionItemKind, detail: Option<String>) -> lsp::CompletionItem {
    lsp::CompletionItem { label: label.to_string(), kind: Some(kind), detail, ..lsp::CompletionItem::default() }
}
