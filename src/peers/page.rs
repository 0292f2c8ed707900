//! The rows of the table for reading.

use std::fmt::Write as _;

use super::function::{Function, Kind, Library, Parameter, Reason, Translation};
use super::libraries::LIBRARIES;
use crate::syntax::ast::Arg;

/// A call with names for its arguments, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The call.
    pub call: String,
    /// The rate in the language.
    pub lehr: String,
}

impl Library {
    /// What the calls of a function mean, with names in the place of numbers.
    pub fn rules(&self, function: &Function) -> Vec<Rule> {
        let rule = |call: String| self.read(&call).ok().map(|meaning| Rule { call, lehr: meaning.expression() });
        function.calls().into_iter().filter_map(rule).collect()
    }

    /// The page of the library, in Markdown: each function with its rules, and with examples, each that
    /// of a function.
    pub fn page(&self, examples: &[(&str, Rule)]) -> String {
        let row = |function: &Function| {
            let own = examples.iter().filter(|(name, _)| *name == function.name).map(|(_, example)| example.clone());
            self.row(function, own)
        };
        self.functions.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    /// The row of a function, in Markdown.
    fn row(&self, function: &Function, examples: impl Iterator<Item = Rule>) -> String {
        let mut text = format!("### `{}`\n\n{} {}, `{}`.\n\n", function.name, self.title, self.version, self.module);
        let _ = writeln!(text, "```text\n{}\n```", function.signature());
        text.push_str("\n| there | in lehr |\n|---|---|\n");
        for Rule { call, lehr } in self.rules(function).into_iter().chain(examples) {
            let _ = writeln!(text, "| `{call}` | `{lehr}` |");
        }
        if !function.note.is_empty() {
            let _ = writeln!(text, "\n{}.", sentence(function.note));
        }
        text
    }
}

impl Function {
    /// Calls that show its rule, with names in the place of numbers.
    pub fn calls(&self) -> Vec<String> {
        match self.shown {
            [] => vec![self.with_names()],
            shown => shown.iter().map(ToString::to_string).collect(),
        }
    }

    /// The call with each parameter's name for its argument.
    fn with_names(&self) -> String {
        let is_shown = |parameter: &&Parameter| {
            let decides = matches!(parameter.kind, Kind::Flag | Kind::Word(_));
            let depends = !matches!(parameter.kind, Kind::Optimizer | Kind::Start | Kind::Ignored | Kind::Rest);
            depends && !decides && parameter.default != Some("None")
        };
        let names: Vec<_> = self.parameters.iter().filter(is_shown).map(|parameter| parameter.name).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

/// A note with a capital letter, unless it begins with a name of the library.
fn sentence(note: &str) -> String {
    let word = note.split([' ', ',']).next().unwrap_or_default();
    let mut letters = note.chars();
    match letters.next() {
        Some(first) if !word.contains('_') => format!("{}{}", first.to_uppercase(), letters.as_str()),
        _ => note.to_string(),
    }
}

/// The rows of every library that has a function of a name, in Markdown.
pub(crate) fn page(name: &str) -> Option<String> {
    let row = |library: &&Library| Some(library.row(library.function(name)?, std::iter::empty()));
    let rows: Vec<_> = LIBRARIES.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| rows.join("\n"))
}

/// The names of all functions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    LIBRARIES.iter().flat_map(|library| library.functions).map(|function| function.name)
}

/// What a call of a name that the language does not have means, by the first library that has the call, or else
/// why the first that has the name cannot say it.
pub(crate) fn meant(callee: &str, args: &[Arg]) -> Option<(&'static Library, Result<Translation, Reason>)> {
    let known = LIBRARIES.iter().filter(|library| library.function(callee).is_some());
    let mut meanings = known.map(|library| (*library, library.translate_call(callee, args)));
    let first = meanings.next()?;
    if first.1.is_ok() {
        return Some(first);
    }
    Some(meanings.find(|(_, meaning)| meaning.is_ok()).unwrap_or(first))
}
