//! What can be written at a place.

use gen_lsp_types as lsp;

use super::view::View;
use crate::check::names::{Definition, DefinitionKind};
use crate::reference::{self, Entry, EntryKind, Parameter, Takes};
use crate::units::Unit;

/// What the text before the cursor says of the place.
struct Place<'t> {
    /// The statement before the word that is being written.
    before: &'t str,
    /// The call that it is an argument of, with what stands before the argument in its brackets.
    call: Option<(&'t str, &'t str)>,
}

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
        let words = ["let", "def", "param", "expect", "run", "base", "tick", "lr"];
        let units = Unit::ALL.into_iter().map(Unit::singular);
        let words = words.into_iter().chain(units);
        return words.map(|word| item(word, lsp::CompletionItemKind::Keyword, None)).collect();
    }
    if place.follows_operand() {
        let units = Unit::ALL.into_iter().map(Unit::plural).map(|unit| item(unit, lsp::CompletionItemKind::Unit, None));
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

impl<'t> Place<'t> {
    fn of(text: &'t str, byte: usize) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let before = text.get(..byte).unwrap_or_default();
        let before = before.trim_end_matches(is_word);
        let mut depth = 0_usize;
        let mut call = None;
        let mut start = 0;
        for (at, c) in before.char_indices().rev() {
            match c {
                ')' | ']' => depth += 1,
                '(' | '[' if depth > 0 => depth -= 1,
                '(' => {
                    let head = before[..at].trim_end();
                    let name = &head[head.trim_end_matches(is_word).len()..];
                    call = call.or_else(|| (!name.is_empty()).then_some((name, &before[at + 1..])));
                }
                '\n' | ';' if depth == 0 && call.is_none() => {
                    start = at + 1;
                    break;
                }
                _ => {}
            }
        }
        Self { before: &before[start..], call }
    }

    /// Whether the word opens a statement.
    fn opens_statement(&self) -> bool {
        self.call.is_none() && self.before.trim().is_empty()
    }

    /// Whether a number or another operand stands before the word.
    fn follows_operand(&self) -> bool {
        let before = self.before.trim_end();
        let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
        let is_keyword = reference::words().keywords.contains(&word) && !matches!(word, "mirror" | "repeat");
        before.ends_with([')', ']', '%']) || !word.is_empty() && !is_keyword
    }

    fn follows_number(&self) -> bool {
        let before = self.before.trim_end();
        let word = &before[before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len()..];
        before.ends_with([')', ']']) || word.starts_with(|c: char| c.is_ascii_digit())
    }

    /// The words that the argument chooses among, where it is named.
    fn words(&self, entry: &Entry, given: &str) -> Option<&'static [&'static str]> {
        let argument = given.rsplit(',').next()?.trim();
        let name = argument.strip_suffix('=')?.trim();
        let parameter = entry.parameters.iter().find(|parameter| parameter.name == name)?;
        if let Takes::Word(words) = parameter.takes { Some(words) } else { None }
    }
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
