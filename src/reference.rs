//! The catalogue for reading: what each shape, preset and function means, made from the code that runs it.

mod page;

use crate::catalogue::{self, Default, Function, Range, ShapeName, prelude, pytorch};
use crate::check::prelude::presets;
use crate::check::suggest;
use crate::peers;
use crate::units::Unit;

pub use crate::catalogue::Takes;
pub use page::catalogue;

/// Something that can be called: a shape, a preset or a function of arithmetic.
///
/// ```
/// use lehr::reference::{Takes, entry};
///
/// let step = entry("step").expect("a shape");
/// assert_eq!(step.usage, "step(step_size, gamma=0.1, from=…)");
/// let gamma = &step.parameters[1];
/// assert_eq!((gamma.name, gamma.takes, gamma.default.as_deref()), ("gamma", Takes::Ratio, Some("0.1")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// What it is.
    pub kind: EntryKind,
    /// What it does, in a line.
    pub summary: String,
    /// The call, with the defaults that are numbers.
    pub usage: String,
    /// Its parameters, those that may be given by place first and in order. A function of arithmetic
    /// takes its arguments by place alone.
    pub parameters: Vec<Parameter>,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A shape of the language.
    Shape,
    /// A schedule that is made of shapes, in the language itself.
    Preset,
    /// A function of arithmetic.
    Function,
}

/// A parameter of a shape or a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// PyTorch's word for it.
    pub pytorch: Option<&'static str>,
    /// What it takes.
    pub takes: Takes,
    /// Whether it may be given by its place.
    pub positional: bool,
    /// Whether every call has to give it.
    pub required: bool,
    /// What stands where a call does not give it, as it is written in the language.
    pub default: Option<String>,
    /// What happens where a call does not give it and there is no default, in words; "" where there is
    /// nothing to say.
    pub without: &'static str,
    /// Which numbers it takes, in words; "" for all of them.
    pub range: &'static str,
    /// What it is, without a capital letter or a full stop.
    pub about: &'static str,
}

/// The words that mean something to the language, for grammars and for completion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Words {
    /// The words of statements and of schedules: `let`, `then`, …
    pub keywords: Vec<&'static str>,
    /// What stands for something of the file or of the run: `run`, `base`, …
    pub names: Vec<&'static str>,
    /// What `expect` says of a track: `decreasing`, …
    pub predicates: Vec<&'static str>,
    /// The units, singular and plural.
    pub units: Vec<&'static str>,
    /// The shapes, with their other names.
    pub shapes: Vec<&'static str>,
    /// The presets.
    pub presets: Vec<&'static str>,
    /// The functions of arithmetic.
    pub functions: Vec<&'static str>,
    /// The words that parameters choose among: `cosine`, `max`, …
    pub arguments: Vec<&'static str>,
}

/// Every shape, and after them every preset.
pub fn entries() -> Vec<Entry> {
    let shapes = ShapeName::ALL.iter().copied().map(shape_entry);
    shapes.chain(prelude::presets().iter().map(preset_entry)).collect()
}

/// The functions of arithmetic.
pub fn functions() -> Vec<Entry> {
    Function::ALL.iter().copied().map(function_entry).collect()
}

/// The shape, preset or function of a name. Where a shape and a function have one name, it is the shape.
pub fn entry(name: &str) -> Option<Entry> {
    let shape = catalogue::shape(name).map(shape_entry);
    shape.or_else(|| prelude::preset(name).map(preset_entry)).or_else(|| Function::named(name).map(function_entry))
}

/// The page of a shape or a preset, or else of another library's function, in Markdown.
pub fn page(name: &str) -> Option<String> {
    let shape = catalogue::shape(name).map(page::shape);
    shape.or_else(|| prelude::preset(name).map(page::preset)).or_else(|| peers::page(name))
}

/// The name in the catalogue that a wrong one is perhaps meant to be.
pub fn nearest(name: &str) -> Option<String> {
    let entries = entries();
    suggest::closest(name, entries.iter().map(|entry| entry.name).chain(peers::names())).map(ToString::to_string)
}

