//! What can be written at a place.

use std::collections::HashSet;

use gen_lsp_types as lsp;

use super::place::{Expected, Place, Units, Written};
use super::signature::{Parameter, REPEAT, Signature};
use super::view::View;
use crate::catalogue::words::Statistic;
use crate::check::names::{Definition, DefinitionKind};
use crate::reference::{self, Entry, EntryKind, Takes};

/// The words that a statement starts with, each with the rest of it.
const OPENERS: [(&str, &str); 10] = [
    ("let", "let ${1:name} = $0"),
    ("def", "def ${1:name}(${2:T}) = $0"),
    ("param", "param ${1:name} = $0"),
    ("event", "event ${1:name} = every $0"),
    ("unit", "unit ${0:name}"),
    ("expect", "expect $0"),
    ("run", "run = $0"),
    ("base", "base = $0"),
    ("tick", "tick = $0"),
    ("lr", "lr = $0"),
];

/// The words that go on after a segment, each with the rest of it.
const CONTINUATIONS: [(&str, &str); 7] = [
    ("then", "then $0"),
    ("for", "for $0"),
    ("until", "until $0"),
    ("skip", "skip $0"),
    ("every", "every $0"),
    ("mirror", "mirror"),
    ("repeat", "repeat"),
];

/// What goes on after `repeat`.
const OVER: (&str, &str) = ("over", "over ${1:p} in $0");

/// How many members of a family are offered.
const MEMBERS: usize = 100;

/// What can be written at a byte; nothing in a comment, in a number, in a script, or where a name is made up.
pub(super) fn items(view: View<'_>, byte: usize) -> Vec<lsp::CompletionItem> {
    if view.analysis().script.is_some() {
        return Vec::new();
    }
    let Some(place) = Place::of(view, byte).filter(|place| !place.is_number) else { return Vec::new() };
    let mut items = match place.expected(view) {
        Expected::Value(written) if written.opens_statement() => opening(view, byte, &place, &written),
        Expected::Value(written) => values(view, byte, &written),
        Expected::More(written, after) => {
            let mut items = more(view, &place, &written);
            let of_one = view.units().into_iter().filter(|_| after == Units::OfOne);
            items.extend(of_one.map(|unit| item(unit.singular(), lsp::CompletionItemKind::Unit, None)));
            items.extend((after != Units::None).then(|| units(view)).into_iter().flatten());
            items
        }
        Expected::Word => words(&place),
        Expected::Nothing => Vec::new(),
    };
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(item.label.clone()));
    items.into_iter().map(|item| placed(view, &place, item)).collect()
}

/// What a statement starts with, or goes on with on a line of its own.
fn opening(view: View<'_>, byte: usize, place: &Place<'_>, written: &Written) -> Vec<lsp::CompletionItem> {
    if let Some((track, _)) = view.text()[place.word.start..byte].rsplit_once('.') {
        return groups(view, track);
    }
    let names = view.analysis().compilation.names();
    let is_new = |name: &str| names.definitions().iter().all(|found| found.name() != name);
    let words = OPENERS.into_iter().filter(|(word, _)| is_new(word));
    let mut items: Vec<_> = words.map(|(word, whole)| keyword(word, whole)).collect();
    let equations = view.units().into_iter().filter(|unit| is_new(unit.singular()) && is_new(unit.plural()));
    items.extend(equations.map(|unit| keyword(unit.singular(), &format!("{} = $0", unit.singular()))));
    items.extend(place.goes_on().into_iter().flat_map(|before| more(view, place, &before)));
    // A file may be one bare expression.
    let statements = &view.analysis().compilation.file().statements;
    if statements.iter().all(|statement| statement.span.start <= byte && byte <= statement.span.end) {
        items.extend(values(view, byte, written));
    }
    items
}

