//! What can be written at a place.

use gen_lsp_types as lsp;

use super::place::{Argument, Place, Written};
use super::view::View;
use crate::check::names::{Definition, DefinitionKind};
use crate::reference::{self, Entry, EntryKind, Parameter, Takes};
use crate::units::Unit;

/// The words that a statement starts with.
const OPENERS: [&str; 10] = ["let", "def", "param", "event", "unit", "expect", "run", "base", "tick", "lr"];

/// What can be written at a byte; nothing in a comment, in a number, in a script, or where a name is made up.
pub(super) fn items(view: View<'_>, byte: usize) -> Vec<lsp::CompletionItem> {
    if view.analysis().script.is_some() {
        return Vec::new();
    }
    let Some(place) = Place::of(view, byte).filter(|place| !place.is_number) else { return Vec::new() };
    let mut items = Vec::new();
    match place.named() {
        Some(written) if written.opens_statement() => {
            let units = units(view);
            let words = OPENERS.into_iter().chain(units.iter().map(Unit::singular));
            items.extend(words.map(|word| item(word, lsp::CompletionItemKind::Keyword, None)));
            // A file may be one bare expression.
            let statements = &view.analysis().compilation.file().statements;
            if statements.iter().all(|statement| statement.span.start <= byte && byte <= statement.span.end) {
                items.extend(values(view, byte, &written));
            }
        }
        Some(written) if written.is_value() => items.extend(values(view, byte, &written)),
        _ => {}
    }
    if place.takes_unit() {
        let units = units(view).into_iter();
        items.extend(units.map(|unit| item(unit.plural(), lsp::CompletionItemKind::Unit, None)));
    }
    items.extend(place.words().map(|word| item(word, lsp::CompletionItemKind::Keyword, None)));
    items
}

/// The units of the language, and those that the file declares.
fn units(view: View<'_>) -> Vec<Unit> {
    let definitions = view.analysis().compilation.names().definitions().iter();
    let own = definitions.filter(|found| found.kind() == DefinitionKind::Unit).filter_map(|own| Unit::new(own.name()));
    Unit::BUILT_IN.into_iter().chain(own).collect()
}

/// What a value may be.
fn values(view: View<'_>, byte: usize, written: &Written) -> Vec<lsp::CompletionItem> {
    let argument = written.argument();
    let entry = argument.and_then(|argument| reference::entry(argument.callee));
    let mut items = Vec::new();
    if let Some((argument, entry)) = argument.zip(entry.as_ref()) {
        let takes = argument.parameter(entry).map(|parameter| parameter.takes);
        if let (Some(Takes::Word(words)), Some(_)) = (takes, argument.name()) {
            return words.iter().map(|word| item(word, lsp::CompletionItemKind::EnumMember, None)).collect();
        }
        if argument.is_open() {
            items.extend(arguments(argument, entry));
        }
        if argument.is_word() {
            // A function is given by its place, whichever that is.
            let named = argument.name().and(takes);
            let starts =
                named.map_or_else(|| entry.parameters.iter().find_map(|known| function(known.takes)), function);
            items.extend(starts.map(|start| item(start, lsp::CompletionItemKind::Snippet, None)));
        }
    }
    let locals = written.locals();
    items.extend(locals.iter().map(|local| item(local, lsp::CompletionItemKind::Property, None)));
    let names = view.analysis().compilation.names().visible_at(byte).into_iter();
    let others = names.filter(|definition| !definition.name().is_empty() && !locals.contains(&definition.name()));
    items.extend(others.map(name));
    if written.takes_schedule() {
        items.extend(reference::entries().iter().map(call));
    }
    items.extend(reference::functions().iter().map(call));
    let words = reference::words();
    items.extend(words.names.iter().map(|word| item(word, lsp::CompletionItemKind::Constant, None)));
    if written.is_expected() {
        items.extend(words.predicates.iter().map(|word| item(word, lsp::CompletionItemKind::Function, None)));
    }
    items
}

/// How a function starts that an argument takes.
fn function(takes: Takes) -> Option<&'static str> {
    match takes {
        Takes::FunctionOfFraction => Some("u -> "),
        Takes::FunctionOfTime => Some("t -> "),
        _ => None,
    }
}

/// The parameters that a call does not give yet.
fn arguments(argument: Argument<'_>, entry: &Entry) -> Vec<lsp::CompletionItem> {
    entry.parameters.iter().filter(|parameter| !argument.has_given(entry, parameter)).flat_map(named).collect()
}

/// A parameter by its name, and by PyTorch's word for it.
fn named(parameter: &Parameter) -> Vec<lsp::CompletionItem> {
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