/// The words of the language.
pub fn words() -> Words {
    let mut arguments: Vec<_> = catalogue::word_lists().flatten().copied().collect();
    arguments.sort_unstable();
    arguments.dedup();
    let shapes = ShapeName::ALL.iter().flat_map(|shape| [Some(shape.name()), shape.entry().alias]).flatten();
    Words {
        keywords: catalogue::words::KEYWORDS.to_vec(),
        names: catalogue::words::NAMED.to_vec(),
        predicates: catalogue::words::PREDICATES.to_vec(),
        units: Unit::ALL.iter().flat_map(|unit| [unit.singular(), unit.plural()]).collect(),
        shapes: shapes.collect(),
        presets: prelude::presets().iter().map(|preset| preset.name).collect(),
        functions: Function::ALL.iter().map(|function| function.name()).collect(),
        arguments,
    }
}

fn shape_entry(shape: ShapeName) -> Entry {
    let entry = shape.entry();
    let spelling = pytorch::spelling(shape);
    let parameters = entry.parameters.iter().map(|parameter| Parameter {
        name: parameter.name,
        pytorch: spelling.and_then(|spelling| spelling.word_for(parameter.name)).map(|word| word.word),
        takes: parameter.takes,
        positional: parameter.positional,
        required: parameter.default == Default::Required,
        default: parameter.default.text(),
        without: match parameter.default {
            Default::Absent(words) => words,
            _ => "",
        },
        range: match parameter.takes {
            Takes::Ratio => parameter.range.words(),
            Takes::Duration if parameter.range == Range::AboveZero => parameter.range.words(),
            _ => "",
        },
        about: parameter.about,
    });
    Entry {
        name: entry.name,
        alias: entry.alias,
        kind: EntryKind::Shape,
        summary: entry.summary.to_string(),
        usage: entry.usage(),
        parameters: parameters.collect(),
    }
}

fn preset_entry(preset: &'static prelude::Preset) -> Entry {
    let definition = presets().iter().find(|definition| definition.name == preset.name);
    let params = definition.map_or(&[][..], |definition| &definition.params);
    let parameters = preset.parameters.iter().zip(params).map(|(parameter, param)| Parameter {
        name: parameter.name,
        pytorch: None,
        takes: parameter.takes,
        positional: true,
        required: param.default.is_none(),
        default: param.default.as_ref().map(|default| default.span.of(prelude::TEXT).to_string()),
        without: "",
        range: "",
        about: parameter.about,
    });
    Entry {
        name: preset.name,
        alias: None,
        kind: EntryKind::Preset,
        summary: preset.about.lines().next().unwrap_or_default().to_string(),
        usage: definition.map(crate::check::prelude::Preset::usage).unwrap_or_default(),
        parameters: parameters.collect(),
    }
}

fn function_entry(function: Function) -> Entry {
    let parameters = function.arguments().iter().map(|name| Parameter {
        name,
        pytorch: None,
        takes: Takes::Value,
        positional: true,
        required: true,
        default: None,
        without: "",
        range: "",
        about: "a number",
    });
    Entry {
        name: function.name(),
        alias: None,
        kind: EntryKind::Function,
        summary: function.about().to_string(),
        usage: function.usage(),
        parameters: parameters.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_what_it_is_called_with() {
        for entry in entries().into_iter().chain(functions()) {
            assert!(!entry.summary.is_empty() && entry.usage.starts_with(entry.name), "{entry:?}");
            assert!(!entry.parameters.is_empty(), "{entry:?}");
            assert!(entry.parameters.iter().all(|parameter| !parameter.about.is_empty()), "{entry:?}");
        }
    }

    #[test]
    fn what_can_be_called_is_found_by_its_name() {
        assert_eq!(entry("constant"), entry("hold"));
        let kind = |name: &str| entry(name).map(|entry| entry.kind);
        assert_eq!(kind("tanh"), Some(EntryKind::Shape), "a shape and a function have this name");
        assert_eq!(kind("wsd"), Some(EntryKind::Preset));
        assert_eq!(kind("clamp"), Some(EntryKind::Function));
        assert_eq!(kind("cosin"), None);
    }
}