/// What goes on after the dot of a track: its base, and the groups that other tracks have.
fn groups(view: View<'_>, track: &str) -> Vec<lsp::CompletionItem> {
    let definitions = view.analysis().compilation.names().definitions();
    let tracks = definitions.iter().filter(|found| found.kind() == DefinitionKind::Track);
    let first = track.split('.').next().unwrap_or_default();
    let others = tracks.filter_map(|found| Some(format!("{first}.{}", found.name().split_once('.')?.1)));
    // That of `lr` is called without a dot.
    let base = Some(format!("{track}.base")).filter(|_| track != "lr");
    let names = base.into_iter().chain(others);
    let is_new = |name: &String| definitions.iter().all(|found| found.name() != name);
    let fits = |name: &String| name.strip_prefix(track).is_some_and(|rest| rest.starts_with('.'));
    names.filter(|name| fits(name) && is_new(name)).map(|name| keyword(&name, &format!("{name} = $0"))).collect()
}

/// What goes on after an operand.
fn more(view: View<'_>, place: &Place<'_>, written: &Written) -> Vec<lsp::CompletionItem> {
    if written.is_of_event() {
        return words(place);
    }
    if !written.takes_schedule(view) {
        return Vec::new();
    }
    let over = place.is_after(REPEAT).then_some(OVER);
    CONTINUATIONS.into_iter().chain(over).map(|(word, whole)| keyword(word, whole)).collect()
}

/// The words that follow neither a segment nor a value.
fn words(place: &Place<'_>) -> Vec<lsp::CompletionItem> {
    place
        .words()
        .map(|word| if word == OVER.0 { keyword(word, OVER.1) } else { keyword(word, &format!("{word} $0")) })
        .collect()
}

fn units(view: View<'_>) -> impl Iterator<Item = lsp::CompletionItem> {
    view.units().into_iter().map(|unit| item(unit.plural(), lsp::CompletionItemKind::Unit, None))
}

/// What a value may be.
fn values(view: View<'_>, byte: usize, written: &Written) -> Vec<lsp::CompletionItem> {
    if written.is_tick() {
        return units(view).collect();
    }
    let mut items = Vec::new();
    let argument = written.argument();
    if let Some(argument) = argument
        && let Some(signature) = Signature::of(view, argument.callee)
    {
        if argument.is_open() {
            items.extend(signature.left(argument).flat_map(named));
        }
        if argument.is_name() {
            return items;
        }
        let takes = signature.parameter(argument).and_then(|parameter| parameter.takes);
        match takes {
            Some(Takes::Word(words)) => {
                let words = words.iter().filter(|_| argument.is_word());
                items.extend(words.map(|word| item(word, lsp::CompletionItemKind::EnumMember, None)));
                return items;
            }
            // It is a name of the training loop.
            Some(Takes::Metric) => return items,
            _ => {}
        }
        // A function is given by its place, whichever that is.
        let any = || signature.parameters.iter().find_map(|parameter| function(parameter.takes));
        let start = if argument.name().is_some() { function(takes) } else { any() };
        let start = start.filter(|_| argument.is_word());
        items.extend(start.map(|start| item(start, lsp::CompletionItemKind::Snippet, None)));
    }
    items.extend(names(view, byte, written));
    if written.takes_schedule(view) {
        items.extend(reference::entries().iter().map(call));
    }
    items.extend(reference::functions().iter().map(call));
    let constants = reference::words().names.into_iter().filter(|word| match *word {
        "end" => written.is_index(),
        "tick" => false,
        word => written.defines() != Some(word),
    });
    items.extend(constants.map(|word| item(word, lsp::CompletionItemKind::Constant, None)));
    if written.is_expected() {
        let predicates = reference::words().predicates.into_iter();
        items.extend(predicates.map(|word| called(word, lsp::CompletionItemKind::Function)));
    }
    if written.is_of_expectation() && !written.is_index() {
        let statistics = Statistic::ALL.into_iter().map(Statistic::name);
        items.extend(statistics.map(|word| called(word, lsp::CompletionItemKind::Function)));
    }
    items
}

/// The names of the statement and of the file that have a value here.
fn names(view: View<'_>, byte: usize, written: &Written) -> Vec<lsp::CompletionItem> {
    let locals = written.locals();
    let takes_track = written.takes_track(view);
    let visible = view.analysis().compilation.names().visible_at(byte).into_iter().filter(|definition| {
        let is_own = written.defines() == Some(definition.name()) || locals.contains(&definition.name());
        !definition.name().is_empty() && !is_own && (takes_track || definition.kind() != DefinitionKind::Track)
    });
    let known = view.analysis().compilation.names();
    let families = known.definitions().iter().filter(|found| takes_track && found.kind() == DefinitionKind::Family);
    let members = families.flat_map(|family| known.members_of(family.id()).take(MEMBERS));
    let members = members.filter(|member| member.rsplit('.').next() != Some("base"));
    let locals = locals.iter().map(|local| item(local, lsp::CompletionItemKind::Property, None));
    let members = members.map(|member| item(member, lsp::CompletionItemKind::Variable, None));
    locals.chain(visible.map(name)).chain(members).collect()
}

/// How a function starts that an argument takes.
fn function(takes: Option<Takes>) -> Option<&'static str> {
    match takes? {
        Takes::FunctionOfFraction => Some("u -> "),
        Takes::FunctionOfTime => Some("t -> "),
        _ => None,
    }
}

/// A parameter by its name, and by PyTorch's word for it.
fn named(parameter: &Parameter) -> Vec<lsp::CompletionItem> {
    let argument = |name: &str, detail: String| {
        let label = format!("{name}=");
        let whole = format!("{name}=$0");
        lsp::CompletionItem { insert_text: Some(whole), ..item(&label, lsp::CompletionItemKind::Field, Some(detail)) }
    };
    let own = argument(&parameter.name, parameter.detail());
    let pytorch = parameter.pytorch.map(|word| argument(word, format!("PyTorch's word for `{}`", parameter.name)));
    std::iter::once(own).chain(pytorch).collect()
}

fn name(definition: &Definition) -> lsp::CompletionItem {
    match definition.kind() {
        DefinitionKind::Def => called(definition.name(), lsp::CompletionItemKind::Function),
        DefinitionKind::Parameter | DefinitionKind::Param => {
            item(definition.name(), lsp::CompletionItemKind::Property, None)
        }
        _ => item(definition.name(), lsp::CompletionItemKind::Variable, None),
    }
}

fn call(entry: &Entry) -> lsp::CompletionItem {
    let kind = match entry.kind {
        EntryKind::Shape | EntryKind::Preset => lsp::CompletionItemKind::Class,
        EntryKind::Function => lsp::CompletionItemKind::Function,
    };
    let is_bare = entry.parameters.iter().all(|parameter| !parameter.required);
    let item = if is_bare { item(entry.name, kind, None) } else { called(entry.name, kind) };
    let documentation = lsp::Documentation::String(entry.summary.clone());
    lsp::CompletionItem { detail: Some(entry.usage.clone()), documentation: Some(documentation), ..item }
}

/// What is nothing without its arguments.
fn called(name: &str, kind: lsp::CompletionItemKind) -> lsp::CompletionItem {
    lsp::CompletionItem { insert_text: Some(format!("{name}($0)")), ..item(name, kind, None) }
}

fn keyword(word: &str, whole: &str) -> lsp::CompletionItem {
    let item = item(word, lsp::CompletionItemKind::Keyword, None);
    lsp::CompletionItem { insert_text: Some(whole.to_string()), ..item }
}

fn item(label: &str, kind: lsp::CompletionItemKind, detail: Option<String>) -> lsp::CompletionItem {
    lsp::CompletionItem { label: label.to_string(), kind: Some(kind), detail, ..lsp::CompletionItem::default() }
}

/// An item in the place of the word, dots and all: with the rest of it for an editor that fills snippets in, where
/// that does not stand there already.
fn placed(view: View<'_>, place: &Place<'_>, mut item: lsp::CompletionItem) -> lsp::CompletionItem {
    let whole = item.insert_text.take().filter(|_| view.client.snippets);
    let whole = whole.filter(|whole| {
        let is_there = |rest: &str, next: &str| whole.ends_with(rest) && place.is_followed_by(next);
        !is_there("($0)", "(") && !is_there("=$0", "=")
    });
    let is_snippet = whole.as_ref().is_some_and(|whole| whole.contains('$'));
    item.insert_text_format = is_snippet.then_some(lsp::InsertTextFormat::Snippet);
    let plain = if place.is_followed_by("=") { item.label.trim_end_matches('=') } else { &item.label };
    let new_text = whole.unwrap_or_else(|| plain.to_string());
    item.text_edit = Some(lsp::TextEdit { range: view.range(place.word), new_text }.into());
    item
}
